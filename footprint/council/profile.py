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
class Profile:
    """A council's words and choices. ``groups[set]`` maps a label to codes; ``local_codes[set]`` a local code to
    (national code, label); ``age_bands`` a label to (youngest, oldest)."""

    key: str
    title: str
    words: dict[str, str]
    age_bands: dict[str, tuple[int, int]]
    settings: dict
    late_reasons: dict[str, str]
    targets: tuple[Target, ...]
    local_codes: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    groups: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

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
    )


def names() -> list[str]:
    """The profiles that ship."""
    return sorted(f.name.removesuffix(".toml") for f in FOLDER.iterdir() if f.name.endswith(".toml"))


@cache
def _inverted(name: str, of: str) -> dict[str, str]:
    return {code: label for label, codes in profile(name).groups.get(of, {}).items() for code in codes}
