"""What happens around reviews: the service is told that a child came into care, and of changes in between; duty cover."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.children.actions import lock
from footprint.children.models import Child, PeriodOfCare
from footprint.council.actions import hold
from footprint.council.models import Service, Staff
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.law.days import ENGLAND
from footprint.law.words import long_day
from footprint.reviews.models import Change, Duty, EntryNotice

STEPS = {"notified_on": "notice", "pack_on": "information pack", "pledge_on": "Pledge", "introduced_on": "letter"}


@transaction.atomic
def note_entry(child: Child, *, by, on: date, **values) -> EntryNotice:
    """When the service was told that the child came into care, by whom, and when the child got the information pack, the
    Pledge and the letter that introduces the IRO. None lies before care began or after today."""
    child = lock(child.pk)
    period = PeriodOfCare.objects.standing().filter(child=child, ends_on=None).order_by("-starts_on").first()
    if period is None:
        raise Refused(f"{child.short_name} is not in care.")
    for name, words in STEPS.items():
        day = values.get(name)
        if day and not period.starts_on <= day <= on:
            raise Refused(f"Enter a day for the {words} from {long_day(period.starts_on)} to today.", name)
    notice, _ = EntryNotice.objects.get_or_create(council=child.council, child=child, care_from=period.starts_on)
    for name, value in values.items():
        setattr(notice, name, value)
    notice.save()
    log.record(
        "noted an entry into care",
        by=by,
        council=child.council_id,
        child=child,
        subject=f"entry {notice.pk}",
        fields=sorted(values),
    )
    return notice


@transaction.atomic
def tell_change(
    child: Child, *, by, on: date, kind: str, happened_on: date, words: str, found_out: bool = False
) -> Change:
    """Tell the IRO of a significant change. ``found_out``: the IRO learnt of it otherwise; nobody had told them."""
    child = lock(child.pk)
    if happened_on > on:
        raise Refused("Enter the day on which it happened, on or before today.", "happened_on")
    if happened_on < child.born:
        raise Refused(f"{child.short_name} was born on {long_day(child.born)}.", "happened_on")
    if not words.strip():
        raise Refused("Say what changed.", "words")
    same = Change.objects.filter(child=child, kind=kind, happened_on=happened_on, words=words.strip()).first()
    if same:
        return same
    change = Change.objects.create(
        council=child.council,
        child=child,
        kind=kind,
        happened_on=happened_on,
        words=words.strip(),
        told_on=None if found_out else on,
        written_at=timezone.now(),
        written_by=by,
    )
    if found_out:
        change.acknowledged_at, change.acknowledged_by = timezone.now(), by
        change.save()
    log.record("told of a change", by=by, council=child.council_id, child=child, subject=f"change {change.pk}")
    return change


@transaction.atomic
def acknowledge(change: Change, *, by) -> Change:
    """The IRO says that they know; twice is as good as once."""
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.acknowledged_at is None:
        change.acknowledged_at, change.acknowledged_by = timezone.now(), by
        change.save()
        log.record(
            "acknowledged a change",
            by=by,
            council=change.council_id,
            child=change.child_id,
            subject=f"change {change.pk}",
        )
    return change


def told_late(change: Change) -> bool:
    """Whether the IRO was told after the council's own limit of working days, or not told at all."""
    limit = profile(change.council.profile_name).settings["change_told_within_days"]
    return change.told_on is None or ENGLAND.between(change.happened_on, change.told_on) > limit


@transaction.atomic
def set_duty(service: Service, *, by, staff: Staff, starts_on: date, ends_on: date) -> Duty:
    """Which IRO covers from a day to a day, the last included. One at a time."""
    for council in service.councils.order_by("pk"):
        hold(council.pk)
    if ends_on < starts_on:
        raise Refused("The last day must not be before the first.", "ends_on")
    clash = Duty.objects.filter(staff__service=service, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if clash:
        raise Refused(f"{clash.staff.name} is on duty from {long_day(clash.starts_on)} to {long_day(clash.ends_on)}.")
    made = Duty.objects.create(staff=staff, starts_on=starts_on, ends_on=ends_on)
    log.record("set duty cover", by=by, subject=f"duty {made.pk}", staff=staff.pk)
    return made
