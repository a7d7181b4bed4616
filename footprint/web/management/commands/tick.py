"""``footprint tick``: the periodic work, run each minute by ``footprint serve`` or by a timer of the machine."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from footprint.web.management.commands._tick import tick


class Command(BaseCommand):
    help = "Do the periodic work: seal the audit log, work due dates out again on a new day, send what waits."
    requires_migrations_checks = True

    def handle(self, *args, verbosity, **options):
        try:
            done = tick()
        except OperationalError as error:
            raise CommandError(f"The database was busy ({error}). The next tick does the work.") from None
        if done is None:
            self._say(verbosity, "Another tick is at work.")
            return
        self._say(verbosity, f"Sealed {done.sealed} event{'' if done.sealed == 1 else 's'} of the audit log.")
        for council, changed in done.changed.items():
            self._say(verbosity, f"{council}: a new day, {changed} due date{'' if changed == 1 else 's'} changed.")
        if sent := done.sent + done.digests:
            self._say(verbosity, f"Handed over {sent} e-mail{'' if sent == 1 else 's'}.")
        if done.perhaps:
            self._say(verbosity, f"Perhaps sent: {done.perhaps}. Somebody must decide on the page of messages.")

    def _say(self, verbosity, text):
        if verbosity:
            self.stdout.write(text)
