"""The clocks around a review and a dispute: named, short, counted in working days from one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .answers import Answer, explain
from .days import ENGLAND, WorkingDays
from .rules import rule_on
from .words import with_weekday

NAMES = ("appointment", "decisions", "manager_reply", "record", "distribution", "adjournment_limit", "dispute")
DEFAULT_STAGES = (5, 5, 5, 5)


@dataclass(frozen=True, slots=True)
class Clock:
    """``name`` as in NAMES or ``dispute_stage_1`` …; ``counted_from`` is day 0."""

    name: str
    due_on: date
    counted_from: date


def due_on(name: str, from_day: date, calendar: WorkingDays = ENGLAND) -> date:
    """The day by which the clock ``name`` runs out. Unknown name: KeyError."""
    if name not in NAMES:
        raise KeyError(name)
    return rule_on(name, from_day).length.after(from_day, calendar)


def due(name: str, from_day: date, calendar: WorkingDays = ENGLAND) -> Answer:
    """The same day with its reason and sources. ``from_day``: becoming looked after for ``appointment``, completion of
    the review for ``decisions``, ``record`` and ``distribution``, receipt of the decisions for ``manager_reply``."""
    return explain(name, from_day, due_on(name, from_day, calendar), calendar=calendar, meeting=False)


def permanence_plan(second_review_due_on: date) -> Answer:
    """By when a permanence plan with a contingency should stand: the second review. Council practice, mark B."""
    rule = rule_on("permanence", second_review_due_on)
    because = f"{rule.words}, which is due {with_weekday(second_review_due_on)}."
    return Answer(second_review_due_on, because, rule.sources)


def clock(name: str, from_day: date, calendar: WorkingDays = ENGLAND) -> Clock:
    return Clock(name, due_on(name, from_day, calendar), from_day)


def after_review(completed_on: date, calendar: WorkingDays = ENGLAND) -> list[Clock]:
    """What is owed once a review is complete. The day on which the manager received the decisions not being known,
    the reply is counted from the day on which they were due."""
    decisions = clock("decisions", completed_on, calendar)
    return [
        decisions,
        clock("manager_reply", decisions.due_on, calendar),
        clock("record", completed_on, calendar),
        clock("distribution", completed_on, calendar),
    ]


def dispute_clocks(
    raised_on: date,
    stages: Sequence[int] = DEFAULT_STAGES,
    moved: dict[int, date] | None = None,
    calendar: WorkingDays = ENGLAND,
) -> list[Clock]:
    """A clock for each stage and one for the whole. Stages (lengths in working days) follow each other from the day the
    dispute was raised; ``moved`` (stage number → day) says when a stage truly began. None outlasts the whole."""
    whole = clock("dispute", raised_on, calendar)
    found, began = [], raised_on
    for number, length in enumerate(stages, 1):
        began = (moved or {}).get(number, began)
        ends = min(calendar.add(began, length), whole.due_on)
        found.append(Clock(f"dispute_stage_{number}", ends, began))
        began = ends
    return [*found, whole]
