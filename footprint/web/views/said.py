"""What people are asked and what they said: for a review, for a child, one answer, and across children; calls for help."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.documents.paper import render_pack
from footprint.documents.render import FORMATS
from footprint.voice import alarms as calls
from footprint.voice import asking, languages, links, reading
from footprint.voice.forms import as_asked, fitting, spoken
from footprint.voice.models import (
    AFTER,
    ANY,
    BEFORE,
    CHILD,
    EVERYONE,
    ONLY_IRO,
    RESPONDENTS,
    Alarm,
    Response,
    Theme,
    Words,
)
from footprint.voice.printing import on_paper
from footprint.voice.registers import of_child
from footprint.voice.saying import talks_wanted
from footprint.voice.wall import may_open, readable_by
from footprint.web.doors import needs, open_child, open_review
from footprint.web.presenters import kind_words
from footprint.web.voice_forms import ActOnAlarm, OpenToOthers, WithdrawLink

SHOWN = 50


def open_response(request, pk: int) -> Response:
    """The response, or "not found" where the child may not be seen."""
    rows = Response.objects.select_related(
        "child__council__service", "council__service", "form", "review", "staff", "opening"
    )
    found = get_object_or_404(rows, pk=pk)
    if not visible_to(request.member).filter(pk=found.child_id).exists():
        raise Http404
    return found


# -- asking ------------------------------------------------------------------------------------------------------------


@needs(roles.ASK_VIEWS)
def views(request, pk):
    """Who is asked for their views of a review, before it or about it, and what has come."""
    review = open_review(request, pk)
    purpose = AFTER if review.held_on else BEFORE
    if request.method == "POST":
        try:
            made = asking.ask(
                review.child, by=request.user, on=request.today, to=request.POST.getlist("to"), purpose=purpose,
                review=review, form=request.POST.get("form", ""), language=_language(request),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _asked_words(made))
            return redirect("views", review.pk)
    if request.GET.get("as") == "pdf":
        return _papers(request, _waiting(Response.objects.filter(review=review, purpose=purpose)))
    log.look("views of a review", by=request.user, council=review.council_id, child=review.child_id)
    context = _asking(request, review.child, purpose, Response.objects.filter(review=review))
    context |= {
        "title": f"Views: {review.child.name}",
        "heading": "What people think",
        "review": review,
        "kind": kind_words(review),
        "purpose": purpose,
    }
    return _page(request, "web/views.html", context)


@needs(roles.SEE_CHILDREN)
def child_voice(request, pk):
    """All that was asked and said about a child, newest first; and the child's own page, which opens at any time."""
    child = open_child(request, pk)
    if request.method == "POST" and request.member.may(roles.ASK_VIEWS):
        try:
            made = asking.ask(
                child, by=request.user, on=request.today, to=request.POST.getlist("to"), purpose=ANY,
                form=request.POST.get("form", ""), language=_language(request),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _asked_words(made))
            return redirect("child_voice", child.pk)
    log.look("what was said about a child", by=request.user, council=child.council_id, child=child)
    rows = Response.objects.standing().filter(child=child).select_related("form", "child", "opening")
    page = Paginator(rows.answered().order_by("-answered_on", "-pk"), SHOWN).get_page(request.GET.get("page"))
    may = set(readable_by(request.member, request.today).filter(child=child).values_list("pk", flat=True))
    shown = Response.objects.filter(pk__in=[r.pk for r in page]).select_related("form", "child", "opening")
    shown = shown.prefetch_related("words").order_by("-answered_on", "-pk")
    context = (
        _asking(request, child, ANY, rows)
        | of_child(child, request.member)
        | {
            "title": f"Voice of {child.name}",
            "child": child,
            "page": page,
            "said": [(one, one.response.pk in may) for one in reading.said(shown)],
            "alarms": list(
                calls.readable_by(request.member, request.today).filter(child=child).order_by("-raised_at")[:SHOWN]
            ),
        }
    )
    return _page(request, "web/child_voice.html", context)


