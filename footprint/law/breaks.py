"""Short breaks: whether a series still stands under regulation 48, or the full rules apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .days import add_months
from .rules import rule_on


@dataclass(frozen=True, slots=True)
class Break:
    """One short break from ``on`` to the day ``until`` on which the child goes home, which is not counted."""

    on: date
    until: date
    person: str = ""
    place: str = ""

    @property
    def days(self) -> int:
        return max(1, (self.until - self.on).days)

    def days_within(self, first: date, end: date) -> int:
        """Days of the break from ``first`` up to, not with, ``end``."""
        return max(0, (min(self.until, end) - max(self.on, first)).days)


def limits_passed(all_breaks: Sequence[Break], series: Sequence[Break]) -> list[str]:
    """Flags of the conditions that the last break no longer meets. ``all_breaks``: every one so far, of any series."""
    last, found = all_breaks[-1], []
    length = rule_on("short-break-length", last.on).limit
    if length and last.days > length.count:
        found.append("short-break-over-17")
    if _days_in_twelve_months(all_breaks) > rule_on("short-breaks-total", last.on).length.count:
        found.append("short-breaks-over-75")
    if _differ(b.person for b in series) and _differ(b.place for b in series):
        found.append("short-breaks-different")
    return found


def _days_in_twelve_months(breaks: Sequence[Break]) -> int:
    """Days of break in the twelve months that end with the last one."""
    end = max(breaks[-1].until, breaks[-1].on)
    return sum(b.days_within(add_months(end, -12), end) for b in breaks)


def _differ(values) -> bool:
    return len({value for value in values if value}) > 1
