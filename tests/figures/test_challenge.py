"""The figures of challenge: every breakdown against the slow count, the tables of the seeds, medians and numbers to 100,
what changed in the procedure, and who may open the records behind."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.children.models import Child
from footprint.council.actions import add_council
from footprint.council.profile import profile
from footprint.disputes.models import About, Dispute, Reason, Step
from footprint.disputes.store import kept
from footprint.documents import render
from footprint.figures.answers import Figures
from footprint.figures.catalogue import FIGURES
from footprint.figures.challenge.catalogue import CHALLENGE, NO_NATIONAL
from footprint.figures.hiding import Hiding
from footprint.figures.period import Period, year_of
from footprint.figures.tables import ChartPlan, TablePlan, Tables
from footprint.reports.build import Edition, build
from footprint.reports.outline import OutlineRefused, load, parse, shipped
from footprint.reviews.models import Review

pytestmark = pytest.mark.django_db
YEAR = year_of(date(2021, 3, 31))
NOON = datetime(2021, 4, 20, 12, tzinfo=UTC)
DAYS = {"from": "2020-04-01", "to": "2021-03-31"}
OURS = [name for name, figure in FIGURES.items() if figure.group == CHALLENGE]


# -- every breakdown ---------------------------------------------------------------------------------------------------


def first_of(second, row):
    """The challenge's first child."""
    return second.children_of({"id": row.get("dispute_id", row["id"])})[0]


def challenge_of(second, row):
    return next(d for d in second.disputes if d["id"] == row["dispute_id"]) if "dispute_id" in row else row


def titles(second, row):
    return [s["title"] for s in second.steps_of(challenge_of(second, row))]


def iro(second, row):
    from footprint.council.models import Staff

    return dict(Staff.objects.values_list("pk", "name")).get(challenge_of(second, row)["iro_id"], "No IRO")


def whole(second, d):
    if d["limit_on"] is None:
        return "Not formal, or without a limit"
    if d["settled_on"]:
        return "Settled within the time" if d["settled_on"] <= d["limit_on"] else "Settled later"
    return "Not settled, the time is over" if d["limit_on"] < second.today else "Not settled, the time runs"


def formal(second, row):
    return "Formal" if second.is_formal(challenge_of(second, row)) else "Informal"


def stage_formal(second, row):
    return "Formal" if row["formal"] else "Informal"


def words(column, **table):
    return lambda second, row: table[(row[column] or "none").replace(" ", "_")]


def month(column):
    return lambda second, row: f"{row[column]:%B %Y}"


def is_true(test):
    return lambda second, row: "Yes" if test(second, row) else "No"


def team(by, column=None):
    """By the first child's team on a day of the record, or on the last day of the year."""
    return lambda second, row: second.label(by, None, first_of(second, row), row[column] if column else YEAR.last)


OUTCOMES = {
    "done": "What was asked for was done",
    "agreed": "Agreed, with actions and days",
    "part": "Agreed in part",
    "not": "Not agreed, and it stays so",
    "none": "Not settled yet",
}
STATES = {
    "asked": "Waiting for an answer",
    "answered": "Answered, with the IRO",
    "settled": "Settled, effect to be seen",
    "closed": "Closed",
}
ENDED = {"moved": "Escalated", "silence": "Escalated", "settled": "Resolved", "none": "Open"}
MOVED = {
    "moved": "Moved on by the IRO",
    "silence": "Moved on, no answer",
    "settled": "Not moved on",
    "none": "Not moved on",
}
COMING = {"raised": "Raised here", "moved": "Moved here by the IRO", "silence": "Moved here, no answer"}
COMMON = {
    "plan": "Care or pathway plan missing, late or poor",
    "visits": "Visits by the social worker",
    "drift": "Drift and delay",
    "other": "Something else",
}
EFFECTS = {"changed": "Something changed for the child", "nothing": "Nothing changed", "worse": "It got worse"}


def partner(second, d):
    return {"": "The council itself", "health": "Health", "school": "School or college"}.get(d["partner"], d["partner"])


def wish(second, row):
    return {
        "": "The IRO's own", "child": "The child's or young person's", "parent": "A parent's", "other": "Somebody else's",
    }[challenge_of(second, row)["wish"]]  # fmt: skip


def came_from(second, d):
    return {
        "": "Nothing in particular",
        "review": "A review",
        "list": "A list",
        "note": "A note, a call or a message",
    }[d["came_from"]]


def reviewed(second, review):
    return {"formal": "A formal challenge", "informal": "An informal alert", None: "No challenge"}[
        second.of_review(review)
    ]


def praised_team(second, row):
    return second.teams.get(row["team_id"], "No team")


def issue(second, row):
    return "Closed" if row["closed_on"] else "Answered" if row["answered_on"] else "Waiting for an answer"


