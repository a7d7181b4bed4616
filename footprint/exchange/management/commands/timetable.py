"""``footprint timetable FILE.jsonl``: the what-if calculator, one case a line; no database."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from footprint.law.cases import answer_lines


class Command(BaseCommand):
    help = "Work out review timetables: one case a line in, one answer a line out. Uses no database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="a file of JSON lines, or - for standard input")

    def handle(self, *args, file, **options):
        try:
            lines = sys.stdin.readlines() if file == "-" else Path(file).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        for line in answer_lines(lines):
            self.stdout.write(line)
