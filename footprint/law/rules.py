"""The rules as data, each version with the days on which it applies and its sources.

A rule that changed is two versions here, never an ``if`` elsewhere. A version applies from ``valid_from`` up to, not
with, ``valid_to``. A limit is chosen by the day from which it counts; a relaxation by the day on which a review is due.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from .days import WorkingDays, add_months
from .sources import SOURCES, Source
from .words import counted

EVER, NEVER = date.min, date.max


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time: ``unit`` is "working day", "day", "week" or "month"."""

    count: int
    unit: str

    def after(self, day: date, calendar: WorkingDays) -> date:
        """The last day of this length of time when ``day`` is day 0."""
        if self.unit == "working day":
            return calendar.add(day, self.count)
        if self.unit == "month":
            return add_months(day, self.count)
        return day + timedelta(days=self.count * (7 if self.unit == "week" else 1))

    def __str__(self) -> str:
        return counted(self.count, self.unit)


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule.

    ``words``: the rule as a reader may be told it. ``after``: what the limit counts from, as in "20 working days after
    *becoming looked after*". ``kind``: which review it makes due. ``limit`` is None where a version sets none.
    ``not_before``: the first day of a window. ``note``: a sentence more for the reason.
    """

    key: str
    words: str
    sources: tuple[Source, ...]
    limit: Limit | None = None
    after: str = ""
    kind: str = ""
    not_before: Limit | None = None
    relaxed: bool = False
    note: str = ""
    valid_from: date = EVER
    valid_to: date = NEVER

    @property
    def length(self) -> Limit:
        """The limit of a version that sets one."""
        assert self.limit is not None
        return self.limit

    def due(self, day: date, calendar: WorkingDays) -> date | None:
        """The last day allowed when the rule counts from ``day``: that day itself where the rule sets no limit, None
        while no day is claimed."""
        if self.limit is None:
            return None if self.relaxed else day
        return self.limit.after(day, calendar)


def _sources(*keys: str) -> tuple[Source, ...]:
    return tuple(SOURCES[key] for key in keys)


def _months(n: int) -> Limit:
    return Limit(n, "month")


def _working(n: int) -> Limit:
    return Limit(n, "working day")


_NEW_RULES = date(2011, 4, 1)
_RELAXED, _STRICT_AGAIN = date(2020, 4, 24), date(2020, 9, 26)

_SIX = "not more than 6 months after the last review held"
_OLD, _FIRST, _LATER = _sources("before-1-april-2011"), _sources("first-review"), _sources("later-reviews")
_AFTER_REVIEW = _sources("after-review")
_UNKNOWN = (
    "Care began on a day that is not known, so the number of that review is not known; it was counted as a later one."
)

_ALL = (
    # Reviews of a looked-after child. R1 to R4 are regulation 33.
    Rule("R1", "First review within 4 weeks of becoming looked after", _OLD, Limit(4, "week"),
         "becoming looked after", "first", valid_to=_NEW_RULES),
    Rule("R1", "First review within 20 working days of becoming looked after", _FIRST, _working(20),
         "becoming looked after", "first", valid_from=_NEW_RULES),
    Rule("R2", "Second review not more than 3 months after the first", _OLD, _months(3),
         "the first review held", "second", valid_to=_NEW_RULES),
    Rule("R2", "Second review not more than 3 months after the first", _LATER, _months(3),
         "the first review held", "second", valid_from=_NEW_RULES),
    Rule("R3", f"Every later review {_SIX}", _OLD, _months(6),
         "the last review held", "subsequent", valid_to=_NEW_RULES),
    Rule("R3", f"Every later review {_SIX}", _LATER, _months(6),
         "the last review held", "subsequent", valid_from=_NEW_RULES),
    Rule("R3-unknown", f"The next review {_SIX}, whose number is not known", _LATER, _months(6),
         "the last known review held", "subsequent", note=_UNKNOWN),
    Rule("beginning-unknown", "No due date is claimed for the first review known when care began on an unknown day",
         _LATER),
    Rule("lateness", "A later review is late after its day", _LATER, valid_to=_RELAXED),
    Rule("lateness", "A later review was asked for where reasonably practicable",
         _sources("relaxed-2020"), relaxed=True, valid_from=_RELAXED, valid_to=_STRICT_AGAIN,
         note="From 24 April to 25 September 2020 later reviews were asked for where reasonably practicable, "
              "so this one is judged neither late nor on time."),
    Rule("lateness", "A later review is late after its day", _LATER, valid_from=_STRICT_AGAIN),
    # Shorter intervals; the number of months stands behind the key: "R4/3".
    Rule("R4", "Sooner if the IRO asks for it", _sources("iro-request"),
         after="the last review held", note="The IRO asked for this shorter time."),
    Rule("R4-asked", "Sooner if the IRO asks for it", _sources("iro-request"),
         after="the IRO asked for a sooner review"),
    Rule("interval", "Sooner if the council has said so", _sources("council-interval"),
         after="the last review held", note="The council set this shorter time."),
    Rule("interval-set", "Sooner if the council has said so", _sources("council-interval"),
         after="the council set a shorter time between reviews"),
    # Short breaks.
    Rule("SB1", "First review within 3 months of the start of the first short break", _sources("short-break-reviews"),
         _months(3), "the first short break began", "first"),
    Rule("SB2", f"Every later review {_SIX}", _sources("short-break-reviews"), _months(6),
         "the last review held", "subsequent"),
    Rule("short-break-length", "No single short break is meant to exceed 17 days", _sources("short-breaks"),
         Limit(17, "day"), valid_to=_RELAXED),
    Rule("short-break-length", "A single short break had no limit of its own", _sources("short-breaks-2020"),
         valid_from=_RELAXED, valid_to=_STRICT_AGAIN),
    Rule("short-break-length", "No single short break is meant to exceed 17 days", _sources("short-breaks"),
         Limit(17, "day"), valid_from=_STRICT_AGAIN),
    Rule("short-breaks-total", "Short breaks come to 75 days at most in any 12 months", _sources("short-breaks"),
         Limit(75, "day")),
    # Adoption.
    Rule("AA1", "First review not more than 3 months after authority to place", _sources("authorised"), _months(3),
         "authority to place for adoption was first held", "first"),
    Rule("AA2", f"Every later review {_SIX}, until the child is placed", _sources("authorised"), _months(6),
         "the last review held", "subsequent"),
    Rule("AP1", "First review not more than 4 weeks after placement for adoption", _sources("placed"),
         Limit(4, "week"), "placement for adoption", "first"),
    Rule("AP2", "Second review not more than 3 months after the first", _sources("placed"), _months(3),
         "the first review since placement, held", "second"),
    Rule("AP3", f"Every later review {_SIX}, until the adoption order or return", _sources("placed"), _months(6),
         "the last review held", "subsequent"),
    Rule("AR1", "A review between 28 and 42 days after the child is returned by adopters", _sources("returned"),
         Limit(42, "day"), "the child came back from adopters", "first", not_before=Limit(28, "day")),
    # By the second review.
    Rule("permanence", "A permanence plan, with a contingency, by the second review", _sources("permanence"),
         after="by the second review, due"),
    # What must be in place or in date for a child. The kinds that use these stand in plans/kinds.toml.
    Rule("care-plan", "A care plan within 10 working days of becoming looked after", _sources("care-plan"),
         _working(10), "becoming looked after"),
    Rule("pathway-plan", "A pathway plan within 3 months of turning 16, or of becoming looked after later",
         _sources("pathway-plan"), _months(3), "turning 16, or becoming looked after if that was later,"),
    Rule("pathway-reviewed", "A pathway plan is looked at again at reviews, not more than 6 months apart",
         _sources("pathway-reviewed"), _months(6), "the plan was last made or looked at again"),
    Rule("health-first", "First health assessment in time for the first review", _sources("health-first"),
         _working(20), "becoming looked after"),
    Rule("health-under-5", "A health assessment every 6 months under the age of 5", _sources("health-later"),
         _months(6), "the last one", note="The child was under 5 at the last one."),
    Rule("health-from-5", "A health assessment every 12 months from the age of 5", _sources("health-later"),
         _months(12), "the last one"),
    Rule("education-plan", "A personal education plan within 10 working days of becoming looked after",
         _sources("education-plan"), _working(10), "becoming looked after, or reaching the age for it if later,"),
    Rule("education-plan-term", "A personal education plan is looked at again each term", _sources("education-plan"),
         _months(4), "the last one", note="Each term is counted as four months: school terms are not known here."),
    Rule("placement-plan", "A placement plan within 5 working days of the start of the placement",
         _sources("placement-plan"), _working(5), "the placement began", valid_to=_RELAXED),
    Rule("placement-plan", "A placement plan as soon as reasonably practicable", _sources("placement-plan-2020"),
         relaxed=True, valid_from=_RELAXED, valid_to=_STRICT_AGAIN,
         note="From 24 April to 25 September 2020 a placement plan was asked for as soon as reasonably practicable, "
              "so no day is claimed."),
    Rule("placement-plan", "A placement plan within 5 working days of the start of the placement",
         _sources("placement-plan"), _working(5), "the placement began", valid_from=_STRICT_AGAIN),
    # Clocks around a review.
    Rule("appointment", "An IRO is appointed within 5 working days of becoming looked after",
         _sources("appointment"), _working(5), "becoming looked after"),
    Rule("decisions", "Written decisions within 5 working days of the review", _AFTER_REVIEW, _working(5),
         "the review held"),
    Rule("manager_reply", "The team manager replies within 5 working days of receiving the decisions", _AFTER_REVIEW,
         _working(5), "the decisions were received or due"),
    Rule("record", "The full record within 15 working days of the review", _AFTER_REVIEW, _working(15),
         "the review held"),
    Rule("distribution", "The record reaches all involved within 20 working days of the review", _AFTER_REVIEW,
         _working(20), "the review held"),
    Rule("adjournment_limit", "A review may be adjourned once, for not more than 20 working days",
         _sources("adjournment"), _working(20), "the review was adjourned"),
    Rule("dispute", "A formal dispute takes no more than 20 working days in all", _sources("dispute"), _working(20),
         "the dispute was raised"),
    Rule("dispute_stage", "Each stage of a dispute has its own limit", _sources("council-stages", "dispute"),
         _working(5), "the stage began"),
)  # fmt: skip

RULES: dict[str, tuple[Rule, ...]] = {}
for _rule in _ALL:
    RULES[_rule.key] = (*RULES.get(_rule.key, ()), _rule)

#: Which rule makes the first, the second, … review due; the last one repeats.
SEQUENCES = {
    "looked-after": ("R1", "R2", "R3"),
    "beginning-unknown": ("beginning-unknown", "R3-unknown", "R3"),
    "short-breaks": ("SB1", "SB2"),
    "adoption-authorised": ("AA1", "AA2"),
    "adoption-placed": ("AP1", "AP2", "AP3"),
    "adoption-returned": ("AR1",),
}


def rule_on(key: str, day: date) -> Rule:
    """The version of the rule ``key`` that applies on ``day``. Unknown key: KeyError.

    A key may carry a number of months: ``R4/3`` is the rule R4 with a limit of 3 months.
    """
    if "/" in key:
        return _with_months(key)
    for rule in RULES[key]:
        if rule.valid_from <= day < rule.valid_to:
            return rule
    raise KeyError(f"{key} on {day}")


@lru_cache(maxsize=64)
def _with_months(key: str) -> Rule:
    name, _, months = key.partition("/")
    (rule,) = RULES[name]
    return Rule(key, rule.words, rule.sources, _months(int(months)), rule.after, "subsequent", note=rule.note)