def open_whole(second, d):
    if d["limit_on"] is None:
        return "Not formal, or without a limit"
    return "Past the time" if d["limit_on"] < YEAR.last else "Within the time"


def reached_by_then(second, d):
    return [s["title"] for s in second.steps_of(d) if s["began_on"] <= YEAR.last][-1]


def formal_by_then(second, d):
    return "Formal" if d["formal_on"] and d["formal_on"] <= YEAR.last else "Informal"


def in_period(rows):
    """Rows of a register in the year."""
    columns = {
        "advices": "asked_on",
        "ways": "tried_on",
        "praised": "seen_on",
        "taught": "held_on",
        "recurring": "raised_on",
    }
    return lambda second: second.in_(getattr(second, rows), columns[rows], YEAR.first, YEAR.last)


def rows_of(name):
    return lambda second: getattr(second, name)(YEAR.first, YEAR.last)


BY = [
    ("challenges", "formality", rows_of("raised"), formal),
    ("challenges", "entry-stage", rows_of("raised"), lambda s, d: titles(s, d)[0]),
    ("challenges", "reached-stage", rows_of("raised"), lambda s, d: titles(s, d)[-1]),
    ("challenges", "challenge-rag", rows_of("raised"),
     words("rag", none="No colour", red="Red", amber="Amber", green="Green")),
    ("challenges", "at-the-wish", rows_of("raised"), wish),
    ("challenges", "came-from", rows_of("raised"), came_from),
    ("challenges", "partner", rows_of("raised"), partner),
    ("challenges", "to-a-partner", rows_of("raised"), is_true(lambda s, d: d["partner"])),
    ("challenges", "immediate", rows_of("raised"), is_true(lambda s, d: d["immediate"])),
    ("challenges", "returning", rows_of("raised"), is_true(lambda s, d: d["continues_id"])),
    ("challenges", "by-note", rows_of("raised"), is_true(lambda s, d: "Case note" in titles(s, d))),
    ("challenges", "whole-time", rows_of("raised"), whole),
    ("challenges", "challenge-outcome", rows_of("raised"), words("outcome", **OUTCOMES)),
    ("challenges", "challenge-state", rows_of("raised"), words("state", **STATES)),
    ("challenges", "challenge-iro", rows_of("raised"), iro),
    ("challenges", "team", rows_of("raised"), team("team", "raised_on")),
    ("challenges", "service", rows_of("raised"), team("service", "raised_on")),
    ("challenges", "month", rows_of("raised"), month("raised_on")),
    ("challenge-stages", "stage", rows_of("begun"), lambda s, row: row["title"]),
    ("challenge-stages", "formality", rows_of("begun"), stage_formal),
    ("challenge-stages", "stage-ended", rows_of("begun"), words("ended", **ENDED)),
    ("challenge-stages", "stage-moved", rows_of("begun"), words("ended", **MOVED)),
    ("challenge-stages", "stage-came", rows_of("begun"), words("came", **COMING)),
    ("challenge-stages", "team", rows_of("begun"), team("team", "began_on")),
    ("challenge-stages", "challenge-iro", rows_of("begun"), iro),
    ("formal-stages", "formal-stage", rows_of("formal_begun"), lambda s, row: row["title"]),
    ("formal-stages", "stage-ended", rows_of("formal_begun"), words("ended", **ENDED)),
    ("formal-stages", "month", rows_of("formal_begun"), month("began_on")),
    ("challenge-reasons", "challenge-theme", rows_of("reasons"), lambda s, row: row["label"]),
    ("challenge-reasons", "common-theme", rows_of("reasons"), words("common", **COMMON)),
    ("challenge-reasons", "formality", rows_of("reasons"), formal),
    ("challenge-reasons", "entry-stage", rows_of("reasons"), lambda s, row: titles(s, row)[0]),
    ("challenge-reasons", "at-the-wish", rows_of("reasons"), wish),
    ("challenge-reasons", "challenge-iro", rows_of("reasons"), iro),
    ("challenge-reasons", "month", rows_of("reasons"), lambda s, row: f"{row['of']['raised_on']:%B %Y}"),
    ("challenge-reasons", "service", rows_of("reasons"),
     lambda s, row: s.label("service", None, first_of(s, row), row["of"]["raised_on"])),
    ("challenges-settled", "formality", rows_of("settled"), formal),
    ("challenges-settled", "whole-time", rows_of("settled"), whole),
    ("challenges-settled", "challenge-outcome", rows_of("settled"), words("outcome", **OUTCOMES)),
    ("challenges-settled", "month", rows_of("settled"), month("settled_on")),
    ("challenges-settled", "team", rows_of("settled"), team("team", "settled_on")),
    ("challenges-open", "formality", rows_of("open_on"), formal_by_then),
    ("challenges-open", "reached-stage", rows_of("open_on"), reached_by_then),
    ("challenges-open", "open-whole", rows_of("open_on"), open_whole),
    ("challenges-open", "team", rows_of("open_on"), team("team")),
    ("challenge-answers", "answer", rows_of("to_answer"), lambda s, row: s.how_answered(row)),
    ("challenge-answers", "stage", rows_of("to_answer"), lambda s, row: row["title"]),
    ("challenge-answers", "formality", rows_of("to_answer"), stage_formal),
    ("challenge-answers", "month", rows_of("to_answer"), month("due_on")),
    ("challenge-answers", "team", rows_of("to_answer"), team("team", "due_on")),
    ("challenge-effects", "effect", rows_of("told_effects"), words("effect", **EFFECTS)),
    ("challenge-effects", "effect-says", rows_of("told_effects"),
     words("effect_says", child="The child", iro="The IRO, who saw it")),
    ("challenge-effects", "formality", rows_of("told_effects"), formal),
    ("challenge-effects", "team", rows_of("told_effects"),
     lambda s, row: s.label("team", None, row["child_id"], row["effect_on"])),
    ("challenge-effects", "age", rows_of("told_effects"), lambda s, row: s.band(row["child_id"], row["effect_on"])),
    ("reviews-held", "challenged", rows_of("held"), reviewed),
    ("advices", "advice-kind", in_period("advices"),
     words("kind", cafcass_advice="Advice from Cafcass (informal)", cafcass_referral="Referral to Cafcass (formal)",
           cafcass_not="Cafcass considered, and not now", legal_advice="Independent legal advice for the IRO")),
    ("advices", "ground", in_period("advices"),
     words("ground", none="No referral", plan="The council did not prepare the care plan")),
    ("other-ways", "other-way", in_period("ways"),
     words("kind", talk="A talk with the worker or the manager", panel="A panel")),
    ("other-ways", "common-theme", in_period("ways"), words("common", **COMMON)),
    ("praises", "praised-team", in_period("praised"), praised_team),
    ("workshops", "month", in_period("taught"), month("held_on")),
    ("service-issues", "issue-state", in_period("recurring"), issue),
    ("service-issues", "issue-answered", in_period("recurring"), is_true(lambda s, row: row["answered_on"])),
    ("service-issues", "common-theme", in_period("recurring"),
     words("common", drift="Drift and delay", worker="Social worker: change, absence, supervision")),
]  # fmt: skip


