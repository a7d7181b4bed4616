"""What is planned: children with their times in care, as plain values."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Span:
    """Something true from a day until another; ``values`` by the names of the model's columns."""

    starts_on: date
    ends_on: date | None
    values: dict = field(default_factory=dict)


@dataclass
class Held:
    """A review held. ``late`` is "" or "late" or "relaxed"."""

    on: date
    code: str = ""
    late: str = ""
    late_reason: str = ""


@dataclass(eq=False)
class Stay:
    """One time in care. ``band`` is the age band at entry; ``limits`` are ages (a day, the youngest, the oldest) that the
    day of birth must allow; ``statuses`` says which legal status must stand on a day."""

    cohort: str
    starts_on: date
    band: str
    sex: str
    ethnicity: str = ""
    ends_on: date | None = None
    reason: str = ""
    entry: str = ""
    uasc: bool = False
    plan: bool = False
    plan_from: date | None = None
    born: date | None = None
    family: int = 0
    child: int = 0
    limits: list[tuple[date, int, int]] = field(default_factory=list)
    statuses: list[tuple[date, str]] = field(default_factory=list)
    final_placement: str = ""
    legal: list[Span] = field(default_factory=list)
    placements: list[Span] = field(default_factory=list)
    reviews: list[Held] = field(default_factory=list)
    overdue: bool = False

    @property
    def birthday(self) -> date:
        assert self.born is not None
        return self.born

    @property
    def left_on(self) -> date:
        """The day on which care ended; far in the future while it lasts."""
        return self.ends_on or date.max

    def in_care(self, day: date) -> bool:
        return self.starts_on <= day < self.left_on

    def days(self, day: date) -> int:
        """Days in care up to a day."""
        return (day - self.starts_on).days

    def age(self, day: date) -> int:
        return age_on(self.birthday, day)

    def status_on(self, day: date) -> str:
        return next((s for d, s in self.statuses if d == day), "")


@dataclass(eq=False)
class PlannedChild:
    """A child with everything that is to be written."""

    number: str
    first_name: str
    last_name: str
    sex: str
    born: date
    ethnicity: str
    ethnicity_local: str
    family: int
    stays: list[Stay]
    iro: list[Span] = field(default_factory=list)
    work: list[Span] = field(default_factory=list)
    missing: list[Span] = field(default_factory=list)
    restricted: bool = False


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def years_before(day: date, years: int) -> date:
    """The corresponding day; 28 February for 29 February."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)
