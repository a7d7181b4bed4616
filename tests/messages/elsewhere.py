"""Another process on the test's database: what two runs at once, or one that is killed, do to it."""

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
DELIVER = """
import os, pathlib, time, django
django.setup()
from django.utils import timezone
from footprint.messages import mail
from footprint.messages.actions import deliver
from footprint.messages.models import Message
Message.objects.exists()  # the connection stands before the start
pathlib.Path(os.environ["READY"]).touch()
while not pathlib.Path(os.environ["GO"]).exists():
    time.sleep(0.005)
if os.environ.get("DIES"):
    mail.hand_over = lambda *a: os._exit(9)
print(deliver(timezone.now()).sent)
"""


def database(folder) -> str:
    """The address of a database with all that the test has written: on SQLite a copy in a file."""
    named = connection.settings_dict
    if connection.vendor == "postgresql":
        return f"postgres://{named['USER']}@{named['HOST']}:{named['PORT']}/{named['NAME']}"
    import sqlite3

    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "footprint.sqlite3")) as there:
        connection.connection.backup(there)
    return f"sqlite:///{folder / 'footprint.sqlite3'}"


def deliver_in(folder, url, processes=1, **more) -> list[int]:
    """Deliver in processes that begin together; e-mails are written to ``folder``/sent. How many each sent, or its
    exit code as a negative number."""
    go = folder / "go"
    started = []
    for n in range(processes):
        ready = folder / f"ready-{n}"
        env = {**os.environ, "DATABASE_URL": url, "EMAIL_URL": f"filemail:///{folder / 'sent'}", "GO": str(go), **more}
        env |= {"READY": str(ready), "DJANGO_SETTINGS_MODULE": "footprint.config.settings"}
        started.append(
            (subprocess.Popen([sys.executable, "-c", DELIVER], cwd=ROOT, env=env, stdout=subprocess.PIPE), ready)
        )
    until = time.monotonic() + 60
    while not all(ready.exists() for _, ready in started) and time.monotonic() < until:
        time.sleep(0.01)
    go.touch()
    told = [(process.communicate(timeout=60)[0], process.returncode) for process, _ in started]
    go.unlink()
    for _, ready in started:
        ready.unlink(missing_ok=True)
    return [int(out) if code == 0 else -code for out, code in told]


def subjects(folder) -> list[str]:
    """The subjects of all e-mails that were written."""
    lines = [line for file in (folder / "sent").glob("*") for line in file.read_text().splitlines()]
    return sorted(line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: "))
