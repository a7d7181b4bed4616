"""``footprint bench``: how long the product takes, on a scratch database of its own; JSON, and a page of docs/.

The scratch database is made on the engine that DATABASE_URL names and is gone afterwards. Nothing else is touched.
"""

import io
import json
import os
import platform
import sys
from argparse import SUPPRESS
from contextlib import contextmanager, redirect_stdout
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from footprint.accounts.models import User
from footprint.children.models import Relation
from footprint.council.actions import add_council
from footprint.council.models import Council, Staff
from footprint.council.today import today
from footprint.demo.measurements import CHILD_QUERIES, PAGE_QUERIES, judge, keep
from footprint.disputes.models import Dispute
from footprint.reviews.actions import recompute
from footprint.reviews.copies import INVITATION
from footprint.reviews.models import Meeting, Review
from footprint.voice.models import EVERYONE, Response

SIZES = {"S": 364, "M": 1352, "L": 5400}
PAGE, REPORT, RETURN = {"limit": 0.1, "most_queries": PAGE_QUERIES}, {"limit": 5}, {"limit": 5}
# A page about one child shows together what is kept apart: each kind of fact is one question, however many rows it has.
OF_A_CHILD = {"limit": 0.1, "most_queries": CHILD_QUERIES}
# It also writes down what was shown, in a transaction of its own.
BOARD = {"limit": 0.1, "most_queries": 24}  # what waits, what is answered, and the board, each with its children
OVERDUE = {"limit": 2, "most_queries": 20}  # decisions, and what is due of all plans
DESK = {"limit": 0.1, "most_queries": 18}  # three of them for challenges
VOICE = {"limit": 0.1, "most_queries": 20}  # a count from each register
INBOX = {"limit": 0.1, "most_queries": 20}
# Worked out for every child in care each time it is opened, like a figure; and a month with every meeting in it.
OF_ALL, OF_A_MONTH = {"limit": 2, "most_queries": PAGE_QUERIES}, {"limit": 0.5, "most_queries": PAGE_QUERIES}


class Command(BaseCommand):
    help = "Measure how long the product takes, on a scratch database. Answers JSON; --write keeps it in docs/."

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=[*SIZES, "all"], default="M", help="364, 1,352 or 5,400 children in care")
        parser.add_argument("--children", type=int, action="append", help=SUPPRESS)
        parser.add_argument("--requests", type=int, default=20, help="how often each page is asked for")
        parser.add_argument("--return", dest="folder", type=Path, help="a folder with a return, to be taken in too")
        parser.add_argument("--year", help="the return's collection year, like 2017-18")
        parser.add_argument("--write", action="store_true", help="rewrite this database's part of docs/measurements.md")

    def handle(self, *args, size, children, requests, folder, year, write, **options):
        if folder and not year:
            raise CommandError("Name the return's collection year with --year, like 2017-18.")
        measures: list[dict] = []
        if folder:
            with scratch_database():
                for what, times, rows in taking_in(folder, year):
                    measures.append(self._measure(what, f"{rows:,} rows", times, RETURN))
        for number in children or (SIZES.values() if size == "all" else [SIZES[size]]):
            with scratch_database():
                about = machine()
                for what, times, more in demonstration(number, requests):
                    measures.append(self._measure(what, f"{number:,} children", times, more))
        judge(measures)
        found = {"machine": about, "requests": requests, "measures": measures}
        if write:
            keep(found, settings.ROOT / "docs" / "measurements.md")
        self.stdout.write(json.dumps(found, indent=2))

    def _measure(self, what, of, times, more) -> dict:
        self.stderr.write(f"{of}: {what}: {median(times):.3f} s")
        return {"what": what, "of": of, "median": round(median(times), 4), "worst": round(max(times), 4), **more}


@contextmanager
def scratch_database():
    """An empty database with all tables, on the engine of the real one; the connection leads there meanwhile."""
    real = connection.settings_dict["NAME"]
    with TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        name = f"footprint_bench_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = f"{folder}/{name}" if connection.vendor == "sqlite" else name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(real, verbosity=0)


def demonstration(number: int, requests: int):
    """What is measured with so many children in care: (what, seconds of each time, queries and limits)."""
    yield "make the demonstration", [timed(call_command, "demo", council="bradford", children=number, **quiet())], {}
    council = Council.objects.get()
    limits = {"limit": 1} if number <= SIZES["M"] else {}
    yield "work all due dates out again", [due_dates(council) for _ in range(3)], limits
    yield "the same, and every one is written", [due_dates(council, due_on=None) for _ in range(3)], limits
    for what, role, address, limits in pages(council):
        client = Client()
        client.force_login(User.objects.get(email=f"{role}@demo.example"), settings.AUTHENTICATION_BACKENDS[0])
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        queries = len(asked)
        if answer.status_code != 200:
            raise CommandError(f"{address} answered {answer.status_code}.")
        times = [
            timed(client.get, address)
            for _ in range(requests if limits not in (REPORT, OF_ALL, OVERDUE, {}) else min(3, requests))
        ]
        yield what, times, {"queries": queries, **limits}