@pytest.mark.parametrize(("population", "by", "rows", "label"), BY, ids=lambda v: v if isinstance(v, str) else "")
def test_a_breakdown_of_challenges_is_what_the_rows_say(world, population, by, rows, label):
    _, second, figures = world
    wanted = Counter(label(second, row) for row in rows(second))
    assert len(wanted) > 1
    found = figures.frames.frame(population, YEAR).cells(by)
    assert {name: len(ids) for (name,), ids in found.items()} == dict(wanted)


def test_children_are_formal_once_one_of_their_challenges_is(world):
    _, second, figures = world
    cells = figures.frames.frame("children-challenged", YEAR).cells("formality")
    formal_ones = second.children_challenged_formal_(YEAR.first, YEAR.last)[0]
    assert set(cells["Formal",]) == formal_ones
    assert set(cells["Informal",]) == second.children_challenged_(YEAR.first, YEAR.last)[0] - formal_ones


# -- medians, and numbers to 100 of another ----------------------------------------------------------------------------


def test_a_median_is_taken_of_all_records_never_of_the_rows(world):
    _, second, figures = world
    plan = TablePlan("m", "days-to-answer", "Days", "stage", years=2, change=True)
    table = Tables(figures, YEAR).table(plan)
    assert [(c.group, c.label) for c in table.columns[4:8]] == [
        ("2020-21", name) for name in ("Counted", "Median", "Shortest", "Longest")
    ]
    rows = second.to_answer(YEAR.first, YEAR.last)
    for row in table.rows:
        of_row = [r for r in rows if row.total or r["title"] == row.label]
        known = sorted(days for r in of_row if r["answered_on"] and (days := second_days(r)) is not None)
        counted, middle, least, most = row.cells[4:8]
        assert counted.value == len(known)
        if known:
            assert (float(middle.value), least.value, most.value) == (median(known), known[0], known[-1])
        else:
            assert (middle.value, middle.text) == (None, "–")
    assert {cell.text for row in table.rows for cell in row.cells[:4]} == {"–"}, "before the first day of use"
    assert table.rows[-1].cells[8].text == "–"


def second_days(row):
    from tests.figures.second import working_days

    return working_days(row["asked_on"], row["answered_on"])


def test_the_change_of_a_median_is_that_of_the_median(world):
    _, second, figures = world
    half = Period(date(2020, 10, 1), date(2021, 3, 31))
    figures = Figures(world[0])
    figures.frames.council.service.first_day_of_use = date(2019, 4, 1)
    table = Tables(figures, half).table(TablePlan("m", "days-to-settle", "Days", "formality", years=2, change=True))
    before, after, change = table.rows[-1].cells[1], table.rows[-1].cells[5], table.rows[-1].cells[8]
    assert after.value == second_median(second, half)
    assert (before.value, change.text) == (None, "–") or change.value is not None
    figures.frames.council.service.first_day_of_use = date(2020, 4, 1)


