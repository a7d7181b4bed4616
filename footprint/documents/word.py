"""Word: real heading styles, a contents field, captions, repeated table heads and words for every picture."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document as new_word_file
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
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

FONT = "Arial"
TABLE_TEXT = "Tabletext"
INK, QUIET = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x48, 0x49, 0x49)
BRAND, HAIR, DARK_LINE, TINT = "12404A", "D4D6D7", "0B0C0C", "EEF4F5"
PAGE_WIDTH = Mm(170)
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def render_word(document: Document, made_at: datetime) -> bytes:
    """The document as a Word file. The same document and moment give the same bytes."""
    prepared = prepare(document)
    word = _Word(prepared)
    _set_properties(word.file, prepared.document, made_at)
    _set_page(word.file, prepared.document)
    word.write()
    stream = io.BytesIO()
    word.file.save(stream)
    return _without_clock(stream.getvalue())


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
                _begin_field(paragraph, r'TOC \o "1-3" \h \z \u', dirty=True)
            self.contents_line(paragraph, heading)
            if place == len(headings) - 1:
                _end_field(paragraph)
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
            _begin_field(paragraph, rf"SEQ {word} \* ARABIC \r {number}")
            paragraph.add_run(number)
            _end_field(paragraph)
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
        _describe(grid, table.title)
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
            _mark_row(row, "w:tblHeader")
        for row in grid.rows:
            _mark_row(row, "w:cantSplit")

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
    _write(line[0], "", size)
    place = 1
    for name, span in groups:
        cell = line[place] if span == 1 else line[place].merge(line[place + span - 1])
        _write(cell, name, size, bold=True, right=False, below=("8A8D8F", 4) if name else None)
        place += span


def _write_heads(line: list[WordCell], table: Table, size) -> None:
    _write(line[0], table.row_header, size, colour=QUIET, below=(DARK_LINE, 6))
    for cell, column in zip(line[1:], table.columns, strict=True):
        _write(cell, column.label, size, right=not column.words, colour=QUIET, below=(DARK_LINE, 6))


def _write_row(line: list[WordCell], row: Row, table: Table, size) -> None:
    above, below = ((DARK_LINE, 6), (DARK_LINE, 6)) if row.total else (None, (HAIR, 4))
    style = {"bold": row.total, "above": above, "below": below}
    _write(line[0], row.label, size, indent=row.indent, **style)
    for cell, column, number in zip(line[1:], table.columns, row.cells, strict=True):
        _write(cell, printed(number), size, right=not column.words, **style)


def _write(cell, text, size, *, bold=False, right=False, colour=None, indent=0, above=None, below=None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph._p.style = TABLE_TEXT  # its id: asking by name takes a millisecond a cell
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    if indent:
        paragraph.paragraph_format.left_indent = Mm(4 * indent)
    run = paragraph.add_run(text)
    run.bold = bold or None
    run.font.size = size
    if colour is not None:
        run.font.color.rgb = colour
    _rule(cell, above, below)


def _rule(cell: WordCell, above, below) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, line in (("top", above), ("bottom", below)):
        if line:
            borders.append(_border(side, *line))
    cell._tc.get_or_add_tcPr().append(borders)


def _border(side: str, colour: str, eighths: int, space: int = 0):
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", eighths), ("space", space), ("color", colour)):
        border.set(qn(f"w:{name}"), str(value))
    return border


def _mark_row(row, mark: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def _describe(grid, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words)
    grid._tbl.tblPr.append(caption)


# Fields and names


def _begin_field(paragraph: WordParagraph, instruction: str, dirty: bool = False) -> None:
    begin = _field_mark("begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {instruction} "
    for element in (begin, words, _field_mark("separate")):
        paragraph.add_run()._r.append(element)


def _end_field(paragraph: WordParagraph) -> None:
    paragraph.add_run()._r.append(_field_mark("end"))


def _field_mark(kind: str):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _bookmark_name(anchor: str) -> str:
    """Word's names have letters, digits and lines below only, and at most 40 of them."""
    return anchor.replace("-", "_")[:40]


# Page, styles, properties


def _set_page(file: WordFile, document: Document) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(25), Mm(20)
    banner = f"{document.organisation}   |   {document.banner}" if document.banner else document.organisation
    _running_line(page.header.paragraphs[0], banner, document.title, bold=bool(document.banner), side="bottom")
    foot = page.footer.paragraphs[0]
    _running_line(foot, document.edition, "Page ")
    for before, field in (("", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(before)
        _begin_field(foot, field)
        foot.add_run("1")
        _end_field(foot)


def _running_line(paragraph, left: str, right: str, *, bold: bool = False, side: str = "") -> None:
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(PAGE_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(left).bold = bold or None
    paragraph.add_run(f"\t{right}")
    if side:
        _paragraph_lines(paragraph._p.get_or_add_pPr(), {side: ("8A8D8F", 4, 4)})


def _set_styles(file: WordFile) -> None:
    styles = file.styles
    _font(styles["Normal"], 10.5, INK, after=6, leading=1.25)
    for level, size, before in ((1, 20, 24), (2, 14, 18), (3, 11.5, 14)):
        _font(styles[f"Heading {level}"], size, INK, bold=True, before=before, after=6, leading=1.1)
    _font(styles["Title"], 28, INK, bold=True, before=12, after=6, leading=1.05)
    _no_lines(styles["Title"])
    _font(styles["Subtitle"], 14, INK, after=14, italic=False)
    _font(styles["Caption"], 10.5, INK, bold=True, before=12, after=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    _font(styles["List Bullet"], 10.5, INK, after=3)
    for name in ("Header", "Footer"):
        _font(styles[name], 9, QUIET)
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
    for name, look in made.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        style.base_style = styles["Normal"]
        _font(style, look.pop("size"), look.pop("colour", INK), **look)
    styles["Definition"].paragraph_format.first_line_indent = Mm(-7)
    for name in ("Chart subtitle", "Picture", "Quotation"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Fact"].paragraph_format.tab_stops.add_tab_stop(Mm(42))
    for name in ("Quotation", "Quotation source"):
        _paragraph_lines(styles[name].element.get_or_add_pPr(), {"left": (BRAND, 36, 10)}, fill=TINT)


def _font(style, size, colour, *, bold=False, italic=None, before=0, after=0, leading=1.2, indent=0) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name or "theme" in name:
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), leading
    if indent:
        form.left_indent = Mm(indent)


def _no_lines(style) -> None:
    for lines in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        lines.getparent().remove(lines)


# What follows the lines and the shade of a paragraph in the order that Word's schema demands.
_AFTER_LINES = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def _paragraph_lines(properties, sides: dict[str, tuple[str, int, int]], fill: str = "") -> None:
    lines = OxmlElement("w:pBdr")
    for side, (colour, eighths, space) in sides.items():
        lines.append(_border(side, colour, eighths, space))
    properties.insert_element_before(lines, *_AFTER_LINES)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        properties.insert_element_before(shade, *_AFTER_LINES[1:])


def _set_properties(file: WordFile, document: Document, made_at: datetime) -> None:
    core = file.core_properties
    moment = made_at.astimezone(UTC).replace(tzinfo=None)
    core.title, core.author, core.language = document.title[:255], document.organisation[:255], "en-GB"
    core.subject, core.comments, core.keywords = document.period[:255], document.banner[:255], ""
    core.last_modified_by, core.created, core.modified, core.revision = document.organisation[:255], moment, moment, 1
    language = file.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-GB")


def _without_clock(made: bytes) -> bytes:
    """The same file with a fixed day on each of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
