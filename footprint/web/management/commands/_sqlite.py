"""Copying the embedded database, and putting a copy back. Both work while the product serves."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("audit", "children", "reviews")


def database() -> Path:
    """The file of the embedded database. Refuses PostgreSQL, with what to use there."""
    if connection.vendor != "sqlite":
        raise CommandError("The records are in PostgreSQL. Use pg_dump and pg_restore, or your server's own backups.")
    path = Path(connection.settings_dict["NAME"])
    if not path.is_file():
        raise CommandError(f"There is no database at {path.name}. Start with: footprint migrate")
    return path


def copy(source: Path, target: Path):
    """A consistent copy of a database that may be in use, readable by its owner alone."""
    part = target.with_name(target.name + ".part")
    os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source, timeout=30)) as here, closing(sqlite3.connect(part)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode=DELETE")
    part.replace(target)


def refuse_unfit(file: Path):
    """Refuses what is no sound database of this program or an earlier version of it."""
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    with file.open("rb") as raw:
        if raw.read(16) != b"SQLite format 3\x00":
            raise CommandError(f"{file.name} is no database. Nothing was changed.")
    try:
        applied = _applied(file)
    except sqlite3.DatabaseError as error:
        raise CommandError(f"{file.name} is damaged ({error}). Nothing was changed.") from None
    if not {(app, "0001_initial") for app in OURS} <= applied:
        raise CommandError(f"{file.name} is a database, but not one of Footprint. Nothing was changed.")
    known = set(MigrationLoader(None).disk_migrations)
    newer = sorted(".".join(m) for m in applied - known if m[0] in {app for app, _ in known})
    if newer:
        raise CommandError(
            f"{file.name} comes from a newer Footprint ({', '.join(newer)}). Install that version first. Nothing was changed."
        )


def _applied(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
        (answer,) = db.execute("PRAGMA integrity_check").fetchone()
        if answer != "ok":
            raise sqlite3.DatabaseError(answer.splitlines()[0])
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone():
            return set()
        return set(db.execute("SELECT app, name FROM django_migrations"))


def put_back(file: Path, current: Path) -> Path:
    """Put a copy in the place of the current database; returns where the current one is kept."""
    kept = current.with_name(f"{current.stem}-before-restore-{datetime.now():%Y-%m-%d-%H%M%S}{current.suffix}")
    copy(current, kept)
    with closing(sqlite3.connect(file)) as copied, closing(sqlite3.connect(current, timeout=10)) as here:
        copied.backup(here)
    return kept