def second_median(second, period):
    from decimal import Decimal

    return Decimal(str(median(second.measured("days-to-settle", period.first, period.last))))


def test_a_number_to_100_is_set_to_the_children_of_the_same_team(world):
    _, second, figures = world
    plan = TablePlan("t", "challenges-formal-per-100", "Per 100", "team", years=1)
    table = Tables(figures, YEAR, links=lambda figure, period, labels, part: f"{figure.name}/{labels}/{part}").table(
        plan
    )
    assert [c.label for c in table.columns] == ["Children in care", "Counted", "Per 100"]
    in_care = Counter(second.label("team", *record) for record in second.in_care(YEAR.first, YEAR.last))
    raised = [d for d in second.raised(YEAR.first, YEAR.last) if second.is_formal(d)]
    by_team = Counter(second.label("team", None, first_of(second, d), d["raised_on"]) for d in raised)
    assert {row.label for row in table.rows[:-1]} == set(in_care) | set(by_team)
    for row in table.rows:
        children = sum(in_care.values()) if row.total else in_care[row.label]
        number = len(raised) if row.total else by_team[row.label]
        assert [cell.value for cell in row.cells[:2]] == [children, number]
        assert abs(float(row.cells[2].value) - 100 * number / children) <= 0.05
        assert row.cells[0].href.startswith("children-in-care/")


def test_a_number_to_100_by_what_the_other_has_not_is_set_to_all_of_it(world):
    _, second, figures = world
    everybody = len(second.in_care(YEAR.first, YEAR.last))
    table = Tables(figures, YEAR).table(TablePlan("t", "challenges-per-100", "Per 100", "formality", years=1))
    assert {row.cells[0].value for row in table.rows} == {everybody}
    assert figures.number("challenges-per-100", YEAR, {"team": "No such team"}).text == "–"


def test_shares_of_a_column_stand_beside_its_counts_and_are_hidden_with_them(world):
    _, second, figures = world
    plan = TablePlan("s", "challenges", "By service", "service", across="formality", years=1, shares=True)
    table = Tables(figures, YEAR).table(plan)
    assert [c.label for c in table.columns] == [
        "Informal", "Informal, share", "Formal", "Formal, share", "Total", "Total, share"
    ]  # fmt: skip
    total = table.rows[-1]
    assert [cell.text for cell in total.cells[1::2]] == ["100.0%"] * 3
    for row in table.rows:
        for number, share, every in zip(row.cells[::2], row.cells[1::2], total.cells[::2], strict=True):
            assert abs(float(share.value) - 100 * number.value / every.value) <= 0.05
    public = Tables(figures, YEAR, Hiding(40)).table(plan)
    hidden = [
        (n.suppressed, s.suppressed)
        for row in public.rows
        for n, s in zip(row.cells[::2], row.cells[1::2], strict=True)
    ]
    assert ("primary", "primary") in hidden
    assert all(number == share for number, share in hidden)


def test_a_public_copy_hides_a_median_of_few(world):
    _, _, figures = world
    table = Tables(figures, YEAR, Hiding(10_000)).table(TablePlan("m", "days-to-answer", "Days", "stage", years=1))
    assert all(cell.suppressed for cell in table.rows[-1].cells)


def test_a_chart_by_month_has_no_gap(world):
    chart = Tables(world[2], YEAR).chart(ChartPlan("c", "cafcass-referrals", "Referrals", rows="month"))
    first, last = chart.categories[0], chart.categories[-1]
    months = [f"{m.first:%B %Y}" for m in YEAR.months()]
    assert list(chart.categories) == months[months.index(first) : months.index(last) + 1]


@pytest.mark.parametrize("kind", ["json", "html", "xlsx", "docx"])
def test_a_report_holds_medians_and_numbers_to_100(world, kind):
    text = (
        'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\n'
        'prose = "An answer took {days-to-answer} days, a year before {days-to-answer:earlier}, {days-to-answer:change}; '
        '{challenges-per-100} per 100, {challenges-per-100:of}."\n[[section.block]]\ntable = "t"\ntitle = "T"\n'
        'figure = "days-to-settle"\nrows = "team"\nyears = 1\n[[section.block]]\ntable = "u"\ntitle = "U"\n'
        'figure = "challenges-per-100"\nrows = "team"\nyears = 1\n'
    )
    made = render(build(parse("mine", text), world[0], YEAR, Edition(date(2021, 4, 20))), kind, made_at=NOON)
    if kind == "html":
        number = world[2].number("days-to-answer", YEAR)
        assert f"{number.text}</" in made.decode() or number.text in made.decode()
        assert NO_NATIONAL in made.decode()
    if kind == "json":
        table = json.loads(made)["tables"][0]
        assert table["columns"] == [f"2020-21: {name}" for name in ("Counted", "Median", "Shortest", "Longest")]
        assert all(row[2]["value"] <= row[1]["value"] <= row[3]["value"] for row in table["cells"] if row[0]["value"])