def _asking(request, child, purpose: str, rows) -> dict:
    """Who can be asked, and how far each is."""
    asked = list(rows.filter(asked_on__isnull=False, withdrawn_at=None).select_related("typed_by").order_by("-pk"))
    newest: dict[str, Response] = {}
    for response in (r for r in asked if r.purpose == purpose):
        newest.setdefault(_key(response), response)
    offered = fitting(child.council, request.today, respondent=CHILD, purpose=purpose, age=child.age_on(request.today))
    return {
        "child": child,
        "rows": [(who, newest.get(who.key)) for who in asking.askable(child)],
        "tick": purpose != ANY and not newest,
        "others": [r for r in asked if newest.get(_key(r)) is not r],
        "forms": [f for f in offered if CHILD in f.respondents],
        "languages": languages.languages(),
        "to_print": any(r.answered_on is None and r.how in ("hand", "post", "phone", "text") for r in newest.values()),
    }


def _key(response: Response) -> str:
    if response.respondent == CHILD:
        return "child"
    return f"staff {response.staff_id}" if response.staff_id else f"person {response.person_id}"


def _language(request) -> str:
    chosen = request.POST.get("language", "")
    return chosen if chosen in languages.languages() and chosen != languages.ENGLISH else ""


def _asked_words(made: list[Response]) -> str:
    if not made:
        return "They were asked already. A new link for one of them is behind “Open”."
    printed = sum(r.how not in ("", "email") for r in made)
    told = f"{len(made)} {'person is' if len(made) == 1 else 'people are'} asked."
    return f"{told} {printed} to print and hand over." if printed else told


def _waiting(rows):
    return list(
        rows.filter(withdrawn_at=None, answered_on=None, link_hash__isnull=False)
        .exclude(Exists(Words.objects.filter(response=OuterRef("pk")).exclude(text="")))
        .exclude(how="email")
        .exclude(how="")
        .select_related("child__council__service", "council__service", "form", "review")
        .order_by("pk")
    )


def _papers(request, responses: list[Response]):
    """Forms on paper with their links, as one PDF."""
    if not responses:
        raise Http404
    for response in responses:
        log.look("printed a form", by=request.user, council=response.council_id, child=response.child_id,
                 subject=f"response {response.pk}")  # fmt: skip
    body = render_pack([on_paper(r) for r in responses], "pdf", made_at=timezone.now())
    answer = HttpResponse(body, content_type=FORMATS["pdf"])
    answer["Content-Disposition"] = 'attachment; filename="forms.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


# -- one response ------------------------------------------------------------------------------------------------------


@needs(roles.SEE_CHILDREN)
def response(request, pk):
    """One answer: its words for who may read them, and what is done with it."""
    found = open_response(request, pk)
    readable = readable_by(request.member, request.today).filter(pk=found.pk).exists()
    forms = _forms_of(request, found, readable)
    if request.method == "POST":
        done = _do(request, found, forms)
        if done:
            messages.success(request, done)
            return redirect("response", found.pk)
    log.look(
        "an answer" if readable else "that somebody answered", by=request.user, council=found.council_id,
        child=found.child_id, subject=f"response {found.pk}",
    )  # fmt: skip
    may_ask, begun = request.member.may(roles.ASK_VIEWS), asking.is_begun(found)
    themes, held = profile(found.council.profile_name).voice["themes"], [t.theme for t in found.themes.all()]
    context = {
        "title": f"{found.get_respondent_display().capitalize()}: {found.child.name}",
        "response": found,
        "child": found.child,
        "lines": reading.lines_of(found) if readable else [],
        "readable": readable,
        "private": found.is_private and not hasattr(found, "opening"),
        "wishes": asking.wishes_of(found) if readable else [],
        "forms": forms,
        "asks": [a.ask for a in found.asks.select_related("ask")] if readable else [],
        "may_ask": may_ask,
        "code": links.code_of(found) if may_ask and found.link_hash and not found.answered_on and not begun else "",
        "is_open": found.link_hash is not None and links.is_open(found, request.today),
        "begun": begun,
        "themes": [(key, words, key in held) for key, words in themes.items()] if readable else [],
    }
    return _page(request, "web/response.html", context)


