"""A setting that cannot work is refused with a sentence, and every setting is written down."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError

from footprint.accounts.models import User
from footprint.web.management.commands.serve import refuse_taken, refuse_unfit_production

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "FOOTPRINT_PRODUCTION": "1",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "iro.example",
    "DATABASE_URL": "sqlite:///:memory:",
}
ASKED = re.compile(r'(?:\benv(?:\.\w+)?\(|environ(?:\.get)?[(\[])\s*"([A-Z_]+)"')


def started(**changed):
    """What the settings say when the program starts with this environment: (worked, what was said)."""
    ours = {k: v for k, v in os.environ.items() if k not in {*GOOD, "DEBUG", "FOOTPRINT_TODAY"}}
    told = {k: v for k, v in {**GOOD, **changed}.items() if v is not None}
    command = [sys.executable, "-c", "import footprint.config.settings"]
    done = subprocess.run(command, cwd=ROOT, env={**ours, **told}, capture_output=True, text=True)
    return done.returncode == 0, done.stderr.strip().splitlines()[-1:] or [""]


def test_good_settings_start():
    assert started() == (True, [""])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"SECRET_KEY": None},
            "SECRET_KEY is missing, the demo key or too short. Set it to 50 or more random characters.",
        ),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing"),
        ({"DEBUG": "1"}, "DEBUG is on. Unset DEBUG"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is empty. Set it to the host names"),
        ({"FOOTPRINT_TODAY": "2025-01-20"}, "FOOTPRINT_TODAY fixes the day. Unset it"),
        ({"FOOTPRINT_SUPPRESS_BELOW": "1"}, "FOOTPRINT_SUPPRESS_BELOW is 1. Set it to the smallest number"),
        ({"DATABASE_URL": "postgres://a b:c"}, "DATABASE_URL cannot be read"),
    ],
)
def test_what_cannot_work_is_refused_with_advice(changed, says):
    worked, (said,) = started(**changed)
    assert not worked
    assert says in said


def test_production_has_no_demonstration(cast, settings):
    settings.PRODUCTION = True
    with pytest.raises(Exception, match="fixed today"):
        refuse_unfit_production()
    User.objects.create_user("iro@demo.example", "A demonstration", is_demo=True)
    with pytest.raises(Exception, match="demonstration people, whose password is public"):
        refuse_unfit_production()


def test_every_setting_is_written_down():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    written = " ".join(page.read_text(encoding="utf-8") for page in pages)
    asked = {n for file in (ROOT / "footprint").rglob("*.py") for n in ASKED.findall(file.read_text(encoding="utf-8"))}
    assert "DATABASE_URL" in asked
    missing = {name for name in asked if f"`{name}`" not in written}
    assert not missing, f"Write these down in docs/developing.md: {missing}"


def test_an_address_that_is_taken_is_said_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(CommandError, match="cannot be served"):
            refuse_taken(bind)
    refuse_taken(bind)
    with pytest.raises(CommandError, match="Name another"):
        refuse_taken("127.0.0.1:http")
