"""Keeping the product well: the periodic work, whether it is ready, and copies of the embedded database."""

import re
import sqlite3
import time
from contextlib import closing
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.audit import log
from footprint.audit.models import Event, Heartbeat, Seal
from footprint.reviews.actions import record_held
from footprint.reviews.models import Review
from footprint.web.management.commands import _sqlite, backup, restore

ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the embedded database")


def said(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def ready(client):
    return client.get(reverse("readyz")).json()


@pytest.mark.django_db(transaction=True)
def test_a_tick_seals_everything_and_says_so(cast):
    said("tick")  # the day is new, and what it brings is said
    record_held(child=cast.ada, by=None, on=date(2025, 1, 20), held_on=date(2025, 1, 20))
    waiting = Event.objects.filter(seal=None).count()
    told = [said("tick")]
    while Event.objects.filter(seal=None).exists() and len(told) < 400:
        time.sleep(
            0.3
        )  # PostgreSQL seals only what no open transaction of the whole cluster, a long test's too, can precede
        told.append(said("tick"))
    assert sum(int(re.search(r"Sealed (\d+) event", each)[1]) for each in told) == waiting
    assert log.broken_seals() == []
    assert Seal.objects.exists()
    assert "0 events not sealed yet" in said("audit")
    Event.objects.filter(what="recorded a placement").update(what="recorded a legal status")
    with pytest.raises(CommandError, match="do not fit"):
        said("audit")


def test_uploads_that_nobody_accepted_are_forgotten(db):
    cache.set("upload-1-abc", {"files": {"children.csv": b"1"}}, 600)
    cache.set("upload-1-new", {"files": {}}, 600)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = '2020-01-01 00:00:00' WHERE cache_key LIKE %s", ["%abc"])
        said("tick")
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone()[0] == 1


def test_a_new_day_works_due_dates_out_again_and_the_same_day_does_not(cast):
    assert "Alder: a new day" in said("tick")
    assert "a new day" not in said("tick")
    service = cast.council.service
    service.fixed_today = date(2025, 9, 1)
    service.save()
    Review.objects.filter(child=cast.ben, held_on=None).delete()
    again = said("tick")
    assert "Alder: a new day" in again
    assert "Birch" not in again
    assert Review.objects.filter(child=cast.ben, held_on=None).exists()


def test_two_ticks_at_once_do_nothing_twice(cast):
    at_work = Heartbeat.objects.create(name="tick", begun_at=timezone.now())
    assert "Another tick is at work" in said("tick")
    at_work.begun_at -= timedelta(hours=1)
    at_work.save()
    assert "Sealed" in said("tick")


def test_ready_says_how_old_the_last_tick_is(client, db):
    assert ready(client)["last_tick"] == "never"
    said("tick")
    assert ready(client)["last_tick_seconds_ago"] < 60
    assert ready(client) | {"last_tick": "", "last_tick_seconds_ago": 0} == {
        "database": "answers",
        "migrations_waiting": 0,
        "last_tick": "",
        "last_tick_seconds_ago": 0,
    }


def test_tables_of_an_earlier_version_are_not_ready(client, db, monkeypatch):
    monkeypatch.setattr("footprint.web.views.public.MigrationExecutor.migration_plan", lambda *a: [1, 2])
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()["migrations_waiting"]) == (503, 2)


def test_a_database_that_does_not_answer_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr("footprint.web.views.public.MigrationExecutor", None)
    answer = client.get(reverse("readyz"))
    assert (answer.status_code, answer.json()) == (503, {"database": "does not answer"})


# -- copies ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(cast, tmp_path, monkeypatch, transactional_db):
    """The test's database in a file of its own, which the commands take for the embedded one."""
    path = tmp_path / "footprint.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as there:
        connection.connection.backup(there)
    for module in (backup, restore):
        monkeypatch.setattr(module, "database", lambda: path)
    return path


def children(path):
    with closing(sqlite3.connect(path)) as db:
        return [n for (n,) in db.execute("SELECT number FROM children_child ORDER BY number")]


def change(path, statement):
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()


@ON_SQLITE
def test_what_was_backed_up_comes_back_and_what_stood_is_kept(file, tmp_path):
    before = children(file)
    assert "It holds every record" in said("backup", str(tmp_path / "copy"))
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    change(file, "UPDATE children_child SET number = 'X' || number")
    told = said("restore", str(tmp_path / "copy"))
    assert children(file) == before
    (kept,) = tmp_path.glob("footprint-before-restore-*.sqlite3")
    assert kept.name in told
    assert children(kept) == [f"X{n}" for n in before]
    assert Event.objects.filter(what="restored the database").exists()


@ON_SQLITE
def test_a_backup_overwrites_nothing(file, tmp_path):
    with pytest.raises(CommandError, match="exists already"):
        said("backup", str(file))
    with pytest.raises(CommandError, match="no folder"):
        said("backup", str(tmp_path / "nowhere" / "copy"))


@ON_SQLITE
def test_the_database_itself_is_no_copy(file):
    with pytest.raises(CommandError, match="is the database itself"):
        said("restore", str(file))


def empty(path):
    change(path, "CREATE TABLE other (x)")


def newer(path):
    change(path, "INSERT INTO django_migrations (app, name, applied) VALUES ('reviews', '9999_later', '2030-01-01')")


def damage(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3 : len(raw) // 2] = bytes(len(raw) // 2 - len(raw) // 3)
    path.write_bytes(raw)


@ON_SQLITE
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda p: p.unlink(), "There is no file"),
        (lambda p: p.write_text("Name,Number\n"), "is no database"),
        (lambda p: (p.unlink(), empty(p)), "not one of Footprint"),
        (newer, "newer Footprint"),
        (damage, "damaged"),
    ],
)
def test_an_unfit_file_is_refused_and_nothing_changes(file, tmp_path, spoil, says):
    copy = tmp_path / "copy"
    said("backup", str(copy))
    spoil(copy)
    before = file.read_bytes()
    with pytest.raises(CommandError, match=says):
        said("restore", str(copy))
    assert file.read_bytes() == before


def test_postgresql_has_its_own_tools(db, monkeypatch):
    monkeypatch.setattr(_sqlite.connection, "vendor", "postgresql", raising=False)
    with pytest.raises(CommandError, match="pg_dump"):
        _sqlite.database()


def test_a_failure_is_told_without_what_failed(cast, sign_in, monkeypatch):
    client = sign_in(cast.people[roles.IRO])
    client.raise_request_exception = False
    monkeypatch.setattr("footprint.web.views.desk.ask.owing", lambda *a: 1 / 0)
    answer = client.get(reverse("desk"))
    assert answer.status_code == 500
    assert "What you were doing was not stored" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()
