"""What follows a review, on one scale of twenty working days; and what falls in this week."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from footprint.law.days import ENGLAND
from footprint.reviews.models import Review
from footprint.web.presenters import CLOCKS, DueRow

LEFT, STEP, LAST = 9, 14.1, 20
DAYS = {"decisions": 5, "record": 15, "distribution": 20}


@dataclass(frozen=True)
class Track:
    """One review and its papers: how many working days have gone, what is out, and which paper is next."""

    review: Review
    gone: int
    marks: list[dict]
    next: DueRow

    @property
    def here(self) -> float:
        return _x(self.gone)

    @property
    def ticks(self) -> list[float]:
        return [_x(day) for day in range(LAST + 1) if day not in DAYS.values()]

    @property
    def told(self) -> str:
        """The picture in words."""
        done = [m["name"] for m in self.marks if m["state"] == "done"]
        out = f" Out already: {', '.join(done)}." if done else ""
        return f"Working day {self.gone} of {LAST}.{out} Next: {self.next.what}."


def tracks(owed: list[DueRow], today: date) -> list[Track]:
    """One track a review, the one whose next paper is due first on top."""
    of_review: dict[int, list[DueRow]] = defaultdict(list)
    for row in owed:
        of_review[row.review.pk].append(row)
    made = []
    for rows in of_review.values():
        first = min(rows, key=lambda row: row.due_on)
        made.append(Track(first.review, ENGLAND.between(first.review.complete_on, today), _marks(first), first))
    return sorted(made, key=lambda track: track.next.due_on)


def _marks(first: DueRow) -> list[dict]:
    marks = []
    for name, column in CLOCKS:
        done = getattr(first.review, column) is not None
        state = "done" if done else "later" if name != first.what else "late" if first.days_late else "next"
        marks.append({"name": name, "x": _x(DAYS[name]), "state": state})
    return marks


def _x(day: int) -> float:
    return round(LEFT + STEP * min(day, LAST), 1)


def this_week(today: date, rows: list[DueRow]) -> list[tuple[date, list[DueRow]]]:
    """What falls due from today to six days on, by day."""
    by_day = defaultdict(list)
    for row in rows:
        if today <= row.due_on < today + timedelta(days=7):
            by_day[row.due_on].append(row)
    return sorted(by_day.items())