# -- the tables of the seeds -------------------------------------------------------------------------------------------

OLD = {
    "title": "Of old", "from": date(2010, 4, 1), "starts": ["talk", "1", "2", "3"],
    "stages": {
        "talk": {"title": "A word", "formal": False, "asked": "social_worker", "days": 5, "next": ["1"]},
        "1": {"title": "Challenge stage 1", "asked": "team_manager", "days": 5, "next": ["2"]},
        "2": {"title": "Challenge stage 2", "asked": "service_manager", "days": 5, "next": ["3"]},
        "3": {"title": "Challenge stage 3", "asked": "head_of_service", "days": 5},
    },
    "themes": {"plan": ["Plans", "plan"], "visits": ["Visits", "visits"], "gone": ["A theme of old", "other"]},
}  # fmt: skip
NEW = OLD | {
    "title": "New", "from": date(2020, 10, 1), "stages": OLD["stages"] | {
        "3": {"title": "Panel", "asked": "head_of_service", "days": 5},
    }, "themes": {"plan": ["Plans", "plan"], "visits": ["Visits", "visits"], "drift": ["Delay", "drift"]},
}  # fmt: skip
CHANGED = "The procedure changed on 1 October 2020"


@pytest.fixture
def here(db, monkeypatch):
    """A council whose procedure changed on 1 October 2020, with a child in care and challenges about her."""
    changed = replace(profile("bradford"), procedures=(OLD, NEW))
    monkeypatch.setattr("footprint.disputes.procedure.profile", lambda name: changed)
    council = add_council(by=None, name="Oakshire", profile_name="bradford")
    council.service.fixed_today, council.service.first_day_of_use = date(2021, 4, 20), date(2020, 4, 1)
    council.service.save()
    child = Child.objects.create(
        council=council, number="1", first_name="A", last_name="B", sex="F", born=date(2010, 1, 1)
    )

    def add(on, *steps, themes=("plan",), children=(child,), **more):
        """Steps as (stage, working how it ended): each a week after the one before."""
        version = kept(council, on)
        dispute = Dispute.objects.create(
            council=council, number=f"2020-{Dispute.objects.filter(council=council).count() + 1:03d}", title="x",
            procedure=version, stage=steps[-1][0], concern="x", raised_on=on, raised_at=timezone.now(), **more,
        )  # fmt: skip
        About.objects.bulk_create(About(dispute=dispute, child=each) for each in children)
        found = version.procedure
        for key in themes:
            label, common = found.themes[key]
            Reason.objects.create(dispute=dispute, theme=key, label=label, common=common)
        for place, (key, ended) in enumerate(steps, start=1):
            stage, began = found.stage(key), on + timedelta(days=7 * (place - 1))
            over = began + timedelta(days=7)
            Step.objects.create(
                dispute=dispute, place=place, stage=key, title=stage.title, formal=stage.formal, counts=stage.counts,
                level=stage.asked, days=5, asked_name="x", came="moved" if place > 1 else "raised", began_on=began,
                asked_on=began, due_on=over, answered_on=over if ended != "silence" and ended else None,
                ended=ended, ended_on=over if ended else None,
            )  # fmt: skip
            if stage.formal and dispute.formal_on is None:
                dispute.formal_on = began
            if ended == "settled":
                dispute.settled_on, dispute.state, dispute.outcome = over, "settled", "done"
        dispute.save()
        return dispute

    council.add_challenge, council.child = add, child
    return council


@pytest.fixture
def challenged(here):
    add = here.add_challenge
    add(date(2020, 5, 4), ("1", "moved"), ("2", "settled"), themes=("plan", "visits", "gone"))
    add(date(2020, 6, 1), ("2", "settled"))
    add(date(2020, 7, 1), ("1", "silence"), ("2", "moved"), ("3", ""))
    add(date(2020, 8, 3), ("talk", "settled"), themes=("gone",))
    add(date(2020, 11, 2), ("talk", "moved"), ("1", "moved"), ("3", "settled"), themes=("drift", "plan"))
    add(date(2020, 11, 2), ("1", "withdrawn"), state="withdrawn")
    add(date(2020, 12, 1), ("1", ""), collective=True, children=())
    return here


def tables(council, name):
    document = build(load(name), council, YEAR, Edition(date(2021, 4, 20)))
    found = json.loads(render(document, "json", made_at=None))["tables"]
    assert render(document, "html", made_at=None)
    return {t["title"]: t for t in found}


