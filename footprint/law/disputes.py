"""The clocks of disputes, which run whether or not the child is still in care."""

from collections.abc import Iterable
from datetime import date

from .clocks import DEFAULT_STAGES, Clock, dispute_clocks, due_on
from .days import WorkingDays
from .events import Event
from .flags import Flag, flag
from .words import full

NAMES = frozenset({"dispute_raised", "dispute_stage", "dispute_resolved"})


class _Dispute:
    """One dispute as it goes: ``moved`` says on which day a stage began out of its turn."""

    def __init__(self, event: Event):
        self.raised_on = event.on
        self.stages = event.fields.get("stages") or DEFAULT_STAGES
        self.stage = 1
        self.moved: dict[int, date] = {}

    def move(self, event: Event) -> None:
        self.stage = event.fields.get("stage") or self.stage + 1
        self.moved[self.stage] = event.on


def follow(events: Iterable[Event], as_at: date, calendar: WorkingDays) -> tuple[list[Clock], list[Flag]]:
    """Clocks of the disputes still open on ``as_at`` and flags of all. An end closes the oldest that is open."""
    running: list[_Dispute] = []
    clocks: list[Clock] = []
    flags: list[Flag] = []
    for event in events:
        if event.name == "dispute_raised":
            running.append(_Dispute(event))
            flags += _too_long_stages(running[-1])
        elif not running:
            flags.append(flag("dispute-not-raised", f"{full(event.on)}:"))
        elif event.name == "dispute_stage":
            running[-1].move(event)
        else:
            flags += _over(running.pop(0), event.on, calendar)
    for dispute in running:
        clocks += dispute_clocks(dispute.raised_on, dispute.stages, dispute.moved, calendar)
        flags += _over(dispute, as_at, calendar)
    return clocks, flags


def _too_long_stages(dispute: _Dispute) -> list[Flag]:
    total = sum(dispute.stages)
    return [flag("dispute-stages-over-limit", f"{total} working days in all:")] if total > 20 else []


def _over(dispute: _Dispute, ended_on: date, calendar: WorkingDays) -> list[Flag]:
    limit = due_on("dispute", dispute.raised_on, calendar)
    words = f"Raised on {full(dispute.raised_on)}, to end by {full(limit)}:"
    return [flag("dispute-over-limit", words)] if ended_on > limit else []
