"""From what happened to one child: which reviews were due and held, which is next, and which clocks run.

>>> from datetime import date
>>> became = Event(date(2025, 6, 2), "became_looked_after")
>>> timetable([became], as_at=date(2025, 6, 10)).next.due_on
datetime.date(2025, 6, 30)
"""

from collections.abc import Iterable
from datetime import date

from . import disputes
from .answers import Answer, explain
from .clocks import Clock
from .course import Course, dispute_events
from .days import ENGLAND, WorkingDays, eighteenth_birthday
from .events import Event
from .flags import Flag
from .lines import ReviewLine, Settings, Timetable

__all__ = ["Answer", "Clock", "Event", "Flag", "ReviewLine", "Settings", "Timetable", "explain", "timetable"]

DEFAULT = Settings()


def timetable(
    events: Iterable[Event],
    *,
    as_at: date,
    born: date | None = None,
    died: date | None = None,
    settings: Settings = DEFAULT,
    calendar: WorkingDays = ENGLAND,
) -> Timetable:
    """The timetable as known on ``as_at``: an event after that day has not happened. The order of events is free.

    Nothing is refused here (``events.check`` does that): what has no effect is flagged. A day beyond the calendar
    raises OutsideCalendar.
    """
    happened = [event for event in events if event.on <= as_at]
    moving = dispute_events(happened)
    adult_on = eighteenth_birthday(born) if born else None
    if adult_on and adult_on <= as_at:
        happened.append(Event(adult_on, "turned_18"))
    if died and died <= as_at:
        happened.append(Event(died, "died"))
    course = Course(as_at, adult_on, settings, calendar)
    course.follow(happened)
    return course.timetable(disputes.follow(moving, as_at, calendar))
