"""The kinds of plans, as data (``kinds.toml``), with what a council's profile leaves out or calls otherwise."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from footprint.council.models import Council
from footprint.council.profile import profile

CARE, PLACEMENT, SECOND_REVIEW = "care", "placement", "second_review"


@dataclass(frozen=True)
class Later:
    """The rule of a later one; ``under``: only for a child who was under this age when the last one was done."""

    rule: str
    under: int = 99


@dataclass(frozen=True)
class Detail:
    """A line that is written down beside the evidence."""

    key: str
    label: str
    need: bool = False


@dataclass(frozen=True)
class Kind:
    """Something that must be in date or in place; the words of ``kinds.toml`` say what each column means."""

    key: str
    title: str
    who: str
    youngest: int
    oldest: int
    first: str
    counts_from: str
    early_days: int = 0
    later: tuple[Later, ...] = ()
    detail: tuple[Detail, ...] = ()
    known: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    replaced_by: str = ""

    def is_for(self, age: int) -> bool:
        return self.youngest <= age <= self.oldest

    def later_rule(self, age: int) -> str:
        """The rule of the next one after one that was done at this age; empty where none is asked again."""
        return next((later.rule for later in self.later if age < later.under), "")


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind that ships, in the order in which people read them."""
    tables = tomllib.loads(files("footprint.plans").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {key: _kind(key, table) for key, table in tables.items()}


def _kind(key: str, table: dict) -> Kind:
    youngest, oldest = table["ages"]
    given = {name: value for name, value in table.items() if name != "ages"}
    for name, made in (("later", Later), ("detail", Detail)):
        given[name] = tuple(made(**each) for each in table.get(name, ()))
    for name in ("known", "not_for"):
        given[name] = tuple(table.get(name, ()))
    assert table["counts_from"] in (CARE, PLACEMENT, SECOND_REVIEW), key
    return Kind(key=key, youngest=youngest, oldest=oldest, **given)


@cache
def kinds_in(profile_name: str) -> dict[str, Kind]:
    """The kinds of a council's profile."""
    ours = profile(profile_name).plans
    left_out, titles = ours.get("left_out", ()), ours.get("titles", {})
    if unknown := {*left_out, *titles} - set(all_kinds()):
        raise ValueError(f"The profile “{profile_name}” names kinds of plans that there are not: {sorted(unknown)}.")
    return {
        key: replace(kind, title=titles.get(key, kind.title))
        for key, kind in all_kinds().items()
        if key not in left_out
    }


def kinds_of(council: Council) -> dict[str, Kind]:
    """The kinds that a council asks for."""
    return kinds_in(council.profile_name)
