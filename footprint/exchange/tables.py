"""The tables of an SSDA903 return: their columns, and how a row is read.

Collection years run from 1 April to 31 March and are written ``2024-25``.
"""

import re
from dataclasses import dataclass
from datetime import date

from footprint.children.codes import code_set
from footprint.exchange.reading import Refusal, Sheet, clean, clean_code, read_day


@dataclass(frozen=True)
class Column:
    """``kind`` is text, code, day, perm_day (a day of which parts may be unknown, ``zz``) or number; ``codes`` a code set."""

    name: str
    kind: str = "text"
    codes: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Table:
    """A table: how a file is known (``marks``), what makes a row itself (``key``), its columns."""

    name: str
    hint: str
    marks: frozenset[str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _table(name, hint, key, *columns, marks=None):
    return Table(name, hint, frozenset(marks or (c.name for c in columns if c.needed)), tuple(key.split()), columns)


CHILD = Column("CHILD", needed=True)
BORN = Column("DOB", "day")


def code(name, codes, needed=False):
    return Column(name, "code", codes, needed)


def day(name, needed=False):
    return Column(name, "day", needed=needed)


TABLES = {
    t.name: t
    for t in (
        _table(
            "header",
            "header",
            "CHILD",
            CHILD,
            code("SEX", "sex"),
            day("DOB", True),
            code("ETHNIC", "ethnicity"),
            Column("UPN"),
            code("MOTHER", "mother"),
            day("MC_DOB"),
            marks=("CHILD", "SEX", "DOB", "ETHNIC"),
        ),
        _table(
            "episodes",
            "episodes",
            "CHILD DECOM",
            CHILD,
            day("DECOM", True),
            code("RNE", "reason_new_episode"),
            code("LS", "legal_status"),
            code("CIN", "category_of_need"),
            code("PLACE", "placement_type"),
            code("PLACE_PROVIDER", "placement_provider"),
            day("DEC"),
            code("REC", "reason_episode_ceased"),
            code("REASON_PLACE_CHANGE", "reason_place_changed"),
            Column("HOME_POST"),
            Column("PL_POST"),
            Column("URN"),
            Column("PL_LOCATION"),
            Column("PL_DISTANCE", "number"),
            marks=("CHILD", "DECOM", "RNE", "LS"),
        ),
        _table(
            "reviews",
            "reviews",
            "CHILD REVIEW",
            CHILD,
            BORN,
            day("REVIEW", True),
            code("REVIEW_CODE", "participation"),
            marks=("CHILD", "REVIEW", "REVIEW_CODE"),
        ),
        _table("uasc", "uasc", "CHILD", CHILD, code("SEX", "sex"), BORN, day("DUC"), marks=("CHILD", "DUC")),
        _table(
            "oc2",
            "oc2",
            "CHILD",
            CHILD,
            BORN,
            Column("SDQ_SCORE", "number"),
            code("SDQ_REASON", "sdq_reason"),
            *(
                code(n, f"oc2:{n}")
                for n in (
                    "CONVICTED",
                    "HEALTH_CHECK",
                    "IMMUNISATIONS",
                    "TEETH_CHECK",
                    "HEALTH_ASSESSMENT",
                    "SUBSTANCE_MISUSE",
                    "INTERVENTION_RECEIVED",
                    "INTERVENTION_OFFERED",
                )
            ),
            marks=("CHILD", "SDQ_SCORE", "CONVICTED"),
        ),
        _table(
            "oc3",
            "oc3",
            "CHILD",
            CHILD,
            BORN,
            code("IN_TOUCH", "care_leaver_in_touch"),
            code("ACTIV", "care_leaver_activity"),
            code("ACCOM", "care_leaver_accommodation"),
            marks=("CHILD", "IN_TOUCH"),
        ),
        _table(
            "ad1",
            "ad1",
            "CHILD",
            CHILD,
            BORN,
            day("DATE_INT"),
            day("DATE_MATCH"),
            code("FOSTER_CARE", "adopted_by_foster_carer"),
            code("NB_ADOPTR", "adopter_number"),
            code("SEX_ADOPTR", "adopter_sex"),
            code("LS_ADOPTR", "adopter_legal_status"),
            marks=("CHILD", "DATE_INT", "DATE_MATCH"),
        ),
        _table(
            "placed_for_adoption",
            "placed_for_adoption",
            "CHILD DATE_PLACED",
            CHILD,
            BORN,
            day("DATE_PLACED", True),
            day("DATE_PLACED_CEASED"),
            code("REASON_PLACED_CEASED", "reason_no_longer_adoption"),
            marks=("CHILD", "DATE_PLACED"),
        ),
        _table(
            "previous_permanence",
            "previous_permanence",
            "CHILD",
            CHILD,
            BORN,
            code("PREV_PERM", "prev_perm"),
            Column("LA_PERM"),
            Column("DATE_PERM", "perm_day"),
            marks=("CHILD", "PREV_PERM"),
        ),
        _table(
            "missing",
            "missing",
            "CHILD MIS_START",
            CHILD,
            BORN,
            code("MISSING", "missing"),
            day("MIS_START", True),
            day("MIS_END"),
            marks=("CHILD", "MISSING", "MIS_START"),
        ),
        _table(
            "social_worker",
            "sw_episodes",
            "CHILD SW_DECOM",
            CHILD,
            BORN,
            Column("SW_ID", needed=True),
            day("SW_DECOM", True),
            day("SW_DEC"),
            code("SW_REASON", "social_worker_change_reason"),
            marks=("CHILD", "SW_ID", "SW_DECOM"),
        ),
    )
}

PERM_DAY = re.compile(r"^(zz|\d{1,2})/(zz|\d{1,2})/(zzzz|\d{4})$", re.IGNORECASE)
YEAR = re.compile(r"^(20\d\d)-(\d\d)$")
FIRST_YEAR, LAST_YEAR = 2016, 2025


def year_days(year: str) -> tuple[date, date]:
    """First and last day of a collection year. Raises ValueError with a sentence."""
    found = YEAR.match(year)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"“{year}” is not a collection year. Write it like 2024-25.")
    begins = int(found[1])
    if not FIRST_YEAR <= begins <= LAST_YEAR:
        raise ValueError(
            f"Returns of {FIRST_YEAR}-{FIRST_YEAR % 100 + 1} to {LAST_YEAR}-{LAST_YEAR % 100 + 1} can be read, not {year}."
        )
    return date(begins, 4, 1), date(begins + 1, 3, 31)


