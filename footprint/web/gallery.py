"""The gallery: everything that leaves the service, as it would look, for the council to read before anybody gets it.

A part of the product that sends something else (a form, a letter, a pack) appends to ``SHOWN``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from footprint.council.models import Council
from footprint.messages import texts
from footprint.messages.models import Template

# (title, what makes its HTML for a request). The HTML stands under a heading of the second level.
SHOWN: list[tuple[str, Callable[[HttpRequest], str]]] = []

SAMPLE = {
    "initials": "AW",
    "day": "Tue 4 Feb 2025",
    "time": "2:30pm",
    "reader": "Kim Reader",
    "sender": "Sam Sender",
    "what": "the care plan",
    "number": "3",
}


@dataclass(frozen=True)
class Sample:
    """A message with sample values, and the council's own template where it has one."""

    key: str
    title: str
    subject: str
    body: str
    own: Template | None


def samples(council: Council, words: dict[str, str]) -> list[Sample]:
    """Every message as a council would send it."""
    own = {t.key: t for t in Template.objects.filter(council=council)}
    values = {
        **SAMPLE,
        "link": f"{settings.ADDRESS}/…",
        "service": council.service.name,
        "council": council.name,
    }
    made = []
    for key, text in texts.texts().items():
        subject, body = (own[key].subject, own[key].body) if key in own else texts.shipped(council, key, words)
        filled = {**values, "what": f"AW: 2 papers are late\n{values['link']}"} if key == "digest" else values
        made.append(Sample(key, text.title, texts.fill(subject, filled), texts.fill(body, filled), own.get(key)))
    return made
