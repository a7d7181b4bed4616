"""A figure's number for a period, with the records behind it, as printed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from footprint.council.models import Population as AreaPopulation
from footprint.documents.numbers import half_up, percent, percent_text, plain
from footprint.figures.catalogue import FIGURES, Figure
from footprint.figures.frames import Frame, Frames
from footprint.figures.period import Period


@dataclass(frozen=True)
class Number:
    """``value`` is exact to what is printed in ``text``. ``records`` are the ids counted, ``of`` those of the base.
    ``per`` is the outside number of a rate with its year and source. Without a base ``value`` is None."""

    value: int | Decimal | None
    text: str
    records: list[int]
    of: list[int] | None = None
    per: AreaPopulation | None = None


UNKNOWN = Number(None, "–", [])


class Figures:
    """The figures of one council, each frame read once and each figure split once a period."""

    def __init__(self, council):
        self.frames = Frames(council)
        self._splits: dict[tuple[str, Period, frozenset[str] | None], tuple[Frame, Frame]] = {}
        self._areas: dict[int, AreaPopulation] | None = None

    @property
    def profile(self):
        return self.frames.profile

    def number(self, name: str, period: Period, labels: Mapping[str, str] | None = None) -> Number:
        """A figure for a period, or the part of it with these labels."""
        figure = FIGURES[name]
        if not self.reach(figure, period):
            return UNKNOWN
        base, counted = self.split(figure, period, by=labels or ())
        return self.of(figure, base.labelled(labels or {}), counted.labelled(labels or {}), period)

    def read_all(self, *periods: Period):
        """Read at once what every figure that has a number for these periods needs for it."""
        for period in periods:
            needed: dict[str, set[str]] = defaultdict(set)
            for figure in FIGURES.values():
                if self.reach(figure, period):
                    needed[figure.population_name] |= figure.narrowing
            for population, columns in needed.items():
                self.frames.frame(population, period, columns)

    def split(self, figure: Figure, period: Period, by: Collection[str] | None = None) -> tuple[Frame, Frame]:
        """The base of a figure (its population, narrowed for a share) and what is counted of it, with the breakdowns that
        are asked for, or with all."""
        columns = None if by is None else frozenset(by) | figure.narrowing
        key = (figure.name, period, columns)
        if key not in self._splits:
            base = self.frames.frame(figure.population_name, period, columns).narrowed(figure.of or {})
            self._splits[key] = (base, base.narrowed(figure.counted))
        return self._splits[key]

    def of(self, figure: Figure, base: Frame, counted: Frame, period: Period) -> Number:
        """The number of a base and what is counted of it; none where the records do not reach over the period."""
        if not self.reach(figure, period):
            return UNKNOWN
        count = len(counted.ids)
        if figure.kind == "count":
            return Number(count, plain(count), counted.ids)
        if figure.kind == "share":
            return Number(percent(count, len(base.ids)), percent_text(count, len(base.ids)), counted.ids, base.ids)
        area = self.area_on(period)
        if area is None:
            return Number(None, "–", counted.ids)
        value = half_up(Decimal(count * figure.rate) / area.children, 1)
        return Number(value, plain(value), counted.ids, per=area)

    def reach(self, figure: Figure, period: Period) -> bool:
        """Whether the council's returns and records speak of the figure's whole period, or of its last day."""
        if figure.recorded_here:
            return self.frames.known.judges(period.last if figure.population.snapshot else period.first)
        speaks = self.frames.council.speaks_of
        if figure.population_name == "in-care":  # who is in care when the first return begins was so the evening before
            return speaks(period.last, period.last) or speaks(after := period.last + timedelta(days=1), after)
        if figure.population.snapshot:
            return speaks(period.last, period.last)
        return speaks(period.first, period.last)

    def area_on(self, period: Period) -> AreaPopulation | None:
        """The children of the area by the last mid-year estimate before the period's end (that of 30 June), or the
        latest earlier one that was entered."""
        if self._areas is None:
            self._areas = {p.year: p for p in self.frames.council.populations.all()}
        year = period.last.year - (period.last.month <= 6)
        return self._areas.get(max((y for y in self._areas if y <= year), default=0))
