"""``footprint backup FILE``: a copy of the embedded database, taken while the product serves."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from footprint.audit import log
from footprint.web.management.commands._sqlite import copy, database


class Command(BaseCommand):
    help = "Copy the embedded database to FILE. The copy holds every record: keep it where the records may be kept."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        source = database()
        if file.exists():
            raise CommandError(f"{file} exists already. Choose another name.")
        if not file.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {file.absolute().parent}.")
        log.record("backed up the database", by=None, file=file.name)
        copy(source, file)
        self.stdout.write(f"Copied to {file}, {file.stat().st_size / 1e6:.1f} MB. It holds every record: keep it safe.")
