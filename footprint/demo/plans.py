"""Plans and assessments of the demonstration's children: most in date, some late, the same every time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from footprint.demo.service import SOURCE
from footprint.demo.shapes import PlannedChild, Stay
from footprint.law.days import ENGLAND, birthday
from footprint.law.rules import rule_on
from footprint.plans.actions import PlanClaim, record_all
from footprint.plans.kinds import CARE, PLACEMENT, Kind, kinds_of

ON_TIME, WHOLE, FORGOTTEN = 0.93, 0.9, 0.08
LATELY = timedelta(days=60)
KEPT_FROM = timedelta(days=3 * 365)  # of what is done again and again, earlier ones are left out
# What may be written beside the evidence, by the key of the line.
LINES = {
    "plan": ["Long-term fostering", "Return to a parent", "Special guardianship", "Adoption", "Living independently"],
    "contingency": ["Long-term fostering", "Care by wider family", "A children's home near school"],
}
EVIDENCE = ["On the child's file, signed", "On the child's file", "Copy received by the IRO"]


def write_plans(writer):
    """Record what was done for each child of the plan, in each time in care, for each kind that the council asks for."""
    rng = Random(writer.plan.figures.data["seed"] + 3)
    today = writer.plan.figures.data["today"]
    kinds = kinds_of(writer.council).values()
    claims = {}
    for child in writer.plan.children:
        found = {}
        for stay in child.stays:
            for kind in kinds:
                for day in _days(rng, kind, child, stay, today):
                    found[kind.key, day] = PlanClaim(kind.key, day, rng.choice(EVIDENCE), _lines(rng, kind))
        claims[writer.ids[child.number]] = list(found.values())
    at = datetime.combine(today, time(8), ZoneInfo("Europe/London"))
    n = record_all(council=writer.council, by=None, at=at, claims=claims, row=SOURCE, why="the demonstration's list")
    writer.say(f"Plans and assessments {n}")


def _lines(rng: Random, kind: Kind) -> dict[str, str]:
    return {
        each.key: rng.choice(LINES.get(each.key, ["As agreed"]))
        for each in kind.detail
        if each.need or rng.random() < WHOLE
    }


def _days(rng: Random, kind: Kind, child: PlannedChild, stay: Stay, today: date) -> Iterator[date]:
    """The days on which one of a kind was done, while the child was in care and of the kind's ages."""
    last = min(stay.ends_on or today, today, birthday(child.born, kind.oldest + 1) - timedelta(days=1))
    for start in _starts(kind, child, stay):
        by = rule_on(kind.first, start).due(start, ENGLAND) or start + timedelta(days=14)
        day = _drawn(rng, start if start < by else by - timedelta(days=30), by)
        while day <= last and not (day > today - LATELY and rng.random() < FORGOTTEN):
            rule = kind.later_rule(stay.age(day))
            due = rule_on(rule, day).due(day, ENGLAND) if rule else None
            if due is None or due > today - KEPT_FROM:
                yield day
            if due is None:
                break
            day = _drawn(rng, due - timedelta(days=30), due)


def _starts(kind: Kind, child: PlannedChild, stay: Stay) -> list[date]:
    """The days from which the first one counts: of the time in care, of each placement, of the second review held."""
    if kind.counts_from == CARE:
        return [max(stay.starts_on, birthday(child.born, kind.youngest))]
    if kind.counts_from == PLACEMENT:
        return [span.starts_on for span in stay.placements]
    return [review.on for review in stay.reviews[1:2]]


def _drawn(rng: Random, first: date, due: date) -> date:
    """A day up to the last one allowed, or sometimes a few weeks after it."""
    if rng.random() >= ON_TIME:
        return due + timedelta(days=rng.randint(1, 40))
    return first + timedelta(days=rng.randint(0, max(0, (due - first).days)))
