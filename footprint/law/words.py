"""Dates and numbers as they are written for people."""

from collections.abc import Iterable
from datetime import date

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def short(day: date) -> str:
    """``23 Jan``"""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def full(day: date) -> str:
    """``23 Jan 2025``"""
    return f"{short(day)} {day.year}"


def with_weekday(day: date, beside: date | None = None) -> str:
    """``Thu 23 Jan 2025``; without the year when it is that of the day written beside it."""
    return f"{_DAYS[day.weekday()]} {short(day) if beside and beside.year == day.year else full(day)}"


def long_day(day: date) -> str:
    """``Thursday 23 January 2025``"""
    return f"{day:%A} {day.day} {day:%B %Y}"


def listed(items: Iterable[str]) -> str:
    """``a, b and c``; at least one."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def counted(n: int, one: str) -> str:
    """``1 month``, ``6 months``; the unit is given in the singular."""
    return f"{n} {one}" if n == 1 else f"{n} {one}s"
