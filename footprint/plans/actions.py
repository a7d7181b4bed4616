"""Recording what was done: the only writes of this room."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.children.actions import lock
from footprint.children.models import Child
from footprint.council.refusals import Refused
from footprint.dated.bulk import insert
from footprint.law.words import long_day
from footprint.plans.kinds import Kind, kinds_of
from footprint.plans.models import PlanDone


@dataclass(frozen=True)
class PlanClaim:
    """Something done, as a list claims it."""

    kind: str
    done_on: date
    evidence: str
    detail: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def record_plan(*, child: Child, by, on: date, kind: str, done_on: date, evidence: str, **detail: str) -> PlanDone:
    """Record that a plan or an assessment of a kind was done on a day, where it is seen, and the kind's own lines.

    Refuses a kind that the council does not ask for, a day to come or before birth, a child not of the kind's ages, and a
    second one of the kind on one day.
    """
    child = lock(child.pk)
    asked = kinds_of(child.council).get(kind)
    if asked is None:
        raise Refused("The council does not ask for a plan of this kind.")
    _check_day(asked, child, done_on, on)
    if not evidence.strip():
        raise Refused("Say where it is seen, for example “on file, signed”.", "evidence")
    made = PlanDone.objects.create(
        council=child.council,
        child=child,
        kind=kind,
        done_on=done_on,
        evidence=evidence.strip(),
        **_detail(asked, detail),
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    log.record(
        "recorded a plan", by=by, council=child.council_id, child=child, subject=f"PlanDone {made.pk}", kind=kind
    )
    return made


def _check_day(kind: Kind, child: Child, done_on: date, on: date):
    if done_on > on:
        raise Refused(f"Enter a day on or before today, {long_day(on)}.", "done_on")
    if done_on < child.born:
        raise Refused(f"{child.short_name} was born on {long_day(child.born)}. Enter a later day.", "done_on")
    ages = (child.age_on(done_on + timedelta(days=kind.early_days)), child.age_on(done_on))
    if ages[0] < kind.youngest or ages[1] > kind.oldest:
        raise Refused(
            f"{child.short_name} was {ages[1]} on that day. This is for ages {kind.youngest} to {kind.oldest}.",
            "done_on",
        )
    if PlanDone.objects.standing().filter(child=child, kind=kind.key, done_on=done_on).exists():
        raise Refused("One of that day is recorded already.", "done_on")


def _detail(kind: Kind, given: dict[str, str]) -> dict:
    """The kind's own lines, and whether each is there; a line that is needed is not left empty."""
    lines = {each.key: (given.get(each.key) or "").strip() for each in kind.detail}
    if unknown := set(given) - set(lines):
        raise TypeError(f"No such detail of {kind.key}: {sorted(unknown)}")
    for each in kind.detail:
        if each.need and not lines[each.key]:
            raise Refused(f"Enter: {each.label.lower()}", each.key)
    return {"detail": {key: text for key, text in lines.items() if text}, "is_whole": all(lines.values())}


@transaction.atomic
def withdraw_plan(done: PlanDone, *, by, why: str):
    """Withdraw what was recorded in error; it stays in the history as withdrawn."""
    if not why.strip():
        raise Refused("Say why it is withdrawn.", "why")
    lock(done.child_id)
    done = PlanDone.objects.get(pk=done.pk)
    if done.withdrawn_at:
        raise Refused("This was withdrawn already.")
    done.withdrawn_at, done.withdrawn_by, done.withdrawn_why = timezone.now(), by, why.strip()
    done.save()
    log.record(
        "withdrew a plan", by=by, council=done.council_id, child=done.child_id, subject=f"PlanDone {done.pk}", why=why
    )


def record_all(*, council, by, at, claims: dict[int, list[PlanClaim]], row: str, why: str) -> int:
    """Write what was done for many children of whom nothing is recorded yet, as a list claims it: child id → claims.
    Part of one transaction with what else the list says; ``row`` says where it stands."""
    kinds = kinds_of(council)
    rows = [
        {
            "council_id": council.pk,
            "child_id": child,
            "kind": claim.kind,
            "done_on": claim.done_on,
            "evidence": claim.evidence,
            **_detail(kinds[claim.kind], claim.detail),
            "recorded_at": at,
            "recorded_by_id": getattr(by, "pk", by),
            "source_kind": PlanDone.FILE,
            "source_row": row,
        }
        for child, wanted in claims.items()
        for claim in wanted
    ]
    insert(PlanDone, rows)
    log.record("recorded plans from a list", by=by, council=council, new=len(rows), why=why)
    return len(rows)
