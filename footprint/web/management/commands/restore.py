"""``footprint restore FILE``: puts a backup in the place of the embedded database."""

import sqlite3
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from footprint.audit import log
from footprint.web.management.commands._sqlite import database, put_back, refuse_unfit


class Command(BaseCommand):
    help = "Put a backup in the place of the embedded database. The earlier database is kept beside it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        current = database()
        refuse_unfit(file)
        if file.resolve() == current.resolve():
            raise CommandError(f"{file} is the database itself. Name the copy that is to take its place.")
        connection.close()
        try:
            kept = put_back(file, current)
        except sqlite3.OperationalError as error:
            raise CommandError(f"The database is in use ({error}). Stop footprint serve, then restore again.") from None
        call_command("migrate", verbosity=0)
        log.record("restored the database", by=None, file=file.name)
        self.stdout.write(f"{file} is the database now. The earlier one is kept as {kept}.")
