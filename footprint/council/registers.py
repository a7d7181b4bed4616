"""Writing down, correcting and withdrawing a row of a register: the same in every room. Nothing is deleted.

``check(row, on)`` refuses what cannot stand, and works out what is not typed.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.council.actions import hold
from footprint.council.models import Council
from footprint.council.refusals import Refused

Check = Callable[..., None]


@transaction.atomic
def write(model, check: Check, *, by, on: date, council: Council, **values):
    """Write down a row; returns it, and whether it is new. The same once more, as from a button that was pressed twice, is
    the row that stands."""
    hold(council.pk)
    values = stripped(values)
    if same := model.objects.filter(withdrawn_at=None, council=council, **values).first():
        return same, False
    row = model(council=council, written_at=timezone.now(), written_by=by, **values)
    check(row, on)
    row.save()
    note("wrote down", row, by)
    return row, True


@transaction.atomic
def correct(row, check: Check, *, by, on: date, **values):
    """Correct what stands: only the values that are given."""
    row = held(row)
    values = {name: value for name, value in stripped(values).items() if getattr(row, name) != value}
    for name, value in values.items():
        setattr(row, name, value)
    check(row, on)
    row.save()
    if values:
        note("corrected", row, by, fields=sorted(values))
    return row


@transaction.atomic
def withdraw(row, *, by, why: str, **values):
    """Withdraw what was written in error; it stays, with the reason."""
    if not why.strip():
        raise Refused("Say why it is withdrawn.", "why")
    row = held(row)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = timezone.now(), by, why.strip()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    note("withdrew", row, by)
    return row


def stripped(values: dict) -> dict:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def held(row):
    """The row as it stands, while nobody else writes."""
    hold(row.council_id)
    row = type(row).objects.select_related("council").get(pk=row.pk)
    if row.withdrawn_at:
        raise Refused("This was withdrawn already. Write it down anew.")
    return row


def note(what: str, row, by, **more):
    name = row._meta.verbose_name
    subject = f"{type(row).__name__} {row.pk}"
    log.record(
        f"{what} {name}", by=by, council=row.council_id, child=getattr(row, "child_id", None), subject=subject, **more
    )
