"""Figures as tables and charts of a document: every cell with its records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from footprint.documents.numbers import change_text, percent_change, plain
from footprint.documents.tree import Aim, Cell, Chart, Column, Row, Series, Table
from footprint.figures.answers import UNKNOWN, Figures, Number
from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES, Figure
from footprint.figures.frames import Frame, rows_of
from footprint.figures.hiding import Hiding
from footprint.figures.period import Period

COUNTED, BASE = "counted", "base"
Links = Callable[[Figure, Period, Mapping[str, str], str], str]
"""The address of the records behind a number: figure, period, labels, and which part (counted or base)."""


@dataclass(frozen=True)
class TablePlan:
    """A figure by ``rows`` (and ``across``), for each of ``years`` periods, the latest last. ``change`` adds the change
    between the last two; ``rows_found_only`` leaves out rows that are nought throughout."""

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
        """The table of a plan. A share has three columns a period: all, counted, and the share."""
        figure = FIGURES[plan.figure]
        periods = self.period.years(plan.years)
        by = [name for name in (plan.rows, plan.across) if name]
        splits = [self.figures.split(figure, period, by) for period in periods]
        bases = [base for base, _ in splits]
        rows = rows_of(bases, plan.rows)
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
                *(() if all(self.figures.reach(figure, p) for p in periods) else (REACH,)),
            ),
            row_header=BREAKDOWNS[plan.rows].title.capitalize(),
            columns=heads + ([Column("Change", words=True)] if plan.change else []),
            rows=made,
        )

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
            scope=figure.population.scope_of(self.period),
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
        return {row: cell for row, cell in cells.items() if cell.value or cell.suppressed}

    def _by_years(self, figure: Figure, years: int) -> dict[str, Cell]:
        cells = {}
        for period in self.period.years(years):
            base, counted = self.figures.split(figure, period, ())
            if base.ids and self.figures.reach(figure, period):
                cells[column_label(figure, period)] = self.cell(figure, period, base, counted, {})
        return cells

    def cell(self, figure: Figure, period: Period, base: Frame, counted: Frame, labels: Mapping[str, str]) -> Cell:
        """The figure's number of these records."""
        return self._cell(figure, period, self.figures.of(figure, base, counted, period), labels, COUNTED)

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
        if self.figure.kind == "share":
            return [Column(name, group=year) for name in ("All", "Counted", "Share")]
        if self.across:
            return [Column(name, group=year) for name in (*self.across, "Total")]
        return [Column(year)]

    def cells(self, row: str | None) -> list[Cell]:
        labels = {} if row is None else {self.plan.rows: row}
        base, counted = (frame.labelled(labels) for frame in self.split)
        if self.figure.kind == "share":
            share = self.tables.cell(self.figure, self.period, base, counted, labels)
            number = self.tables.count(self.figure, self.period, counted, labels, COUNTED)
            # Where the rest is small the number is hidden too: the rest is the base less the number.
            number = replace(number, suppressed=number.suppressed or share.suppressed)
            return [self.tables.count(self.figure, self.period, base, labels, BASE), number, share]
        parts = []
        for name in self.across:
            both = {**labels, self.plan.across: name}
            part = counted.labelled({self.plan.across: name})
            parts.append(self.tables.count(self.figure, self.period, part, both, COUNTED))
        return [*parts, self.tables.count(self.figure, self.period, counted, labels, COUNTED)]


def _cells(columns: list[_Column], plan: TablePlan, row: str | None) -> list[Cell]:
    by_period = [column.cells(row) for column in columns]
    found = [cell for cells in by_period for cell in cells]
    return found + ([_change(by_period[-2][-1], by_period[-1][-1])] if plan.change else [])


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
