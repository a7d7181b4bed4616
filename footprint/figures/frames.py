"""One query per population and period: every record once, each breakdown a column. All counting is done on its rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import compress

from footprint.council.models import Council
from footprint.council.profile import Profile, profile
from footprint.council.today import today
from footprint.figures.breakdowns import BREAKDOWNS, columns_of
from footprint.figures.columns import Breakdown
from footprint.figures.counted import Population
from footprint.figures.judged import Known
from footprint.figures.period import Period
from footprint.figures.populations import POPULATIONS

IN_ORDER_OF_TIME = ("month", "quarter")
Narrowing = Mapping[str, Collection]


@dataclass(frozen=True)
class Frame:
    """The records of a population in a period: their ids, their children's, and each record's code in each breakdown."""

    population: Population
    period: Period
    profile: Profile
    ids: list[int]
    children: list[int | None]
    codes: dict[str, list]
    _labels: dict[str, list[str]] = field(default_factory=dict)

    def labels(self, breakdown: str) -> list[str]:
        """Each record's label in a breakdown."""
        if breakdown not in self._labels:
            chosen, known = BREAKDOWNS[breakdown], {}
            column = self.codes[breakdown]
            for code in set(column):
                known[code] = chosen.label(self.profile, code)
            self._labels[breakdown] = [known[code] for code in column]
        return self._labels[breakdown]

    def narrowed(self, codes: Narrowing) -> "Frame":
        """Only the records whose codes are among those given; it can only get smaller."""
        if not codes:
            return self
        return self._kept(*([code in wanted for code in self.codes[name]] for name, wanted in codes.items()))

    def labelled(self, labels: Mapping[str, str]) -> "Frame":
        """Only the records with these labels."""
        if not labels:
            return self
        return self._kept(*([label == wanted for label in self.labels(name)] for name, wanted in labels.items()))

    def told(self, measure: str) -> "Frame":
        """Only the records of which it is known how much it was."""
        return self._kept([code is not None for code in self.codes[measure]])

    def of_children(self, children: Collection[int | None]) -> "Frame":
        """Only the records of these children."""
        return self._kept([child in children for child in self.children])

    def of_records(self, ids: Collection[int]) -> "Frame":
        """Only these records."""
        return self._kept([pk in ids for pk in self.ids])

    def cells(self, *breakdowns: str) -> dict[tuple[str, ...], list[int]]:
        """The ids by their labels: each record stands in exactly one cell."""
        found: dict[tuple[str, ...], list[int]] = {}
        for key, pk in zip(zip(*(self.labels(name) for name in breakdowns), strict=True), self.ids, strict=True):
            found.setdefault(key, []).append(pk)
        return found

    def _kept(self, *tests: list[bool]) -> "Frame":
        """Only the records that pass every test."""
        keep = tests[0] if len(tests) == 1 else [all(passed) for passed in zip(*tests, strict=True)]

        def chosen(values: list) -> list:
            return list(compress(values, keep))

        codes = {name: chosen(column) for name, column in self.codes.items()}
        return Frame(self.population, self.period, self.profile, chosen(self.ids), chosen(self.children), codes)


@dataclass
class Frames:
    """The frames of one council, each read once."""

    council: Council
    _read: dict[tuple[str, Period], list[Frame]] = field(default_factory=dict)

    @cached_property
    def profile(self) -> Profile:
        return profile(self.council.profile_name)

    @cached_property
    def known(self) -> Known:
        """The own records speak from the first day of use on; without one, always where no return was taken in."""
        service = self.council.service
        always = date.min if self.council.known_until is None else None
        return Known(self.profile, service.first_day_of_use or always, today(service))

    def frame(self, population: str, period: Period, columns: Collection[str] | None = None) -> Frame:
        """The frame of a population and period, with all its breakdowns, or with those named at least."""
        every = tuple(b.name for b in columns_of(population))
        names = every if columns is None else tuple(name for name in every if name in columns)
        read = self._read.setdefault((population, period), [])
        found = next((frame for frame in read if frame.codes.keys() >= set(names)), None)
        if found is None:
            found = self._query(POPULATIONS[population], period, names)
            read.append(found)
        return found

    def _query(self, population: Population, period: Period, names: tuple[str, ...]) -> Frame:
        columns = {f"b_{name}".replace("-", "_"): BREAKDOWNS[name].column(population, period) for name in names}
        records = population.records(self.council, period).annotate(**columns).order_by("pk")
        rows = list(records.values_list("pk", population.child, *columns))
        ids, children, *told = [list(column) for column in zip(*rows, strict=True)] or [
            [] for _ in range(2 + len(names))
        ]
        codes = {name: self._codes(BREAKDOWNS[name], column) for name, column in zip(names, told, strict=True)}
        return Frame(population, period, self.profile, ids, children, codes)

    def _codes(self, breakdown: Breakdown, column: list) -> list:
        """What the database told of each record, made the breakdown's own codes."""
        if breakdown.read is None:
            return column
        codes = {told: breakdown.read(self.known, told) for told in set(column)}
        return [codes[told] for told in column]


def rows_of(frames: Iterable[Frame], breakdown: str) -> list[str]:
    """The rows of a table over several frames: those always printed, then any others that occur, "Other" and "Not
    known" last. A table over months or quarters is in the order of time, without a gap between its months."""
    frames = list(frames)
    chosen = BREAKDOWNS[breakdown]
    if breakdown in IN_ORDER_OF_TIME:
        codes = sorted({code for frame in frames for code in frame.codes[breakdown]})
        if breakdown == "month" and codes:
            codes = _months_between(codes[0], codes[-1])
        return list(dict.fromkeys(chosen.label(frames[0].profile, code) for code in codes))
    always = chosen.always(frames[0].profile, max(frame.period.last for frame in frames))
    found = {label for frame in frames for label in frame.labels(breakdown)} - set(always)
    return always + sorted(found, key=lambda label: (label in ("Other", "Not known"), label == "Not known", label))


def _months_between(first: str, last: str) -> list[str]:
    """The months from one to another, both written like "2020-07"."""
    year, month = map(int, first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year}-{month:02d}")
    return found
