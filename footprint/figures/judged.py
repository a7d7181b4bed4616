"""Codes that need more than the database to be told: days against limits in working days, and two answers together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from footprint.council.profile import Profile
from footprint.figures.populations import LATE, ON_TIME, UNJUDGED
from footprint.law.clocks import due_on
from footprint.law.days import ENGLAND

YES, NO = "yes", "no"
NOT_DONE, WAITING, NOT_SENT, NOT_NOTED, NOT_TOLD, LEFT = (
    "not done",
    "waiting",
    "not sent",
    "not noted",
    "not told",
    "left",
)
HEARD, UNHEARD, NOBODY = ("came", "apart", "sent"), ("no", "not"), "none"
NOTICE_WITHIN = 1


@dataclass(frozen=True)
class Known:
    """What stands beside the codes of a frame: the council's profile, today, and the day from which its own records speak
    (None where only returns do)."""

    profile: Profile
    kept_from: date | None
    today: date

    def judges(self, day: date | None) -> bool:
        """Whether what happened on a day is judged; before the records it is history."""
        return bool(day and self.kept_from and day >= self.kept_from)


Read = Callable[[Known, str], Any]


def days_of(code: str) -> list[date | None]:
    """The days in a code, as ``sql.Days`` writes them."""
    return [date.fromisoformat(day) if day else None for day in code.split("|")]


def against(limit: date, done: date | None, today: date) -> str:
    """How a day kept its limit; what is not done is so once the limit is over."""
    if done:
        return ON_TIME if done <= limit else LATE
    return NOT_DONE if limit < today else WAITING


def after_review(clock: str) -> Read:
    """held, completed, done: whether it was done within the law's clock after the review was complete."""

    def read(known: Known, code: str) -> str:
        held, completed, done = days_of(code)
        if held is None or not known.judges(held):
            return UNJUDGED
        return against(due_on(clock, completed or held), done, known.today)

    return read


def replied(known: Known, code: str) -> str:
    """held, sent, replied: whether the manager answered in time after the decisions were sent."""
    held, sent, done = days_of(code)
    if not known.judges(held):
        return UNJUDGED
    return against(due_on("manager_reply", sent), done, known.today) if sent else NOT_SENT


def took_part(known: Known, code: str) -> str:
    """Whether a participation code counts as taking part, as the council counts."""
    return YES if code in known.profile.settings["took_part"] else NO


def noticed(known: Known, code: str) -> str:
    """care began, the service was told: by the next working day, or later."""
    began, told = days_of(code)
    if began is None or not known.judges(began):
        return UNJUDGED
    if told is None:
        return NOT_NOTED
    return ON_TIME if ENGLAND.between(began, told) <= NOTICE_WITHIN else LATE


def appointed(known: Known, code: str) -> str:
    """care began, care ended, somebody was appointed; who left before the limit needed nobody."""
    began, ended, first = days_of(code)
    if began is None or not known.judges(began):
        return UNJUDGED
    limit = due_on("appointment", began)
    if first is None and ended and ended <= limit:
        return LEFT
    return against(limit, first, known.today)


def given(known: Known, code: str) -> str:
    """care began, it was given: whether it was."""
    began, day = days_of(code)
    if not known.judges(began):
        return UNJUDGED
    return YES if day else NO


def told(known: Known, code: str) -> str:
    """it happened, the IRO was told: within the council's own limit, later, or not at all."""
    happened, day = days_of(code)
    if happened is None or not known.judges(happened):
        return UNJUDGED
    if day is None:
        return NOT_TOLD
    limit = known.profile.settings["change_told_within_days"]
    return ON_TIME if ENGLAND.between(happened, day) <= limit else LATE


def felt(known: Known, text: str) -> str:
    """What was chosen in a form about a review: yes, part or no; on a scale of faces the two best are yes."""
    return FACES.get(text, text or "")


FACES = {"great": YES, "good": YES, "ok": "part", "poor": NO, "bad": NO}


def either_parent(known: Known, code: str) -> str:
    """mother, father, as they were heard: whether either of them was."""
    said = set(code.split("|"))
    if said & set(HEARD):
        return YES
    if said & set(UNHEARD):
        return NO
    return NOBODY if said == {NOBODY} else ""
