"""Figures as tables and charts of a document: every cell with its records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from footprint.documents.numbers import change_text, percent, percent_change, percent_text, plain
from footprint.documents.tree import Aim, Cell, Chart, Column, Row, Series, Table
from footprint.figures.answers import UNKNOWN, Figures, Number
from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES
from footprint.figures.definition import Figure
from footprint.figures.frames import Frame, rows_of
from footprint.figures.hiding import Hiding
from footprint.figures.period import Period

COUNTED, BASE = "counted", "base"
Links = Callable[[Figure, Period, Mapping[str, str], str], str]
"""The address of the records behind a number: figure, period, labels, and which part (counted or base)."""


@dataclass(frozen=True)
class TablePlan:
    """A figure by ``rows`` (and ``across``), for each of ``years`` periods, the latest last. ``change`` adds the change
    between the last two; ``shares`` puts beside each count its share of the column's total; ``rows_found_only`` leaves out
    rows that are nought throughout."""

    key: str
    figure: str
    title: str
    rows: str
    number: str | None = None
    across: str = ""
    years: int = 2
    change: bool = False
    total: bool = True
    rows_found_only: bool = False
    shares: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChartPlan:
    """A figure over ``years`` as a line, or by ``rows`` as bars."""

    key: str
    figure: str
    title: str
    rows: str = ""
    years: int = 5
    starts_at: int = 0


REACH = "– where the returns and the records do not reach over the whole time"


@dataclass
class Tables:
    """Makes tables and charts of one council's figures for one period."""

    figures: Figures
    period: Period
    hiding: Hiding = field(default_factory=Hiding)
    links: Links | None = None

    def table(self, plan: TablePlan) -> Table:
        """The table of a plan. A share has three columns a period: all, counted, and the share; a number to 100 of another
        that one, counted, and itself; a median counted, itself, the shortest and the longest."""
        figure = FIGURES[plan.figure]
        periods = self.period.years(plan.years)
        by = [name for name in (plan.rows, plan.across) if name]
        splits = [self.figures.split(figure, period, by) for period in periods]
        bases = [base for base, _ in splits]
        rows = rows_of([*bases, *self._others(figure, plan.rows, periods)], plan.rows)
        across = rows_of(bases, plan.across) if plan.across else []
        columns = [
            _Column(self, figure, period, split, plan, across) for period, split in zip(periods, splits, strict=True)
        ]
        made = [Row(row, _cells(columns, plan, row)) for row in rows]
        if plan.rows_found_only:
            made = [row for row in made if any(cell.value for cell in row.cells)]
        if plan.total:
            made.append(Row("Total", _cells(columns, plan, None), total=True))
        heads = [head for column in columns for head in column.heads()]
        return Table(
            key=plan.key,
            number=plan.number,
            title=plan.title,
            unit=figure.unit,
            scope=_scope(figure, periods),
            source=figure.population.source,
            notes=(
                figure.words,
                *plan.notes,
                *self.figures.notes(figure, *periods),
                *(() if all(self.figures.reach(figure, p) for p in periods) else (REACH,)),
            ),
            row_header=BREAKDOWNS[plan.rows].title.capitalize(),
            columns=heads + ([Column("Change", words=True)] if plan.change else []),
            rows=made,
        )

    def _others(self, figure: Figure, rows: str, periods: list[Period]) -> list[Frame]:
        """The records to which a number is set, where they have the same rows: their rows are printed too."""
        if figure.kind != "per" or not self.figures.shared(figure, {rows: ""}):
            return []
        return [self.figures.split(FIGURES[figure.per], period, [rows])[1] for period in periods]

    def chart(self, plan: ChartPlan) -> Chart | None:
        """The chart of a plan; None where the records do not reach over two years."""
        figure = FIGURES[plan.figure]
        cells = self._by_rows(figure, plan.rows) if plan.rows else self._by_years(figure, plan.years)
        if not plan.rows and len(cells) < 2:
            return None
        target = None if plan.rows else self.figures.profile.target(plan.figure, self.period.last)
        words = "; ".join(f"{label} {'hidden' if c.suppressed else c.text or c.value}" for label, c in cells.items())
        return Chart(
            key=plan.key,
            kind="bar" if plan.rows else "line",
            title=plan.title,
            words=words or "nothing to count",
            categories=list(cells) or ["None"],
            series=[Series(figure.title, list(cells.values()) or [Cell(0)])],
            category_header=BREAKDOWNS[plan.rows].title.capitalize() if plan.rows else "Year",
            scope=". ".join((figure.population.scope_of(self.period), *self.figures.notes(figure, self.period))),
            source=figure.population.source,
            aim=Aim(target.value, f"Aim: {target.value:g}%") if target and figure.kind == "share" else None,
            starts_at=_start(cells, plan.starts_at),
        )

    def _by_rows(self, figure: Figure, rows: str) -> dict[str, Cell]:
        base, counted = self.figures.split(figure, self.period, [rows])
        cells = {
            row: self.cell(figure, self.period, base.labelled({rows: row}), counted.labelled({rows: row}), {rows: row})
            for row in rows_of([counted], rows)
        }
        return {row: cell for row, cell in cells.items() if cell.value or cell.suppressed or rows == "month"}

    def _by_years(self, figure: Figure, years: int) -> dict[str, Cell]:
        cells = {}
        for period in self.period.years(years):
            base, counted = self.figures.split(figure, period, ())
            if base.ids and self.figures.reach(figure, period):
                cells[column_label(figure, period)] = self.cell(figure, period, base, counted, {})
        return {label: cell for label, cell in cells.items() if cell.value is not None or figure.kind == "rate"}

    def cell(self, figure: Figure, period: Period, base: Frame, counted: Frame, labels: Mapping[str, str]) -> Cell:
        """The figure's number of these records."""
        return self._cell(figure, period, self.figures.of(figure, base, counted, period, labels), labels, COUNTED)

    def median(
        self, figure: Figure, period: Period, base: Frame, counted: Frame, labels: Mapping[str, str]
    ) -> list[Cell]:
        """A median, and the shortest and the longest of what it stands in the midst of."""
        number = self.figures.of(figure, base, counted, period, labels)
        whole = self._cell(figure, period, number, labels, COUNTED)
        if number.value is None or number.spread is None:
            return [whole] * 3
        return [replace(whole, value=value, text=plain(value)) for value in (number.value, *number.spread)]

    def beside(self, figure: Figure, period: Period, labels: Mapping[str, str]) -> Cell:
        """The number to which a figure is set."""
        other, shared = FIGURES[figure.per], self.figures.shared(figure, labels)
        return self._cell(other, period, self.figures.number(figure.per, period, shared), shared, COUNTED)

    def part(self, figure: Figure, period: Period, part: Frame, whole: Frame, labels: Mapping[str, str]) -> Cell:
        """The share of a count in a whole."""
        known = self.figures.reach(figure, period)
        size, of = len(part.ids), len(whole.ids)
        number = Number(percent(size, of), percent_text(size, of), part.ids, whole.ids) if known else UNKNOWN
        return self._cell(figure, period, number, labels, COUNTED)

    def count(self, figure: Figure, period: Period, frame: Frame, labels: Mapping[str, str], part: str) -> Cell:
        """How many records there are."""
        known = self.figures.reach(figure, period)
        number = Number(len(frame.ids), plain(len(frame.ids)), frame.ids) if known else UNKNOWN
        return self._cell(figure, period, number, labels, part)

    def _cell(self, figure: Figure, period: Period, number: Number, labels: Mapping[str, str], part: str) -> Cell:
        return Cell(
            value=number.value,
            text=number.text,
            records=number.records,
            of=number.of,
            suppressed=self.hiding.of(number),
            href=self.links(figure, period, labels, part) if self.links else None,
        )


