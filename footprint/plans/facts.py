"""What is in date for which child and what is not: from rows to due days, in a few questions for any number of children."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement
from footprint.council.models import Council
from footprint.law.answers import Answer, explain
from footprint.law.days import ENGLAND, birthday, born_18_by
from footprint.law.rules import rule_on
from footprint.law.words import full
from footprint.plans.kinds import CARE, PLACEMENT, SECOND_REVIEW, Kind, kinds_of
from footprint.plans.models import PlanDone
from footprint.plans.querysets import last_done

LATE, UNKNOWN, TO_COME, IN_DATE = "late", "not known", "to come", "in date"
OF_CHILD = ("born", "council__profile_name", "council__known_until", "council__service__first_day_of_use")


@dataclass(frozen=True)
class PlanState:
    """One kind for one child today. ``last`` is the last one done that counts now (for this placement, this time in
    care); ``rule`` and ``counted_from`` make the next one due. ``state`` is LATE, UNKNOWN (it fell due before the first
    day of use, or what it counts from is not known), TO_COME (none done yet) or IN_DATE."""

    kind: Kind
    last: PlanDone | None
    rule: str
    counted_from: date | None
    due_on: date | None
    state: str
    days_late: int = 0

    @property
    def is_late(self) -> bool:
        return self.state == LATE

    @property
    def who(self) -> str:
        return self.kind.who

    @cached_property
    def answer(self) -> Answer | None:
        """The due day with its reason and sources; None where nothing is due or what it counts from is not known."""
        if not self.rule or self.counted_from is None:
            return None
        return explain(self.rule, self.counted_from, self.due_on, meeting=False)


@dataclass
class _Case:
    """What is needed of one child in care to say what is due."""

    child: Child
    care_from: date
    care_known: bool
    starts: dict[str, date | None] = field(default_factory=dict)
    statuses: set[str] = field(default_factory=set)
    last: dict[str, PlanDone] = field(default_factory=dict)


def due_of(children: Iterable, today: date) -> dict[int, list[PlanState]]:
    """Each kind's state, for those of the children (a queryset, or ids) who are in care today, by the child's id; in the
    order of the kinds. Six questions, however many children."""
    children = children if hasattr(children, "query") else list(children)
    return {pk: _states(case, today) for pk, case in _cases(children, today).items()}


def _cases(children, today: date) -> dict[int, _Case]:
    periods = PeriodOfCare.objects.standing().filter(
        child__in=children, ends_on=None, starts_on__lte=today, child__born__gt=born_18_by(today)
    )
    began = {child: (day, known) for child, day, known in periods.values_list("child", "starts_on", "start_known")}
    cared = list(began)
    found = Child.objects.filter(pk__in=cared).select_related("council__service").only(*OF_CHILD)
    cases = {child.pk: _Case(child, *began[child.pk]) for child in found}
    for case in cases.values():
        case.starts[CARE] = case.care_from if case.care_known else None
    now = {"child__in": cared, "ends_on": None, "starts_on__lte": today}
    placements = Placement.objects.standing().filter(**now)
    for child, day, known in placements.values_list("child", "starts_on", "start_known"):
        cases[child].starts[PLACEMENT] = day if known else None
    for child, code in LegalStatus.objects.standing().filter(**now).values_list("child", "code"):
        cases[child].statuses.add(code)
    for child, day in _second_reviews(cared):
        if day >= cases[child].care_from:
            cases[child].starts[SECOND_REVIEW] = day
    for done in last_done(cared).only("child", "kind", "done_on", "evidence", "detail"):
        cases[done.child_id].last[done.kind] = done
    return cases


def _second_reviews(children):
    """The due days of second reviews. Reviews stand in a room above this one: they are asked for by the relation's name."""
    second = {"reviews__kind": "second", "reviews__under": "looked-after", "reviews__left_out": ""}
    return (
        Child.objects.filter(pk__in=children, reviews__withdrawn_at=None, reviews__due_on__isnull=False, **second)
        .order_by("reviews__due_on")
        .values_list("pk", "reviews__due_on")
    )