def _forms_of(request, found: Response, readable: bool) -> dict:
    """The forms that stand on the page of a response, by what they do."""
    chosen, forms = request.POST.get("do"), {}

    def offer(name, form, **more):
        forms[name] = form(request.POST if chosen == name else None, **more)

    if found.link_hash and request.member.may(roles.ASK_VIEWS):
        offer("withdraw", WithdrawLink)
    if readable and found.is_private and not hasattr(found, "opening") and may_open(request.user, found):
        offer("open", OpenToOthers)
    return forms


def _withdraw(found, by, values) -> str:
    asking.withdraw(found, by=by, **values)
    return "The link opens nothing any more."


def _open(found, by, values) -> str:
    asking.open_to_others(found, by=by, **values)
    return "Others of the review may read it now."


ACTS = {"withdraw": _withdraw, "open": _open}


def _do(request, found: Response, forms: dict) -> str:
    """Carries out what was asked on the page of a response; returns what to say, or nothing where it was refused."""
    do, form = request.POST.get("do", ""), forms.get(request.POST.get("do", ""))
    try:
        if do == "renew" and request.member.may(roles.ASK_VIEWS):
            asking.renew(found, by=request.user, on=request.today)
            mailed = " The new link goes to them by e-mail." if found.how == "email" else ""
            return f"There is a new link and a new code. The old ones open nothing any more.{mailed}"
        if do == "themes" and readable_by(request.member, request.today).filter(pk=found.pk).exists():
            asking.set_themes(found, by=request.user, themes=request.POST.getlist("themes"))
            return "The themes are saved."
        if form and form.is_valid():
            return ACTS[do](found, request.user, form.values())
    except Refused as refusal:
        if form:
            form.refuse(refusal)
        else:
            messages.error(request, str(refusal))
    return ""


@needs(roles.ASK_VIEWS)
def response_paper(request, pk):
    """The form of one person on paper, with the link and the code."""
    found = open_response(request, pk)
    if found.link_hash is None or found.form is None or found.answered_on or asking.is_begun(found):
        raise Http404
    return _papers(request, [found])


@needs(roles.ASK_VIEWS)
def type_in(request, pk):
    """Answers that came on paper or were told, typed in word for word and sent at once."""
    found = open_response(request, pk)
    if found.form is None or found.answered_on or found.withdrawn_at:
        raise Http404
    if request.method == "POST":
        _call_for(request, found)
        try:
            asking.type_in(
                found, request.POST.getlist, by=request.user, shared=request.POST.get("shared", ""),
                wants_talk="wants_talk" in request.POST, way="phone" if request.POST.get("way") == "phone" else "paper",
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "It is kept word for word, and the IRO is told.")
            return redirect("response", found.pk)
    asked = spoken(as_asked(found), found.child.short_name)
    context = {
        "title": f"Type in: {found.child.name}",
        "response": found,
        "child": found.child,
        "asked": asked,
        "fields": [(q, "\n".join(request.POST.getlist(q.key)), request.POST.getlist(q.key)) for q in asked.questions],
        "choices": ((ONLY_IRO, asked.say["only_iro"]), (EVERYONE, asked.say["everyone"])),
        "posted": request.POST,
        "alarms": (("", "No"), (Alarm.UNSAFE, "Somebody is not safe"), (Alarm.COMPLAINT, "They want to complain")),
    }
    return _page(request, "web/type_in.html", context)


def _call_for(request, found: Response):
    """What shows that somebody is not safe is told at once, whatever becomes of the form."""
    kind = request.POST.get("alarm", "")
    if kind in dict(Alarm.KINDS):
        written = [q.key for q in as_asked(found).questions if not q.choices]
        words = "\n\n".join(text for key in written if (text := request.POST.get(key, "").strip()))
        calls.raise_alarm(found, kind=kind, words=words, by=request.user)


