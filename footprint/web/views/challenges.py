"""Challenges across children: the board, what nobody has challenged, patterns, lists to senior managers, the procedure."""

from collections import defaultdict
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, Q, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.models import Child
from footprint.council.models import Council, Staff, Team
from footprint.council.profile import profile
from footprint.disputes import lists
from footprint.disputes.access import readable_by, waiting_for
from footprint.disputes.models import Dispute, SentList, ServiceIssue, Step
from footprint.disputes.procedure import ANSWERED, COMMON, HOW, SETTLED, SILENCE, procedure_on, versions
from footprint.disputes.standing import last_steps, recurring, returning, unchallenged
from footprint.figures.answers import Figures
from footprint.figures.catalogue import FIGURES
from footprint.figures.period import Period
from footprint.web.challenge_shown import row
from footprint.web.doors import chosen_council, needs, number
from footprint.web.views.said import a_year_before

SHOWN = 50
BESIDE = ("team", "iro", "procedure")  # what a row of the board shows of each
OPEN, INFORMAL, MINE, SETTLED_SHOWN, CLOSED, ALL = "open", "informal", "mine", "settled", "closed", "all"


def shows(member) -> dict[str, tuple[str, Q]]:
    """What the board can show: a key → words, condition."""
    known = {
        OPEN: ("Formal and open", Q(state__in=("asked", "answered"), formal_on__isnull=False)),
        INFORMAL: ("Informal and open", Q(state__in=("asked", "answered"), formal_on=None)),
        SETTLED_SHOWN: ("Settled, effect to be seen", Q(state=SETTLED)),
        CLOSED: ("Closed", Q(state="closed")),
        ALL: ("All", Q()),
    }
    if member.may(roles.RAISE_CHALLENGE):
        mine = Q(raised_by=member.user_id) | Q(iro__user=member.user_id)
        known[MINE] = ("Mine, not closed", mine & Q(state__in=("asked", "answered", "settled")))
    return known


@needs(roles.SEE_CHALLENGES)
def challenges(request):
    """The board: by stage, each with its working days and when its answer is due; what waits for the reader on top."""
    may = list(readable_by(request.member).values_list("pk", flat=True))  # asked once, for all the counts below
    every = Dispute.objects.filter(pk__in=may).select_related(*BESIDE)
    known = shows(request.member)
    show = request.GET.get("show") if request.GET.get("show") in known else OPEN
    narrowed = _narrowed(every, request.GET)
    chosen = narrowed.filter(known[show][1]).order_by(F("formal_on").desc(nulls_last=True), "-raised_on", "-pk")
    page = Paginator(chosen, SHOWN * 2 if show in (OPEN, INFORMAL) else SHOWN).get_page(request.GET.get("page"))
    rows = _rows(list(page), request.today, request.member)
    log.look("challenges", by=request.user, show=show, ids=[r.dispute.pk for r in rows])
    counts = narrowed.aggregate(
        **{key: Count("pk", filter=when) if when else Count("pk") for key, (_, when) in known.items()}
    )
    context = {
        "title": "Challenges",
        "councils_here": request.service.councils.order_by("name"),
        "stages": _by_stage(rows) if show in (OPEN, INFORMAL) else [],
        "rows": rows,
        "page": page,
        "shows": [(key, words, counts[key]) for key, (words, _) in known.items()],
        "show": show,
        "counts": counts,
        "late": _late(narrowed, request.today),
        "ending": narrowed.open().filter(limit_on__range=(request.today, request.today)).count(),
        "over": narrowed.open().filter(limit_on__lt=request.today).count(),
        "children": Child.objects.filter(disputes__in=narrowed.filter(known[OPEN][1])).distinct().count(),
        "waiting": _rows([s.dispute for s in _asked(request.member)], request.today, request.member),
        "to_move": _rows(list(_to_move(every, request.member)[:SHOWN]), request.today, request.member),
        "teams": Team.objects.filter(council__service=request.service).order_by("name"),
        "iros": Staff.objects.filter(service=request.service, kind=Staff.IRO).order_by("name"),
        "themes": COMMON,
        "chosen": request.GET,
        "asked_query": _query(request.GET),
        "query": f"show={show}" + (f"&{_query(request.GET)}" if _query(request.GET) else ""),
        "table": request.GET.get("as") == "table",
    }
    return render(request, "web/challenges/board.html", context)


def _query(asked) -> str:
    return urlencode({name: asked[name] for name in ("team", "iro", "theme") if asked.get(name)})


def _narrowed(disputes, asked):
    for name, column in (("team", "team"), ("iro", "iro")):
        if pk := number(asked.get(name)):
            disputes = disputes.filter(**{column: pk})
    if asked.get("theme") in COMMON:
        disputes = disputes.filter(reasons__common=asked["theme"]).distinct()
    return disputes