@dataclass
class _Column:
    """What one period puts into a table: one column, or one for each value across and a total, or a share's three."""

    tables: Tables
    figure: Figure
    period: Period
    split: tuple[Frame, Frame]
    plan: TablePlan
    across: list[str]

    def heads(self) -> list[Column]:
        year = column_label(self.figure, self.period)
        if names := self._names():
            return [Column(name, group=year) for name in names]
        return [Column(year)]

    def _names(self) -> list[str]:
        if self.figure.kind == "share":
            return ["All", "Counted", "Share"]
        if self.figure.kind == "median":
            return ["Counted", "Median", "Shortest", "Longest"]
        if self.figure.kind == "per":
            return [FIGURES[self.figure.per].title, "Counted", "Per 100"]
        names = [*self.across, "Total"] if self.across else []
        if not self.plan.shares:
            return names
        return [each for name in names or ["Number"] for each in (name, f"{name}, share" if names else "Share")]

    @property
    def itself(self) -> int:
        """Which of the cells of a row is the figure's own number."""
        return 1 if self.figure.kind == "median" else -2 if self.plan.shares and self.figure.kind != "share" else -1

    def cells(self, row: str | None) -> list[Cell]:
        labels = {} if row is None else {self.plan.rows: row}
        base, counted = (frame.labelled(labels) for frame in self.split)
        if self.figure.kind == "share":
            share = self.tables.cell(self.figure, self.period, base, counted, labels)
            number = self.tables.count(self.figure, self.period, counted, labels, COUNTED)
            # Where the rest is small the number is hidden too: the rest is the base less the number.
            number = replace(number, suppressed=number.suppressed or share.suppressed)
            return [self.tables.count(self.figure, self.period, base, labels, BASE), number, share]
        if self.figure.kind in ("median", "per"):
            number = self.tables.count(self.figure, self.period, counted, labels, COUNTED)
            if self.figure.kind == "median":
                return [number, *self.tables.median(self.figure, self.period, base, counted, labels)]
            ratio = self.tables.cell(self.figure, self.period, base, counted, labels)
            number = replace(number, suppressed=number.suppressed or ratio.suppressed)
            return [self.tables.beside(self.figure, self.period, labels), number, ratio]
        found = []
        for across in (*({self.plan.across: name} for name in self.across), {}):
            part, whole = counted.labelled(across), self.split[1].labelled(across)
            found += self._counts(part, whole, {**labels, **across})
        return found

    def _counts(self, part: Frame, whole: Frame, labels: Mapping[str, str]) -> list[Cell]:
        """A count, and where shares are asked for its share of the column's total: hidden together."""
        number = self.tables.count(self.figure, self.period, part, labels, COUNTED)
        if not self.plan.shares:
            return [number]
        share = self.tables.part(self.figure, self.period, part, whole, labels)
        return [replace(number, suppressed=number.suppressed or share.suppressed), share]


