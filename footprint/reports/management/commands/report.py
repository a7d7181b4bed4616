"""``footprint report OUTLINE …``: a report from the records, in any format."""

import sys
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from footprint.audit import log
from footprint.council.actions import find_council
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.documents import render
from footprint.figures.period import Period
from footprint.reports.build import Edition, build, published
from footprint.reports.outline import load

FORMATS = ("html", "pdf", "docx", "xlsx", "json")


class Command(BaseCommand):
    help = "Make a report from an outline: a shipped name, or the path of a .toml file."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("outline")
        parser.add_argument("--council", required=True)
        parser.add_argument("--from", dest="first", required=True, type=date.fromisoformat, help="like 2020-04-01")
        parser.add_argument("--to", dest="last", required=True, type=date.fromisoformat, help="like 2021-03-31")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--public", action="store_true", help="hide small numbers and give no record's number")
        parser.add_argument("-o", "--output", required=True, help="the file to write, or - for standard output")

    def handle(self, *args, outline, council, first, last, format, public, output, **options):
        try:
            council = find_council(council)
            edition = Edition(today(council.service), public=public, suppress_below=settings.SUPPRESS_BELOW)
            document = build(load(outline), council, Period(first, last), edition)
            made = render(document, format, made_at=timezone.now())
        except (Refused, ValueError) as error:
            raise CommandError(str(error)) from None
        if public:
            published(document, edition.counted_on)
        log.look("report", by=None, council=council, outline=outline, format=format, public=public)
        if output == "-":
            sys.stdout.buffer.write(made)
        else:
            Path(output).write_bytes(made)
            print(f"{output}: {len(made):,} bytes.", file=sys.stderr)
