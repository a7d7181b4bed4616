"""Lists across children: the register of decisions, children who were not heard, how the participation code is worked
out; and the page on which somebody outside opens the one copy that was sent to them."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.documents.paper import Paper, paper_html, render_paper
from footprint.law.clocks import due_on
from footprint.law.participation import FROM_AWAY, THERE, WHILE_THERE, code, every_answer
from footprint.messages.actions import CLOSED, open_link
from footprint.reviews.models import Answer, Decision, Edition, Review, SentCopy
from footprint.reviews.querysets import with_people
from footprint.reviews.questions import find, sheet
from footprint.reviews.sending import leaving
from footprint.web.doors import needs
from footprint.web.review_forms import OpenCopy

SHOWN = 50
STATES = {
    "overdue": "Overdue",
    "again": "Decided again",
    "waiting": "Waiting for the manager",
    "unanswered": "Not answered in time",
    "open": "Not done",
    "all": "All",
}


@needs(roles.SEE_DECISIONS)
def register(request):
    """Decisions across children: overdue, decided again and not answered first."""
    first = "waiting" if request.member.may(roles.ANSWER_DECISIONS) else "overdue"
    state = request.GET.get("show") if request.GET.get("show") in STATES else first
    seen = Decision.objects.standing().filter(child__in=visible_to(request.member))
    undone, wanted = seen.undone(), _wanted(request.today)
    counts = undone.aggregate(**{key: Count("pk", filter=which) for key, which in wanted.items()}) | {
        "all": seen.count()
    }
    rows = undone.filter(wanted[state]) if state in wanted else seen
    rows = rows.select_related("review", "child", "again_of").order_by("due_on", "pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    log.look("register of decisions", by=request.user, show=state, ids=[d.pk for d in page])
    context = {
        "title": "Decisions",
        "page": page,
        "rows": [(d, d.status == Decision.OPEN and d.due_on < request.today) for d in page],
        "state": state,
        "counts": [(key, label, counts[key]) for key, label in STATES.items()],
        "query": urlencode({"show": state}),
        "may_answer": request.member.may(roles.ANSWER_DECISIONS),
        "may_write": request.member.may(roles.RECORD_REVIEW),
    }
    return render(request, "web/register.html", context)


def _wanted(today) -> dict[str, Q]:
    """Which of the decisions that are not done a list shows."""
    latest = today - timedelta(days=1)
    while due_on("manager_reply", latest) >= today:
        latest -= timedelta(days=1)
    return {
        "overdue": Q(due_on__lt=today),
        "again": Q(times__gt=1),
        "waiting": Q(reply="", issued_on__isnull=False),
        "unanswered": Q(reply="", issued_on__lte=latest),
        "open": Q(pk__isnull=False),
    }


@needs(roles.SEE_SERVICE)
def not_heard(request):
    """Reviews of the last year in which a child was not heard or came in silence (PN7, PN4), with reason and what was done;
    and those before which the child was not seen, or of which nobody says whether."""
    since = max(request.today - timedelta(days=365), request.service.first_day_of_use or request.today)
    reviews = with_people(
        Review.objects.statutory().filter(child__in=visible_to(request.member), held_on__range=(since, request.today))
    ).select_related("child")
    unheard = reviews.filter(participation__in=("PN4", "PN7"))
    silent = list(unheard.order_by("-held_on")[: SHOWN * 4])
    said = Answer.objects.filter(review=OuterRef("pk"), question="prep.seen").values("text")
    asked_of = [c for c in request.service.councils.all() if find("prep.seen", c.profile_name)]
    all_unseen = reviews.filter(council__in=asked_of).annotate(
        seen=Coalesce(Subquery(said[:1]), Value(""), output_field=TextField())
    )
    all_unseen = all_unseen.filter(seen__in=("not", "declined", ""))
    unseen = list(all_unseen.order_by(Case(When(seen="", then=1), default=0), "-held_on", "pk")[: SHOWN * 4])
    asked = ("part.why_not", "part.follow")
    answers: dict[int, dict[str, str]] = {}
    for review, key, text in Answer.objects.filter(review__in=unheard.values("pk"), question__in=asked).values_list(
        "review", "question", "text"
    ):
        answers.setdefault(review, {})[key] = text
    log.look("children not heard", by=request.user, ids=[r.pk for r in (*silent, *unseen)])
    context = {
        "title": "Children who were not heard",
        "silent": [(r, answers.get(r.pk, {})) for r in silent],
        "unseen": unseen,
        "unseen_number": all_unseen.count(),
        "since": since,
    }
    return render(request, "web/not_heard.html", context)


@needs(roles.SEE_SERVICE)
def themes(request):
    """What the forms after the meetings say, month by month: grades, Amber and Red with what must happen, themes."""
    since = max(request.today - timedelta(days=365), request.service.first_day_of_use or request.today)
    reviews = (
        with_people(
            Review.objects.statutory().filter(
                child__in=visible_to(request.member),
                held_on__range=(since, request.today),
                quality_done_on__isnull=False,
            )
        )
        .select_related("child")
        .order_by("-held_on", "pk")
    )
    editions = Edition.objects.filter(review__in=reviews.values("pk"), what="quality").order_by("number")
    given = {
        review: {key.removeprefix("quality."): text for key, text in content.items()}
        for review, content in editions.values_list("review", "content")
    }
    months: dict[str, list] = {}
    for review in reviews:
        months.setdefault(f"{review.held_on:%B %Y}", []).append((review, given.get(review.pk, {})))
    log.look("themes of the forms after meetings", by=request.user, months=list(months))
    asked = sheet("quality").questions
    rows = []
    for month, forms in months.items():
        grades = [
            (words, sum(a.get("grade") == key for _, a in forms))
            for key, words in asked["quality.grade"].options.items()
        ]
        found = Counter(a["themes"].strip() for _, a in forms if a.get("themes", "").strip())
        rows.append(
            (month, len(forms), grades, [f for f in forms if f[1].get("rag") in ("amber", "red")], found.most_common())
        )
    return render(request, "web/themes.html", {"title": "After the meetings", "rows": rows, "since": since})


@login_not_required
def participation(request):
    """How the participation code is worked out: every answer and its code."""
    rows = []
    on = request.today
    for there, views, current in every_answer():
        found = code(age=10, held_on=on, there=there, views=views, current=current)
        words = (FROM_AWAY if there == "no" else WHILE_THERE)[views]
        rows.append((THERE[there].capitalize(), words, current, found))
    service = getattr(request, "service", None)
    councils = list(service.councils.all()) if service else []
    readings = [(c.name, day, told) for c in councils for day, told in profile(c.profile_name).readings]
    young = code(age=3, held_on=on)
    return render(
        request, "web/participation.html", {"title": "How the code is worked out", "rows": rows, "young": young, "readings": readings}
    )  # fmt: skip


@login_not_required
@sensitive_variables("secret")
def personal(request, secret):
    """One copy, for the one person to whom its address was sent: opened with the day of birth of the child."""
    form = OpenCopy(request.POST or None)
    copy = paper = None
    if request.method == "POST" and form.is_valid():
        try:
            link = open_link(secret, form.cleaned_data["born"], timezone.now())
            copy, paper = _copy_of(link)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            log.look(
                "a copy by its personal link", by=None, council=link.council_id, child=link.child_id, subject=link.about
            )
    if paper and "pdf" in request.POST:
        answer = HttpResponse(render_paper(paper, "pdf", made_at=timezone.now()), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="review.pdf"'
    else:
        context = {
            "title": "Papers for you",
            "form": form,
            "copy": copy,
            "born": request.POST.get("born", ""),
            "paper": paper_html(paper) if paper else "",
        }
        answer = render(request, "web/personal.html", context)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"  # no other site learns the address, and the form can still be sent
    return answer


def _copy_of(link) -> tuple[SentCopy, Paper]:
    """The copy of a personal link, as it may leave today. Refuses in the words of a link that does not open."""
    kind, _, pk = link.about.partition(" ")
    copies = SentCopy.objects.select_related("review__council__service", "review__child")
    found = copies.filter(pk=pk, review__child=link.child_id).first() if kind == "copy" else None
    try:
        if found:
            return found, leaving(found)
    except Refused:
        pass
    raise Refused(CLOSED)