def cells(table):
    return {
        row: dict(zip((c.rpartition(": ")[2] for c in table["columns"]), (c["value"] for c in line), strict=True))
        for row, line in zip(table["rows"], table["cells"], strict=True)
    }


@pytest.mark.feature("K4")
@pytest.mark.feature("K9")
@pytest.mark.feature("K12")
def test_bradfords_tables_13_and_14(challenged):
    made = tables(challenged, "challenge-bradford")
    assert {t["number"] for t in made.values()} >= {"Table 13", "Table 14"}
    stages = cells(made["Challenges by stage"])
    assert list(stages) == ["Challenge stage 1", "Challenge stage 2", "Panel", "Challenge stage 3", "Total"]
    assert stages["Challenge stage 1"] == {"Escalated": 3, "Resolved": 0, "Open": 0, "Total": 3}
    assert stages["Challenge stage 2"] == {"Escalated": 1, "Resolved": 2, "Open": 0, "Total": 3}
    assert stages["Challenge stage 3"] == {"Escalated": 0, "Resolved": 0, "Open": 1, "Total": 1}
    assert stages["Panel"] == {"Escalated": 0, "Resolved": 1, "Open": 0, "Total": 1}
    assert stages["Total"] == {"Escalated": 4, "Resolved": 3, "Open": 1, "Total": 8}
    reasons = cells(made["Reasons why challenge and resolution was started"])
    assert {row: line["2020-21"] for row, line in reasons.items()} == {
        "Plans": 4, "Visits": 1, "Delay": 1, "A theme of old": 2, "Total": 8
    }  # fmt: skip
    assert list(reasons)[:3] == ["Plans", "Visits", "Delay"]
    came = cells(made["How challenges came to each stage"])
    assert came["Challenge stage 2"] == {
        "Raised here": 1, "Moved here by the IRO": 2, "Moved here, no answer": 0, "Total": 3
    }  # fmt: skip
    assert came["Total"]["Raised here"] == 3


def test_one_challenge_with_three_reasons_is_one_challenge(here):
    here.add_challenge(date(2020, 5, 4), ("1", "settled"), themes=("plan", "visits", "gone"))
    figures = Figures(here)
    assert figures.number("challenges", YEAR).value == 1
    assert figures.number("challenge-reasons", YEAR).value == 3


@pytest.mark.feature("K11")
@pytest.mark.feature("K6")
def test_haringeys_uses_stages_and_themes(challenged):
    made = tables(challenged, "challenge-haringey")
    months = cells(made["Alerts and escalations by month"])
    assert months["May 2020"] == {"Informal": 0, "Formal": 1, "Total": 1}
    assert months["September 2020"] == {"Informal": 0, "Formal": 0, "Total": 0}
    assert months["Total"] == {"Informal": 1, "Formal": 4, "Total": 5}
    moved = cells(made["How formal escalations moved on"])
    assert moved["Challenge stage 1"]["Moved on, no answer"] == 1
    themes = cells(made["Themes of escalations and alerts"])
    assert themes["A theme of old"] == {"Informal": 1, "Formal": 1, "Total": 2}
    assert Figures(challenged).number("collective-alerts", YEAR).value == 1


@pytest.mark.feature("K18")
def test_peterboroughs_stages_reached(challenged):
    made = tables(challenged, "challenge-peterborough")
    stages = cells(made["Formal disputes by the last stage that they reached"])
    assert {row: line["Total"] for row, line in stages.items()} == {
        "Challenge stage 2": 2, "Challenge stage 3": 1, "Panel": 1, "Total": 4
    }  # fmt: skip


@pytest.mark.feature("K10")
@pytest.mark.feature("K17")
def test_lewishams_shares_of_reviews_and_by_service(challenged):
    for day, raised in ((date(2020, 5, 1), [("1", "settled")]), (date(2020, 6, 1), [("talk", "settled")]),
                        (date(2020, 7, 1), [("talk", ""), ]), (date(2020, 8, 1), [])):  # fmt: skip
        review = Review.objects.create(
            council=challenged, child=challenged.child, held_on=day, participation="PN1", recorded_at=timezone.now(),
            kind="second", under="looked-after",
        )  # fmt: skip
        for step in raised:
            challenged.add_challenge(day + timedelta(days=3), step, review=review, came_from="review")
    made = tables(challenged, "challenge-lewisham")
    reviews = cells(next(table for title, table in made.items() if title.endswith("by what came of them")))
    assert {row: list(line.values()) for row, line in reviews.items()} == {
        "A formal challenge": [1, 25], "An informal alert": [2, 50], "No challenge": [1, 25], "Total": [4, 100],
    }  # fmt: skip
    services = cells(made["Informal and formal escalations by service"])
    assert services["Total"]["Formal, share"] == 100
    figures = Figures(challenged)
    assert [figures.number(f"reviews-challenged{how}", YEAR).text for how in ("-informal", "-formal", "")] == [
        "50.0%", "25.0%", "75.0%"
    ]  # fmt: skip


