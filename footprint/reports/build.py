"""Outline + figures of a council and period → document."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from footprint.council.models import Council
from footprint.council.words import in_words
from footprint.documents import BulletList, Chart, Definition, Document, Fact, Paragraph, Quotation, Section, Table
from footprint.documents.tree import Block
from footprint.figures.answers import Figures
from footprint.figures.catalogue import FIGURES
from footprint.figures.definition import Figure
from footprint.figures.hiding import Hiding
from footprint.figures.period import Period, day_words
from footprint.figures.tables import Links, TablePlan, Tables
from footprint.reports.outline import Bullets, Outline, Prose, Quotations
from footprint.reports.prose import Writer
from footprint.voice.models import Quote
from footprint.voice.quoting import PARENT, printable, printed

INTERNAL = "Internal – not for publication"
MADE_UP = "Made-up records"
TOO_SHORT = "The records do not reach back far enough for a chart over several years."


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


def published(document: Document, on: date, by=None):
    """Note of the quotations in a public copy that was taken away where they were printed."""
    ids = [b.record for s in document.sections for b in s.blocks if isinstance(b, Quotation) and b.record]
    printed(Quote.objects.filter(pk__in=ids), where=f"{document.title}, {document.period}", on=on, by=by)


class _Builder:
    def __init__(self, outline: Outline, council: Council, period: Period, edition: Edition):
        self.outline, self.council, self.period, self.edition = outline, council, period, edition
        hiding = Hiding(edition.suppress_below if edition.public else 0)
        figures = Figures(council)
        self.writer = Writer(figures, period, hiding)
        self.tables = Tables(figures, period, hiding, None if edition.public else edition.links)

    def document(self) -> Document:
        sections = [
            Section(self.writer.text(s.title), [made for b in s.blocks for made in self.blocks(b)], s.level, s.key)
            for s in self.outline.sections
        ]
        counted = day_words(self.edition.counted_on)
        return Document(
            title=self.writer.text(self.outline.title),
            subtitle=self.writer.text(self.outline.subtitle),
            organisation=self.council.name,
            period=self.period.label,
            sections=sections,
            cover=self.cover(),
            banner=self.banner(),
            edition=f"Counted on {counted}",
            public=self.edition.public,
            definitions=[self.definition(FIGURES[name]) for name in self.writer.used],
            counted=counted,
        )

    def cover(self) -> list[Fact]:
        facts = []
        if self.council.known_until:
            facts.append(Fact("Returns taken in", f"reach to {day_words(self.council.known_until)}"))
        if self.period.last > self.edition.counted_on:
            day = day_words(self.edition.counted_on)
            facts.append(Fact("This time is not over", f"What is said of its last day is as it stood on {day}"))
        if self.edition.public:
            hidden = (
                f"Numbers from 1 to {self.edition.suppress_below - 1} are shown as “c”. A hidden number can sometimes "
                "still be worked out from a total: check before publishing."
            )
            facts.append(Fact("Small numbers", hidden))
        return facts

    def banner(self) -> str:
        made_up = [MADE_UP] if self.council.service.is_demo else []
        return ". ".join(made_up + ([] if self.edition.public else [INTERNAL]))

    def blocks(self, plan) -> list[Block]:
        if isinstance(plan, Quotations):
            return list(self.quotations(plan))
        made = self.block(plan)
        return [made] if made else []

    def quotations(self, plan: Quotations) -> Iterator[Quotation]:
        """What was said in the period, as far as the consent to print it stands on the day of counting."""
        said = printable(self.council, plan.use, self.edition.counted_on)
        for quote in said.filter(said_on__range=(self.period.first, self.period.last))[: plan.most]:
            by = "somebody with parental responsibility consented" if quote.consent_by == PARENT else "they consented"
            yield Quotation(quote.words, quote.role, f"Printed because {by}", record=quote.pk)

    def block(self, plan) -> Block | None:
        if isinstance(plan, Prose):
            said = self.writer.fitting(plan.text)
            return Paragraph(self.writer.runs(said)) if said else None
        if isinstance(plan, Bullets):
            said_items = [said for item in plan.items if (said := self.writer.fitting(item))]
            return BulletList([self.writer.runs(said) for said in said_items]) if said_items else None
        titled = replace(plan, title=self.writer.text(plan.title))
        if isinstance(titled, TablePlan):
            return self.table(titled)
        chart = self.tables.chart(titled)
        return self.worded(chart, chart.source) if chart else Paragraph(TOO_SHORT)

    def table(self, plan: TablePlan) -> Table | Chart:
        made = self.tables.table(replace(plan, notes=tuple(self.writer.text(note) for note in plan.notes)))
        return self.worded(made, source=f"{made.source}. Counted on {day_words(self.edition.counted_on)}")

    def worded(self, made: Table | Chart, source: str) -> Table | Chart:
        """The figure's own sentences in the council's words; labels of rows are the council's already."""
        if isinstance(made, Chart):
            made = replace(made, category_header=self.say(made.category_header))
        else:
            notes = tuple(self.say(note) for note in made.notes)
            made = replace(made, row_header=self.say(made.row_header), notes=notes)
        return replace(made, scope=self.say(made.scope), source=self.say(source))

    def definition(self, figure: Figure) -> Definition:
        """How a figure was counted, with what to mind."""
        beside = self.writer.figures.notes(figure, self.period)
        words = self.say(" ".join((figure.words, *figure.caveats, *beside))).rstrip(".")
        return Definition(figure.name, self.say(figure.title), words, figure.version)

    def say(self, text: str) -> str:
        return in_words(text, self.writer.figures.profile.words)
