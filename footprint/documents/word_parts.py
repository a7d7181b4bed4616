"""What every Word file is made of: letters and colours, lines, cells, fields, and the same bytes each time."""

import io
import zipfile
from datetime import UTC, datetime

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

FONT = "Arial"
TABLE_TEXT = "Tabletext"
INK, QUIET = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x48, 0x49, 0x49)
BRAND, HAIR, DARK_LINE, TINT = "12404A", "D4D6D7", "0B0C0C", "EEF4F5"
PAGE_WIDTH = Mm(170)
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def write_cell(cell, text, size, *, bold=False, right=False, colour=None, indent=0, above=None, below=None) -> None:
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
    rule_cell(cell, above, below)


def rule_cell(cell: WordCell, above, below) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, line in (("top", above), ("bottom", below)):
        if line:
            borders.append(border(side, *line))
    cell._tc.get_or_add_tcPr().append(borders)


def border(side: str, colour: str, eighths: int, space: int = 0):
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", eighths), ("space", space), ("color", colour)):
        border.set(qn(f"w:{name}"), str(value))
    return border


def mark_row(row, mark: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def describe(grid, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words)
    grid._tbl.tblPr.append(caption)


# Fields


def begin_field(paragraph: WordParagraph, instruction: str, dirty: bool = False) -> None:
    begin = _field_mark("begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {instruction} "
    for element in (begin, words, _field_mark("separate")):
        paragraph.add_run()._r.append(element)


def end_field(paragraph: WordParagraph) -> None:
    paragraph.add_run()._r.append(_field_mark("end"))


def page_numbers(paragraph: WordParagraph, all_pages: str) -> None:
    """ "1 of 2", where `all_pages` names the field that counts the pages."""
    for before, field in (("", "PAGE"), (" of ", all_pages)):
        paragraph.add_run(before)
        begin_field(paragraph, field)
        paragraph.add_run("1")
        end_field(paragraph)


def _field_mark(kind: str):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


# Pages, styles, bytes


def running_line(paragraph, left: str, right: str, *, bold: bool = False, side: str = "") -> None:
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(PAGE_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(left).bold = bold or None
    paragraph.add_run(f"\t{right}")
    if side:
        paragraph_lines(paragraph._p.get_or_add_pPr(), {side: ("8A8D8F", 4, 4)})


def font(style, size, colour, *, bold=False, italic=None, before=0, after=0, leading=1.2, indent=0) -> None:
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


def no_lines(style) -> None:
    for lines in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        lines.getparent().remove(lines)


# What follows the lines and the shade of a paragraph in the order that Word's schema demands.
_AFTER_LINES = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def paragraph_lines(properties, sides: dict[str, tuple[str, int, int]], fill: str = "") -> None:
    lines = OxmlElement("w:pBdr")
    for side, (colour, eighths, space) in sides.items():
        lines.append(border(side, colour, eighths, space))
    properties.insert_element_before(lines, *_AFTER_LINES)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        properties.insert_element_before(shade, *_AFTER_LINES[1:])


def add_styles(file: WordFile, made: dict[str, dict]) -> None:
    """Styles by name, each a `font` with its size and, where it is not ink, its colour."""
    for name, look in made.items():
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        style.base_style = file.styles["Normal"]
        rest = {key: value for key, value in look.items() if key not in ("size", "colour")}
        font(style, look["size"], look.get("colour", INK), **rest)


def set_properties(file: WordFile, *, title: str, author: str, subject: str, comments: str, made_at: datetime) -> None:
    """What Word shows about a file; nothing of the machine's clock."""
    core = file.core_properties
    moment = made_at.astimezone(UTC).replace(tzinfo=None)
    core.title, core.author, core.language = title[:255], author[:255], "en-GB"
    core.subject, core.comments, core.keywords = subject[:255], comments[:255], ""
    core.last_modified_by, core.created, core.modified, core.revision = author[:255], moment, moment, 1
    language = file.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-GB")


def saved(file: WordFile) -> bytes:
    """The file's bytes, with a fixed day on each of its parts."""
    first, second = io.BytesIO(), io.BytesIO()
    file.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return second.getvalue()
