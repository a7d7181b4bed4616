"""``footprint import ssda903|people|statements …``: takes a return, a people list or an app's statements in; answers JSON."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from footprint.council.actions import find_council
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.exchange import people, ssda903, statements
from footprint.exchange.reading import FileRefused


class Command(BaseCommand):
    help = "Take in a council's SSDA903 return, people list or statements from an app. Answers JSON; exit 0 done, 1 refused, 2 wrong usage."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        kinds = parser.add_subparsers(dest="kind", required=True)
        returned = kinds.add_parser("ssda903", help="a folder with the CSV files of one collection year")
        returned.add_argument("folder", type=Path)
        returned.add_argument("--year", required=True, help="collection year, like 2024-25")
        returned.add_argument(
            "--known-until", type=date.fromisoformat, help="the last day of which the files speak, like 2025-03-31"
        )
        listed = kinds.add_parser("people", help="a CSV file: child number, names, IRO, social worker, team, from when")
        listed.add_argument("file", type=Path)
        said = kinds.add_parser("statements", help="statements from an app", description=statements.HELP)
        said.add_argument("file", type=Path)
        for each in (returned, listed, said):
            each.add_argument("--council", required=True)
            each.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
            each.add_argument(
                "--accept-partial", action="store_true", help="store the good rows although others are refused"
            )

    def handle(self, *args, kind, council, dry_run, accept_partial, **options):
        try:
            council = find_council(council)
            shared = {
                "by": None,
                "council": council,
                "today": today(council.service),
                "dry_run": dry_run,
                "accept_partial": accept_partial,
            }
            outcome = self._take_in(kind, shared, options)
        except (Refused, FileRefused, ValueError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(outcome.as_json(), indent=2, ensure_ascii=False))
        if not outcome.stored and not dry_run:
            raise CommandError(
                f"{len(outcome.refusals)} rows were refused, so nothing was stored. Mend them, or use --accept-partial to store the others."
            )

    def _take_in(self, kind, shared, options):
        if kind in ("people", "statements"):
            taking = {"people": people, "statements": statements}[kind]
            file = options["file"]
            return taking.take_in(name=file.name, raw=file.read_bytes(), **shared)
        files = ssda903.files_in(options["folder"], options["year"])
        work = ssda903.steps(year=options["year"], files=files, known_until=options["known_until"], **shared)
        return ssda903.finished(work, lambda step: self.stderr.write(f"{step}."))
