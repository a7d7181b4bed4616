"""National code sets, with the years in which each code may be used. The file beside this one is the source."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Code:
    """One code of a set; empty days mean "not bounded as far as known"; ``mark`` says how sure the row is (A, B, C)."""

    code: str
    label: str
    valid_from: date | None
    valid_to: date | None
    group: str
    mark: str


@cache
def code_set(name: str) -> dict[str, Code]:
    """The codes of one set, by code. Raises KeyError for a set that does not exist."""
    return _sets()[name]


def label(name: str, code: str) -> str:
    """The words for a code, or the code itself where the set does not know it."""
    found = code_set(name).get(code)
    return found.label if found else code


def group(name: str, code: str) -> str:
    found = code_set(name).get(code)
    return found.group if found else "Not known"


SHORT_BREAKS = ("V3", "V4")
PLACED_FOR_ADOPTION = ("A3", "A4", "A5", "A6")
LONG_TERM_FOSTERING = ("U1", "U4")
PLACEMENT_ORDER = "E1"


@cache
def _sets() -> dict[str, dict[str, Code]]:
    sets: dict[str, dict[str, Code]] = {}
    text = files("footprint.children").joinpath("codes.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        code = Code(
            row["code"], row["label"], _day(row["valid_from"]), _day(row["valid_to"]), row["group"], row["mark"]
        )
        sets.setdefault(row["set"], {})[code.code] = code
    return sets


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
