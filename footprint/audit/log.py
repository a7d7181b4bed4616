"""Writing and sealing the audit log.

Events are plain inserts in the transaction of what they describe. ``seal`` hashes them later in batches, each batch with
the one before; only rows whose transaction is over (on PostgreSQL a lower id can be committed after a higher one).
Until they are sealed, a person with write access to the database could change them unseen.
"""

import hashlib
import json

from django.db import connection, transaction
from django.utils import timezone

from footprint.audit.models import Event, Seal


def record(what: str, *, by, council=None, child=None, subject: str = "", **detail) -> Event:
    """Write one event. ``by`` is a user or None (the service itself); ``council`` and ``child`` rows or ids."""
    return Event.objects.create(
        at=timezone.now(),
        actor=_id(by),
        what=what,
        council=_id(council),
        child=_id(child),
        subject=subject,
        detail=detail,
    )


def look(what: str, *, by, council=None, child=None, subject: str = "", **detail) -> Event:
    """Write that somebody looked: a child's page, a list with its question and ids, an export, records behind a number."""
    return record(f"look: {what}", by=by, council=council, child=child, subject=subject, **detail)


@transaction.atomic
def seal(batch: int = 5000) -> int:
    """Seal what is unsealed and whose transaction is over; returns how many events were sealed."""
    last = Seal.objects.select_for_update().order_by("-pk").first()
    events = list(_sealable()[:batch])
    if not events:
        return 0
    previous = last.digest if last else ""
    made = Seal.objects.create(
        made_at=timezone.now(), events=len(events), previous=previous, digest=digest(previous, events)
    )
    Event.objects.filter(pk__in=[e.pk for e in events]).update(seal=made.pk)
    return len(events)


def digest(previous: str, events) -> str:
    """The hash of a batch: its events in the order of their ids, and the seal before it."""
    sha = hashlib.sha256(previous.encode())
    for e in events:
        line = [e.pk, e.at.isoformat(), e.actor, e.what, e.council, e.child, e.subject, e.detail]
        sha.update(json.dumps(line, sort_keys=True).encode())
    return sha.hexdigest()


def broken_seals() -> list[int]:
    """The ids of seals whose events no longer give their hash, or that do not follow the seal before them."""
    broken, previous = [], ""
    for made in Seal.objects.order_by("pk"):
        events = list(Event.objects.filter(seal=made.pk).order_by("pk"))
        if made.previous != previous or made.digest != digest(previous, events) or made.events != len(events):
            broken.append(made.pk)
        previous = made.digest
    return broken


def _sealable():
    unsealed = Event.objects.filter(seal=None).order_by("pk")
    if connection.vendor == "postgresql":
        return unsealed.extra(where=["xact < pg_snapshot_xmin(pg_current_snapshot())"])
    return unsealed


def _id(row):
    return getattr(row, "pk", row)