@pytest.mark.feature("K15")
def test_croydons_escalations_and_children(challenged):
    made = tables(challenged, "challenge-croydon")
    assert cells(made["Reasons for which escalations and alerts were raised"])["Plans"]["Formal"] == 4
    document = build(load("challenge-croydon"), challenged, YEAR, Edition(date(2021, 4, 20)))
    page = render(document, "html", made_at=None).decode()
    assert CHANGED in page
    assert NO_NATIONAL in page


OUTLINES = [name for name in shipped() if name.startswith("challenge-")]


@pytest.mark.parametrize("name", OUTLINES)
@pytest.mark.parametrize("public", [False, True])
def test_every_outline_of_challenge_is_made_in_every_way(world, name, public):
    council, second, _ = world
    document = build(load(name), council, YEAR, Edition(date(2021, 4, 20), public=public))
    for kind in ("html", "xlsx", "docx"):
        assert render(document, kind, made_at=NOON)
    found = json.loads(render(document, "json", made_at=NOON))["tables"]
    for table in found:
        if table["unit"] == "reason":
            total = table["cells"][-1][-1]["value"]
            assert total == len(second.reasons(YEAR.first, YEAR.last))
    assert len(OUTLINES) == 5


def test_a_number_to_100_of_few_children_is_hidden_with_its_count(world):
    table = Tables(world[2], YEAR, Hiding(30)).table(TablePlan("t", "challenges-per-100", "T", "service", years=1))
    few = [row for row in table.rows if row.cells[0].suppressed]
    assert few
    assert all(cell.suppressed for row in few for cell in row.cells)


@pytest.mark.parametrize("more", ['across = "formality"', "shares = true"])
def test_what_is_no_count_is_not_crossed(more):
    text = (
        'title = "A"\n[[section]]\ntitle = "B"\n[[section.block]]\ntable = "t"\nfigure = "challenges-per-100"\n'
        f'title = "T"\nrows = "team"\n{more}\n'
    )
    with pytest.raises(OutlineRefused, match="is no count"):
        parse("mine", text)


def test_nothing_raised_prints_nought_and_no_median(here):
    figures = Figures(here)
    for name in OURS:
        text = figures.number(name, YEAR).text
        kind = FIGURES[name].kind
        assert text == ("0" if kind == "count" else "–"), name


# -- what changed in the procedure, and what there is to compare with --------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_every_page_says_that_the_procedure_changed_and_that_there_is_no_national_figure(
    challenged, world, manager, monkeypatch, name
):
    page = manager.get(reverse("figure", args=[name]), DAYS).content.decode()
    assert CHANGED in page
    assert NO_NATIONAL in page
    later = {"from": "2021-04-01", "to": "2021-04-20"}
    assert CHANGED not in manager.get(reverse("figure", args=[name]), later).content.decode()


@pytest.mark.feature("K10")
@pytest.mark.feature("K11")
@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("challenges-per-100", "team"),
        ("challenges", "month"),
        ("challenges", "formality"),
        ("challenge-reasons", "challenge-theme"),
    ],
)
def test_the_page_of_challenges_opens_by_team_and_month(world, manager, name, by):
    page = manager.get(reverse("figure", args=[name]), DAYS | {"by": by})
    made = page.content.decode()
    assert page.status_code == 200
    assert f'value="{by}" selected' in made or f'by={by}#broken-down" aria-current' in made


def test_every_table_and_chart_of_a_time_in_which_the_procedure_changed_says_so(challenged):
    made = Tables(Figures(challenged), YEAR)
    for name in OURS:
        by = FIGURES[name].breakdowns[0].name
        notes = made.table(TablePlan("t", name, "T", by, years=1)).notes
        assert NO_NATIONAL in notes
        assert any(CHANGED in note for note in notes)
    assert CHANGED in made.chart(ChartPlan("c", "challenges", "C", rows="month")).scope
    assert not any("procedure changed" in n for n in made.table(TablePlan("t", "reviews-held", "T", "sex")).notes)


# -- who may open the records ------------------------------------------------------------------------------------------


def behind(client, name, **more):
    answer = client.get(
        reverse("records", args=[name]), {"from": "2024-04-01", "to": "2025-03-31", **more, "as": "csv"}
    )
    return list(csv.DictReader(io.StringIO(answer.content.decode()))) if answer.status_code == 200 else None