@needs(roles.READ_INBOX)
def my_response(request, pk):
    """The form of somebody who signs in, from their inbox."""
    mine = Response.objects.filter(child__in=visible_to(request.member), staff__user=request.user)
    found = get_object_or_404(mine, pk=pk, link_hash__isnull=False)
    return redirect("answer", links.secret_of(found))


# -- across children ---------------------------------------------------------------------------------------------------


def a_year_before(today):
    """The first day of the month, a year before."""
    return today.replace(day=1, year=today.year - 1)


@needs(roles.SEE_VOICE)
def returns(request):
    """Forms sent and returned by whom, and what was not answered."""
    since = a_year_before(request.today)
    rows = Response.objects.standing().filter(child__in=visible_to(request.member))
    sent = Counter(rows.filter(asked_on__gte=since).values_list("respondent", "purpose"))
    back = Counter(rows.filter(asked_on__gte=since, answered_on__isnull=False).values_list("respondent", "purpose"))
    open_ones = rows.filter(asked_on__gte=since, answered_on=None).select_related("child").order_by("-asked_on", "-pk")
    log.look("forms sent and returned", by=request.user)
    about = Theme.objects.filter(response__in=rows.filter(answered_on__gte=since))
    names = profile(request.service.councils.order_by("name")[0].profile_name).voice["themes"]
    context = {
        "title": "Forms sent and returned",
        "themes": [(names.get(key, key), n) for key, n in Counter(about.values_list("theme", flat=True)).most_common()],
        "since": since,
        "table": [(words, [(sent[key, p], back[key, p]) for p in (BEFORE, AFTER, ANY)]) for key, words in RESPONDENTS],
        "total": (sum(sent.values()), sum(back.values())),
        "talks": talks_wanted(request.member).count(),
        "page": Paginator(open_ones, SHOWN).get_page(request.GET.get("page")),
    }
    return _page(request, "web/returns.html", context)


# -- calls for help ----------------------------------------------------------------------------------------------------


@needs(roles.ANSWER_ALARMS)
def alarms(request):
    """Calls for help on which somebody must act, and those on which somebody has."""
    mine = calls.readable_by(request.member, request.today)
    waiting = list(calls.waiting(mine)[: SHOWN * 2])
    page = Paginator(mine.exclude(done_on=None).order_by("-done_on", "-pk"), SHOWN).get_page(request.GET.get("page"))
    log.look("calls for help", by=request.user, ids=[a.pk for a in (*waiting, *page)])
    return _page(request, "web/alarms.html", {"title": "Calls for help", "waiting": waiting, "page": page})


@needs(roles.ANSWER_ALARMS)
def alarm(request, pk):
    """One call for help: taken on, and what was done."""
    found = get_object_or_404(
        calls.readable_by(request.member, request.today).select_related("seen_by", "done_by"), pk=pk
    )
    form = ActOnAlarm(request.POST if request.POST.get("do") == "done" else None)
    if request.method == "POST":
        if request.POST.get("do") == "see":
            seen = calls.see(found, by=request.user)
            mine = seen.seen_by_id == request.user.pk
            messages.success(
                request, "You have taken it on." if mine else f"{seen.seen_by.name} has taken it on already."
            )
            return redirect("alarm", found.pk)
        if form.is_valid():
            try:
                calls.finish(found, by=request.user, on=request.today, **form.values())
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, "It is noted what was done.")
            return redirect("alarm", found.pk)
    log.look(
        "a call for help", by=request.user, council=found.council_id, child=found.child_id, subject=f"alarm {found.pk}"
    )
    context = {
        "title": f"{'Not safe' if found.kind == Alarm.UNSAFE else 'Wants to complain'}: {found.child.name}",
        "alarm": found,
        "child": found.child,
        "form": form,
    }
    return _page(request, "web/alarm.html", context)


def _page(request, template, context):
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    return answer
