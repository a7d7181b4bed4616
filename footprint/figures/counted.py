"""What a population is: records to count, with a unit and a day on which each record's attributes are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, QuerySet, Value

from footprint.council.models import Council
from footprint.council.today import today
from footprint.documents.tree import Unit
from footprint.figures.period import Period, day_words


@dataclass(frozen=True)
class Population:
    """``records(council, period)`` are what is counted. Attributes are read on the record's own ``day`` (a column), or
    without one on the period's last day; where ``leaving`` is set, those that lasted until that day. ``child`` is the
    way from a record to its child."""

    name: str
    unit: Unit
    scope: str
    source: str
    records: Callable[[Council, Period], QuerySet]
    day: str = ""
    child: str = "child"
    leaving: bool = False
    snapshot: bool = False

    def day_of(self, period: Period) -> F | Value:
        """The day of each record, as an expression."""
        return F(self.day) if self.day else Value(period.last)

    def day_outside(self, period: Period) -> OuterRef | date:
        """The same, seen from within a subquery."""
        return OuterRef(self.day) if self.day else period.last

    def scope_of(self, period: Period) -> str:
        """The scope in words, with its days."""
        return self.scope.format(first=day_words(period.first), last=day_words(period.last))


def over_by(council: Council, period: Period) -> date:
    """The last day of a period that is over: what is due today or later is not late yet."""
    return min(period.last, today(council.service) - timedelta(days=1))
