"""Outline + figures of a council and period → document."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from footprint.council.models import Council
from footprint.documents import (
    Aim,
    BulletList,
    Cell,
    Chart,
    Column,
    Definition,
    Document,
    Fact,
    Paragraph,
    Row,
    Section,
    Series,
    Table,
)
from footprint.documents.numbers import change_text, percent_change
from footprint.figures.answers import Figures, Number
from footprint.figures.breakdowns import BREAKDOWNS
from footprint.figures.catalogue import FIGURES, Figure
from footprint.figures.frames import Frame, rows_of
from footprint.figures.period import Period, day_words
from footprint.reports.hiding import Hiding
from footprint.reports.outline import Bullets, ChartPlan, Outline, Prose, TablePlan
from footprint.reports.prose import Writer

Links = Callable[[str, Period, dict[str, str]], str]
INTERNAL = "Internal – not for publication"
MADE_UP = "Made-up records"


@dataclass(frozen=True)
class Edition:
    """Who the report is made for, and when. ``links`` gives the address of the records behind a number."""

    counted_on: date
    public: bool = False
    suppress_below: int = 5
    links: Links | None = None


def build(outline: Outline, council: Council, period: Period, edition: Edition) -> Document:
    """The report as a document. Raises OutlineRefused where the outline asks for what there is not."""
    return _Builder(outline, council, period, edition).document()


class _Builder:
    def __init__(self, outline: Outline, council: Council, period: Period, edition: Edition):
        self.outline, self.council, self.period, self.edition = outline, council, period, edition
        self.figures = Figures(council)
        self.hiding = Hiding(edition.suppress_below if edition.public else 0)
        self.used: list[str] = []
        self.writer = Writer(self.figures, period, self.hiding, self.used)

    def document(self) -> Document:
        sections = [
            Section(self.writer.text(s.title), [self.block(b) for b in s.blocks], s.level, s.key)
            for s in self.outline.sections
        ]
        return Document(
            title=self.writer.text(self.outline.title),
            subtitle=self.writer.text(self.outline.subtitle),
            organisation=self.council.name,
            period=self.period.label,
            sections=sections,
            cover=self.cover(),
            banner=self.banner(),
            edition=f"Counted on {day_words(self.edition.counted_on)}",
            public=self.edition.public,
            definitions=[self.definition(FIGURES[name]) for name in self.used],
            counted=day_words(self.edition.counted_on),
        )

    def cover(self) -> list[Fact]:
        facts = [
            Fact("Period", f"{day_words(self.period.first)} to {day_words(self.period.last)}"),
            Fact("Counted on", day_words(self.edition.counted_on)),
        ]
        if self.council.known_until:
            facts.append(Fact("Returns taken in reach to", day_words(self.council.known_until)))
        if self.edition.public:
            below = self.edition.suppress_below
            facts.append(
                Fact(
                    "Small numbers",
                    f"Numbers from 1 to {below - 1} are shown as “c”. A hidden number can sometimes still be worked "
                    "out from a total: check before publishing.",
                )
            )
        return facts

    def banner(self) -> str:
        made_up = [MADE_UP] if self.council.service.is_demo else []
        return ". ".join(made_up + ([] if self.edition.public else [INTERNAL]))

    def block(self, plan):
        if isinstance(plan, Prose):
            return Paragraph(self.writer.runs(plan.text))
        if isinstance(plan, Bullets):
            return BulletList([self.writer.runs(item) for item in plan.items])
        return self.table(plan) if isinstance(plan, TablePlan) else self.chart(plan)

    def definition(self, figure: Figure) -> Definition:
        words = " ".join((figure.words, *figure.caveats))
        return Definition(figure.name, figure.title, words, figure.version)

    # Tables

    def table(self, plan: TablePlan) -> Table:
        figure = FIGURES[plan.figure]
        periods = self.period.years(plan.years)
        counted = [self.figures.split(figure, period)[1] for period in periods]
        rows = rows_of(counted, plan.rows)
        across = rows_of(counted, plan.across) if plan.across else []
        columns = _TableColumns(self, plan, figure, periods, counted, across)
        made = [Row(row, columns.cells(row)) for row in rows]
        if plan.rows_found_only:
            made = [row for row in made if any(cell.value for cell in row.cells)]
        if plan.total:
            made.append(Row("Total", columns.cells(None), total=True))
        return Table(
            key=plan.key,
            number=plan.number,
            title=self.writer.text(plan.title),
            unit=figure.unit,
            scope=self._scope(figure, periods),
            source=f"{figure.population.source}. Counted on {day_words(self.edition.counted_on)}",
            notes=[figure.words, *(self.writer.text(note) for note in plan.notes)],
            row_header=BREAKDOWNS[plan.rows].title.capitalize(),
            columns=columns.heads(),
            rows=made,
        )

    def _scope(self, figure: Figure, periods: list[Period]) -> str:
        scope = figure.population.scope_of(periods[-1])
        return scope if len(periods) == 1 else f"{scope}; and the same in the columns of earlier years"

    # Charts

    def chart(self, plan: ChartPlan) -> Chart | Paragraph:
        figure = FIGURES[plan.figure]
        if plan.rows:
            return self._bars(plan, figure)
        return self._line(plan, figure)

    def _bars(self, plan: ChartPlan, figure: Figure) -> Chart:
        _, counted = self.figures.split(figure, self.period)
        numbers = {
            row: self.cell(figure, self.period, counted, {plan.rows: row}) for row in rows_of([counted], plan.rows)
        }
        shown = {row: cell for row, cell in numbers.items() if cell.value or cell.suppressed}
        return self._chart(plan, figure, "bar", shown, self.period)

    def _line(self, plan: ChartPlan, figure: Figure) -> Chart | Paragraph:
        cells = {}
        for period in self.period.years(plan.years):
            number = self.figures.number(plan.figure, period)
            if number.of or (number.of is None and number.records):
                cells[column_label(figure, period)] = self._cell(figure, period, number, {})
        if len(cells) < 2:
            return Paragraph("The records do not reach back far enough for a chart over several years.")
        target = self.figures.profile.target(plan.figure, self.period.last)
        aim = Aim(target.value, f"Aim: {target.value:g}%") if target and figure.kind == "share" else None
        return self._chart(plan, figure, "line", cells, self.period, aim)

    def _chart(self, plan, figure, kind, cells: dict[str, Cell], period: Period, aim=None) -> Chart:
        words = "; ".join(f"{label} {'hidden' if c.suppressed else c.text or c.value}" for label, c in cells.items())
        return Chart(
            key=plan.key,
            kind=kind,
            title=self.writer.text(plan.title),
            words=words,
            categories=list(cells),
            series=[Series(figure.title, list(cells.values()))],
            category_header=BREAKDOWNS[plan.rows].title.capitalize() if plan.rows else "Year",
            scope=figure.population.scope_of(period),
            source=figure.population.source,
            aim=aim,
            starts_at=plan.starts_at,
        )

    # Cells

    def cell(self, figure: Figure, period: Period, counted: Frame, labels: dict[str, str]) -> Cell:
        """A count of the records that bear these labels."""
        part = counted.labelled(labels)
        return self._cell(figure, period, Number(len(part.ids), "", part.ids), labels)

    def _cell(self, figure: Figure, period: Period, number: Number, labels: dict[str, str]) -> Cell:
        links = self.edition.links
        return Cell(
            value=number.value,
            text=number.text,
            records=number.records,
            of=number.of,
            suppressed=self.hiding.of(number),
            href=links(figure.name, period, labels) if links and not self.edition.public else None,
        )


class _TableColumns:
    """The columns of a table: for each period one, or one for each value across and a total; then the change."""

    def __init__(self, builder: _Builder, plan: TablePlan, figure: Figure, periods, counted, across):
        self.builder, self.plan, self.figure = builder, plan, figure
        self.periods, self.counted, self.across = periods, counted, across

    def heads(self) -> list[Column]:
        found = []
        for period in self.periods:
            year = column_label(self.figure, period)
            names = [*self.across, "Total"] if self.across else []
            found += [Column(name, group=year) for name in names] or [Column(year)]
        return found + ([Column("Change", words=True)] if self.plan.change else [])

    def cells(self, row: str | None) -> list[Cell]:
        labels = {} if row is None else {self.plan.rows: row}
        found: list[Cell] = []
        whole: list[Cell] = []
        for period, frame in zip(self.periods, self.counted, strict=True):
            within = frame.labelled(labels)
            if self.across:
                found += [
                    self.builder.cell(self.figure, period, within, {**labels, self.plan.across: name})
                    for name in self.across
                ]
            whole.append(self.builder.cell(self.figure, period, within, labels))
            found.append(whole[-1])
        return found + ([_change(*whole[-2:])] if self.plan.change else [])


def _change(before: Cell, after: Cell) -> Cell:
    """The change in per cent of the earlier number, rounded half up."""
    assert isinstance(before.value, int) and isinstance(after.value, int)  # noqa: PT018
    hidden = before.suppressed or after.suppressed
    return Cell(
        value=percent_change(before.value, after.value),
        text=change_text(before.value, after.value),
        records=after.records,
        of=before.records,
        suppressed=hidden,
    )


def column_label(figure: Figure, period: Period) -> str:
    """A snapshot's column bears its day, a flow's its period."""
    return period.label if figure.population.day or figure.unit != "child" else f"{period.last:%d/%m/%Y}"


def records_query(council: Council, period: Period, labels: dict[str, str]) -> str:
    """The part of an address after "?" that opens the records behind a number."""
    named = {"council": council.key, "from": period.first.isoformat(), "to": period.last.isoformat()}
    return urlencode({**named, **labels})
