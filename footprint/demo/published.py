"""The published figures that the made-up records must give, whole or scaled to fewer or more children."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any

from footprint.council.profile import Profile, profile

FOLDER = files("footprint.demo").joinpath("data")
YEARS = ("2019-20", "2020-21")
BEFORE, MIDDLE, END = date(2019, 3, 31), date(2020, 3, 31), date(2021, 3, 31)
DAYS = {"2019-20": (date(2019, 4, 1), MIDDLE), "2020-21": (date(2020, 4, 1), END)}
CARE_ORDER, LAPSED = "Care Order S31.1(A) CA 1989", "Independence (aged 18)"
OUTSIDE = "Other"


def names() -> list[str]:
    """The councils whose figures ship."""
    return sorted(f.name.removesuffix(".toml") for f in FOLDER.iterdir() if f.name.endswith(".toml"))


def spread(rows: dict[Any, int], total: int) -> dict[Any, int]:
    """The rows scaled so that they come to ``total``: whole numbers by the largest remainder."""
    whole = sum(rows.values())
    if whole == total or not whole:
        return dict(rows)
    exact = {k: v * total / whole for k, v in rows.items()}
    found = {k: int(v) for k, v in exact.items()}
    for key in sorted(rows, key=lambda k: found[k] - exact[k])[: total - sum(found.values())]:
        found[key] += 1
    return found


def each(rows: dict[Any, int]) -> list:
    """Every label as often as its number says."""
    return [label for label, number in rows.items() for _ in range(number)]


@dataclass(frozen=True)
class Published:
    """One council's data file, read at a size: so many children in care at the end."""

    data: dict
    size: int

    def resized(self, size: int) -> "Published":
        return Published(self.data, size)

    @cached_property
    def profile(self) -> Profile:
        return profile(self.data["profile"])

    @property
    def ours(self) -> dict:
        return self.data["ours"]

    def scaled(self, number: float) -> int:
        return int(number * self.size / self.data["full_size"] + 0.5)

    def entrants(self, year: str) -> int:
        return self.scaled(self.data["entrants"][year]["total"])

    def leavers(self, year: str) -> int:
        return self.scaled(self.ours["leavers"][year])

    def in_care(self, day: date) -> int:
        """How many are in care on one of the three days: the stock at the end, less or more the flows."""
        number = self.size
        for year in reversed(YEARS):
            if DAYS[year][1] > day:
                number += self.leavers(year) - self.entrants(year)
        return number

    def of_entrants(self, year: str, table: str) -> dict:
        return spread(self.data["entrants"][year][table], self.entrants(year))

    def ages_and_sexes(self, year: str) -> dict:
        data = self.data["entrants"][year]
        rows = {(band, sex): n for key, sex in (("female", "F"), ("male", "M")) for band, n in data[key].items()}
        return spread(rows, self.entrants(year))

    def few_entrants(self, year: str, rows: dict) -> dict:
        """A table of some of the entrants: its own total is scaled."""
        return spread(rows, self.scaled(sum(rows.values())))

    def left(self, year: str) -> dict:
        """Leavers by (reason, age band)."""
        matrix = self.ours["left"][year]
        return spread({(r, band): n for r, ages in matrix.items() for band, n in ages.items()}, self.leavers(year))

    def legal(self, day: date) -> dict:
        rows = dict(self.data["stock"][day.isoformat()]["legal"])
        if day == MIDDLE:
            rows[CARE_ORDER] = self.ours["care_order_2020"]
        return spread(rows, self.in_care(day))

    def placements(self) -> dict:
        rows = self.data["stock"][END.isoformat()]["placement"]
        return spread({**rows, OUTSIDE: self.ours["placement_outside_list"]}, self.size)

    def codes(self, year: str) -> dict:
        rows = {**self.data["reviews"][year]["codes"], "": self.ours["uncoded"][year]}
        return spread(rows, self.scaled(self.ours["reviews_held"][year]))

    def band(self, label: str) -> tuple[int, int]:
        return self.profile.age_bands[label]

    def code(self, of: str, label: str) -> str:
        """The first code that the profile counts under a label."""
        return self.profile.groups[of][label][0]


def published(name: str, size: int | None = None) -> Published:
    """The figures of a council. Raises ValueError, naming those that ship."""
    if name not in names():
        raise ValueError(f"There are no figures of “{name}”. There are: {', '.join(names())}.")
    data = tomllib.loads(FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Published(data, size or data["full_size"])
