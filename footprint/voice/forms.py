"""The forms that people answer, as data: shipped, or a council's own from a day on. What was put to somebody is kept whole
with their answers (``Form``), so that a later version changes nothing that was said."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files

from footprint.council.models import Council
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.council.words import RENAMED, in_words
from footprint.voice.models import CHILD, Form, Response

FACES, ONE, MANY, WORDS, LINE = "faces", "one", "many", "words", "line"
KINDS = (FACES, ONE, MANY, WORDS, LINE)
SCALE = {"great": "Great", "good": "Good", "ok": "OK", "poor": "Not good", "bad": "Bad"}
LONGEST = 20_000
WORDS_USED = (*RENAMED, "iro_long", "review_to_child")


@dataclass(frozen=True)
class Option:
    """A choice: its value, its words, and the picture that stands beside them ("" where none does)."""

    value: str
    words: str
    picture: str = ""


@dataclass(frozen=True)
class Question:
    """One question. ``beside`` is the question of the review's papers beside which the answer stands; ``asks``: each line of
    the answer is something that the child asks for."""

    key: str
    label: str
    kind: str
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""
    asks: bool = False

    @property
    def choices(self) -> list[Option]:
        """What can be chosen: the options, or on a scale of faces each with its own."""
        options = self.options or ({v: f"{words}|{v}" for v, words in SCALE.items()} if self.kind == FACES else {})
        return [Option(value, *words.split("|", 1)) for value, words in options.items()]

    def words_of(self, text: str) -> str:
        """An answer as people read it: the words of its choices, or what was written."""
        named = {option.value: option.words for option in self.choices}
        return ", ".join(named.get(line, line) for line in text.splitlines()) if named else text

    def checked(self, values: Iterable[str]) -> str:
        """What was sent, as it is stored: choices that the form does not have are left out."""
        values = [value.replace("\r\n", "\n").replace("\x00", "") for value in values]
        if self.kind in (FACES, ONE, MANY):
            known = [option.value for option in self.choices if option.value in values]
            return "\n".join(known if self.kind == MANY else known[:1])
        text = "\n".join(values)
        if len(text) > LONGEST:
            raise Refused(f"This is longer than {LONGEST:,} characters. Please make it shorter.", self.key)
        return text if text.strip() else ""


@dataclass(frozen=True)
class Asked:
    """A form as it is put to somebody: its questions, and how it speaks (``say``). Its texts hold marks, like {name};
    ``fill`` has the council's words for those that are the same for everybody."""

    key: str
    title: str
    respondents: tuple[str, ...]
    purpose: str
    style: str
    head: str
    lead: tuple[str, ...]
    questions: tuple[Question, ...]
    say: Mapping[str, str]
    fill: Mapping[str, str]
    starts_on: date = date.min
    youngest: int = 0
    oldest: int = 25


def forms_of(council: Council, on: date) -> dict[str, Asked]:
    """Every form as it stands for a council on a day, by its key."""
    own = profile(council.profile_name).voice.get("forms", ())
    standing: dict[str, dict] = {}
    for row in (*_data()["form"], *own):
        before = standing.get(row["key"])
        if row["from"] <= on and (before is None or before["from"] <= row["from"]):
            standing[row["key"]] = {**(before or {}), **row}
    return {key: _asked(row, council.profile_name) for key, row in standing.items()}


def shipped() -> list[Asked]:
    """The forms as they ship, in the words of a council that has not chosen its own."""
    return [_asked(row, "neutral") for row in _data()["form"]]


def fitting(council: Council, on: date, *, respondent: str, purpose: str, age: int) -> list[Asked]:
    """The forms for a respondent and purpose, the one for the child's age first."""
    found = [f for f in forms_of(council, on).values() if respondent in f.respondents and f.purpose == purpose]
    return sorted(found, key=lambda f: respondent == CHILD and not f.youngest <= age <= f.oldest)


def keep(asked: Asked) -> Form:
    """The row that holds this form as it is put to somebody now."""
    content = {
        "title": asked.title,
        "respondents": list(asked.respondents),
        "purpose": asked.purpose,
        "style": asked.style,
        "head": asked.head,
        "lead": list(asked.lead),
        "say": dict(asked.say),
        "fill": dict(asked.fill),
        "questions": [
            {"key": q.key, "label": q.label, "kind": q.kind, "hint": q.hint, "options": dict(q.options),
             "beside": q.beside, "asks": q.asks}
            for q in asked.questions
        ],
    }  # fmt: skip
    whole = json.dumps([asked.key, asked.starts_on.isoformat(), content], sort_keys=True)
    kept, _ = Form.objects.get_or_create(
        digest=hashlib.sha256(whole.encode()).hexdigest(),
        defaults={"key": asked.key, "starts_on": asked.starts_on, "content": content},
    )
    return kept


def as_asked(response: Response) -> Asked:
    """The form that was put to somebody, in the words of then."""
    form = response.form
    assert form is not None
    content = dict(form.content)
    questions = tuple(Question(**question) for question in content.pop("questions"))
    return Asked(
        key=form.key,
        starts_on=form.starts_on,
        questions=questions,
        respondents=tuple(content.pop("respondents")),
        lead=tuple(content.pop("lead")),
        **content,
    )


def _asked(row: dict, profile_name: str) -> Asked:
    ours = profile(profile_name)
    return Asked(
        key=row["key"],
        title=row["title"],
        respondents=tuple(row["respondents"]),
        purpose=row["purpose"],
        style=row["style"],
        head=row["head"],
        lead=tuple(row["lead"]),
        questions=tuple(Question(**question) for question in row["questions"]),
        say=_data()["style"][row["style"]],
        fill={**{word: ours.words[word] for word in WORDS_USED if word in ours.words}, "call": ours.voice["call"]},
        starts_on=row["from"],
        youngest=row.get("youngest", 0),
        oldest=row.get("oldest", 25),
    )


def spoken(asked: Asked, name: str, translate: Callable[[str], str] = str) -> Asked:
    """The form as somebody reads it: in their language, or in the council's own words, about a child who goes by this name."""
    values = {**asked.fill, "name": name}
    ours = dict(asked.fill)
    if asked.respondents == (CHILD,) and "review_to_child" in ours:
        ours["review"] = ours["review_to_child"]

    def told(text: str) -> str:
        there = translate(text)
        return filled(in_words(text, ours) if there == text else there, values)

    def asking(question: Question) -> Question:
        choices = {option.value: f"{told(option.words)}|{option.picture}" for option in question.choices}
        return replace(question, label=told(question.label), hint=told(question.hint), options=choices)

    return replace(
        asked,
        head=told(asked.head),
        lead=tuple(map(told, asked.lead)),
        say={key: told(text) for key, text in asked.say.items()},
        questions=tuple(map(asking, asked.questions)),
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its marks, like {name}, replaced; where no name is known its mark goes."""
    for mark, words in values.items():
        text = text.replace(f"{{{mark}}}", words)
    return re.sub(r"[ \n]+", " ", text).strip()


def every_text() -> list[str]:
    """Every sentence of the shipped forms, with its marks, in their order."""
    found = [text for style in _data()["style"].values() for text in style.values()]
    for row in _data()["form"]:
        found += [row["head"], *row["lead"]]
        for question in row["questions"]:
            found += [question["label"], question.get("hint", "")]
            found += [words.split("|")[0] for words in question.get("options", {}).values()]
    return [text for text in found if text]


@cache
def _data() -> dict:
    return tomllib.loads(files("footprint.voice").joinpath("forms.toml").read_text(encoding="utf-8"))