def _asked(member):
    return waiting_for(member).select_related(*(f"dispute__{name}" for name in BESIDE))[:SHOWN]


def _to_move(disputes, member):
    """Answered, and the reader's own to settle or move."""
    if not member.may(roles.RAISE_CHALLENGE):
        return disputes.none()
    return disputes.filter(Q(raised_by=member.user_id) | Q(iro__user=member.user_id), state=ANSWERED).order_by("pk")


def own_to_act(member, today: date):
    """A member's own challenges on which they must act: answered, late, or settled without what changed."""
    waits = Step.objects.filter(ended_on=None, answered_on=None, due_on__lt=today).values("dispute")
    own = Q(raised_by=member.user_id) | Q(iro__user=member.user_id)
    acts = Q(state__in=(ANSWERED, SETTLED)) | Q(state="asked", pk__in=waits)
    mine = list(Dispute.objects.filter(own, acts).values_list("pk", flat=True))
    if not mine:
        return []
    return _rows(
        list(readable_by(member).filter(pk__in=mine).select_related(*BESIDE).order_by("raised_on")[:SHOWN]),
        today,
        member,
    )


def _late(disputes, today: date) -> int:
    waits = Step.objects.filter(ended_on=None, answered_on=None, due_on__lt=today)
    return waits.filter(dispute__in=disputes.filter(state="asked")).count()


def _rows(disputes: list[Dispute], today: date, member):
    """Rows of the board, with the children whom the member may see: two questions more, however many."""
    children = Prefetch("children", visible_to(member).order_by("challenged__pk").distinct(), to_attr="about")
    prefetch_related_objects(disputes, children)
    steps = last_steps(disputes)
    return [row(dispute, steps[dispute.pk], dispute.about, today) for dispute in disputes]  # type: ignore[attr-defined]


def _by_stage(rows) -> list[tuple[str, list]]:
    """The rows under their stages; in a stage what is due first on top."""
    groups = defaultdict(list)
    for one in rows:
        groups[one.step.title].append(one)
    return [(title, sorted(of, key=lambda r: (r.step.due_on, r.dispute.pk))) for title, of in sorted(groups.items())]


# -- what nobody has challenged ----------------------------------------------------------------------------------------


@needs(roles.RAISE_CHALLENGE)
def overdue(request):
    """Children about whom something has gone wrong for long and nobody has challenged it; chosen ones are raised together."""
    if request.method == "POST":
        chosen = list(dict.fromkeys(request.POST.getlist("matter")))
        if not chosen:
            messages.error(request, "Choose at least one.")
            return redirect("challenges_overdue")
        asked = [("matter", key) for key in chosen] + [("each", "1"), ("from", "list")]
        return redirect(f"{reverse('raise_challenge')}?{urlencode(asked)}")
    children = visible_to(request.member)
    if number(request.GET.get("iro")):
        mine = {"iroassignments__iro": number(request.GET["iro"]), "iroassignments__ends_on": None}
        children = children.filter(**mine, iroassignments__withdrawn_at=None)
    found = unchallenged(children, request.today)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    log.look("children overdue for challenge", by=request.user, ids=[u.child.pk for u in page])
    context = {
        "title": "Overdue for challenge",
        "rows": list(page),
        "page": page,
        "children": len({u.child.pk for u in found}),
        "iros": Staff.objects.filter(service=request.service, kind=Staff.IRO).order_by("name"),
        "chosen": request.GET,
        "query": f"iro={number(request.GET.get('iro')) or ''}",
    }
    return render(request, "web/challenges/overdue.html", context)


# -- patterns ----------------------------------------------------------------------------------------------------------


@needs(roles.OVERSEE_CHALLENGES)
def patterns(request):
    """Themes that recur over children, what returns on the same child, what is past its time, and how long answers take."""
    council = chosen_council(request)
    every = readable_by(request.member).filter(council=council)
    over = _rows(
        list(every.open().filter(limit_on__lt=request.today).select_related(*BESIDE).order_by("limit_on")[:SHOWN]),
        request.today,
        request.member,
    )
    context = {
        "title": "Patterns in challenges",
        "councils_here": request.service.councils.order_by("name"),
        "chosen_council": council,
        "recurring": recurring(every, request.today),
        "returning": returning(every, request.today)[:SHOWN],
        "over": over,
        "years": _years(council, request.today),
        "issues": ServiceIssue.objects.filter(council=council, withdrawn_at=None)
        .annotate(n=Count("disputes"))
        .order_by("-raised_on"),
    }
    log.look("patterns in challenges", by=request.user, council=council)
    return render(request, "web/challenges/patterns.html", context)


NUMBERS = (
    "challenges", "challenges-informal", "challenges-formal", "children-challenged-formal", "challenges-per-100",
    "answers-in-time", "answers-none", "days-to-answer", "days-to-settle", "challenges-past-whole", "challenges-returning",
    "effects-changed", "effects-nothing",
)  # fmt: skip


