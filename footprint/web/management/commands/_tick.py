"""The periodic work: sealing the audit log, forgetting uploads, due dates and reminders when the day has changed, and
what waits to be sent.

Twice at once does nothing twice.
"""

from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from footprint.audit import log
from footprint.audit.models import Heartbeat
from footprint.council.models import Council
from footprint.council.today import today
from footprint.disputes import reminders as challenges
from footprint.messages.actions import deliver
from footprint.reviews.actions import recompute
from footprint.reviews.reminders import remind
from footprint.voice.alarms import chase

NAME = "tick"
SILENT = timedelta(minutes=15)  # a tick that began so long ago and has not ended has died


@dataclass
class Ticked:
    """What a tick did: events sealed, due dates changed in each council whose day had changed, e-mails handed over
    one by one and as e-mails of a day, and messages that are perhaps sent."""

    sealed: int
    changed: dict[str, int]
    sent: int
    digests: int
    perhaps: int


def tick() -> Ticked | None:
    """Do what is to be done now; None where another tick is at work."""
    now = timezone.now()
    Heartbeat.objects.get_or_create(name=NAME)
    free = Q(begun_at=None) | Q(begun_at__lt=now - SILENT)
    if not Heartbeat.objects.filter(free, name=NAME).update(begun_at=now):
        return None
    try:
        forget_expired()
        sealed, changed = _seal_all(), _recompute_where_the_day_changed()
        chase(now)
        delivered = deliver(timezone.now())
        done = Ticked(sealed, changed, delivered.sent, delivered.digests, delivered.perhaps)
        Heartbeat.objects.filter(name=NAME).update(ended_at=timezone.now())
    finally:
        Heartbeat.objects.filter(name=NAME).update(begun_at=None)
    return done


def forget_expired():
    """Uploads that nobody accepted, and counts of sign-ins, are gone when their time is over."""
    with connection.cursor() as cursor:
        over = connection.ops.adapt_datetimefield_value(timezone.now().astimezone(UTC))
        cursor.execute("DELETE FROM cache WHERE expires < %s", [over])


def _seal_all() -> int:
    sealed = 0
    while batch := log.seal():
        sealed += batch
    return sealed


def _recompute_where_the_day_changed() -> dict[str, int]:
    days, changed = Heartbeat.objects.get(name=NAME).days, {}
    for council in Council.objects.select_related("service").order_by("pk"):
        day = today(council.service)
        if days.get(str(council.pk)) != day.isoformat():
            changed[council.name] = recompute(council=council, as_at=day)
            remind(council, day)
            challenges.remind(council, day)
            days[str(council.pk)] = day.isoformat()
            Heartbeat.objects.filter(name=NAME).update(days=days)
    return changed
