"""Papers as a Word file: real heading styles, repeated table heads, a section with its own page numbers for each paper."""

import io
from collections.abc import Sequence
from datetime import datetime

import segno
from docx import Document as new_word_file
from docx.document import Document as WordFile
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.shared import Emu, Mm, Pt, RGBColor

from .paper import Block, Bullets, Grid, Heading, Paper, Said, Space, Square, Words, facts, headed
from .paper_pdf import grid_weights
from .word_parts import (
    BRAND,
    DARK_LINE,
    HAIR,
    INK,
    PAGE_WIDTH,
    QUIET,
    TINT,
    add_styles,
    describe,
    font,
    mark_row,
    page_numbers,
    paragraph_lines,
    running_line,
    saved,
    set_properties,
    write_cell,
)

SIZES = {"letter": 12.5, "record": 10}  # points
LEADING = {"letter": 1.35, "record": 1.2}


def papers_word(papers: list[Paper], title: str, made_at: datetime) -> bytes:
    """Papers, ready to be written, as one Word file. Its styles are those of the first paper's look."""
    file = new_word_file()
    first = papers[0]
    author = next((paper.organisation for paper in papers if paper.organisation), "")
    set_properties(file, title=title, author=author, subject="", comments=first.banner, made_at=made_at)
    _set_styles(file, first)
    for place, paper in enumerate(papers):
        section = file.add_section(WD_SECTION.NEW_PAGE) if place else file.sections[0]
        _set_page(section, paper)
        _Writer(file, paper).write()
    return saved(file)


class _Writer:
    """One paper while it is written, from top to bottom."""

    def __init__(self, file: WordFile, paper: Paper):
        self.file, self.paper = file, paper
        self.size = Pt(SIZES[paper.look] * 0.94)

    def write(self) -> None:
        if self.paper.look == "record":
            self.title()
            for name, text in facts(self.paper):
                self.line(f"{name}\t{text}", "Fact")
        else:
            self.addressee()
            self.title()
        for block in self.paper.blocks:
            self.block(block)
        if self.paper.look == "letter":
            self.lines_first_bold(self.paper.sender, "Sender")

    def title(self) -> None:
        if self.paper.show_title:
            self.file.add_heading(self.paper.title, 1)

    def addressee(self) -> None:
        paper = self.paper
        self.lines_first_bold(paper.to, "Addressee")
        dated = [paper.date, f"Reference {paper.reference}" if paper.reference else ""]
        if any(dated):
            self.line("\n".join(line for line in dated if line), "Dated")

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.file.add_heading(block.text, 2 if self.paper.show_title else 1)
        elif isinstance(block, Words):
            self.file.add_paragraph(block.text)
        elif isinstance(block, Said):
            self.line(block.text, "Quotation")
            if block.by:
                self.line(block.by, "Quotation source")
        elif isinstance(block, Bullets):
            for item in block.items:
                self.line(*((f"\u2610  {item}", "Normal") if block.boxes else (item, "List Bullet")))
        elif isinstance(block, Grid):
            self.grid(block)
        elif isinstance(block, Square):
            self.square(block)
        elif isinstance(block, Space):
            for _ in range(block.lines):
                self.line("_" * 60, "Normal")
        else:
            self.file.add_page_break()

    def square(self, block: Square) -> None:
        picture = io.BytesIO()
        segno.make(block.address, error="m").save(picture, kind="png", scale=6, border=2)
        picture.seek(0)
        shape = self.file.add_paragraph().add_run().add_picture(picture, width=Mm(34))
        shape._inline.docPr.set("descr", block.words)
        self.line(f"{block.words}\n{block.address}", "Normal")

    def line(self, text: str, style: str) -> None:
        self.file.add_paragraph(text, style=style)

    def lines_first_bold(self, lines: Sequence[str], style: str) -> None:
        if lines:
            paragraph = self.file.add_paragraph(style=style)
            paragraph.add_run(lines[0]).bold = True
            for line in lines[1:]:
                paragraph.add_run(f"\n{line}")

    def grid(self, block: Grid) -> None:
        if block.caption:
            self.line(block.caption, "Caption")
        heads = [block.heads] if headed(block) else []
        table = self.file.add_table(rows=len(heads) + len(block.rows), cols=len(block.heads))
        table.autofit = False
        describe(table, block.caption or self.paper.title)
        weights = grid_weights(block)
        widths = [Emu(PAGE_WIDTH * weight // sum(weights)) for weight in weights]
        for place, (row, words) in enumerate(zip(table.rows, [*heads, *block.rows], strict=True)):
            head = place < len(heads)
            style = {"colour": QUIET, "below": (DARK_LINE, 6)} if head else {"below": (HAIR, 4)}
            for cell, text, width in zip(row.cells, words, widths, strict=True):
                cell.width = width
                write_cell(cell, text, self.size, **style)
            mark_row(row, "w:cantSplit")
            if head:
                mark_row(row, "w:tblHeader")
        self.line("", "After table")


def _set_page(section: WordSection, paper: Paper) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    running_line(section.header.paragraphs[0], paper.organisation, paper.banner)
    foot = section.footer.paragraphs[0]
    running_line(foot, paper.footer, "Page ")
    page_numbers(foot, "SECTIONPAGES")
    if section._sectPr.find(qn("w:pgNumType")) is None:  # a new section begins as a copy of the one before
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:start"), "1")
        section._sectPr.insert_element_before(numbers, "w:cols", "w:docGrid")


def _set_styles(file: WordFile, paper: Paper) -> None:
    size, leading = SIZES[paper.look], LEADING[paper.look]
    colour = RGBColor.from_string(BRAND) if paper.look == "letter" else INK
    styles = file.styles
    font(styles["Normal"], size, INK, after=size * 0.7, leading=leading)
    font(styles["Heading 1"], size * 1.5, colour, bold=True, before=size, after=size * 0.5, leading=1.1)
    font(styles["Heading 2"], size * 1.15, colour, bold=True, before=size * 1.2, after=size * 0.4, leading=1.1)
    if not paper.show_title:
        font(styles["Heading 1"], size * 1.15, colour, bold=True, before=size * 1.2, after=size * 0.4, leading=1.1)
    font(styles["Caption"], size, INK, bold=True, before=6, after=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    font(styles["List Bullet"], size, INK, after=3, leading=leading)
    for name in ("Header", "Footer"):
        font(styles[name], 9, QUIET)
    add_styles(
        file,
        {
            "Fact": {"size": size, "after": 3},
            "Addressee": {"size": size, "after": 4, "leading": 1.15},
            "Dated": {"size": size, "colour": QUIET, "after": 18, "leading": 1.15},
            "Sender": {"size": size, "before": 6, "after": 0, "leading": leading},
            "Table text": {"size": size * 0.94, "before": 3.5, "after": 3.5, "leading": 1.1},
            "After table": {"size": 4, "after": 4, "leading": 1.0},
            "Quotation": {"size": size * 1.06, "before": 8, "after": 0, "indent": 6},
            "Quotation source": {"size": 9, "colour": QUIET, "after": 12, "indent": 6},
        },
    )
    styles["Fact"].paragraph_format.tab_stops.add_tab_stop(Mm(34))
    for name in ("Quotation", "Quotation source"):
        paragraph_lines(styles[name].element.get_or_add_pPr(), {"left": (BRAND, 36, 10)}, fill=TINT)
