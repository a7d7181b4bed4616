"""The national participation code of a review (PN0 to PN7), worked out from plain answers.

Definitions: codes of the SSDA903 return (REVIEW_CODE). Councils have read PN5 and PN6 differently: a ``Reading`` says, from
a day on, which code a child has who told the IRO or an advocate beforehand and did not come.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

THERE = {"all": "for all of it", "part": "for part of it", "no": "no"}
WHILE_THERE = {
    "self": "spoke for themself",
    "other": "an advocate or the IRO spoke for them",
    "wordless": "without words: drawing, signs, pictures, behaviour",
    "none": "was there but gave no views",
}
FROM_AWAY = {
    "told": "told the IRO or an advocate beforehand",
    "sent": "sent them: writing, message, drawing, recording, app",
    "none": "gave no views",
}
CURRENT = {"yes": "yes", "no": "no"}
UNDER_AGE = 4
TOOK_PART = {"PN1", "PN2", "PN3", "PN5", "PN6"}
_CODES = {"self": "PN1", "other": "PN2", "wordless": "PN3", "none": "PN4"}


@dataclass(frozen=True, slots=True)
class Reading:
    """From ``starts_on`` a child who briefed the IRO or an advocate and did not come has the code ``told``."""

    starts_on: date
    told: str


NATIONAL = Reading(date.min, "PN5")


@dataclass(frozen=True, slots=True)
class Code:
    """The code (empty while answers are missing) and why, in words."""

    code: str
    because: str

    @property
    def took_part(self) -> bool:
        return self.code in TOOK_PART


def code(
    *, age: int, held_on: date, there: str = "", views: str = "", current: str = "", readings: Iterable[Reading] = ()
) -> Code:
    """The code of one review. ``age`` in whole years on the day; ``there`` a key of THERE, ``views`` of WHILE_THERE or
    FROM_AWAY; ``current`` whether views from away are the child's own, up to date and meant for this review."""
    if age < UNDER_AGE:
        return Code("PN0", f"the child was under {UNDER_AGE} at the review")
    if there not in THERE:
        return Code("", "it is not yet said whether the child was there")
    known = FROM_AWAY if there == "no" else WHILE_THERE
    if views not in known:
        return Code("", "it is not yet said how the child's views reached the meeting")
    if there != "no":
        return Code(_CODES[views], f"the child was there {THERE[there]} and {_said(views)}")
    if views == "none":
        return Code("PN7", "the child did not come and gave no views")
    if current not in CURRENT:
        return Code("", "it is not yet said whether the views are up to date and meant for this review")
    if current == "no":
        return Code(
            "PN7", "the child did not come, and no views that are up to date and meant for this review were given"
        )
    if views == "sent":
        return Code("PN6", "the child did not come and sent views in another way than through the IRO or an advocate")
    reading = max((r for r in (NATIONAL, *readings) if r.starts_on <= held_on), key=lambda r: r.starts_on)
    return Code(reading.told, "the child did not come and told the IRO or an advocate beforehand")


def every_answer() -> Iterator[tuple[str, str, str]]:
    """Every complete set of answers (there, views, current) of a child of 4 or over; current is empty where not asked."""
    for there in ("all", "part"):
        for views in WHILE_THERE:
            yield there, views, ""
    for views in ("told", "sent"):
        for current in CURRENT:
            yield "no", views, current
    yield "no", "none", ""


def _said(views: str) -> str:
    return {
        "self": "spoke for themself",
        "other": "an advocate or the IRO spoke for them",
        "wordless": "gave views without words",
        "none": "gave no views",
    }[views]