def _cells(columns: list[_Column], plan: TablePlan, row: str | None) -> list[Cell]:
    by_period = [column.cells(row) for column in columns]
    found = [cell for cells in by_period for cell in cells]
    if not plan.change:
        return found
    itself = columns[-1].itself
    return [*found, _change(by_period[-2][itself], by_period[-1][itself])]


def _change(before: Cell, after: Cell) -> Cell:
    """The change in per cent of the earlier number, rounded half up."""
    if before.value is None or after.value is None:
        return Cell(None, "–")
    earlier, later = before.value, after.value
    return Cell(
        value=percent_change(earlier, later),
        text=change_text(earlier, later),
        records=after.records,
        of=before.records,
        suppressed=before.suppressed or after.suppressed,
    )


def _scope(figure: Figure, periods: list[Period]) -> str:
    scope = figure.population.scope_of(periods[-1])
    return scope if len(periods) == 1 else f"{scope}; and the same in the columns of earlier years"


def _start(cells: Mapping[str, Cell], asked: int) -> int:
    """Where a line starts: as asked, unless a value lies below."""
    return asked if all((cell.value or 0) >= asked for cell in cells.values()) else 0


def column_label(figure: Figure, period: Period) -> str:
    """The column of a number on a day bears the day; that of a number over a time the time."""
    return f"{period.last:%d/%m/%Y}" if figure.population.snapshot else period.label