def _years(council: Council, today: date):
    """The figures of challenge for this year so far and the years before: from 1 April."""
    start = date(today.year if today.month >= 4 else today.year - 1, 4, 1)
    periods = [Period(start, today)]
    for _ in range(2):
        start = a_year_before(start)
        periods.append(Period(start, date(start.year + 1, 3, 31)))
    figures = Figures(council)
    table = [(FIGURES[name], [(period, figures.number(name, period)) for period in periods]) for name in NUMBERS]
    return {"periods": periods, "table": table}


# -- lists to senior managers ------------------------------------------------------------------------------------------


@needs(roles.OVERSEE_CHALLENGES)
def sent_lists(request):
    """What was sent to senior managers, and what would be sent now."""
    context = {
        "title": "Lists to senior managers",
        "kinds": [
            (council, kind, *_plan(council, kind))
            for council in request.service.councils.order_by("name")
            for kind, _ in SentList.KINDS
        ],
        "sent": SentList.objects.filter(council__service=request.service)
        .select_related("council")
        .order_by("-last", "kind")[:SHOWN],
    }
    return render(request, "web/challenges/lists.html", context)


def _plan(council: Council, kind: str):
    """The council's rule for a list, who gets it now, and the levels to whom it goes."""
    rule = lists.plan(council, kind)
    return rule, lists.readers(council, kind), [profile(council.profile_name).levels[level] for level in rule["to"]]


@needs(roles.OVERSEE_CHALLENGES)
def preview_list(request, kind):
    """A list as it would be sent today."""
    if kind not in dict(SentList.KINDS):
        raise Http404
    council = chosen_council(request)
    first, last = lists.period(council, kind, lists.due_day(council, kind, request.today))
    if kind == "outstanding":
        first = last = request.today
    content = lists.compose(council, kind, request.today, first, last)
    return _list_page(request, council, content, first, last, f"Preview: {content['title']}")


@needs(roles.OVERSEE_CHALLENGES)
def sent_list(request, pk):
    """A list as it was sent, each number open to those who may read what it counts."""
    found = get_object_or_404(SentList.objects.select_related("council"), pk=pk, council__service=request.service)
    return _list_page(request, found.council, found.content, found.first, found.last, found.content["title"], found)


def _list_page(request, council, content, first, last, title, sent=None):
    """The counts as they are; of the challenges themselves only those that the reader may read."""
    may = set(readable_by(request.member).filter(council=council).values_list("pk", flat=True))
    shown = set(map(int, request.GET.get("of", "").split(","))) & may if _ids(request.GET.get("of", "")) else set()
    rows = _rows(
        list(Dispute.objects.filter(pk__in=shown).select_related(*BESIDE).order_by("-raised_on", "pk")),
        request.today,
        request.member,
    )
    log.look(
        "list of challenges",
        by=request.user,
        council=council,
        subject=f"list {sent.pk}" if sent else "",
        ids=sorted(shown),
    )
    context = {
        "title": title,
        "content": content,
        "lines": [(line, date.fromisoformat(line["due_on"])) for line in content["lines"] if line["id"] in may],
        "hidden": sum(line["id"] not in may for line in content["lines"]),
        "as_on": date.fromisoformat(content["as_on"]) if content.get("as_on") else last,
        "first": first,
        "last": last,
        "sent": sent,
        "council": council,
        "rows": rows,
        "asked_for": request.GET.get("of", ""),
    }
    return render(request, "web/challenges/list.html", context)


def _ids(text: str) -> bool:
    return bool(text) and all(number(part) for part in text.split(","))


# -- the procedure -----------------------------------------------------------------------------------------------------


@needs(roles.SEE_CHALLENGES)
def procedure(request):
    """How the council challenges: each stage, who is asked, how long, what silence does; printed from the data that runs it."""
    council = chosen_council(request)
    titles = profile(council.profile_name).levels
    now = procedure_on(council.profile_name, request.today)

    def named(stage):
        return {
            "stage": stage,
            "asked": titles[stage.asked],
            "how": HOW[stage.how],
            "chair": titles.get(stage.chair, ""),
            "present": [titles[k] for k in stage.present],
            "told": [titles[k] for k in stage.told],
            "next": [now.stages[k].title for k in stage.next],
            "silence": SILENCE[stage.silence] if stage.next else "it is the last stage",
            "starts": stage.key in now.starts,
        }

    context = {
        "title": now.title,
        "now": now,
        "stages": [named(stage) for stage in now.stages.values()],
        "themes": [(label, COMMON[common]) for label, common in now.themes.values()],
        "immediate": [titles[k] for k in now.immediate],
        "versions": versions(profile(council.profile_name)),
        "council": council,
        "councils_here": request.service.councils.order_by("name"),
    }
    return render(request, "web/challenges/procedure.html", context)
