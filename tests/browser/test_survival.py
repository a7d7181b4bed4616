"""Typing survives: the server is killed while somebody types, started again, and nothing older than two seconds is lost.
What waits in the browser is encrypted, and gone at sign-out, after sending and after a day. A product of its own, on a
database of its own, is served for this."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long password 1"
SECRET = "Kofi is my first one, second one and third one"
MAKE = """
from datetime import date
from footprint.accounts import roles
from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement
from footprint.children.actions import record_fact
from footprint.council.actions import add_council, add_person, staff_member
from footprint.council.models import Staff
from footprint.reviews.actions import record_held
today = date(2025, 1, 20)
council = add_council(by=None, name="Alder")
council.service.fixed_today, council.service.first_day_of_use = today, date(2024, 4, 1)
council.service.save()
iro = staff_member(council.service, Staff.IRO, "An IRO")
add_person(by=None, service=council.service, email="iro@alder.example", name="An IRO", role=roles.IRO, staff=iro,
           password="a long password 1")
child = Child.objects.create(council=council, number="1", first_name="Ada", last_name="Test", born=date(2010, 5, 1))
for model, values in ((PeriodOfCare, {}), (LegalStatus, {"code": "C2"}), (Placement, {"code": "U6"})):
    record_fact(model, child=child, by=None, starts_on=date(2024, 6, 3), on=today, **values)
print("review", record_held(child=child, by=None, on=today, held_on=date(2024, 12, 30)).pk)
"""
STORED = "JSON.stringify(Object.entries(localStorage))"


class Product:
    """A served product that can be killed and started again on the same address."""

    def __init__(self, folder: Path):
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.bind = f"127.0.0.1:{free.getsockname()[1]}"
        self.env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'f.sqlite3'}", "FOOTPRINT_BIND": self.bind}
        self.server = None

    def run(self, *args, **more):
        command = [sys.executable, "-m", "footprint.config", *args]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True, **more
        ).stdout

    def start(self):
        command = [sys.executable, "-m", "footprint.config", "serve"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True, **quiet)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://{self.bind}/healthz", timeout=2).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the product did not answer")

    def kill(self):
        if self.server:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(10)
            self.server = None

    def stored(self, question: str) -> str:
        """What stands in the database."""
        say = (
            "from footprint.reviews.models import Answer; "
            f"print(Answer.objects.filter(question='{question}').values_list('text', flat=True).first() or '')"
        )
        return self.run("shell", "-v", "0", "-c", say).strip()


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    made = Product(tmp_path_factory.mktemp("survival"))
    made.run("migrate", "-v", "0")
    made.review = re.search(r"review (\d+)", made.run("shell", "-v", "0", "-c", MAKE))[1]
    made.start()
    yield made
    made.kill()


@pytest.fixture
def page(chromium, product):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.set_default_timeout(30_000)
    made.goto(f"http://{product.bind}/sign-in")
    made.fill("[name=login]", "iro@alder.example")
    made.fill("[name=password]", PASSWORD)
    made.keyboard.press("Enter")
    made.wait_for_url(lambda url: "sign-in" not in url)
    made.goto(f"http://{product.bind}/reviews/{product.review}/record")
    yield made
    context.close()


def said(page, text):
    page.locator("#saved").filter(has_text=text).wait_for()


def test_typing_survives_a_server_that_is_killed(product, page):
    page.get_by_label("What Ada did in the meeting").press_sequentially("Played the drums.", delay=20)
    said(page, "All your words are saved")
    page.get_by_label("What did Ada say").press_sequentially(SECRET[:20], delay=10)
    product.kill()
    page.get_by_label("What did Ada say").press_sequentially(SECRET[20:], delay=10)
    said(page, "Not saved since")
    said(page, "Keep this page open")
    stored = json.loads(page.evaluate(STORED))
    assert any("part.said" in name for name, _ in stored)
    assert not any(word in text for _, text in stored for word in ("Kofi", "first one", "third"))
    product.start()
    said(page, "All your words are saved")
    assert product.stored("part.said") == SECRET
    assert product.stored("part.did") == "Played the drums."
    assert json.loads(page.evaluate(STORED)) == [], "nothing waits after it is saved"


def test_a_browser_that_dies_too_loses_two_seconds_at_most(product, page):
    product.kill()
    box = page.get_by_label("What Ada thinks of how the review was done")
    box.press_sequentially("It was all right. ", delay=10)
    page.wait_for_timeout(2000)
    box.press_sequentially("Just typed", delay=0)
    context = page.context
    page.close(run_before_unload=False)
    product.start()
    again = context.new_page()
    again.goto(f"http://{product.bind}/reviews/{product.review}/record")
    said(again, "All your words are saved")
    assert product.stored("part.how").startswith("It was all right.")
    assert (
        again.get_by_label("What Ada thinks of how the review was done").input_value().startswith("It was all right.")
    )


def test_what_waits_is_gone_at_sign_out_and_after_a_day(product, page):
    page.context.set_offline(True)
    page.get_by_label("Communication aids").fill("A book of symbols")
    said(page, "Not saved since")
    assert len(json.loads(page.evaluate(STORED))) == 1
    page.context.set_offline(False)
    said(page, "All your words are saved")
    page.evaluate("localStorage.setItem('footprint-draft:1:x', JSON.stringify({at: Date.now() - 25 * 3600e3}))")
    page.evaluate("localStorage.setItem('footprint-draft:1:y', JSON.stringify({at: Date.now()}))")
    page.goto(f"http://{product.bind}/desk")
    assert [name for name, _ in json.loads(page.evaluate(STORED))] == ["footprint-draft:1:y"]
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "desk" not in url)
    assert json.loads(page.evaluate(STORED)) == []


def test_signing_out_at_once_saves_what_was_just_typed(product, page):
    page.get_by_label("Communication aids").fill("A talker")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "record" not in url)
    assert product.stored("part.aids") == "A talker"
