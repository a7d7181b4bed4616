"""Word: real heading styles, a contents field, captions, repeated table heads and words for every picture."""

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document as new_word_file
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from .charts import chart_png, shows_every_value
from .pdf import column_weights
from .prepare import (
    Heading,
    Prepared,
    chart_notes,
    column_groups,
    data_table,
    prepare,
    printed,
    table_notes,
    web_href,
)
from .tree import Block, BulletList, Chart, CrossRef, Document, FigureRef, Paragraph, Quotation, Row, Run, Strong, Table
from .word_parts import (
    BRAND,
    DARK_LINE,
    HAIR,
    INK,
    PAGE_WIDTH,
    QUIET,
    TINT,
    add_styles,
    begin_field,
    describe,
    end_field,
    font,
    mark_row,
    no_lines,
    page_numbers,
    paragraph_lines,
    running_line,
    saved,
    set_properties,
    write_cell,
)


def render_word(document: Document, made_at: datetime) -> bytes:
    """The document as a Word file. The same document and moment give the same bytes."""
    prepared = prepare(document)
    word = _Word(prepared)
    report = prepared.document
    set_properties(
        word.file,
        title=report.title,
        author=report.organisation,
        subject=report.period,
        comments=report.banner,
        made_at=made_at,
    )
    _set_page(word.file, report)
    word.write()
    return saved(word.file)