def _states(case: _Case, today: date) -> list[PlanState]:
    child = case.child
    age = child.age_on(today)
    states = []
    for kind in kinds_of(child.council).values():
        replaced = kind.replaced_by and _counts(case, kind, case.last.get(kind.replaced_by))
        if kind.is_for(age) and not replaced and not case.statuses & set(kind.not_for):
            states.append(_state(case, kind, today))
    return states


def _state(case: _Case, kind: Kind, today: date) -> PlanState:
    last = case.last.get(kind.key)
    last = last if _counts(case, kind, last) else None
    rule = kind.later_rule(case.child.age_on(last.done_on)) if last else kind.first
    start = last.done_on if last else _first_counts_from(case, kind)
    due = rule_on(rule, start).due(start, ENGLAND) if rule and start else None
    if due is None:
        return PlanState(kind, last, rule, start if rule else None, None, _without_day(case, kind, last, rule))
    return PlanState(kind, last, rule, start, due, *_judged(case.child.council, last, due, today))


def _counts(case: _Case, kind: Kind, done: PlanDone | None) -> bool:
    """Whether one that was done counts now: it was done for this time in care, or for this placement. Of a beginning that
    is not known, it is taken to count."""
    start = case.starts.get(PLACEMENT if kind.counts_from == PLACEMENT else CARE)
    return done is not None and (start is None or done.done_on >= start - timedelta(days=kind.early_days))


def _first_counts_from(case: _Case, kind: Kind) -> date | None:
    start = case.starts.get(kind.counts_from)
    if kind.counts_from == CARE and kind.youngest:
        begins = birthday(case.child.born, kind.youngest)
        return max(start, begins) if start else begins if begins >= case.care_from else None
    return start


def _without_day(case: _Case, kind: Kind, last: PlanDone | None, rule: str) -> str:
    """The state where no day is due: done for good; waiting until the first review is held; or not known."""
    if last and not rule:
        return IN_DATE
    waits = kind.counts_from == SECOND_REVIEW and case.care_known and SECOND_REVIEW not in case.starts
    return TO_COME if waits and not last else UNKNOWN


def _judged(council: Council, last: PlanDone | None, due: date, today: date) -> tuple[str, int]:
    """The state and how many working days late."""
    if due >= today:
        return (IN_DATE if last else TO_COME), 0
    return (LATE, ENGLAND.between(due, today)) if speaks_of(council, due) else (UNKNOWN, 0)


def speaks_of(council: Council, due: date) -> bool:
    """Whether the records can tell that what was due on a day was not done. Returns do not tell of plans, so that is from
    the first day of use on; before, and where returns were taken in and no first day is set, it is not known."""
    use = council.service.first_day_of_use
    return due >= use if use else council.known_until is None


# -- beside a review's record ------------------------------------------------------------------------------------------


def known_lines(child: Child, today: date) -> dict[str, list[str]]:
    """Sentences for the record of a review, by the name of the part beside which they stand (``Kind.known``)."""
    lines: dict[str, list[str]] = defaultdict(list)
    for state in due_of([child.pk], today).get(child.pk, []):
        for name in state.kind.known:
            lines[name] += [sentence(state), *detail_lines(state.kind, state.last)]
    return dict(lines)


def sentence(state: PlanState) -> str:
    """ "Health assessment done 9 Oct 2024, next due 9 Oct 2025"."""
    title, due = state.kind.title, state.due_on and full(state.due_on)
    if state.last:
        done = f"{title} done {full(state.last.done_on)}"
        return done + (f", {'was due again' if state.state != IN_DATE else 'next due'} {due}" if due else "")
    if state.state == UNKNOWN:
        return f"{title}: none is recorded"
    if state.is_late:
        return f"{title} not done, was due {due}"
    return f"{title} not done yet" + (f", due {due}" if due else "")


def detail_lines(kind: Kind, done: PlanDone | None) -> list[str]:
    """What was written down beside the evidence, each line with its label; what was not, is named."""
    return [f"{each.label}: {done.detail.get(each.key) or 'not written down'}" for each in kind.detail if done]
