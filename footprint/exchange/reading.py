"""Reading a comma-separated file that somebody exported: its dirt is forgiven where it is harmless and named where it is not."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date

SIGNATURES = {
    b"PK\x03\x04": "a zip file or a workbook",
    b"MZ": "a program",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
}
NOTHING = {"", "NULL", "NONE", "NAN", "N/A"}
FORMULA = re.compile(r"^\s*[=@]|^\s*[+-]\s*[A-Za-z(=@]")


class FileRefused(Exception):
    """A file that is not read at all; the message names the file, the place and what to do."""


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be stored: where it stands, what stood there and why it was refused."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def as_json(self) -> dict:
        return {"file": self.file, "line": self.line, "column": self.column, "value": self.value, "reason": self.reason}


@dataclass
class Sheet:
    """A file as rows: ``lines`` are (line number, cells by column name); ``short`` rows have too few columns."""

    file: str
    columns: list[str]
    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    short: list[Refusal] = field(default_factory=list)
    raw: bytes = b""


def read_sheet(file: str, raw: bytes, limit_mb: int = 20) -> Sheet:
    """The rows of a file. Raises FileRefused for what is no text table, is too large, or holds a formula."""
    _refuse_what_is_no_table(file, raw, limit_mb)
    rows = csv.reader(io.StringIO(_text(file, raw), newline=""))
    try:
        first = next((r for r in rows if any(c.strip() for c in r)), None)
        if first is None:
            return Sheet(file, [], raw=raw)
        columns = [c.strip().upper().replace(" ", "_") for c in first]
        while columns and not columns[-1]:
            columns.pop()
        sheet = Sheet(file, columns, raw=raw)
        for cells in rows:
            _add_line(sheet, rows.line_num, cells)
    except csv.Error as error:
        raise FileRefused(
            f"{file}, line {rows.line_num}: the quotation marks do not match ({error}). Export the file again."
        ) from None
    return sheet


def clean(value: str) -> str:
    """A cell without surrounding space; the ways of writing "nothing" become empty."""
    value = value.strip()
    return "" if value.upper() in NOTHING else value


def clean_code(value: str) -> str:
    """A code: upper case, and ``1.0`` is ``1``."""
    value = clean(value).upper()
    return value[:-2] if value.endswith(".0") and value[:-2].isdigit() else value


DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$")
ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")


def read_day(value: str, newest: int) -> tuple[date | None, bool]:
    """A day written dd/mm/yyyy (or yyyy-mm-dd), and whether its century was said by us.

    A two-digit year is the newest such year that is not after ``newest``. Raises ValueError for anything else.
    """
    iso = ISO_DAY.match(value)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3])), False
    found = DAY.match(value)
    if not found:
        raise ValueError("is not a day written dd/mm/yyyy")
    year, short = int(found[3]), len(found[3]) == 2
    if short:
        year += 2000 if 2000 + year <= newest else 1900
    try:
        return date(year, int(found[2]), int(found[1])), short
    except ValueError:
        raise ValueError("is not a day of the calendar") from None


def _add_line(sheet: Sheet, number: int, cells: list[str]):
    if not any(c.strip() for c in cells):
        return
    for column, cell in zip(sheet.columns, cells, strict=False):
        if FORMULA.match(cell):
            raise FileRefused(
                f"{sheet.file}, line {number}, column {column}: “{cell[:40]}” is a formula. Nothing of the file was read. "
                "Save it again with values only."
            )
    if len(cells) < len(sheet.columns):
        sheet.short.append(
            Refusal(
                sheet.file,
                number,
                "",
                ",".join(cells)[:80],
                f"has {len(cells)} columns where the first line has {len(sheet.columns)}",
            )
        )
    else:
        sheet.lines.append((number, dict(zip(sheet.columns, cells, strict=False))))


def _refuse_what_is_no_table(file: str, raw: bytes, limit_mb: int):
    if len(raw) > limit_mb * 1024 * 1024:
        raise FileRefused(
            f"{file} is larger than {limit_mb} MB. Nothing of it was read. A year's table of one council is far smaller."
        )
    for signature, what in SIGNATURES.items():
        if raw.startswith(signature):
            raise FileRefused(f"{file} is {what}, not a CSV file, whatever its name says. Nothing of it was read.")
    if b"\x00" in raw:
        raise FileRefused(f"{file} is not a plain text table (it may be UTF-16). Save it as “CSV UTF-8” and try again.")


def _text(file: str, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(f"{file} is neither UTF-8 nor Windows-1252 text. Save it as “CSV UTF-8” and try again.")
