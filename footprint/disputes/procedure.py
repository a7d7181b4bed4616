"""A council's procedure for challenge, as data of its profile: stages, who is asked, how long, and which move is allowed.

A profile holds its versions under ``[[procedures]]``, each from a day on. What no source prints carries its mark: B is
guidance or practice, C is a setting of ours that the council is to check. The whole formal part ends within 20 working days
(IRO Handbook, chapter 6; mark B).
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from footprint.council.profile import Profile, profile

WHOLE = 20
ASKED, ANSWERED, SETTLED, CLOSED, WITHDRAWN = "asked", "answered", "settled", "closed", "withdrawn"
ANSWER, AGAIN, HAND, MEET, MOVE, SETTLE, EFFECT, WITHDRAW = (
    "answer", "ask again", "ask somebody else", "plan a meeting", "move", "settle", "say what changed",
    "withdraw",
)  # fmt: skip
# What may be done in which state. A move needs a stage that the procedure lets follow.
ALLOWED = {
    ASKED: (ANSWER, AGAIN, HAND, MEET, MOVE, SETTLE, WITHDRAW),
    ANSWERED: (ANSWER, AGAIN, MEET, MOVE, SETTLE, WITHDRAW),
    SETTLED: (EFFECT,),
    CLOSED: (EFFECT,),
    WITHDRAWN: (),
}
WRITTEN, TALK, MEETING = "written", "talk", "meeting"
HOW = {WRITTEN: "a written answer", TALK: "a talk", MEETING: "a formal meeting"}
STEPS_UP, PROPOSED = "steps_up", "proposed"
SILENCE = {
    STEPS_UP: "without an answer it moves to the next stage by itself",
    PROPOSED: "without an answer the IRO is told, and decides",
}
MARKS = ("", "B", "C")
RAGS = ("green", "amber", "red")
# What councils' own themes are mapped to, so that they can be compared.
COMMON = {
    "plan": "Care or pathway plan missing, late or poor",
    "assessment": "Assessments and other papers",
    "preparation": "Preparing the review",
    "decisions": "Decisions not carried out",
    "drift": "Drift and delay",
    "permanence": "Permanence and matching",
    "home": "Where the child lives",
    "visits": "Visits by the social worker",
    "worker": "Social worker: change, absence, supervision",
    "information": "The IRO not told, records, information not shared",
    "health": "Health",
    "education": "Education",
    "family": "Family time and relationships",
    "voice": "The child's and the parents' views",
    "safety": "Safety and risk",
    "legal": "Legal status, immigration",
    "money": "Money and services",
    "timing": "Reviews out of time",
    "partners": "Partner agencies",
    "other": "Something else",
}


class ProcedureWrong(ValueError):
    """A procedure that cannot be followed; the message says where and what to do."""


@dataclass(frozen=True)
class Stage:
    """A stage: whose turn it is (``asked``: a level of the profile), within how many working days (``days``), whether it is
    formal and counts in the whole time, how it is answered, who chairs and comes, who else is told, what silence does, and
    which stages may follow."""

    key: str
    title: str
    asked: str
    days: int
    formal: bool = True
    counts: bool = True
    how: str = WRITTEN
    chair: str = ""
    present: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    silence: str = PROPOSED
    next: tuple[str, ...] = ()
    mark: str = ""
    collective: bool = False


@dataclass(frozen=True)
class Procedure:
    """One version of a council's procedure. ``starts`` are the stages in which a challenge may begin, ``immediate`` the
    levels told at once of an immediate concern, ``by_rag`` the stage proposed for a colour, ``themes`` a key → (label,
    common theme)."""

    title: str
    starts_on: date
    stages: dict[str, Stage]
    starts: tuple[str, ...]
    themes: dict[str, tuple[str, str]]
    whole: int = WHOLE
    immediate: tuple[str, ...] = ()
    by_rag: dict[str, str] = field(default_factory=dict)
    praise: tuple[str, ...] = ()
    source: str = ""
    data: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(as_kept(self.data), sort_keys=True).encode()).hexdigest()

    def stage(self, key: str) -> Stage:
        return self.stages[key]

    def passed_over(self, before: str, after: str) -> list[str]:
        """The formal stages in the order of the procedure between two stages: those skipped."""
        order = [s.key for s in self.stages.values() if s.formal and s.counts and not s.collective]
        if after not in order:
            return []
        start = order.index(before) + 1 if before in order else 0
        return order[start : order.index(after)]


IN_ORDER = ("stages", "themes")


def as_kept(data: dict) -> dict:
    """The data of a procedure as a database keeps it: days as text, and what has an order as pairs, for a database may sort
    the keys of what it keeps."""
    pairs = {name: list(dict(data[name]).items()) for name in IN_ORDER}
    return json.loads(json.dumps({**data, **pairs}, default=str))


def versions(council_profile: Profile) -> list[Procedure]:
    """Every version of a profile's procedure, the earliest first. Raises ProcedureWrong with a sentence."""
    read = [parse(data, council_profile) for data in council_profile.procedures]
    return sorted(read, key=lambda p: p.starts_on)


def procedure_on(profile_name: str, day: date) -> Procedure:
    """The version that stands on a day; before the first, the first."""
    every = versions(profile(profile_name))
    return next((p for p in reversed(every) if p.starts_on <= day), every[0])