@pytest.fixture
def two_children(cast):
    """A challenge about Ada and Cleo, who is restricted, and one about Ada alone."""
    made = []
    for number, children in enumerate(([cast.ada, cast.cleo], [cast.ada]), start=1):
        dispute = Dispute.objects.create(
            council=cast.council, number=f"2025-{number:03d}", title=f"Title {number}", stage="1", concern="x",
            procedure=kept(cast.council, date(2025, 1, 2)), raised_on=date(2025, 1, 2), raised_at=timezone.now(),
            formal_on=date(2025, 1, 2), state="settled", settled_on=date(2025, 1, 10),
        )  # fmt: skip
        for child in children:
            About.objects.create(dispute=dispute, child=child, effect="changed", effect_on=date(2025, 1, 10))
        Step.objects.create(
            dispute=dispute, place=1, stage="1", title="Stage 1", formal=True, counts=True, level="team_manager", days=5,
            asked_name="x", came="raised", began_on=date(2025, 1, 2), asked_on=date(2025, 1, 2), due_on=date(2025, 1, 9),
            answered_on=date(2025, 1, 9), ended="settled", ended_on=date(2025, 1, 10),
        )  # fmt: skip
        Reason.objects.create(dispute=dispute, theme="plan", label="Plans", common="plan")
        made.append(dispute)
    return made


WALLED = ["challenges", "challenges-settled", "formal-stages", "challenge-reasons", "answers-in-time", "days-to-answer"]


@pytest.mark.parametrize("name", WALLED)
def test_a_challenge_about_a_restricted_child_too_is_counted_and_not_shown(sign_in, cast, two_children, name):
    from footprint.allocation.access import visible_to

    manager = cast.people[roles.IRO_MANAGER]
    sees_cleo = visible_to(manager.membership).filter(pk=cast.cleo.pk).exists()
    rows = behind(sign_in(manager), name)
    assert len(rows) == (2 if sees_cleo else 1)
    iro = behind(sign_in(cast.people[roles.IRO]), name)
    seen = visible_to(cast.people[roles.IRO].membership).filter(pk=cast.cleo.pk).exists()
    assert len(iro) == (2 if seen else 1)
    assert not (sees_cleo and seen), "one of them may not see the restricted child"
    assert behind(sign_in(cast.people[roles.DATA_COLLEAGUE]), name) == []


def test_a_child_or_a_review_of_whom_a_challenge_is_closed_to_the_reader_is_not_shown(sign_in, cast, two_children):
    from footprint.allocation.access import visible_to

    shut = next(
        user for user in (cast.people[roles.IRO_MANAGER], cast.people[roles.IRO])
        if not visible_to(user.membership).filter(pk=cast.cleo.pk).exists()
    )  # fmt: skip
    client = sign_in(shut)
    assert behind(client, "children-challenged") == []
    assert len(behind(client, "effects")) == 1
    review = Review.objects.filter(child=cast.ada, held_on__isnull=False).first() or Review.objects.create(
        council=cast.council, child=cast.ada, held_on=date(2024, 12, 1), participation="PN1", recorded_at=timezone.now(),
        kind="second", under="looked-after",
    )  # fmt: skip
    Dispute.objects.filter(pk=two_children[0].pk).update(review=review)
    assert behind(client, "reviews-challenged-formal", **{"from": "2024-04-01"}) == []
    assert len(behind(client, "reviews-held")) >= 1
    assert {row["What came of it"] for row in behind(client, "reviews-held")} == {""}


def test_a_data_colleague_opens_nothing_of_what_challenges_say(sign_in, cast, two_children):
    client = sign_in(cast.people[roles.DATA_COLLEAGUE])
    names = [n for n in OURS if FIGURES[n].population_name != "reviews-held"]
    assert all(behind(client, name) == [] for name in names)
    page = client.get(reverse("records", args=["challenges"]), {"from": "2024-04-01", "to": "2025-03-31"})
    assert page.context["hidden"] == 2
    assert "Title 1" not in page.content.decode()


def test_the_records_of_challenge_take_the_same_number_of_queries(world, manager, django_assert_max_num_queries):
    for name in ("challenges", "formal-stages", "challenge-reasons", "effects", "cafcass-advice", "issues"):
        with django_assert_max_num_queries(16):
            page = manager.get(reverse("records", args=[name]), DAYS)
        assert len(page.context["lines"]) > 3
    with django_assert_max_num_queries(30):
        manager.get(reverse("figure", args=["challenges-per-100"]), {**DAYS, "by": "team"})


@pytest.mark.parametrize(
    ("population", "told"),
    [
        ("challenges", "What is wrong: x."),
        ("challenge-stages", "How it ended: "),
        ("challenge-reasons", "Reason: "),
        ("challenge-effects", "What changed: "),
        ("advices", "Asked for: "),
        ("other-ways", "In which way: "),
        ("praises", "Whose work: x."),
        ("workshops", "How many came: 9."),
        ("service-issues", "Raised: "),
    ],
)
def test_a_record_of_challenge_is_told_in_words(world, capsys, population, told):
    frame = world[2].frames.frame(population, YEAR, ())
    call_command("show", frame.population.unit, str(frame.ids[0]))
    assert told in capsys.readouterr().out
