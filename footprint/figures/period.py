"""The time that a figure speaks of: from a first day to a last day, both counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from footprint.law.days import add_months


@dataclass(frozen=True, order=True)
class Period:
    """From ``first`` to ``last``, both days included. Raises ValueError with a sentence when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError(f"The period ends on {self.last:%d/%m/%Y}, before it begins on {self.first:%d/%m/%Y}.")

    @property
    def is_year(self) -> bool:
        """Whether it is a reporting year, 1 April to 31 March."""
        return self == year_of(self.first) and (self.first.month, self.first.day) == (4, 1)

    @property
    def label(self) -> str:
        """ "2020-21" for a reporting year, otherwise its days."""
        if self.is_year:
            return f"{self.first.year}-{self.last.year % 100:02d}"
        return f"{day_words(self.first)} to {day_words(self.last)}"

    @property
    def earlier(self) -> "Period":
        """The same time a year before."""
        return Period(_year_before(self.first), _year_before(self.last))

    def years(self, count: int) -> list["Period"]:
        """This period and those before it, the oldest first."""
        periods = [self]
        while len(periods) < count:
            periods.insert(0, periods[0].earlier)
        return periods

    def months(self) -> list["Period"]:
        """The months that the period touches, cut to it."""
        found, first = [], self.first
        while first <= self.last:
            after = add_months(first.replace(day=1), 1)
            found.append(Period(first, min(self.last, after - timedelta(days=1))))
            first = after
        return found


def year_of(day: date) -> Period:
    """The reporting year, 1 April to 31 March, in which a day falls."""
    start = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return Period(date(start, 4, 1), date(start + 1, 3, 31))


def last_whole_year(today: date) -> Period:
    """The last reporting year that is over."""
    return year_of(today).earlier


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _year_before(day: date) -> date:
    """The corresponding day; the last day of a February stays the last."""
    after = day + timedelta(days=1)
    if after.day == 1:
        return after.replace(year=after.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)
