"""What was told to whom: a person's inbox, the mailbox of the service, and the gallery of all that is sent."""

from django.conf import settings
from django.contrib import messages as told
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from footprint.accounts import roles
from footprint.audit import log
from footprint.council.models import Council
from footprint.council.refusals import Refused
from footprint.messages import actions, mail, texts
from footprint.messages import querysets as ask
from footprint.messages.models import Choice, Message, Template
from footprint.web import context as everywhere
from footprint.web import gallery as shown
from footprint.web.doors import needs
from footprint.web.message_forms import EditTemplate, HowTold

SHOWN = 50


@needs(roles.READ_INBOX)
def inbox(request):
    """What was told to me, newest first, what is new since I last looked marked."""
    at = timezone.now()
    new = set(ask.since_last_look(request.member).values_list("pk", flat=True))
    page = Paginator(ask.told_to(request.member).select_related("written_by"), SHOWN).get_page(request.GET.get("page"))
    rows = list(page)
    actions.look(request.user, at=at, shown=[m.pk for m in rows])
    context = {
        "title": "Inbox",
        "rows": [(m, m.pk in new) for m in rows],
        "new": len(new),
        "page": page,
        "query": "",
        "a_day": Choice.objects.filter(user=request.user, digest=True).exists(),
        "leaves": mail.leaves(),
    }
    return render(request, "web/inbox.html", context)


@needs(roles.READ_INBOX)
def inbox_how(request):
    """Whether my e-mails come at once or once a day."""
    chosen = Choice.objects.filter(user=request.user, digest=True).exists()
    form = HowTold(request.POST if "digest" in request.POST else None, initial={"digest": "1" if chosen else ""})
    if form.is_valid():
        actions.choose(request.user, by=request.user, on=timezone.localdate(), **form.values())
        told.success(request, "It is saved.")
        return redirect("inbox")
    lead = f"E-mails go to {request.user.email}. The inbox holds everything at once, whatever you choose."
    context = {"title": "How you are told", "form": form, "lead": lead, "button": "Save", "back": "inbox"}
    return render(request, "web/form.html", context)


@needs(roles.SEE_MAILBOX)
def mailbox(request):
    """Every message of the service with its state; what a person must decide about first."""
    every = ask.of_service(request.service)
    visible = ask.seen_by(request.member, every)
    counts = dict(visible.order_by().values_list("shown").annotate(n=Count("pk")))
    words = dict(Message.STATES)
    state = request.GET.get("state", "")
    rows = visible.select_related("user", "council").order_by("-written_at", "-pk")
    to_decide = rows.none()
    if state in words:
        rows = rows.filter(shown=state)
    else:
        to_decide = rows.filter(shown__in=Message.TO_DECIDE)[:SHOWN]
        rows = rows.exclude(shown__in=Message.TO_DECIDE)
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    to_decide = list(to_decide) if page.number == 1 else []
    ids = [m.pk for m in (*to_decide, *page)]
    log.look("messages of the service", by=request.user, state=state, ids=ids)
    context = {
        "title": "Messages",
        "to_decide": to_decide,
        "open": sum(counts.get(key, 0) for key in Message.TO_DECIDE),
        "rows": list(page),
        "page": page,
        "total": sum(counts.values()),
        "hidden": every.count() - sum(counts.values()),
        "states": [(key, text, counts[key]) for key, text in words.items() if key in counts],
        "state": state,
        "state_words": words.get(state, ""),
        "words_of_states": words,
        "query": f"state={state}" if state in words else "",
        "mail": how_mail_goes(),
    }
    return render(request, "web/mailbox.html", context)


@needs(roles.SEE_MAILBOX)
def settle(request, pk):
    """Decide about a message that was perhaps sent, or that the mail server did not take."""
    found = ask.seen_by(request.member, ask.of_service(request.service)).select_related("user", "council")
    message = get_object_or_404(found, pk=pk)
    if request.POST.get("decide") in ("sent", "again"):
        try:
            actions.settle(message, by=request.user, sent=request.POST["decide"] == "sent")
        except Refused as refusal:
            told.error(request, str(refusal))
        else:
            told.success(request, "It is saved.")
        return redirect("mailbox")
    log.look("message", by=request.user, child=message.child_id, subject=f"message {message.pk}")
    context = {
        "title": "Was this message sent?",
        "message_": message,
        "state_words": dict(Message.STATES)[message.shown],
        "open": message.shown in Message.TO_DECIDE,
        "perhaps": message.shown == Message.PERHAPS,
    }
    return render(request, "web/settle.html", context)


@needs(roles.SET_UP)
def gallery(request):
    """All that the service sends, with sample values, as it would look."""
    council = _council(request)
    context = {
        "title": "What is sent",
        "council": council,
        "samples": shown.samples(council, _words(council)),
        "others": [(title, make(request)) for title, make in shown.SHOWN],
        "mail": how_mail_goes(),
    }
    return render(request, "web/gallery.html", context)


@needs(roles.SET_UP)
def edit_template(request, key):
    """The council's own text of a message."""
    council = _council(request)
    if key not in texts.texts():
        raise Http404
    subject, body = texts.stands(council, key, _words(council))
    own = Template.objects.filter(council=council, key=key).exists()
    form = EditTemplate(request.POST or None, initial={"subject": subject, "body": body})
    if request.method == "POST":
        try:
            if "restore" in request.POST:
                actions.restore_template(council=council, key=key, by=request.user)
                return _saved(request, council)
            if form.is_valid():
                changed = {k: v for k, v in form.values().items() if k in form.changed_data}
                if changed:
                    now = {"subject": subject, "body": body, **changed}
                    actions.edit_template(council=council, key=key, by=request.user, **now)
                return _saved(request, council)
        except Refused as refusal:
            form.is_valid()
            form.refuse(refusal)
    known = ", ".join(f"{{{name}}}" for name in texts.texts()[key].known)
    context = {
        "title": texts.texts()[key].title,
        "form": form,
        "lead": f"You may use {known}. Write no names and nothing about a child: it goes through ordinary e-mail.",
        "button": f"Save for {council.name}",
        "back": "gallery",
        "second": ("restore", "Go back to the text that came with Footprint") if own else None,
    }
    return render(request, "web/form.html", context)


def how_mail_goes() -> str:
    """Whether e-mails go out, in a sentence."""
    if mail.leaves():
        return "E-mails go out through the mail server of EMAIL_URL."
    if settings.PRODUCTION:
        return (
            "No mail server is set up: people find their messages in the inbox only, and nobody outside is reached. "
            "Set EMAIL_URL."
        )
    return "No mail server is set up: nothing leaves, and every message is kept to be read on the page of messages."


def _saved(request, council):
    told.success(request, "It is saved.")
    return redirect(f"{redirect('gallery').url}?council={council.key}")


def _council(request) -> Council:
    """The council that is named, else the first of the service."""
    ours = Council.objects.filter(service=request.service).select_related("service").order_by("name")
    if request.GET.get("council"):
        return get_object_or_404(ours, key=request.GET["council"])
    council = ours.first()
    if council is None:
        raise Http404
    return council


def _words(council) -> dict[str, str]:
    return everywhere.profile(council.profile_name).words