def table_of(sheet: Sheet) -> Table | None:
    """The table that a file holds: known by its columns; an empty file by its name; None for something else."""
    if not sheet.columns:
        stem = re.sub(r"^\d{4}-", "", sheet.file.lower().rsplit("/", 1)[-1]).rsplit(".", 1)[0]
        aliases = {"social_worker": "sw_episodes", "should_be_placed_for_adoption": "placed_for_adoption"}
        return next((t for t in TABLES.values() if t.hint == aliases.get(stem, stem)), None)
    found = [t for t in TABLES.values() if t.marks <= set(sheet.columns)]
    return max(found, key=lambda t: len(t.marks), default=None)


@dataclass(frozen=True)
class Row:
    """A row as it was read: cleaned values by column name (days as dates), and the notes that it earned."""

    file: str
    line: int
    values: dict
    notes: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        return f"{self.file} line {self.line}"


def read_rows(sheet: Sheet, table: Table, newest: int) -> tuple[list[Row], list[Refusal]]:
    """The rows of a table, and those that cannot be stored with their reasons."""
    rows, refusals = [], list(sheet.short)
    readers = [(c, _reader(c)) for c in table.columns if c.name in sheet.columns]
    for line, cells in sheet.lines:
        values: dict = {}
        notes: list[str] = []
        bad = None
        for column, reader in readers:
            try:
                values[column.name] = reader(cells[column.name], newest, notes)
            except ValueError as error:
                bad = Refusal(sheet.file, line, column.name, cells[column.name].strip()[:60], str(error))
                break
        if bad:
            refusals.append(bad)
        else:
            rows.append(Row(sheet.file, line, values, tuple(notes)))
    return rows, refusals


def _reader(column: Column):
    if column.kind == "code":
        return _code(column)
    read = {"text": _text, "number": _number, "perm_day": _perm_day, "day": _day}[column.kind]
    return _needed(read, column) if column.needed else read


def _needed(read, column):
    def reader(cell, newest, notes):
        value = read(cell, newest, notes)
        if column.needed and not value:
            raise ValueError("is empty, and the row has no place without it")
        return value

    return reader


def _text(cell, newest, notes):
    value = clean(cell)
    if len(value) > 20:
        raise ValueError("is longer than 20 characters")
    return value


def _number(cell, newest, notes):
    value = clean_code(cell)
    if value and not re.match(r"^\d+(\.\d+)?$", value):
        raise ValueError("is not a number")
    return value


def _day(cell, newest, notes):
    value = clean(cell)
    if not value:
        return None
    read, said = read_day(value, newest)
    if said:
        notes.append("two-digit-year")
    return read


def _perm_day(cell, newest, notes):
    value = clean(cell)
    if value and not PERM_DAY.match(value):
        read_day(value, newest)
    return value


def _code(column):
    if column.codes.startswith("oc2:"):
        name = column.codes[4:]
        known = {c.split("=")[1] for c in code_set("oc2_flags") if c.startswith(f"{name}=")}
    else:
        known = set(code_set(column.codes))

    def reader(cell, newest, notes):
        value = clean_code(cell)
        if value and value not in known:
            raise ValueError(f"is no code of any year for {column.name}")
        return value

    return reader
