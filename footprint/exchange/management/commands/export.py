"""``footprint export ssda903 reviews …``: the Reviews table of a return as CSV."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from footprint.audit import log
from footprint.council.actions import find_council
from footprint.council.refusals import Refused
from footprint.exchange.export import COLUMNS, as_csv, reviews_table


class Command(BaseCommand):
    help = "Export a table of the SSDA903 return. Only “reviews” can be given back: the other tables belong to the case system."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=["ssda903"])
        parser.add_argument("table", choices=["reviews"])
        parser.add_argument("--council", required=True)
        parser.add_argument("--year", required=True)
        parser.add_argument("--all", action="store_true", help="every row held, not only what may be returned")
        parser.add_argument("-o", "--output", required=True, help="the file to write, or - for standard output")

    def handle(self, *args, council, year, output, **options):
        try:
            council = find_council(council)
            rows = reviews_table(council, year, options["all"])
        except (Refused, ValueError) as error:
            raise CommandError(str(error)) from None
        text = as_csv(COLUMNS, rows)
        if output == "-":
            self.stdout.write(text)
        else:
            Path(output).write_text(text, encoding="utf-8", newline="")
        log.look("export of reviews", by=None, council=council, year=year, rows=len(rows))
        print(f"{len(rows)} reviews of {year}.", file=sys.stderr)
