"""How challenges stand: at which stage, how late, returning on the same child, and what nobody has challenged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from footprint.children.models import Child, PeriodOfCare
from footprint.disputes.models import About, Dispute, DisputeQuerySet, Reason, ServiceIssue, Step
from footprint.disputes.procedure import CLOSED, COMMON
from footprint.law.days import born_18_by
from footprint.plans.facts import due_of
from footprint.reviews.models import Decision, Review

OVERDUE_AFTER = timedelta(days=21)
RECURS_FROM, RECURS_WITHIN = 3, timedelta(days=92)
AGAIN_WITHIN = timedelta(days=366)


def last_steps(disputes: Iterable[Dispute]) -> dict[int, Step]:
    """The stage at which each stands or ended, by the challenge's id; one question."""
    steps = Step.objects.filter(dispute__in=[d.pk for d in disputes]).select_related("asked").order_by("place")
    return {step.dispute_id: step for step in steps}


@dataclass(frozen=True)
class Recurring:
    """A common theme that was raised about several children within three months."""

    common: str
    label: str
    disputes: list[int]
    children: int


def recurring(disputes: DisputeQuerySet, on: date) -> list[Recurring]:
    """Themes raised about at least three different children in the last three months, the most frequent first."""
    lately = disputes.standing().filter(raised_on__gt=on - RECURS_WITHIN, collective=False)
    known = ServiceIssue.objects.filter(withdrawn_at=None, disputes__in=lately).values_list("disputes", "common")
    taken = set(known)
    children: dict[str, set[int]] = defaultdict(set)
    ids: dict[str, set[int]] = defaultdict(set)
    rows = Reason.objects.filter(dispute__in=lately).values_list("common", "dispute", "dispute__abouts__child")
    for common, dispute, child in rows:
        if (dispute, common) not in taken:
            children[common].add(child)
            ids[common].add(dispute)
    found = [
        Recurring(common, COMMON[common], sorted(ids[common]), len(who))
        for common, who in children.items()
        if len(who) >= RECURS_FROM
    ]
    return sorted(found, key=lambda r: (-r.children, r.label))


def returning(disputes: DisputeQuerySet, on: date) -> list[tuple[Child, str, list[Dispute]]]:
    """Children about whom the same common theme was raised more than once within a year: child, theme, the challenges."""
    lately = disputes.standing().filter(raised_on__gt=on - AGAIN_WITHIN, collective=False)
    pairs: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Reason.objects.filter(dispute__in=lately).values_list("dispute__abouts__child", "common", "dispute")
    for child, common, dispute in rows:
        pairs[child, common].add(dispute)
    again = {key: ids for key, ids in pairs.items() if len(ids) > 1}
    found = Dispute.objects.in_bulk({pk for ids in again.values() for pk in ids})
    children = Child.objects.in_bulk({child for child, _ in again})
    return [
        (children[child], COMMON[common], sorted((found[pk] for pk in ids), key=lambda d: (d.raised_on, d.pk)))
        for (child, common), ids in sorted(again.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


@dataclass(frozen=True)
class Unchallenged:
    """Something that has gone wrong for long and that nobody has challenged: a decision, or a plan."""

    child: Child
    what: str
    since: date
    decision: Decision | None = None
    plan_kind: str = ""

    @property
    def key(self) -> str:
        """Which matter it is, for a form: the child, and the decision or the kind of plan."""
        return f"{self.child.pk}-d-{self.decision.pk}" if self.decision else f"{self.child.pk}-p-{self.plan_kind}"


def unchallenged(children: QuerySet[Child], on: date) -> list[Unchallenged]:
    """Of these children, as far as they are in care today: decisions three weeks overdue, and plans out of date over at least
    two reviews, that nobody has challenged, or in vain. The oldest first."""
    care = PeriodOfCare.objects.standing().filter(child=OuterRef("pk"), ends_on=None, starts_on__lte=on)
    cared = children.filter(Exists(care), died=None, born__gt=born_18_by(on))
    return sorted([*_decisions(cared, on), *_plans(cared, on)], key=lambda u: (u.since, u.child.pk, u.what))


def _answered_for() -> QuerySet[Dispute]:
    """Challenges that stand for what they are about: those not closed, and those that changed something."""
    changed = Exists(About.objects.filter(dispute=OuterRef("pk"), effect="changed"))
    return Dispute.objects.standing().filter(~Q(state=CLOSED) | changed)


def _decisions(children: QuerySet[Child], on: date) -> list[Unchallenged]:
    late = Decision.objects.undone().filter(child__in=children, due_on__lte=on - OVERDUE_AFTER)
    rows = list(late.select_related("child").order_by("due_on", "pk"))
    before = dict(Decision.objects.filter(child__in=[d.child_id for d in rows]).values_list("pk", "again_of"))
    raised = set(_answered_for().filter(decision__isnull=False).values_list("decision", flat=True))
    return [Unchallenged(d.child, d.text, d.due_on, decision=d) for d in rows if not raised & set(_chain(d.pk, before))]


def _chain(decision: int | None, before: dict[int, int | None]) -> Iterator[int]:
    """A decision, and those that it repeats."""
    while decision is not None:
        yield decision
        decision = before.get(decision)


def _plans(children: QuerySet[Child], on: date) -> list[Unchallenged]:
    states = due_of(children, on)
    late = {pk: [s for s in of if s.is_late] for pk, of in states.items()}
    late = {pk: of for pk, of in late.items() if of}
    held: dict[int, list[date]] = defaultdict(list)
    reviews = Review.objects.statutory().filter(child__in=late, held_on__lte=on).values_list("child", "held_on")
    for child, day in reviews:
        held[child].append(day)
    raised = _answered_for().exclude(plan_kind="")
    known = set(About.objects.filter(dispute__in=raised, child__in=late).values_list("child", "dispute__plan_kind"))
    rows = Child.objects.in_bulk(late)
    return [
        Unchallenged(rows[pk], state.kind.title, state.due_on, plan_kind=state.kind.key)
        for pk, of in late.items()
        for state in of
        if state.due_on and sum(day > state.due_on for day in held[pk]) >= 2 and (pk, state.kind.key) not in known
    ]
