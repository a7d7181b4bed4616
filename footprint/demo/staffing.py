"""Who works in the demonstration: IROs with their posts, social work teams and their workers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from footprint.demo.names import grown_ups
from footprint.demo.published import BEFORE, Published
from footprint.demo.shapes import Span

PARTS = (0.8, 0.6, 0.5)
HANDED_OVER = date(2020, 10, 1)
TEAMS = (
    ("Assessment North", "Assessment and safeguarding"),
    ("Assessment South", "Assessment and safeguarding"),
    ("Safeguarding East", "Assessment and safeguarding"),
    ("Safeguarding West", "Assessment and safeguarding"),
    ("Children in care 1", "Children in care"),
    ("Children in care 2", "Children in care"),
    ("Children in care 3", "Children in care"),
    ("Children in care 4", "Children in care"),
    ("Disabled children", "Disabled children"),
    ("Through care", "Leaving care"),
)
WORKERS, WORKERS_LONG = 8, 17
FIRST_TEAMS, LONG_TEAMS, DISABLED, GROWN = range(4), range(4, 8), 8, 9


@dataclass
class Staffing:
    """``iros`` are (name, post); ``former`` of them, at the end of the list, left on the day children were handed over.
    ``workers[team]`` are names; all places in lists are what the plan refers to."""

    iros: list[tuple[str, Span]] = field(default_factory=list)
    former: int = 0
    managers: list[str] = field(default_factory=list)
    workers: list[list[str]] = field(default_factory=list)

    @property
    def fte(self) -> list[float]:
        return [post.values["fte"] for _, post in self.iros[: len(self.iros) - self.former]]


def staffing(figures: Published) -> Staffing:
    """The staff that so many children need."""
    rng = Random(figures.data["seed"])
    total = max(3.0, round(figures.data["fte"] * figures.size / figures.data["full_size"], 1))
    whole = int(total) - 2
    ftes = [1.0] * whole + [*PARTS, round(total - whole - sum(PARTS), 1)]
    former = max(1, figures.scaled(2))
    sizes = [max(1, figures.scaled(WORKERS_LONG if n in LONG_TEAMS else WORKERS)) for n in range(len(TEAMS))]
    names = iter(grown_ups(rng, len(ftes) + former + 2 + sum(sizes)))
    made = Staffing(former=former)
    for place, fte in enumerate([*ftes, *[1.0] * former]):
        values = {"fte": fte, "employment": "agency" if whole - 2 <= place < whole else "permanent"}
        post = Span(BEFORE - timedelta(days=rng.randint(60, 3600)), None, values)
        if place >= len(ftes):
            post.ends_on, post.values["left_because"] = HANDED_OVER, "retired"
        made.iros.append((next(names), post))
    made.managers = [next(names), next(names)]
    made.workers = [[next(names) for _ in range(size)] for size in sizes]
    return made
