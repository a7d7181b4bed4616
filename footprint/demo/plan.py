"""The whole plan: every child with their times in care, reviews, IRO and social workers. Pure: no database, no clock."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from footprint.demo.draw import day_in
from footprint.demo.flows import Flows
from footprint.demo.meetings import Meetings
from footprint.demo.names import first_name, kind_of, last_name
from footprint.demo.placements import Placements
from footprint.demo.published import BEFORE, END, Published
from footprint.demo.shapes import PlannedChild, Span, Stay
from footprint.demo.staffing import DISABLED, FIRST_TEAMS, GROWN, HANDED_OVER, LONG_TEAMS, Staffing, staffing
from footprint.demo.statuses import Statuses
from footprint.law.days import ENGLAND

DAY = timedelta(days=1)


@dataclass
class Plan:
    """Everything to be written. ``planted`` names the children with whom something is wrong on purpose."""

    figures: Published
    staff: Staffing
    children: list[PlannedChild]
    planted: dict[str, list[str]]

    @property
    def stays(self) -> list[Stay]:
        return [stay for child in self.children for stay in child.stays]

    def digest(self) -> str:
        """The same for the same plan."""
        return hashlib.sha256(repr(self.children).encode()).hexdigest()


def make_plan(figures: Published) -> Plan:
    """Plan the demonstration; the same figures give the same plan every time."""
    rng = Random(figures.data["seed"])
    stays = Flows(figures, rng).make()
    Statuses(figures, rng, stays).make()
    Placements(figures, rng, stays).make()
    Meetings(figures, rng, stays).make()
    children = _children(figures, rng, stays)
    staff = staffing(figures)
    _give_iros(rng, staff, children)
    _give_workers(rng, staff, children)
    for child in children:
        child.missing = _missing(rng, child)
    return Plan(figures, staff, children, _plant(figures, rng, children))


def _children(figures: Published, rng: Random, stays: list[Stay]) -> list[PlannedChild]:
    by_child = defaultdict(list)
    for stay in stays:
        by_child[stay.child].append(stay)
    families: dict[int, str] = {}
    children: list[PlannedChild] = []
    for group in sorted(by_child.values(), key=lambda g: (min(s.starts_on for s in g), g[0].child)):
        group.sort(key=lambda s: s.starts_on)
        first = group[0]
        code = figures.code("ethnicity", first.ethnicity)
        local = figures.profile.local("ethnicity", code)
        national = local[0] if local else code
        kind = kind_of(national)
        family = families.setdefault(first.family, last_name(rng, kind))
        number = f"{10000 + 7 * len(children)}"
        children.append(
            PlannedChild(number, first_name(rng, kind, first.sex), family, first.sex, first.birthday, national,
                         code if local else "", first.family, group)
        )  # fmt: skip
    return children


def in_care(child: PlannedChild) -> bool:
    """Whether the child is in care at the end."""
    return child.stays[-1].in_care(END)


# -- IROs --------------------------------------------------------------------------------------------------------------


def _give_iros(rng: Random, staff: Staffing, children: list[PlannedChild]):
    """A family has one IRO, and each IRO as many children in care as their hours allow; some came from one who left."""
    families = defaultdict(list)
    for child in children:
        families[child.family].append(child)
    fte = staff.fte
    load = dict.fromkeys(range(len(fte)), 0.0)
    for group in sorted(families.values(), key=lambda g: (-sum(map(in_care, g)), g[0].number)):
        iro = min(load, key=lambda n: (load[n] / fte[n], n))
        load[iro] += sum(map(in_care, group)) + len(group) / 1000
        left = len(fte) + rng.randrange(staff.former) if rng.random() < 0.12 else None
        for child in group:
            child.iro = [span for stay in child.stays for span in _iro_spans(rng, staff, stay, iro, left)]


def _iro_spans(rng: Random, staff: Staffing, stay: Stay, iro: int, left: int | None) -> list[Span]:
    if left is not None and stay.starts_on < HANDED_OVER - 30 * DAY:
        spans = [Span(_appointed(rng, staff, stay, left), HANDED_OVER, {"iro": left, "reason": ""})]
        spans.append(Span(HANDED_OVER, stay.ends_on, {"iro": iro, "reason": "The IRO before retired"}))
    else:
        spans = [Span(_appointed(rng, staff, stay, iro), stay.ends_on, {"iro": iro, "reason": ""})]
    for span in spans:
        span.ends_on = min(span.ends_on or date.max, stay.ends_on or date.max)
        span.ends_on = None if span.ends_on == date.max else span.ends_on
    return [s for s in spans if s.ends_on is None or s.starts_on < s.ends_on]


def _appointed(rng: Random, staff: Staffing, stay: Stay, iro: int) -> date:
    """Within five working days for nearly all; for those in care for long, when the IRO began."""
    late = rng.random() < 0.04
    day = ENGLAND.add(stay.starts_on, rng.randint(6, 9) if late else rng.randint(1, 5))
    return max(day, staff.iros[iro][1].starts_on)


# -- social work -------------------------------------------------------------------------------------------------------


def _give_workers(rng: Random, staff: Staffing, children: list[PlannedChild]):
    homes: dict[int, tuple] = {}
    for child in children:
        home = homes.setdefault(
            child.family, (rng.choice(FIRST_TEAMS), rng.choice(LONG_TEAMS), rng.random(), rng.random())
        )
        disabled = rng.random() < 0.06
        child.work = [span for stay in child.stays for span in _work(staff, stay, home, disabled)]


def _work(staff: Staffing, stay: Stay, home: tuple, disabled: bool) -> list[Span]:
    """First a team of the assessment, after four months one for the years in care."""
    first, later, a, b = home
    later = GROWN if stay.uasc or stay.band == "17+" else DISABLED if disabled else later
    moved = stay.starts_on + 120 * DAY
    if stay.starts_on < BEFORE or stay.uasc:
        return [_work_span(staff, stay.starts_on, stay.ends_on, later, b)]
    if moved >= min(stay.ends_on or END, END):
        return [_work_span(staff, stay.starts_on, stay.ends_on, first, a)]
    return [_work_span(staff, stay.starts_on, moved, first, a), _work_span(staff, moved, stay.ends_on, later, b)]


def _work_span(staff: Staffing, starts_on, ends_on, team: int, which: float) -> Span:
    return Span(starts_on, ends_on, {"team": team, "worker": int(which * len(staff.workers[team]))})


# -- and what else -----------------------------------------------------------------------------------------------------


def _missing(rng: Random, child: PlannedChild) -> list[Span]:
    """Some of the older ones are missing for a few days, now and then."""
    spans: list[Span] = []
    for stay in child.stays:
        first, last = max(stay.starts_on, date(2019, 4, 1)), min(stay.ends_on or END, END) - 5 * DAY
        if last > first and stay.age(last) >= 13 and rng.random() < 0.09:
            for _ in range(rng.randint(1, 3)):
                day = day_in(rng, first, last)
                if all(abs((day - s.starts_on).days) > 5 for s in spans):
                    spans.append(Span(day, day + rng.randint(1, 4) * DAY, {"kind": rng.choices("MA", [80, 20])[0]}))
    return sorted(spans, key=lambda s: s.starts_on)


def _plant(figures: Published, rng: Random, children: list[PlannedChild]) -> dict[str, list[str]]:
    """Make some records wrong on purpose, and say which."""
    wanted = figures.data["planted"]
    here = [c for c in children if in_care(c)]
    newest = sorted(here, key=lambda c: c.stays[-1].starts_on)[-wanted["no_iro"] :]
    for child in newest:
        child.iro = [s for s in child.iro if s.ends_on]
    others = [c for c in here if c not in newest and not c.stays[-1].overdue and c.ethnicity != "NOBT"]
    unworked = rng.sample(others, wanted["no_worker"])
    for child in unworked:
        child.work[-1].values["worker"] = None
    hidden = rng.sample([c for c in others if c not in unworked and c.iro[-1].values["iro"] != 0], wanted["restricted"])
    for child in hidden:
        child.restricted = True
    return {
        "no-iro": [c.number for c in newest],
        "no-worker": [c.number for c in unworked],
        "no-ethnicity": [c.number for c in here if c.ethnicity == "NOBT"],
        "overdue": [c.number for c in here if c.stays[-1].overdue],
        "restricted": [c.number for c in hidden],
    }
