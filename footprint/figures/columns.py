"""What a breakdown is, and the columns and labels of which most are made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When

from footprint.council.profile import Profile
from footprint.figures.counted import Population
from footprint.figures.judged import NO, YES, Read
from footprint.figures.period import Period
from footprint.figures.populations import UNJUDGED
from footprint.figures.sql import Days

NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Breakdown:
    """``column(population, period)`` gives each record one code (or None); ``label`` its row; ``rows`` those that are
    always printed, in their order; where they change from day to day ``rows_on`` gives those of a day, and ``rows`` all that
    there ever were. Labels that they do not name follow in the order of the alphabet. Where the database cannot tell the
    code, ``read`` makes it of what it tells. ``of_words``: it tells what somebody said, so that its records are open only to
    those who read the words; ``of_challenges``: it tells of challenges beside records of another kind. ``measure``: its code
    is a number, for a median, and nothing is broken down by it."""

    name: str
    title: str
    column: Callable[[Population, Period], Any]
    label: Callable[[Profile, Any], str]
    rows: Callable[[Profile], list[str]]
    on: tuple[str, ...]
    read: Read | None = None
    of_words: bool = False
    of_challenges: bool = False
    measure: bool = False
    rows_on: Callable[[Profile, date], list[str]] | None = None

    def always(self, profile: Profile, day: date) -> list[str]:
        """The rows that are always printed in a table up to a day."""
        return self.rows_on(profile, day) if self.rows_on else self.rows(profile)


def own(name: str):
    return lambda population, period: F(name)


def tick(name: str):
    """A column that is true, false, or not known."""
    return lambda population, period: Case(
        When(**{name: True}, then=Value(YES)), When(**{name: False}, then=Value(NO)), output_field=CharField()
    )


def is_noted(day: str):
    """Whether a day is noted."""
    return lambda population, period: yes_no(Q(**{f"{day}__isnull": False}))


def days(*names: str):
    return lambda population, period: Days(*map(F, names))


def yes_no(condition) -> Case:
    return Case(When(condition, then=Value(YES)), default=Value(NO), output_field=CharField())


def said_as(table: dict[str, str]):
    return lambda profile, code: table.get(code or "", NOT_KNOWN)


def all_of(table: dict[str, str]):
    return lambda profile: list(table.values())


def named(missing: str):
    return lambda profile, code: code or missing


def no_rows(profile: Profile) -> list[str]:
    return []


def chosen_from(choices, missing: str = "") -> dict[str, str]:
    """The words of a column's choices as rows, and of none."""
    return {code: words[0].upper() + words[1:] for code, words in choices} | ({"": missing} if missing else {})


def listed(
    name: str, title: str, column, words: dict[str, str], *on: str, read: Read | None = None, of_words: bool = False
) -> Breakdown:
    """A breakdown whose rows are a short list of words; those for what is not known are printed where they occur."""
    always = [label for code, label in words.items() if code not in ("", UNJUDGED)]
    return Breakdown(name, title, column, said_as(words), lambda profile: always, on, read, of_words)
