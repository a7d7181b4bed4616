"""What happened to a child, on which day: the only input of a timetable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from .words import full

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class ImpossibleEvent(ValueError):
    """An event that cannot be; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Event:
    """``fields``: what the event carries beside its day and name; days are ``date`` objects."""

    on: date
    name: str
    fields: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


#: Every event and the fields it may carry (field → type). Other fields are let by.
ALLOWED: dict[str, dict[str, type]] = {
    "became_looked_after": {},
    "in_care_since_before": {},
    "ceased": {"to": str, "planned": bool},
    "review_held": {},
    "review_cancelled": {},
    "midway_review": {},
    "series_meeting": {"completes": bool},
    "review_adjourned": {"reason": str},
    "review_completed": {},
    "short_break": {"until": date, "with": str, "at": str},
    "full_time_accommodation": {},
    "authority_to_place": {},
    "placed_for_adoption": {},
    "adoption_order": {},
    "returned_from_adopters": {},
    "remanded": {"to": str},
    "legal_status": {"code": str},
    "placement_move": {"long_term": bool},
    "missing": {"until": date},
    "dispute_raised": {"stages": list},
    "dispute_stage": {"stage": int},
    "dispute_resolved": {},
    "notified": {},
    "interval_set": {"months": int, "reason": str, "by": str, "until": date},
}

_TYPE_WORDS = {str: "a text", bool: "true or false", date: "a day", list: "a list", int: "a whole number"}


def check(events: Iterable[Event], born: date | None = None, died: date | None = None) -> None:
    """Refuse what cannot be: ImpossibleEvent with a sentence."""
    if born and died and died < born:
        raise ImpossibleEvent(f"The day of death, {full(died)}, is before the day of birth, {full(born)}.")
    for event in events:
        _check_one(event, born, died)


def _check_one(event: Event, born: date | None, died: date | None) -> None:
    if event.name not in ALLOWED:
        raise ImpossibleEvent(f"“{event.name}” is not an event. Events are: {', '.join(ALLOWED)}.")
    if born and event.on < born:
        raise ImpossibleEvent(f"{event.name} on {full(event.on)} is before the birth on {full(born)}.")
    if died and event.on > died:
        raise ImpossibleEvent(f"{event.name} on {full(event.on)} is after the death on {full(died)}.")
    _check_fields(event)


def _check_fields(event: Event) -> None:
    what = f"{event.name} on {full(event.on)}"
    for name, wanted in ALLOWED[event.name].items():
        value = event.fields.get(name)
        if value is not None and not _is(value, wanted):
            raise ImpossibleEvent(f"{what}: “{name}” must be {_TYPE_WORDS[wanted]}.")
    until = event.fields.get("until") if "until" in ALLOWED[event.name] else None
    if until and until < event.on:
        raise ImpossibleEvent(f"{what} ends before it begins, on {full(until)}.")
    stages = event.fields.get("stages")
    if event.name == "dispute_raised" and stages is not None and not _are_lengths(stages):
        raise ImpossibleEvent(f"{what}: “stages” must be a list of working days such as [5, 5, 5, 5].")
    if event.name == "interval_set" and not 1 <= (event.fields.get("months") or 0) <= 120:
        raise ImpossibleEvent(f"{what} needs “months”, a whole number from 1.")
    if event.name == "interval_set" and (event.fields.get("by") or "council") not in ("iro", "council"):
        raise ImpossibleEvent(f"{what}: “by” must be “iro” or “council”.")
    if event.name == "legal_status" and not event.fields.get("code"):
        raise ImpossibleEvent(f"{what} needs a “code”.")


def _is(value: Any, wanted: type) -> bool:
    return isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))


def _are_lengths(stages: Any) -> bool:
    return bool(stages) and len(stages) <= 20 and all(_is(n, int) and 0 < n <= 100 for n in stages)
