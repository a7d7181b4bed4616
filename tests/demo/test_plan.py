"""The plan of the demonstration, before any database: at full size cell by cell, at other sizes whole."""

from datetime import date

import pytest

from footprint.council.refusals import Refused
from footprint.demo.plan import make_plan
from footprint.demo.published import BEFORE, END, MIDDLE, YEARS, published, spread
from footprint.demo.service import refuse
from footprint.demo.verify import Records, cells, compare
from footprint.law.timetable import timetable
from footprint.reviews.facts import ChildFacts, events


@pytest.fixture(scope="module")
def figures():
    return published("bradford")


@pytest.fixture(scope="module")
def plan(figures):
    return make_plan(figures)


def judged(child, today):
    """The child's reviews as the law judges them: held day → line."""
    facts = ChildFacts(child.born, None)
    for stay in child.stays:
        facts.periods.append([stay.starts_on, stay.ends_on, True, "E12" if stay.reason == "Adopted" else ""])
        facts.legal += [[s.starts_on, s.ends_on, s.values["code"]] for s in stay.legal]
        facts.placements += [[s.starts_on, s.ends_on, s.values["code"]] for s in stay.placements]
        facts.reviews += [[n, r.on, None] for n, r in enumerate(stay.reviews)]
    return timetable(events(facts), as_at=today, born=child.born).reviews


def records_of_plan(plan):
    found, today = Records(), plan.figures.data["today"]
    for child in plan.children:
        key = child.number
        found.children[key] = (child.sex, child.born, child.ethnicity, child.ethnicity_local)
        for stay in child.stays:
            reason = plan.figures.code("end_reason", stay.reason) if stay.reason else ""
            found.periods.append((key, stay.starts_on, stay.ends_on, "", reason))
            for kind, spans in (("legal", stay.legal), ("placements", stay.placements)):
                rows = [(key, s.starts_on, s.ends_on, s.values["code"], s.values["local_code"]) for s in spans]
                getattr(found, kind).extend(rows)
            if stay.uasc:
                found.asylum.append((key, stay.starts_on, stay.ends_on))
            if stay.plan_from:
                found.plans.append((key, min(stay.plan_from, stay.starts_on), stay.starts_on))
        codes = {r.on: r.code for s in child.stays for r in s.reviews}
        for line in judged(child, today):
            if line.held_on:
                relaxed = "relaxed-2020" in line.flags
                found.reviews.append((key, line.held_on, line.due_on, codes[line.held_on], relaxed))
    found.fte = sum(plan.staff.fte)
    return found


def test_every_published_cell_or_a_listed_contradiction(figures, plan):
    lines = []
    assert compare(figures, records_of_plan(plan), lines.append) == 0, [x for x in lines if "DIFFERS" in x]
    assert len(lines) > 150
    assert sum("differs" in line for line in lines) == len(figures.data["contradictions"])


def test_only_the_planned_are_late_and_none_is_missed(plan):
    today = plan.figures.data["today"]
    for child in plan.children:
        planned = {r.on for s in child.stays for r in s.reviews if r.late == "late"}
        lines = judged(child, today)
        assert {line.held_on for line in lines if line.held_on and line.on_time is False} == planned
        waiting = [line for line in lines if line.held_on is None and line.due_on < today]
        assert bool(waiting) == any(s.overdue for s in child.stays)


@pytest.mark.parametrize("size", [20, 60, 133, 364, 1352])
def test_every_size_is_whole(size):
    figures = published("bradford", size)
    plan = make_plan(figures)
    for day in (BEFORE, MIDDLE, END):
        assert sum(s.in_care(day) for s in plan.stays) == figures.in_care(day)
    for stay in plan.stays:
        assert stay.birthday <= stay.starts_on
        assert stay.age(stay.starts_on) <= 17
        for spans in (stay.legal, stay.placements):
            assert spans[0].starts_on == stay.starts_on
            assert spans[-1].ends_on == stay.ends_on
            assert all(a.ends_on == b.starts_on for a, b in zip(spans, spans[1:], strict=False))
            assert all(s.ends_on is None or s.ends_on > s.starts_on for s in spans)
        assert all(stay.in_care(r.on) for r in stay.reviews)
        assert all((r.code == "PN0") == (stay.age(r.on) < 4) for r in stay.reviews)


def test_children_placed_for_adoption_have_a_placement_order(plan):
    for stay in plan.stays:
        for placement in stay.placements:
            if placement.values["code"].startswith("A"):
                orders = [s for s in stay.legal if s.values["code"] == "E1"]
                assert orders
                assert orders[0].starts_on < placement.starts_on


def test_nobody_stays_beyond_18(plan):
    assert all(s.age(date(2021, 4, 20)) < 18 for s in plan.stays if s.ends_on is None)
    assert all((s.age(s.ends_on) == 18) == s.reason.startswith("Independence") for s in plan.stays if s.ends_on)


def test_a_few_come_twice(figures, plan):
    twice = [c for c in plan.children if len(c.stays) > 1]
    assert len(twice) == figures.ours["entered_twice"]
    assert all(a.ends_on < b.starts_on for a, b in (c.stays for c in twice))


def test_the_same_figures_give_the_same_plan():
    assert make_plan(published("bradford", 60)).digest() == make_plan(published("bradford", 60)).digest()
    assert make_plan(published("bradford", 60)).digest() != make_plan(published("bradford", 61)).digest()


def test_spreading_keeps_the_total():
    assert spread({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}
    assert sum(spread({"a": 7, "b": 11, "c": 3}, 100).values()) == 100


def test_own_choices_agree_with_the_published_margins(figures):
    for year in YEARS:
        reasons = figures.data["leavers"][year]["reason"]
        assert {r: sum(ages.values()) for r, ages in figures.ours["left"][year].items()} == reasons
    assert {c["cell"] for c in figures.data["contradictions"]} - set(cells(figures)) == {
        "Table 5, 31/03/2021, Other",
        "Table 12, 2020-21, no code",
    }


def test_a_council_without_figures_is_refused():
    with pytest.raises(ValueError, match="There are: bradford"):
        published("atlantis")


def test_no_demonstration_in_production(settings, figures):
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="production"):
        refuse(figures)
