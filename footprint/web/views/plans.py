"""What must be in date or in place: for a child, and across the children that somebody sees."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.models import Child, SocialWork
from footprint.council.models import Team
from footprint.plans import actions
from footprint.plans.facts import IN_DATE, LATE, TO_COME, UNKNOWN, PlanState, detail_lines, due_of, sentence
from footprint.plans.kinds import all_kinds, kinds_of
from footprint.plans.models import PlanDone
from footprint.web.doors import needs, open_child
from footprint.web.forms import Withdraw
from footprint.web.pages import form_page
from footprint.web.plan_forms import RecordPlan

SHOWN = 50
HEADINGS = {LATE: "Late", TO_COME: "To come", IN_DATE: "In date", UNKNOWN: "Not known"}


@needs(roles.SEE_CHILDREN)
def child_plans(request, pk):
    """What is in date for a child and what is not, why, and what was done before."""
    child = open_child(request, pk)
    log.look("plans of a child", by=request.user, council=child.council_id, child=child)
    states = due_of([child.pk], request.today).get(child.pk)
    kinds = kinds_of(child.council)
    done = PlanDone.objects.filter(child=child).select_related("recorded_by").order_by("-done_on", "kind", "-pk")
    context = {
        "title": f"Plans of {child.name}",
        "child": child,
        "is_in_care": states is not None,
        "parts": _by_state(states or []),
        "late": [s for s in states or [] if s.is_late],
        "coming": next((s for s in _by_day(states or []) if s.due_on and s.state in (TO_COME, IN_DATE)), None),
        "done": [(d, kinds.get(d.kind) or all_kinds()[d.kind], _details(d, kinds)) for d in done],
        "others": [] if states else list(kinds.values()),
    }
    return render(request, "web/child_plans.html", context)


def _by_day(states: list[PlanState]) -> list[PlanState]:
    """What is due first stands first, what has no day last."""
    return sorted(states, key=lambda s: s.due_on or date.max)


def _by_state(states: list[PlanState]) -> list[tuple[str, list]]:
    """The states under their headings, late first."""
    ordered = _by_day(states)
    return [
        (title, [(s, detail_lines(s.kind, s.last)) for s in ordered if s.state == state])
        for state, title in HEADINGS.items()
        if state == LATE or any(s.state == state for s in ordered)
    ]


def _details(done: PlanDone, kinds) -> list[str]:
    return detail_lines(kinds.get(done.kind) or all_kinds()[done.kind], done)


@needs(roles.KEEP_PEOPLE)
def record_plan(request, pk, kind):
    """Record that a plan or an assessment was done."""
    child = open_child(request, pk)
    asked = kinds_of(child.council).get(kind)
    if asked is None:
        raise Http404
    state = next((s for s in due_of([child.pk], request.today).get(child.pk, []) if s.kind == asked), None)
    form = RecordPlan(request.POST or None, kind=asked, initial=state.last.detail if state and state.last else None)
    here = reverse("child_plans", args=[child.pk])

    def record(values):
        actions.record_plan(child=child, by=request.user, on=request.today, kind=kind, **values)

    return form_page(
        request,
        form,
        record,
        title=f"Record: {asked.title}",
        lead=f"About {child.name}. {sentence(state)}." if state else f"About {child.name}.",
        then=here,
        back=(here, f"the plans of {child.short_name}"),
    )


@needs(roles.KEEP_PEOPLE)
def withdraw_plan(request, pk, kind, done):
    """Withdraw what was recorded in error."""
    child = open_child(request, pk)
    done = get_object_or_404(PlanDone.objects.standing(), pk=done, child=child, kind=kind)
    title = (kinds_of(child.council).get(kind) or all_kinds()[kind]).title
    here = reverse("child_plans", args=[child.pk])

    def withdraw(values):
        actions.withdraw_plan(done, by=request.user, why=values["why"])

    return form_page(
        request,
        Withdraw(request.POST or None),
        withdraw,
        title=f"Withdraw: {title}",
        lead=f"About {child.name}, done on {done.done_on:%d/%m/%Y}. It stays in the record as withdrawn.",
        then=here,
        back=(here, f"the plans of {child.short_name}"),
        button="Withdraw it",
        told="It was withdrawn. What was due before is due again.",
    )


@needs(roles.SEE_CHILDREN)
def plans_list(request):
    """How many children have each plan in date and how many not, and which; by kind and team."""
    children = visible_to(request.member)
    team = request.GET.get("team", "")
    if team:
        work = SocialWork.objects.filter(child=OuterRef("pk"), withdrawn_at=None, ends_on=None, team__name=team)
        children = children.filter(Exists(work))
    kinds = {key: kind for council in request.service.councils.all() for key, kind in kinds_of(council).items()}
    chosen = request.GET.get("kind", "")
    wanted = request.GET.get("state", LATE)
    wanted = wanted if wanted in HEADINGS else LATE
    states = [(child, s) for child, of_child in due_of(children, request.today).items() for s in of_child]
    counts = Counter((s.kind.key, s.state) for _, s in states)
    found = [(child, s) for child, s in states if s.state == wanted and chosen in ("", s.kind.key)]
    found.sort(key=lambda row: (row[1].due_on or date.max, row[0]))
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rows = Child.objects.in_bulk([child for child, _ in page])
    teams = dict(
        SocialWork.objects.filter(child__in=rows, withdrawn_at=None, ends_on=None).values_list("child", "team__name")
    )
    log.look("list of plans", by=request.user, kind=chosen, state=wanted, ids=sorted(rows))
    query = {"kind": chosen, "state": wanted, "team": team}
    context = {
        "title": "Plans in date",
        "may_raise": wanted == LATE and request.member.may(roles.RAISE_CHALLENGE),
        "kinds": kinds.values(),
        "table": [_row(kind, counts) for kind in kinds.values()],
        "headings": HEADINGS,
        "late": sum(n for (_, state), n in counts.items() if state == LATE),
        "late_children": len({child for child, s in states if s.is_late}),
        "rows": [(rows[child], s, teams.get(child) or "") for child, s in page],
        "page": page,
        "chosen": kinds.get(chosen),
        "wanted": wanted,
        "heading": HEADINGS[wanted],
        "team": team,
        "teams": Team.objects.filter(council__service=request.service).order_by("name"),
        "team_query": urlencode({"team": team}) if team else "",
        "query": urlencode({k: v for k, v in query.items() if v}),
    }
    return render(request, "web/plans_list.html", context)


def _row(kind, counts) -> tuple:
    """A kind, how many in each state as (state, number), how many in all, and the share in date of those that are known."""
    of_kind = [(state, counts[kind.key, state]) for state in HEADINGS]
    known = counts[kind.key, LATE] + counts[kind.key, IN_DATE]
    share = round(100 * counts[kind.key, IN_DATE] / known) if known else None
    return kind, of_kind, sum(n for _, n in of_kind), share, known