def parse(data: dict[str, Any], council_profile: Profile) -> Procedure:
    """A procedure from its data. Raises ProcedureWrong, saying where."""
    where = f"procedure “{data.get('title', 'without a title')}”"
    for name in ("title", "from", "stages", "starts", "themes"):
        if not data.get(name):
            raise ProcedureWrong(f"The {where} has no “{name}”.")
    stages = {key: _stage(key, row, f"{where}, stage “{key}”") for key, row in dict(data["stages"]).items()}
    try:
        begins = data["from"] if isinstance(data["from"], date) else date.fromisoformat(data["from"])
    except (TypeError, ValueError):
        raise ProcedureWrong(f"The {where}: “from” is a day, like 2020-04-14.") from None
    for key, row in dict(data["themes"]).items():
        if not isinstance(row, list | tuple) or len(row) != 2:
            raise ProcedureWrong(f"The {where}, theme “{key}”: it has a label and a common theme.")
    made = Procedure(
        title=data["title"],
        starts_on=begins,
        stages=stages,
        starts=tuple(data["starts"]),
        themes={key: (row[0], row[1]) for key, row in dict(data["themes"]).items()},
        whole=data.get("whole", WHOLE),
        immediate=tuple(data.get("immediate", ())),
        by_rag=dict(data.get("by_rag", {})),
        praise=tuple(data.get("praise", ())),
        source=data.get("source", ""),
        data=data,
    )
    _check(made, council_profile.levels, where)
    return made


def _stage(key: str, row: dict, where: str) -> Stage:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    if "formal" in values:
        values.setdefault("counts", values["formal"])
    try:
        stage = Stage(key=key, **values)
    except TypeError as error:
        raise ProcedureWrong(f"The {where}: {str(error).partition('() ')[2] or error}.") from None
    if not isinstance(stage.days, int) or not 1 <= stage.days <= 60:
        raise ProcedureWrong(f"The {where}: “days” is a number of working days from 1 to 60.")
    for name in ("title", "asked"):
        if not getattr(stage, name):
            raise ProcedureWrong(f"The {where}: “{name}” is empty.")
    for name, value, known in (
        ("how", stage.how, HOW),
        ("silence", stage.silence, SILENCE),
        ("mark", stage.mark, MARKS),
    ):
        if value not in known:
            raise ProcedureWrong(f"The {where}: “{name}” is one of: {', '.join(filter(None, known))}.")
    return stage


def _check(made: Procedure, levels: dict[str, str], where: str):
    def known(names, of, what, at=""):
        for name in names:
            if name and name not in of:
                raise ProcedureWrong(f"The {where}{at}: there is no {what} “{name}”. There are: {', '.join(of)}.")

    known(made.starts, made.stages, "stage")
    known((*made.immediate, *made.praise), levels, "level")
    known(made.by_rag, RAGS, "colour")
    known(made.by_rag.values(), made.starts, "first stage")
    known([common for _, common in made.themes.values()], COMMON, "common theme")
    for stage in made.stages.values():
        at = f", stage “{stage.key}”"
        known(stage.next, made.stages, "stage", at)
        known((stage.asked, stage.chair, *stage.present, *stage.told), levels, "level", at)
        if stage.key in stage.next:
            raise ProcedureWrong(f"The {where}: stage “{stage.key}” cannot follow itself.")
        if stage.silence == STEPS_UP and not stage.next:
            raise ProcedureWrong(f"The {where}: stage “{stage.key}” steps up by itself, and no stage follows.")
    if not isinstance(made.whole, int) or not 1 <= made.whole <= WHOLE:
        raise ProcedureWrong(f"The {where}: “whole” is a number of working days from 1 to {WHOLE}.")
    formal = sum(s.days for s in made.stages.values() if s.formal and s.counts)
    if formal > made.whole:
        raise ProcedureWrong(
            f"The {where}: its formal stages take {formal} working days, more than {made.whole} in all."
        )


def changes_in(profile_name: str, first: date, last: date) -> list[str]:
    """What changed in the procedure between two days, in sentences, for beside a figure."""
    every = versions(profile(profile_name))
    return [
        f"The procedure changed on {new.starts_on.day} {new.starts_on:%B %Y} ({_difference(old, new)}). Challenges keep the "
        "stages and themes under which they were raised; both are counted."
        for old, new in zip(every, every[1:], strict=False)
        if first < new.starts_on <= last
    ]


def _difference(old: Procedure, new: Procedure) -> str:
    def named(p):
        return [s.title for s in p.stages.values()]

    said = []
    for what, before, after in (
        ("stages", named(old), named(new)),
        ("themes", [label for label, _ in old.themes.values()], [label for label, _ in new.themes.values()]),
    ):
        came, went = [x for x in after if x not in before], [x for x in before if x not in after]
        said += [f"new {what}: {', '.join(came)}"] if came else []
        said += [f"{what} no longer used: {', '.join(went)}"] if went else []
    stood = {s.title: replace(s, told=()) for s in old.stages.values()}
    other = [s.title for s in new.stages.values() if s.title in stood and stood[s.title] != replace(s, told=())]
    said += [f"other rules for: {', '.join(other)}"] if other else []
    return "; ".join(said) or "who is told"
