"""How days are counted: working days of England, and calendar months by the corresponding date.

Working day: not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday in England and Wales
(Care Planning Regulations 2010, reg 2; the text of that definition is not yet checked). Days on which a council shuts
its offices are working days. Day 0 is the day of the event; day 1 is the next working day.
"""

import csv
from array import array
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib.resources import files

import holidays

FIRST_YEAR, LAST_YEAR = 1985, 2065
SATURDAY = 5


class OutsideCalendar(ValueError):
    """A day before or after the years for which the calendar knows the bank holidays."""


@lru_cache(maxsize=1)
def overrides() -> dict[date, bool]:
    """The days of ``working-days.csv``: True for a working day after all, False for one that is none."""
    text = files("footprint.law").joinpath("working-days.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {date.fromisoformat(row["day"]): {"open": True, "closed": False}[row["is"]] for row in rows}


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    """Every bank holiday of England in the calendar's years that falls from Monday to Friday, as proclaimed so far."""
    known = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1))
    days = {day for day in known if day.weekday() < SATURDAY}
    opened = {day for day, is_open in overrides().items() if is_open}
    return frozenset(days - opened | (set(overrides()) - opened))


class WorkingDays:
    """A calendar of working days. ``extra`` days are closed besides, ``opened`` days are working days after all."""

    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

    def __init__(self, extra: Iterable[date] = (), opened: Iterable[date] = ()):
        self.extra, self.opened = frozenset(extra), frozenset(opened)
        self._start = self.first.toordinal()

    @cached_property
    def _table(self) -> tuple[array, array]:
        """``so_far[i]``: working days up to and with day i of the calendar; ``days[n]``: ordinal of working day n."""
        closed = {day.toordinal() for day in bank_holidays() | self.extra}
        opened = {day.toordinal() for day in self.opened}
        so_far, days = array("i"), array("i")
        for ordinal in range(self._start, self.last.toordinal() + 1):
            # ordinal 1 was a Monday
            if ordinal in opened or ((ordinal - 1) % 7 < SATURDAY and ordinal not in closed):
                days.append(ordinal)
            so_far.append(len(days))
        return so_far, days

    def _count(self, day: date) -> int:
        index = day.toordinal() - self._start
        so_far = self._table[0]
        if not 0 <= index < len(so_far):
            raise OutsideCalendar(f"{day} lies outside the calendar, which runs from {self.first} to {self.last}.")
        return so_far[index]

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        return self._count(day) > self._count(day - timedelta(days=1))

    def add(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (before it when negative); 0 is ``day`` itself."""
        if n == 0:
            return day
        before = self._count(day)
        place = before + n - 1 if n > 0 else before - self.is_working(day) + n
        days = self._table[1]
        if not 0 <= place < len(days):
            raise OutsideCalendar(f"{n} working days from {day} lies outside the calendar.")
        return date.fromordinal(days[place])

    def between(self, a: date, b: date) -> int:
        """How many working days come after ``a``, up to and with ``b``; negative when ``b`` is earlier."""
        return self._count(b) - self._count(a)

    def last_on_or_before(self, day: date) -> date:
        """``day`` if it is a working day, else the last one before it."""
        return date.fromordinal(self._table[1][self._count(day) - 1])

    def skipped(self, a: date, b: date) -> tuple[date, ...]:
        """The days after ``a`` up to ``b``, Mondays to Fridays only, that are not working days."""
        closed = (bank_holidays() | self.extra) - self.opened
        return tuple(sorted(day for day in closed if a < day <= b and day.weekday() < SATURDAY))


ENGLAND = WorkingDays()

_LENGTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_months(day: date, n: int) -> date:
    """The corresponding date ``n`` months on (back, when negative): the same day number, or the month's last day.

    Dodds v Walker [1981] (not yet checked). Nothing moves the answer for a weekend or a bank holiday.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    leap = month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month + 1, min(day.day, _LENGTH[month] + leap))


def birthday(born: date, age: int) -> date:
    """The day on which a person born on ``born`` becomes ``age``; 1 March for one born on 29 February."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def born_18_by(day: date) -> date:
    """Who was born on this day or before is 18 or over on ``day``."""
    try:
        return day.replace(year=day.year - 18)
    except ValueError:
        return date(day.year - 18, 2, 28)


def eighteenth_birthday(born: date) -> date:
    """The day on which a person born on ``born`` turns 18."""
    return birthday(born, 18)
