"""The what-if calculator: one case in, one answer out, both plain JSON values."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from .days import ENGLAND, OutsideCalendar
from .events import ALLOWED, Event, ImpossibleEvent, check
from .lines import ReviewLine, Settings, Timetable
from .timetable import timetable

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SETTINGS = ("series_counts_from", "interval_months")


class ImpossibleCase(ValueError):
    """A case that cannot be read; the message is a sentence for people."""


def answer(case: dict) -> dict:
    """The answer to one case, or ``{"case": …, "error": "…"}``. Never raises for what a person may have typed."""
    name = case.get("case") if isinstance(case, dict) else None
    try:
        return {"case": name, **_told(_worked_out(case))}
    except (ImpossibleCase, ImpossibleEvent, OutsideCalendar) as error:
        return {"case": name, "error": str(error)}


def answer_lines(lines: Iterable[str]) -> Iterator[str]:
    """One line of JSON for each line of JSON; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            # half a character, which JSON can spell, cannot be written out
            yield json.dumps(_answer_line(number, line), ensure_ascii=False).encode(errors="replace").decode()


def _answer_line(number: int, line: str) -> dict:
    try:
        return answer(json.loads(line.lstrip("\ufeff"), parse_constant=_no_number))
    except (ValueError, RecursionError):
        return {"case": None, "error": f"Line {number} is not JSON."}


def _no_number(word: str):
    raise ValueError(f"{word} is not JSON")


def _worked_out(case: Any) -> Timetable:
    if not isinstance(case, dict):
        raise ImpossibleCase("A case must be an object with “case”, “as_at” and “events”.")
    as_at = _day(case, "as_at", "the case")
    if as_at is None:
        raise ImpossibleCase("The case needs “as_at”, the day on which the question is asked.")
    _within(as_at)
    born, died = _day(case, "born", "the case"), _day(case, "died", "the case")
    if born and born > ENGLAND.last:
        raise OutsideCalendar(f"The birth on {born} lies after the calendar, which ends on {ENGLAND.last}.")
    events = [_event(number, item) for number, item in enumerate(_events(case), 1)]
    check(events, born, died)
    return timetable(events, as_at=as_at, born=born, died=died, settings=_settings(case.get("settings")))


def _events(case: dict) -> list:
    events = case.get("events")
    if not isinstance(events, list):
        raise ImpossibleCase("The case needs “events”, a list.")
    return events


def _event(number: int, item: Any) -> Event:
    what = f"event {number}"
    if not isinstance(item, dict) or not isinstance(item.get("event"), str):
        raise ImpossibleCase(f"In {what}, “event” is missing: each event is an object with “on” and “event”.")
    name = item["event"]
    if name not in ALLOWED:
        raise ImpossibleEvent(f"“{name}” is not an event. Events are: {', '.join(ALLOWED)}.")
    on = _day(item, "on", f"{what} ({name})")
    if on is None:
        raise ImpossibleCase(f"In {what} ({name}), the day “on” is missing.")
    fields = {key: value for key, value in item.items() if key not in ("on", "event")}
    for key, wanted in ALLOWED[name].items():
        if wanted is date and key in fields:
            fields[key] = _day(item, key, f"{what} ({name})")
    return Event(_within(on), name, fields)


def _day(holder: dict, key: str, where: str) -> date | None:
    text = holder.get(key)
    if text is None:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ImpossibleCase(f"In {where}, “{key}” is {text!r}; a day is written like 2025-06-30.") from None


def _within(day: date) -> date:
    """The day itself, when working days can be counted from it."""
    if not ENGLAND.first <= day <= ENGLAND.last:
        raise OutsideCalendar(f"{day} lies outside the calendar, which runs from {ENGLAND.first} to {ENGLAND.last}.")
    return day


def _settings(given: Any) -> Settings:
    if given is None:
        return Settings()
    if not isinstance(given, dict):
        raise ImpossibleCase("“settings” must be an object.")
    unknown = [key for key in given if key not in _SETTINGS]
    if unknown:
        raise ImpossibleCase(f"“{unknown[0]}” is not a setting. Settings are: {', '.join(_SETTINGS)}.")
    try:
        return Settings(**given)
    except ValueError as error:
        raise ImpossibleCase(str(error)) from None


def _told(found: Timetable) -> dict:
    return {
        "reviews": [_review(line) for line in found.reviews],
        "next": _due(found.next) if found.next else None,
        "clocks": [{"name": clock.name, "due_on": clock.due_on.isoformat()} for clock in found.clocks],
        "flags": [{"code": flag.code, "text": flag.text} for flag in found.flags],
    }


def _due(line: ReviewLine) -> dict:
    why = line.explain()
    return {
        "kind": line.kind,
        "under": line.under,
        "due_on": _iso(line.due_on),
        "because": why.because,
        "sources": why.source_texts(),
    }


def _review(line: ReviewLine) -> dict:
    found = {
        **_due(line),
        "held_on": _iso(line.held_on),
        "on_time": line.on_time,
        "working_days_late": line.working_days_late,
    }
    if line.opened_on != line.completed_on:
        # A review of several meetings: both days are shown, whichever counts.
        found |= {"opened_on": _iso(line.opened_on), "completed_on": _iso(line.completed_on)}
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