def due_dates(council: Council, **lost) -> float:
    """Seconds to work all due dates out, after something in every row was lost."""
    if lost:
        Review.objects.update(**lost)
    return timed(recompute, council=council, as_at=today(council.service))


def pages(council: Council):
    """The pages: (what, whose, address, limits). The demonstration's IRO becomes the one with most children."""
    now = Q(assignments__withdrawn_at=None, assignments__ends_on=None)
    busiest = Staff.objects.annotate(n=Count("assignments", now)).order_by("-n", "pk")[0]
    user = User.objects.get(email="iro@demo.example")
    Staff.objects.filter(user=user).update(user=None)
    Staff.objects.filter(pk=busiest.pk).update(user=user)
    reviews = Review.objects.statutory().filter(council=council, child__restricted=False)
    reviews = reviews.exclude(child__in=Relation.objects.values("child"))
    longest = reviews.annotate(n=Count("child__reviews", distinct=True)).order_by("-n", "pk")
    to_come = longest.filter(held_on=None, meetings__state=Meeting.BOOKED)
    invited = Review.objects.filter(held_on=None, sentcopys__what=INVITATION).order_by("pk")
    use = council.service.first_day_of_use
    new = longest.exclude(child__decisions__review__held_on__lt=use)  # what was decided before takes one more question
    held = new.filter(held_on__gte=use, decisions_sent_on__isnull=False)[0].pk
    told = Response.objects.answered().filter(child__restricted=False, shared=EVERYONE).order_by("pk")[0]
    challenge = Dispute.objects.annotate(n=Count("said")).order_by("-n", "pk")[0]
    month = f"{today(council.service):%Y-%m}"
    return [
        ("the desk of the IRO with most children", "iro", "/desk", DESK),
        ("the service's page", "iro-manager", "/service", PAGE),
        ("the page of the child with most reviews", "iro-manager", f"/children/{to_come[0].child_id}", OF_A_CHILD),
        ("preparing a review", "iro-manager", f"/reviews/{to_come[0].pk}/prepare", OF_A_CHILD),
        ("what changed since the last review", "iro-manager", f"/reviews/{held}/changed", OF_A_CHILD),
        ("the record of a review", "iro-manager", f"/reviews/{held}/record", OF_A_CHILD),
        ("the decisions of a review", "iro-manager", f"/reviews/{held}/decisions", PAGE),
        ("who gets a copy", "iro-manager", f"/reviews/{invited[0].pk}/copies", PAGE),
        ("the calendar of a month", "iro-manager", f"/calendar?month={month}", OF_A_MONTH),
        ("wishes to move a review", "iro-manager", "/calendar/moves", PAGE),
        ("the register of decisions", "iro-manager", "/decisions?show=open", PAGE),
        ("plans and assessments in date", "iro-manager", "/plans", OF_ALL),
        ("changes told to the IRO", "iro-manager", "/changes", PAGE),
        ("children not heard", "iro-manager", "/not-heard", {"limit": 0.1}),
        ("the forms after the meetings", "iro-manager", "/after-meetings", PAGE),
        ("what was said about a child", "iro", f"/children/{told.child_id}/voice", OF_A_CHILD),
        ("the first page of voice", "iro-manager", "/voice", VOICE),
        ("forms sent and returned", "iro-manager", "/voice/forms", PAGE),
        ("open challenges", "iro-manager", "/challenges", BOARD),
        ("one challenge", "iro-manager", f"/challenges/{challenge.pk}", VOICE),
        ("overdue for challenge", "iro-manager", "/challenges/overdue", OVERDUE),
        ("patterns in challenges", "iro-manager", "/challenges/patterns", {"limit": 1}),
        ("the inbox", "iro-manager", "/inbox", INBOX),
        ("the list of children", "iro-manager", "/children", PAGE),
        ("the list of reviews due", "iro-manager", "/reviews/due", PAGE),
        ("a figure's page", "iro-manager", "/figures/reviews-on-time", {}),
        ("the report as PDF", "iro-manager", "/reports/bradford-2020-21?as=pdf", REPORT),
        ("the report as JSON", "iro-manager", "/reports/bradford-2020-21?as=json", {}),
    ]


def taking_in(folder: Path, year: str):
    """A return taken into three empty councils, and into each again: (what, seconds of each time, rows)."""
    command, spent = ["import", "ssda903", str(folder), "--year", year, "--accept-partial", "--council"], []
    for name in ("One", "Two", "Three"):
        add_council(by=None, name=name)
        said = quiet()
        spent += [timed(call_command, *command, name, **said), timed(call_command, *command, name, **quiet())]
    rows = sum(t["read"] for t in json.loads(said["stdout"].getvalue())["tables"].values())
    yield "take a return into an empty council", spent[::2], rows
    yield "take the same return in again", spent[1::2], rows


def timed(do, *args, **more) -> float:
    start = perf_counter()
    do(*args, **more)
    return perf_counter() - start


def quiet() -> dict:
    return {"stdout": io.StringIO(), "stderr": io.StringIO()}


def machine() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    return {
        "database": f"{connection.display_name} {version}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "date": date.today().isoformat(),
    }
