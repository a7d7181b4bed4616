"""``make try``: serves the demonstration from nothing on a free port, and opens pages as each of its people.

One line for each thing tried; exit 1 when one failed. FOOTPRINT_TRY_CHILDREN sets the size of the demonstration (364).
"""

import http.cookiejar
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from footprint.accounts.roles import ROLES  # noqa: E402

PASSWORD = "demonstration-only"
CHILDREN = os.environ.get("FOOTPRINT_TRY_CHILDREN", "364")
PATIENCE = 600
A_CHILD = "the first child"
DUE = ("/reviews/due", r"eviews due in ")
SOME = ("/children", r"^[\d,]+ child")
DESK = ("/desk", r"^Your desk")
SERVICE = ("/service", r"^The service today")
FIGURES = ("/figures", r"^Figures")
THE_CHILD = (A_CHILD, r"\w")
# What each role opens: address and what its title is like.
PAGES = {
    "iro": [DESK, SOME, THE_CHILD],
    "iro_manager": [SERVICE, FIGURES, ("/reports/bradford-2020-21", r"^Annual report"), THE_CHILD],
    "business_support": [SERVICE, DUE, THE_CHILD],
    "social_worker": [SOME, DUE, THE_CHILD],
    "team_manager": [SOME, DUE, FIGURES],
    "senior_manager": [SERVICE, ("/figures/reviews-held", r"\w"), ("/figures/reviews-held/records", r"\w")],
    "data_colleague": [("/data", r"^Data"), ("/data/gaps/no-iro", r" with no IRO"), THE_CHILD],
    "administrator": [("/", r"\w"), ("/calculator", r"^When is "), ("/readyz", None)],
}


class Failed(Exception):
    """Something that was tried did not work; the message says what."""


class Person:
    """Somebody with a browser of the simplest kind: it keeps cookies and follows links."""

    def __init__(self, home):
        self.home = home
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, address, **form):
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.home + address, data, {"Referer": self.home + address})
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Failed(f"{address} answered {error.code}") from None
        except OSError as error:
            raise Failed(f"{address} did not answer: {error}") from None

    def title(self, address, like) -> str:
        if address == A_CHILD:
            found = re.search(r'href="(/children/\d+)"', self.get("/children?show=all")[1])
            if not found:
                raise Failed("no child is listed")
            address = found[1]
        _, page = self.get(address)
        title = unescape((re.search(r"<title>(.*?)</title>", page, re.S) or ["", ""])[1]).strip()
        if like and not re.search(like, title):
            raise Failed(f"{address} has the title “{title}”")
        return title or address

    def sign_in(self, email):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/sign-in")[1])[1]
        arrived, _ = self.get("/sign-in", login=email, password=PASSWORD, csrfmiddlewaretoken=token)
        if "/sign-in" in arrived:
            raise Failed("was not let in")


def main() -> int:
    begun, failures = time.monotonic(), 0
    with served() as (home, told):
        for name, step in steps(home, told):
            try:
                done = step()
                print(f"{time.monotonic() - begun:6.1f} s  {name}: {done}", flush=True)
            except Failed as error:
                failures += 1
                print(f"{time.monotonic() - begun:6.1f} s  {name}: FAILED, {error}", flush=True)
    print(f"{failures} failed." if failures else "Everything that was tried works.")
    return 1 if failures else 0


def steps(home, told):
    """Everything that is tried, in order: (name, what to do)."""
    yield "ready", lambda: until(lambda: Person(home).get("/readyz")[1], 60)
    yield "sign-in page", lambda: Person(home).title("/sign-in", "^Sign in")
    yield "calculator", lambda: Person(home).title("/calculator", "^When is a review due")
    yield "demonstration", lambda: demonstration(told)
    for role in ROLES:
        yield f"as {role.replace('_', ' ')}", lambda role=role: as_role(home, role)


def as_role(home, role) -> str:
    person = Person(home)
    person.sign_in(f"{role.replace('_', '-')}@demo.example")
    return ", ".join(person.title(*page).removesuffix(" – Footprint") for page in PAGES[role])


def until(try_it, seconds):
    """What it answers, as soon as it answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return try_it()
        except Failed:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def demonstration(told) -> str:
    """Waits until the server says that the demonstration stands."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            line = told.get(timeout=max(0.1, end - time.monotonic()))
        except queue.Empty:
            raise Failed(f"not made in {PATIENCE} seconds") from None
        if "each with the password" in line:
            return f"{CHILDREN} children"
        if "could not be made" in line or line == "":
            raise Failed(line or "the server stopped")


@contextmanager
def served():
    """The product, on a free port, with a database of its own; yields its address and the lines that it says."""
    with tempfile.TemporaryDirectory(prefix="footprint-try-") as place, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        told: queue.Queue[str] = queue.Queue()
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{place}/footprint.sqlite3", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "footprint.config", "serve", "--demo", "--children", CHILDREN, "--bind", bind]
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=_listen, args=(server.stdout, told), daemon=True).start()
        try:
            yield f"http://{bind}", told
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _listen(stream, told):
    for line in stream:
        print(f"          | {line}", end="", flush=True)
        told.put(line)
    told.put("")


if __name__ == "__main__":
    sys.exit(main())
