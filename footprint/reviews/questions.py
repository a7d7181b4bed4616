"""What the papers of a review ask: sheets of sections of questions, as data (``questions.toml``), with what a council's
profile leaves out or adds. One mechanism shows, saves and checks them all."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from footprint.council.profile import profile

WORDS, LINE, CHOICE, DAY = "words", "line", "choice", "day"


@dataclass(frozen=True)
class Question:
    """One question: ``when`` maps another question to the answers with which this one is asked (any of them), or "age" to
    the youngest and oldest age. ``most``: a whole number from 0 to this is asked for."""

    key: str
    label: str
    kind: str
    options: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    need: bool = False
    when: Mapping[str, list] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    common: bool = False
    most: int | None = None

    def is_asked(self, answers: Mapping[str, str], age: int) -> bool:
        """Whether it concerns this child, with what has been answered so far."""
        if "age" in self.when and not self.when["age"][0] <= age <= self.when["age"][1]:
            return False
        others = {key: wanted for key, wanted in self.when.items() if key != "age"}
        return not others or any(answers.get(key, "") in wanted for key, wanted in others.items())

    def named(self, name: str) -> "Question":
        """The question about a child of this name."""
        options = {value: words.replace("{name}", name) for value, words in self.options.items()}
        return replace(
            self, label=self.label.replace("{name}", name), hint=self.hint.replace("{name}", name), options=options
        )

    def words_of(self, answer: str) -> str:
        """An answer as people read it."""
        return self.options.get(answer, answer)


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Sheet:
    key: str
    title: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> dict[str, Question]:
        return {q.key: q for section in self.sections for q in section.questions}

    def missing(self, answers: Mapping[str, str], age: int) -> list[Question]:
        """What must still be answered before the sheet is finished."""
        asked = (q for q in self.questions.values() if q.need and q.is_asked(answers, age))
        return [q for q in asked if not answers.get(q.key, "").strip()]


@cache
def sheet(name: str, profile_name: str = "neutral") -> Sheet:
    """A sheet as the council of this profile asks it. Raises KeyError where there is none of that name."""
    data, ours = _data()[name], profile(profile_name).record
    left_out = set(ours.get("left_out", ()))
    sections = [
        Section(key, part["title"], tuple(_questions(part["questions"], left_out)))
        for key, part in data.items()
        if key != "title" and key not in left_out
    ]
    more = [q for q in ours.get("questions", ()) if q["sheet"] == name]
    if more:
        asked = [{key: value for key, value in q.items() if key != "sheet"} for q in more]
        sections.append(Section("more", ours.get("more_title", "Also"), tuple(_questions(asked, left_out))))
    return Sheet(name, data["title"], tuple(s for s in sections if s.questions))


def sheets(profile_name: str = "neutral") -> dict[str, Sheet]:
    return {name: sheet(name, profile_name) for name in _data()}


def find(key: str, profile_name: str = "neutral") -> Question | None:
    """The question of that key on any sheet, or None."""
    return next((s.questions[key] for s in sheets(profile_name).values() if key in s.questions), None)


def _questions(rows: Iterable[dict], left_out: set[str]) -> list[Question]:
    return [Question(**{**row, "known": tuple(row.get("known", ()))}) for row in rows if row["key"] not in left_out]


@cache
def _data() -> dict[str, dict]:
    return tomllib.loads(files("footprint.reviews").joinpath("questions.toml").read_text(encoding="utf-8"))
