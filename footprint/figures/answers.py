"""A figure's number for a period, with the records behind it, as printed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from footprint.council.models import Population as AreaPopulation
from footprint.disputes.procedure import changes_in
from footprint.documents.numbers import half_up, percent, percent_text, plain
from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES
from footprint.figures.definition import Figure
from footprint.figures.frames import Frame, Frames
from footprint.figures.period import Period


@dataclass(frozen=True)
class Number:
    """``value`` is exact to what is printed in ``text``. ``records`` are the ids counted, ``of`` those of the base.
    ``per`` is the outside number of a rate with its year and source; ``beside`` are the ids to which a number is set,
    ``spread`` the least and the most of what a median stands in the midst of. Without a base ``value`` is None."""

    value: int | Decimal | None
    text: str
    records: list[int]
    of: list[int] | None = None
    per: AreaPopulation | None = None
    beside: list[int] | None = None
    spread: tuple[int, int] | None = None


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
        return self.of(figure, base.labelled(labels or {}), counted.labelled(labels or {}), period, labels)

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
            counted = base.narrowed(figure.counted)
            self._splits[key] = (base, counted.told(figure.measured) if figure.measured else counted)
        return self._splits[key]

    def of(
        self, figure: Figure, base: Frame, counted: Frame, period: Period, labels: Mapping[str, str] | None = None
    ) -> Number:
        """The number of a base and what is counted of it, which bear these labels; none where the records do not reach over
        the period."""
        if not self.reach(figure, period):
            return UNKNOWN
        if figure.kind == "median":
            return _median(counted.ids, counted.codes[figure.measured])
        if figure.kind == "per":
            return _per_hundred(counted.ids, self.number(figure.per, period, self.shared(figure, labels or {})))
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

    def shared(self, figure: Figure, labels: Mapping[str, str]) -> dict[str, str]:
        """Of these labels those that the figure has to which this one is set."""
        other = FIGURES[figure.per].population_name
        return {name: label for name, label in labels.items() if other in BREAKDOWNS[name].on}

    def notes(self, figure: Figure, *periods: Period) -> list[str]:
        """What stands beside a figure of these periods: its own notes, and what changed in the council's procedure."""
        if not figure.by_procedure:
            return list(figure.notes)
        first, last = min(p.first for p in periods), max(p.last for p in periods)
        return [*figure.notes, *changes_in(self.profile.key, first, last)]

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


def _median(ids: list[int], found: Sequence[int]) -> Number:
    """The one in the midst of all, or half-way between two, with the least and the most."""
    if not found:
        return UNKNOWN
    ranked, half = sorted(found), len(found) // 2
    value = Decimal(ranked[half]) if len(ranked) % 2 else Decimal(ranked[half - 1] + ranked[half]) / 2
    spread = (ranked[0], ranked[-1])
    return Number(value, f"{plain(value)} ({spread[0]} to {spread[1]})", ids, spread=spread)


def _per_hundred(ids: list[int], other: Number) -> Number:
    """How many to 100 records of another figure; none where that one is not known or nought."""
    if not other.value:
        return Number(None, "–", ids, beside=other.records)
    value = half_up(Decimal(100 * len(ids)) / len(other.records), 1)
    return Number(value, plain(value), ids, beside=other.records)
