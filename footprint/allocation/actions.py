"""Giving children to IROs: the only writes of this room."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.actions import Claim, lock
from footprint.children.models import Child, Relation
from footprint.council.models import Staff
from footprint.council.refusals import Refused


@transaction.atomic
def allocate(
    *, child: Child, iro: Staff, by, on: date, starts_on: date, reason: str = "", note: str = ""
) -> IroAssignment:
    """Give a child to an IRO from a day on; the IRO before ends that day. A reason is needed for a change.

    Refuses a day to come, a day before the child's birth, and the IRO of a looked-after parent or baby of the
    child: parent and child have different IROs.
    """
    child = lock(child.pk)
    if starts_on > on:
        raise Refused(f"Enter a day on or before today, {on:%d %B %Y}.", "starts_on")
    if starts_on < child.born:
        raise Refused(f"{child.short_name} was born on {child.born:%d %B %Y}. Enter a later day.", "starts_on")
    if iro.kind != Staff.IRO or iro.service_id != child.council.service_id:
        raise Refused(f"{iro.name} is not an IRO of this service.", "iro")
    refuse_family_conflict(child, iro)
    standing = IroAssignment.objects.standing().filter(child=child)
    before = standing.filter(ends_on=None).first()
    if before and before.iro_id == iro.pk:
        raise Refused(f"{iro.name} is {child.short_name}'s IRO already.", "iro")
    if before and starts_on <= before.starts_on:
        raise Refused(
            f"{child.short_name} has had an IRO since {before.starts_on:%d %B %Y}. The change must be later.",
            "starts_on",
        )
    if before and not reason.strip():
        raise Refused("Say why the IRO changes.", "reason")
    now = timezone.now()
    if before:
        before.ends_on, before.end_recorded_at, before.end_recorded_by = starts_on, now, by
        before.save()
    made = IroAssignment.objects.create(
        council=child.council,
        child=child,
        iro=iro,
        starts_on=starts_on,
        reason=reason,
        note=note,
        recorded_at=now,
        recorded_by=by,
    )
    log.record(
        "allocated a child",
        by=by,
        council=child.council_id,
        child=child,
        subject=f"IroAssignment {made.pk}",
        iro=iro.pk,
    )
    return made


@transaction.atomic
def withdraw_assignment(assignment: IroAssignment, *, by, why: str):
    """Withdraw an assignment that was never true; it stays in the history as withdrawn."""
    if not why.strip():
        raise Refused("Say why it is withdrawn.", "why")
    lock(assignment.child_id)
    assignment = IroAssignment.objects.get(pk=assignment.pk)
    if assignment.withdrawn_at:
        raise Refused("This allocation was withdrawn already.")
    assignment.withdrawn_at, assignment.withdrawn_by = timezone.now(), by
    assignment.save()
    log.record(
        "withdrew an allocation",
        by=by,
        council=assignment.council_id,
        child=assignment.child_id,
        subject=f"IroAssignment {assignment.pk}",
        why=why,
    )


def allocate_all(*, council, by, at, claims: dict[int, list[Claim]], why: str) -> int:
    """Write the assignments of many children who have none yet, as a list claims them: child id → claims whose values
    are (IRO's id, reason for the change). Part of one transaction with what else the list says."""
    rows = [
        IroAssignment(
            council=council,
            child_id=child,
            iro_id=claim.values[0],
            reason=claim.values[1],
            starts_on=claim.starts_on,
            ends_on=claim.ends_on,
            recorded_at=at,
            recorded_by=by,
            end_recorded_at=at if claim.ends_on else None,
            end_recorded_by=by if claim.ends_on else None,
            source_kind=IroAssignment.FILE,
            source_row=claim.row,
        )
        for child, wanted in claims.items()
        for claim in wanted
    ]
    IroAssignment.objects.bulk_create(rows, batch_size=1000)
    log.record("allocated children from a list", by=by, council=council, new=len(rows), why=why)
    return len(rows)


def refuse_family_conflict(child: Child, iro: Staff):
    """Raises Refused where the IRO is that of the child's own looked-after parent or baby."""
    parents = Relation.objects.standing().filter(kind=Relation.PARENT, ends_on=None)
    babies = parents.filter(child=child).values("other")
    mothers = parents.filter(other=child).values("child")
    theirs = IroAssignment.objects.standing().filter(iro=iro, ends_on=None)
    if theirs.filter(child__in=babies).exists() or theirs.filter(child__in=mothers).exists():
        raise Refused(
            f"{iro.name} is the IRO of {child.short_name}'s own parent or baby. Parent and child have different IROs.",
            "iro",
        )
