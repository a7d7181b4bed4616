"""Excel: a sheet of contents, then a sheet for each table and chart. Numbers are numbers; words are never formulas."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .numbers import decimal_places
from .prepare import (
    COUNTED,
    HIDDEN_NOTE,
    Prepared,
    column_groups,
    column_label,
    data_table,
    prepare,
    printed,
    web_href,
)
from .tree import Aim, Cell, Chart, Definition, Document, Record, Records, Table

DARK, FILLS = "#12404A", ("#12404A", "#A9C5CB", "#4F7F8A", "#DDE8EA")
PATTERNS = (None, None, "wide_upward_diagonal", "dotted_grid")
SHEET_NAME, TEXT_LIMIT = 31, 32_000
EXCEL_KINDS = {"bar": {"type": "bar"}, "stacked": {"type": "bar", "subtype": "stacked"}, "line": {"type": "line"}}


def render_excel(document: Document, made_at: datetime) -> bytes:
    """The document's numbers as an Excel file. The same document and moment give the same bytes."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _Excel(book, prepare(document)).write(made_at)
    return stream.getvalue()


class _Excel:
    """The workbook while it is written."""

    def __init__(self, book: Workbook, prepared: Prepared):
        self.book = book
        self.prepared = prepared
        self.document = prepared.document
        self.formats: dict = {}
        self.sheets: list[tuple[str, str]] = []

    def write(self, made_at: datetime) -> None:
        self.properties(made_at)
        contents = self.sheet("Contents")
        for table in self.prepared.tables():
            self.table(table)
        for chart in self.prepared.charts():
            self.chart(chart)
        self.prose()
        self.definitions()
        if not self.document.public:
            self.records()
        self.contents(contents)

    def properties(self, made_at: datetime) -> None:
        self.book.set_properties(
            {
                "title": self.document.title[:255],
                "author": self.document.organisation[:255],
                "subject": self.document.period[:255],
                "comments": self.document.banner[:255],
                "created": made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )

    def format(self, **look):
        """A cell's look; the same look is made once."""
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Arial", "font_size": 10, "valign": "top", **look})
        return self.formats[key]

    # Sheets

    def sheet(self, wanted: str, title: str = "") -> Worksheet:
        name = self.free_name(wanted)
        sheet = self.book.add_worksheet(name)
        self.sheets.append((name, title))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(top=0.9)
        sheet.set_header(f"&L{_in_header(self.document.organisation)}&R&B{_in_header(self.document.banner)}")
        sheet.set_footer(f"&L{_in_header(self.document.edition)}&RPage &P of &N")
        return sheet

    def free_name(self, wanted: str) -> str:
        """A name that Excel takes and no other sheet has."""
        base = re.sub(r"[\[\]:*?/\\]", " ", wanted).strip(" '")[:SHEET_NAME] or "Sheet"
        taken = {name.lower() for name, _ in self.sheets}
        name, times = base, 1
        while name.lower() in taken:
            times += 1
            name = f"{base[: SHEET_NAME - 4]} {times}"
        return name

    def head(self, sheet: Worksheet, title: str, lines: list[tuple[str, str]]) -> int:
        """The banner, the title and what must be known of the sheet; answers with the next free row."""
        row = 0
        if self.document.banner:
            sheet.write_string(
                row, 0, self.document.banner, self.format(bold=True, font_color="#FFFFFF", bg_color=DARK)
            )
            row += 1
        sheet.write_string(row, 0, title, self.format(bold=True, font_size=14))
        for label, text in lines:
            if text:
                row += 1
                sheet.write_rich_string(row, 0, self.format(bold=True), f"{label}: ", self.format(), text)
        return row + 2

    def table(self, table: Table) -> None:
        label = self.prepared.label(table.key).text
        sheet = self.sheet(label, table.title)
        lines = [("Counts", COUNTED[table.unit]), ("Scope", table.scope), ("Source", table.source)]
        lines += [("Note", note) for note in table.notes]
        if any(cell.suppressed for row in table.rows for cell in row.cells):
            lines.append(("Note", HIDDEN_NOTE))
        self.grid(sheet, self.head(sheet, f"{label}: {table.title}", lines), table)

    def grid(self, sheet: Worksheet, top: int, table: Table) -> int:
        """The table from row `top`; answers with the row of its first numbers."""
        groups = column_groups(table.columns)
        column = 1
        for name, span in groups:
            look = self.format(bold=True, bottom=1, bottom_color="#8A8D8F") if name else self.format()
            if span > 1:
                sheet.merge_range(top, column, top, column + span - 1, "", look)
            sheet.write_string(top, column, name, look)
            column += span
        heads = top + bool(groups)
        sheet.write_string(heads, 0, table.row_header, self.format(bold=True, bottom=2))
        for place, one in enumerate(table.columns, start=1):
            side = "left" if one.words else "right"
            sheet.write_string(heads, place, one.label, self.format(bold=True, bottom=2, align=side, text_wrap=True))
        for below, row in enumerate(table.rows, start=1):
            look = {"bold": True, "top": 1, "bottom": 1} if row.total else {"bottom": 1, "bottom_color": "#D4D6D7"}
            sheet.write_string(heads + below, 0, row.label, self.format(indent=row.indent, **look))
            for place, (cell, one) in enumerate(zip(row.cells, table.columns, strict=True), start=1):
                self.cell(sheet, heads + below, place, cell, look | {"align": "left" if one.words else "right"})
        widest = max([len(row.label) + 2 * row.indent for row in table.rows] + [len(table.row_header), 14])
        sheet.set_column(0, 0, min(widest + 2, 48))
        for place, one in enumerate(table.columns, start=1):
            sheet.set_column(place, place, 40 if one.words else max(10, min(len(one.label) + 2, 18)))
        sheet.freeze_panes(heads + 1, 1)
        sheet.repeat_rows(top, heads)
        return heads + 1

    def cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, look: dict) -> None:
        if cell.suppressed or cell.value is None:
            sheet.write_string(row, column, printed(cell), self.format(**look, text_wrap=look["align"] == "left"))
            return
        shape = self.format(num_format=_number_format(cell), **look)
        if web_href(cell.href):
            sheet.write_url(row, column, cell.href, shape)
        sheet.write_number(row, column, float(cell.value), shape)

    def chart(self, chart: Chart) -> None:
        label = self.prepared.label(chart.key).text
        sheet = self.sheet(label, chart.title)
        lines = [("Shows", chart.subtitle), ("In words", chart.words), ("Scope", chart.scope), ("Source", chart.source)]
        numbers = data_table(chart)
        first = self.grid(sheet, self.head(sheet, f"{label}: {chart.title}", lines), numbers)
        native = self.native_chart(chart, sheet.get_name(), first)
        words = f"{chart.title}. {chart.words}"
        height = max(260, 60 + 26 * len(chart.categories) * (1 if chart.kind != "bar" else len(chart.series)))
        native.set_size({"width": 720, "height": 300 if chart.kind == "line" else height})
        sheet.insert_chart(first + len(chart.categories) + 2, 0, native, {"description": words})

    def native_chart(self, chart: Chart, name: str, first: int):
        """Excel's own chart over the numbers of its sheet. Names come from cells: words cannot become formulas."""
        native = self.book.add_chart(EXCEL_KINDS[chart.kind])
        last = first + len(chart.categories) - 1
        for place in range(len(chart.series)):
            native.add_series(_series(chart, name, first, last, place))
        if chart.aim:
            self.aim(native, chart, chart.aim, name, first, last)
        native.set_title({"none": True})
        native.set_legend({"position": "top"} if len(chart.series) + bool(chart.aim) > 1 else {"none": True})
        quiet = {"line": {"none": True}, "num_font": {"name": "Arial"}}
        if chart.kind == "line":
            native.set_y_axis({"min": float(chart.starts_at), "major_gridlines": _line("#D4D6D7"), **quiet})
        else:
            native.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
            native.set_y_axis({"reverse": True, **quiet})
        return native

    def aim(self, native, chart: Chart, aim: Aim, name: str, first: int, last: int) -> None:
        """The aim as a dashed line over the lines; bars name it in a cell beside the numbers."""
        column = len(chart.series) + 1
        sheet = self.book.get_worksheet_by_name(name)
        sheet.write_string(first - 1, column, aim.label, self.format(bold=True, bottom=2, align="right"))
        for row in range(first, last + 1):
            sheet.write_number(row, column, float(aim.value), self.format(font_color="#484949"))
        if chart.kind == "line":
            native.add_series(
                {
                    "name": [name, first - 1, column],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, column, last, column],
                    "line": {"color": "#0B0C0C", "width": 1.25, "dash_type": "dash"},
                    "marker": {"type": "none"},
                }
            )

    # Words

    def prose(self) -> None:
        figures = self.prepared.prose_figures()
        if not figures:
            return
        sheet = self.sheet("Numbers in the text", "The numbers in the text, each with its sentence")
        row = self.head(sheet, "Numbers in the text", [])
        self.heads(sheet, row, ("Number", "Figure", "Version", "Sentence"), (14, 10, 10, 100))
        for below, one in enumerate(figures, start=1):
            ref = one.ref
            if ref.value is None:
                sheet.write_string(row + below, 0, ref.text, self.format(align="right"))
            else:
                shape = self.format(num_format=_number_format(Cell(ref.value, ref.text)), align="right")
                sheet.write_number(row + below, 0, float(ref.value), shape)
            sheet.write_string(row + below, 1, ref.figure, self.format())
            sheet.write_number(row + below, 2, ref.version, self.format())
            sheet.write_string(row + below, 3, one.sentence[:TEXT_LIMIT], self.format(text_wrap=True))

    def definitions(self) -> None:
        definitions = self.document.definitions
        if not definitions:
            return
        sheet = self.sheet("How counted", "How these numbers were counted")
        row = self.head(sheet, "How these numbers were counted", [("Counted", self.document.counted)])
        self.heads(sheet, row, ("Figure", "Version", "Name", "Value", "In words"), (10, 10, 36, 18, 90))
        for below, one in enumerate(definitions, start=1):
            self.definition(sheet, row + below, one)

    def definition(self, sheet: Worksheet, row: int, one: Definition) -> None:
        sheet.write_string(row, 0, one.figure, self.format())
        sheet.write_number(row, 1, one.version, self.format())
        for column, text in enumerate((one.name, one.value, one.words), start=2):
            sheet.write_string(row, column, text[:TEXT_LIMIT], self.format(text_wrap=True))

    def heads(self, sheet: Worksheet, row: int, names: tuple[str, ...], widths: tuple[int, ...]) -> None:
        for column, (name, width) in enumerate(zip(names, widths, strict=True)):
            sheet.write_string(row, column, name, self.format(bold=True, bottom=2))
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)

    def records(self) -> None:
        """The record ids behind each number; long lists go on in further rows."""
        sheet = self.sheet("Records", "The records behind each number")
        row = self.head(sheet, "Records behind each number", [])
        self.heads(sheet, row, ("Where", "Row", "Column", "Which", "How many", "Record ids"), (16, 32, 24, 14, 10, 100))
        for where, label, column, which, ids in self.record_lists():
            for start, part in _parts(ids):
                row += 1
                for place, text in enumerate((where, label, column, which)):
                    sheet.write_string(row, place, text, self.format())
                sheet.write_number(row, 4, len(ids) if start else 0, self.format(num_format="#,##0;;"))
                sheet.write_string(row, 5, part, self.format())

    def record_lists(self):
        """Where, row, column, which ("counted" or "out of") and ids, for each number that has them."""
        for table in self._all_tables():
            for row in table[1].rows:
                for cell, column in zip(row.cells, table[1].columns, strict=True):
                    yield from _lists(table[0], row.label, column_label(column), cell.records, cell.of)
        for one in self.prepared.prose_figures():
            yield from _lists("Text", one.sentence[:TEXT_LIMIT], one.ref.text, one.ref.records, one.ref.of)

    def _all_tables(self) -> list[tuple[str, Table]]:
        tables = [(self.prepared.label(table.key).text, table) for table in self.prepared.tables()]
        return tables + [(self.prepared.label(chart.key).text, data_table(chart)) for chart in self.prepared.charts()]

    def contents(self, sheet: Worksheet) -> None:
        document = self.document
        facts = [("Organisation", document.organisation), ("Period", document.period)]
        facts += [(fact.label, fact.text) for fact in document.cover] + [("Edition", document.edition)]
        row = self.head(sheet, document.title, facts)
        self.heads(sheet, row, ("Sheet", "What it holds"), (24, 100))
        for below, (name, title) in enumerate(self.sheets[1:], start=1):
            link = self.format(font_color="#1D70B8", underline=1)
            sheet.write_url(row + below, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", link, string=name)
            sheet.write_string(row + below, 1, title, self.format(text_wrap=True))


def _series(chart: Chart, name: str, first: int, last: int, place: int) -> dict:
    colour, pattern = FILLS[place % len(FILLS)], PATTERNS[place % len(PATTERNS)]
    series: dict = {
        "name": [name, first - 1, place + 1],
        "categories": [name, first, 0, last, 0],
        "values": [name, first, place + 1, last, place + 1],
        "data_labels": {"value": True, "font": {"name": "Arial", "bold": True}},
        "gap": 50,
    }
    if chart.kind == "line":
        dash = ("solid", "dash", "dash_dot", "round_dot")[place % 4]
        marker = ("circle", "square", "triangle", "diamond")[place % 4]
        return series | {
            "line": {"color": (DARK, "#4F7F8A", "#0B0C0C")[place % 3], "width": 2, "dash_type": dash},
            "marker": {"type": marker, "size": 6, "fill": {"color": DARK}, "border": {"color": DARK}},
            "data_labels": series["data_labels"] | {"position": "above"},
        }
    if chart.kind == "stacked":
        light = colour in ("#A9C5CB", "#DDE8EA")
        font = {"name": "Arial", "bold": True, "color": "#0B0C0C" if light else "#FFFFFF"}
        series["data_labels"] = {"value": True, "font": font}
    if pattern:
        return series | {"pattern": {"pattern": pattern, "fg_color": "#FFFFFF", "bg_color": colour}}
    return series | {"fill": {"color": colour}, "border": {"color": DARK}}


def _line(colour: str) -> dict:
    return {"visible": True, "line": {"color": colour, "width": 0.75}}


def _number_format(cell: Cell) -> str:
    """The number as printed elsewhere: its decimals, its thousands and its per cent sign."""
    places = decimal_places(cell.value)
    shape = "#,##0" + ("." + "0" * places if places else "")
    return f'{shape}"%"' if cell.text.endswith("%") else shape


def _lists(where: str, row: str, column: str, records: Records, of: Records):
    for which, ids in (("counted", records), ("out of", of)):
        if ids:
            yield where, row, column, which, ids


def _parts(ids: Sequence[Record]):
    """The ids with commas between, in parts that fit a cell; whether a part is the first comes with it."""
    part: list[str] = []
    length, first = 0, True
    for one in map(str, ids):
        if part and length + len(one) + 2 > TEXT_LIMIT:
            yield first, ", ".join(part)
            part, length, first = [], 0, False
        part.append(one)
        length += len(one) + 2
    yield first, ", ".join(part)


def _in_header(text: str) -> str:
    """Text in a page's head, where & begins a command and all must fit 255 characters."""
    return text.replace("&", "&&")[:80]
