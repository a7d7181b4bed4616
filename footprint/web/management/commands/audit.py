"""``footprint audit``: whether the sealed log of who did what still is as it was written."""

from django.core.management.base import BaseCommand, CommandError

from footprint.audit import log
from footprint.audit.models import Event, Seal


class Command(BaseCommand):
    help = (
        "Check the seals of the audit log. Exit 1 when an event was changed, added or taken away after it was sealed."
    )

    def handle(self, *args, **options):
        broken = log.broken_seals()
        waiting = Event.objects.filter(seal=None).count()
        self.stdout.write(f"{Seal.objects.count():,} seals, {waiting:,} events not sealed yet.")
        if broken:
            raise CommandError(f"These seals do not fit their events: {', '.join(map(str, broken))}.")
