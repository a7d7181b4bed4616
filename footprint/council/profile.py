"""A council's own words, bands, groups and targets: a data file, its values dated where they change."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

FOLDER = files("footprint.council").joinpath("profiles")


@dataclass(frozen=True)
class Target:
    """What a council aims at: per cent, from a day on, and who set it."""

    figure: str
    value: float
    starts_on: date
    source: str


@dataclass(frozen=True)
class PaperRule:
    """A paper that the council's protocol wants before a review: what it is, so many working days before, from whom,
    and the ages of the children for whom."""

    title: str
    days_before: int
    whose: str
    youngest: int = 0
    oldest: int = 25


@dataclass(frozen=True)
class Profile:
    """A council's words and choices. ``groups[set]`` maps a label to codes; ``local_codes[set]`` a local code to
    (national code, label); ``age_bands`` a label to (youngest, oldest); ``record`` what its review papers leave out or ask
    besides; ``plans`` the kinds of plans that it leaves out or calls otherwise; ``voice`` what it says in consultation, and
    its providers, issues, themes and apps; ``readings`` from when on a child who briefed the IRO and did not come has which
    participation code; ``levels`` who can be asked when a challenge is raised (a level → what the council calls it),
    ``partners`` the agencies besides, ``lists`` to whom lists of challenges go and when, ``procedures`` the versions of its
    procedure (read by ``disputes.procedure``)."""

    key: str
    title: str
    words: dict[str, str]
    age_bands: dict[str, tuple[int, int]]
    settings: dict
    late_reasons: dict[str, str]
    targets: tuple[Target, ...]
    local_codes: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    groups: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    record: dict = field(default_factory=dict)
    plans: dict = field(default_factory=dict)
    papers: dict[str, PaperRule] = field(default_factory=dict)
    decision_kinds: dict[str, str] = field(default_factory=dict)
    voice: dict = field(default_factory=dict)
    readings: tuple[tuple[date, str], ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    partners: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict] = field(default_factory=dict)
    procedures: tuple[dict, ...] = ()

    def target(self, figure: str, day: date) -> Target | None:
        """The target that applies to a figure on a day, or None."""
        known = [t for t in self.targets if t.figure == figure and t.starts_on <= day]
        return max(known, key=lambda t: t.starts_on, default=None)

    def band(self, age: int) -> str:
        """The label of the age band of an age in years."""
        return next((label for label, (low, high) in self.age_bands.items() if low <= age <= high), "Not known")

    def group(self, of: str, code: str, national: str = "") -> str:
        """The label under which a code is counted: by the local code, else by the national one."""
        found = self._group_of(of)
        return found.get(code) or found.get(national) or ("Not known" if not (code or national) else "Other")

    def labels(self, of: str) -> list[str]:
        return list(self.groups[of])

    def local(self, of: str, code: str) -> tuple[str, str] | None:
        return self.local_codes.get(of, {}).get(code)

    def _group_of(self, of: str) -> dict[str, str]:
        return _inverted(self.key, of)


NOTHING = Profile("", "", {}, {}, {}, {}, ())


@cache
def profile(name: str) -> Profile:
    """The profile of that name. Raises ValueError, naming those that exist."""
    if name not in names():
        raise ValueError(f"There is no profile “{name}”. There are: {', '.join(names())}.")
    data = tomllib.loads(FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    base = profile(data["extends"]) if "extends" in data else NOTHING
    return Profile(
        key=name,
        title=data["title"],
        words={**base.words, **data.get("words", {})},
        age_bands={k: (v[0], v[1]) for k, v in data["age_bands"].items()} if "age_bands" in data else base.age_bands,
        settings={**base.settings, **data.get("settings", {})},
        late_reasons=data.get("late_reasons") or base.late_reasons,
        targets=base.targets
        + tuple(Target(t["figure"], t["value"], t["from"], t["source"]) for t in data.get("targets", [])),
        local_codes={
            s: {c: (v[0], v[1]) for c, v in codes.items()} for s, codes in data.get("local_codes", {}).items()
        },
        groups={
            **base.groups,
            **{s: {g: tuple(c) for g, c in groups.items()} for s, groups in data.get("groups", {}).items()},
        },
        record={**base.record, **data.get("record", {})},
        plans={**base.plans, **data.get("plans", {})},
        papers={k: PaperRule(**v) for k, v in data["papers"].items()} if "papers" in data else base.papers,
        decision_kinds=data.get("decision_kinds") or base.decision_kinds,
        voice={**base.voice, **data.get("voice", {})},
        readings=tuple((r["from"], r["told"]) for r in data["readings"]) if "readings" in data else base.readings,
        levels={**base.levels, **data.get("levels", {})},
        partners=data.get("partners") or base.partners,
        lists={**base.lists, **data.get("lists", {})},
        procedures=tuple(data["procedures"]) if "procedures" in data else base.procedures,
    )


def names() -> list[str]:
    """The profiles that ship."""
    return sorted(f.name.removesuffix(".toml") for f in FOLDER.iterdir() if f.name.endswith(".toml"))


@cache
def _inverted(name: str, of: str) -> dict[str, str]:
    return {code: label for label, codes in profile(name).groups.get(of, {}).items() for code in codes}
