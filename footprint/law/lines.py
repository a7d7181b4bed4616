"""The shapes of a timetable: plain values without sentences."""

from dataclasses import dataclass, field
from datetime import date

from .answers import Answer, explain
from .clocks import Clock
from .days import ENGLAND, WorkingDays
from .flags import Flag


@dataclass(frozen=True, slots=True)
class Settings:
    """What a service has chosen. ``series_counts_from``: which day of a review of several meetings (or of an adjourned
    one) counts, "completed" or "opened". ``interval_months``: a shorter time between reviews than the law's."""

    series_counts_from: str = "completed"
    interval_months: int | None = None

    def __post_init__(self):
        if self.series_counts_from not in ("completed", "opened"):
            raise ValueError("“series_counts_from” must be “completed” or “opened”.")
        months = self.interval_months
        if months is not None and (isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= 120):
            raise ValueError("“interval_months” must be a whole number from 1.")


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review, held or not.

    ``kind``: "first", "second", "subsequent" or "" (number not known). ``under``: the rule set. ``rule`` and
    ``counted_from`` are what ``explain`` needs. ``on_time``: True, False, or None (not judged, not yet due).
    ``working_days_late``: after the due date up to the day held, the day care ended or today; None without a due date.
    ``held_on`` is the day that counts; ``opened_on`` and ``completed_on`` are both shown. ``flags``: codes.
    """

    kind: str
    under: str
    due_on: date | None
    rule: str
    counted_from: date
    held_on: date | None = None
    opened_on: date | None = None
    completed_on: date | None = None
    on_time: bool | None = None
    working_days_late: int | None = 0
    flags: tuple[str, ...] = ()

    def explain(self, calendar: WorkingDays = ENGLAND) -> Answer:
        """Value, reason and sources of the due date."""
        relaxed = "relaxed-2020" in self.flags
        return explain(self.rule, self.counted_from, self.due_on, calendar=calendar, relaxed=relaxed)


@dataclass(frozen=True, slots=True)
class Timetable:
    """``reviews`` in order, those missed and the next one among them; ``next`` is the one still to be held."""

    reviews: tuple[ReviewLine, ...] = ()
    next: ReviewLine | None = None
    clocks: tuple[Clock, ...] = ()
    flags: tuple[Flag, ...] = field(default=())
