"""Giving children to IROs: the only writes of this room."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children.models import Child, Relation
from footprint.council.models import Staff
from footprint.council.refusals import Refused


@transaction.atomic
def allocate(*, child: Child, iro: Staff, by, starts_on: date, reason: str = "", note: str = "") -> IroAssignment:
    """Give a child to an IRO from a day on; the IRO before ends that day. A reason is needed for a change.

    Refuses the IRO of a looked-after parent or baby of the child: parent and child have different IROs.
    """
    child = Child.objects.select_for_update().get(pk=child.pk)
    if iro.kind != Staff.IRO or iro.service_id != child.council.service_id:
        raise Refused(f"{iro.name} is not an IRO of this service.", "iro")
    _refuse_family_conflict(child, iro)
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


def _refuse_family_conflict(child, iro):
    parents = Relation.objects.standing().filter(kind=Relation.PARENT, ends_on=None)
    babies = parents.filter(child=child).values("other")
    mothers = parents.filter(other=child).values("child")
    theirs = IroAssignment.objects.standing().filter(iro=iro, ends_on=None)
    if theirs.filter(child__in=babies).exists() or theirs.filter(child__in=mothers).exists():
        raise Refused(
            f"{iro.name} is the IRO of {child.short_name}'s own parent or baby. Parent and child have different IROs.",
            "iro",
        )
