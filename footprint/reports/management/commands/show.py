"""``footprint show UNIT ID``: a record in words."""

from django.core.management.base import BaseCommand, CommandError

from footprint.audit import log
from footprint.figures.records import HEADS, in_words


class Command(BaseCommand):
    help = "Print a record in words, as a report's JSON names it."

    def add_arguments(self, parser):
        parser.add_argument("unit", help=", ".join(HEADS))
        parser.add_argument("id", type=int)

    def handle(self, *args, unit, id, **options):
        try:
            said = in_words(unit, id)
        except LookupError as error:
            raise CommandError(error.args[0]) from None
        log.look("record shown", by=None, subject=f"{unit} {id}")
        self.stdout.write("\n".join(said))
