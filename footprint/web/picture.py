"""One picture of a child's time in care, drawn on the server, with its text beside it."""

from dataclasses import dataclass
from datetime import date

WIDTH, LEFT, ROW = 1100, 130, 34
NEVER = date.max


@dataclass(frozen=True)
class Span:
    """Something true from a day to a day (``until`` empty: still)."""

    label: str
    starts_on: date
    until: date | None


@dataclass(frozen=True)
class Dot:
    """A review: held on time, late, not judged, or still due."""

    on: date
    state: str
    label: str


def lane(name: str, spans: list[Span], first: date, last: date, top: int) -> dict:
    """A line of the picture: its bars in pixels, labels only where they fit."""
    bars = []
    for n, s in enumerate(spans):
        x = position(max(s.starts_on, first), first, last)
        width = max(2.0, position(min(s.until or last, last), first, last) - x - 1)
        fits = width > 7.2 * len(s.label) + 12
        bars.append(
            {
                "x": round(x, 1),
                "width": round(width, 1),
                "label": s.label if fits else "",
                "full": s.label,
                "since": s.starts_on,
                "until": s.until,
                "now": s.until is None,
                "odd": n % 2,
            }
        )
    return {"name": name, "top": top, "middle": top + 21, "bars": bars}


def position(day: date, first: date, last: date) -> float:
    return LEFT + (WIDTH - LEFT - 20) * (day - first).days / max(1, (last - first).days)


def picture(lanes: list[tuple[str, list[Span]]], dots: list[Dot], first: date, last: date) -> dict:
    """Everything the template needs to draw: lanes, years, reviews and the picture's size."""
    drawn = [lane(name, spans, first, last, 28 + n * ROW) for n, (name, spans) in enumerate(lanes)]
    middle = 28 + len(drawn) * ROW + 20
    years = [
        {"x": round(position(date(y, 1, 1), first, last), 1), "year": y} for y in range(first.year + 1, last.year + 1)
    ]
    marks = [
        {"x": round(position(d.on, first, last), 1), "state": d.state, "label": d.label}
        for d in dots
        if first <= d.on <= last
    ]
    return {
        "lanes": drawn,
        "years": years,
        "marks": marks,
        "middle": middle,
        "height": middle + 34,
        "width": WIDTH,
        "left": LEFT,
    }