class _Word:
    """The file while it is written, from top to bottom."""

    def __init__(self, prepared: Prepared):
        self.prepared = prepared
        self.document = prepared.document
        self.file = new_word_file()
        self.marks = 0
        _set_styles(self.file)

    def write(self) -> None:
        self.cover()
        self.contents()
        for heading in self.prepared.headings:
            section = heading.section
            title = self.file.add_heading(f"{heading.number} {section.title}", section.level)
            self.bookmark(title, heading.anchor)
            for block in section.blocks:
                self.block(block)
        if self.document.definitions:
            self.definitions()

    def cover(self) -> None:
        document = self.document
        self.line(document.organisation, "Organisation")
        if document.banner:
            self.line(document.banner, "Banner")
        self.line(document.title, "Title")
        if document.subtitle:
            self.line(document.subtitle, "Subtitle")
        facts = [("Period", document.period), *((fact.label, fact.text) for fact in document.cover)]
        for label, text in [*facts, ("Edition", document.edition)]:
            if text:
                self.line(f"{label}\t{text}", "Fact")

    def contents(self) -> None:
        """A contents field, filled in already so that it can be read before Word brings its page numbers up to date."""
        self.line("Contents", "Contents heading")
        headings = self.prepared.headings
        for place, heading in enumerate(headings):
            paragraph = self.file.add_paragraph(style=f"toc {heading.section.level}")
            if place == 0:
                begin_field(paragraph, r'TOC \o "1-3" \h \z \u', dirty=True)
            self.contents_line(paragraph, heading)
            if place == len(headings) - 1:
                end_field(paragraph)
        self.file.add_page_break()

    def contents_line(self, paragraph: WordParagraph, heading: Heading) -> None:
        self.link(paragraph, f"{heading.number} {heading.section.title}", anchor=heading.anchor)

    def block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.runs(self.file.add_paragraph(), block.runs)
        elif isinstance(block, BulletList):
            for item in block.items:
                self.runs(self.file.add_paragraph(style="List Bullet"), item)
        elif isinstance(block, Table):
            self.caption(self.prepared.label(block.key), block.title)
            self.table(block)
            self.line(" ".join(table_notes(block)), "Note")
        elif isinstance(block, Chart):
            self.chart(block)
        else:
            assert isinstance(block, Quotation)
            self.line(f"“{block.text}”", "Quotation")
            self.line(f"{block.by}. {block.consent}.", "Quotation source")

    def definitions(self) -> None:
        self.file.add_heading("How these numbers were counted", 1)
        for number, one in enumerate(self.document.definitions, start=1):
            paragraph = self.file.add_paragraph(style="Definition")
            paragraph.add_run(f"{number}.\t")
            paragraph.add_run(one.name).bold = True
            value = f", {one.value}" if one.value else ""
            paragraph.add_run(f"{value}: {one.words}. Figure {one.figure}, version {one.version}.")
            self.bookmark(paragraph, f"note-{number}")
        if self.document.counted:
            self.line(self.document.counted, "Note")

    # Prose

    def line(self, text: str, style: str) -> WordParagraph:
        return self.file.add_paragraph(text, style=style)

    def runs(self, paragraph: WordParagraph, line: Sequence[Run]) -> None:
        for run in line:
            if isinstance(run, str):
                paragraph.add_run(run)
            elif isinstance(run, Strong):
                paragraph.add_run(run.text).bold = True
            elif isinstance(run, CrossRef):
                label = self.prepared.label(run.target)
                self.link(paragraph, label.text, anchor=label.anchor)
            else:
                self.figure_ref(paragraph, run)

    def figure_ref(self, paragraph: WordParagraph, ref: FigureRef) -> None:
        if web_href(ref.href):
            self.link(paragraph, ref.text, address=ref.href, bold=True)
        else:
            paragraph.add_run(ref.text).bold = True
        note = self.prepared.note(ref)
        if note:
            self.link(paragraph, str(note), anchor=f"note-{note}", raised=True)

    def link(self, paragraph, text, *, anchor=None, address=None, bold=False, raised=False) -> None:
        link = OxmlElement("w:hyperlink")
        if anchor:
            link.set(qn("w:anchor"), _bookmark_name(anchor))
        else:
            link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(text)
        run.bold = bold or None
        run.font.superscript = raised or None
        link.append(run._r)
        paragraph._p.append(link)

    def bookmark(self, paragraph: WordParagraph, anchor: str) -> None:
        """Make a paragraph one that links can lead to."""
        self.marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.marks))
        start.set(qn("w:name"), _bookmark_name(anchor))
        first = 1 if paragraph._p.pPr is not None else 0
        paragraph._p.insert(first, start)
        paragraph._p.append(end)

    def caption(self, label, title: str) -> None:
        """A caption whose number is a field, so that Word's own list of tables finds it."""
        paragraph = self.file.add_paragraph(style="Caption")
        word, _, number = label.text.partition(" ")
        if word in ("Table", "Figure") and number.isdigit():
            paragraph.add_run(f"{word} ")
            begin_field(paragraph, rf"SEQ {word} \* ARABIC \r {number}")
            paragraph.add_run(number)
            end_field(paragraph)
            paragraph.add_run(f": {title}")
        else:
            paragraph.add_run(f"{label.text}: {title}")
        self.bookmark(paragraph, label.anchor)

    # Tables and pictures

    def table(self, table: Table) -> None:
        groups = column_groups(table.columns)
        heads = 2 if groups else 1
        grid = self.file.add_table(rows=heads + len(table.rows), cols=1 + len(table.columns))
        grid.alignment = WD_TABLE_ALIGNMENT.LEFT
        grid.autofit = False
        describe(grid, table.title)
        weights = column_weights(table)
        widths = [Emu(PAGE_WIDTH * weight // sum(weights)) for weight in weights]
        size = Pt(9 if sum(weights) <= 90 else max(6, round(9 * 90 / sum(weights) * 2) / 2))
        lines = [list(row.cells) for row in grid.rows]
        for line in lines:
            for cell, width in zip(line, widths, strict=True):
                cell.width = width
        if groups:
            _write_groups(lines[0], groups, size)
        _write_heads(lines[heads - 1], table, size)
        for line, row in zip(lines[heads:], table.rows, strict=True):
            _write_row(line, row, table, size)
        for row in grid.rows[:heads]:
            mark_row(row, "w:tblHeader")
        for row in grid.rows:
            mark_row(row, "w:cantSplit")

    def chart(self, chart: Chart) -> None:
        self.caption(self.prepared.label(chart.key), chart.title)
        if chart.subtitle:
            self.line(chart.subtitle, "Chart subtitle")
        paragraph = self.file.add_paragraph(style="Picture")
        picture = paragraph.add_run().add_picture(io.BytesIO(chart_png(chart)), width=PAGE_WIDTH)
        picture._inline.docPr.set("descr", f"{chart.title}. {chart.words}")
        picture._inline.docPr.set("title", chart.title)
        if not shows_every_value(chart):
            self.table(data_table(chart))
        self.line(" ".join(chart_notes(chart)), "Note")


def _write_groups(line: list[WordCell], groups: list[tuple[str, int]], size) -> None:
    write_cell(line[0], "", size)
    place = 1
    for name, span in groups:
        cell = line[place] if span == 1 else line[place].merge(line[place + span - 1])
        write_cell(cell, name, size, bold=True, right=False, below=("8A8D8F", 4) if name else None)
        place += span


def _write_heads(line: list[WordCell], table: Table, size) -> None:
    write_cell(line[0], table.row_header, size, colour=QUIET, below=(DARK_LINE, 6))
    for cell, column in zip(line[1:], table.columns, strict=True):
        write_cell(cell, column.label, size, right=not column.words, colour=QUIET, below=(DARK_LINE, 6))


def _write_row(line: list[WordCell], row: Row, table: Table, size) -> None:
    above, below = ((DARK_LINE, 6), (DARK_LINE, 6)) if row.total else (None, (HAIR, 4))
    style = {"bold": row.total, "above": above, "below": below}
    write_cell(line[0], row.label, size, indent=row.indent, **style)
    for cell, column, number in zip(line[1:], table.columns, row.cells, strict=True):
        write_cell(cell, printed(number), size, right=not column.words, **style)


# Fields and names


def _bookmark_name(anchor: str) -> str:
    """Word's names have letters, digits and lines below only, and at most 40 of them."""
    return anchor.replace("-", "_")[:40]


# Page, styles


def _set_page(file: WordFile, document: Document) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(25), Mm(20)
    banner = f"{document.organisation}   |   {document.banner}" if document.banner else document.organisation
    running_line(page.header.paragraphs[0], banner, document.title, bold=bool(document.banner), side="bottom")
    foot = page.footer.paragraphs[0]
    running_line(foot, document.edition, "Page ")
    page_numbers(foot, "NUMPAGES")


def _set_styles(file: WordFile) -> None:
    styles = file.styles
    font(styles["Normal"], 10.5, INK, after=6, leading=1.25)
    for level, size, before in ((1, 20, 24), (2, 14, 18), (3, 11.5, 14)):
        font(styles[f"Heading {level}"], size, INK, bold=True, before=before, after=6, leading=1.1)
    font(styles["Title"], 28, INK, bold=True, before=12, after=6, leading=1.05)
    no_lines(styles["Title"])
    font(styles["Subtitle"], 14, INK, after=14, italic=False)
    font(styles["Caption"], 10.5, INK, bold=True, before=12, after=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    font(styles["List Bullet"], 10.5, INK, after=3)
    for name in ("Header", "Footer"):
        font(styles[name], 9, QUIET)
    made: dict[str, dict] = {
        "Organisation": {"size": 13, "colour": QUIET, "before": 30, "after": 6},
        "Banner": {"size": 11, "bold": True, "after": 6},
        "Fact": {"size": 10.5, "after": 3},
        "Contents heading": {"size": 14, "bold": True, "before": 24, "after": 6},
        "toc 1": {"size": 10.5, "bold": True, "after": 3},
        "toc 2": {"size": 10.5, "after": 2, "indent": 8},
        "toc 3": {"size": 10.5, "after": 2, "indent": 16},
        "Table text": {"size": 9, "before": 2.5, "after": 2.5, "leading": 1.0},
        "Note": {"size": 8.5, "colour": QUIET, "before": 4, "after": 12},
        "Chart subtitle": {"size": 10.5, "after": 4},
        "Picture": {"size": 10.5, "after": 2, "leading": 1.0},
        "Quotation": {"size": 13, "before": 12, "after": 0, "indent": 6},
        "Quotation source": {"size": 9, "colour": QUIET, "after": 14, "indent": 6},
        "Definition": {"size": 9, "after": 3, "indent": 7},
    }
    add_styles(file, made)
    styles["Definition"].paragraph_format.first_line_indent = Mm(-7)
    for name in ("Chart subtitle", "Picture", "Quotation"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Fact"].paragraph_format.tab_stops.add_tab_stop(Mm(42))
    for name in ("Quotation", "Quotation source"):
        paragraph_lines(styles[name].element.get_or_add_pPr(), {"left": (BRAND, 36, 10)}, fill=TINT)
