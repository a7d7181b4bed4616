"""Every figure against a second, slow count over whole tables."""

import ast
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from footprint.council.models import Council
from footprint.figures.answers import Figures
from footprint.figures.catalogue import FIGURES
from footprint.figures.period import Period, year_of
from footprint.reviews.models import Review

pytestmark = pytest.mark.django_db
YEARS = (year_of(date(2020, 3, 31)), year_of(date(2021, 3, 31)))
SINCE_USE = (YEARS[1], Period(date(2020, 10, 1), date(2021, 3, 31)))  # the world's service is in use since 1 April 2020
CASES = [
    pytest.param(name, period, id=f"{name}-{period.first}")
    for name, figure in FIGURES.items()
    for period in (SINCE_USE if figure.recorded_here else YEARS)
]


@pytest.mark.parametrize(("name", "period"), CASES)
def test_a_figure_is_what_the_rows_say(world, name, period):
    _, second, figures = world
    counted, base = second.figure(name, period.first, period.last)
    number = figures.number(name, period)
    assert sorted(number.records) == sorted(counted)
    assert (number.of is None) == (base is None) or base == set()
    if base is not None:
        assert sorted(number.of) == sorted(base)
        share = Fraction(100 * len(counted), len(base))
        assert abs(Fraction(number.value) - share) <= Fraction(1, 20)
    elif FIGURES[name].kind == "median":
        found = second.measured(name, period.first, period.last)
        assert number.value == Decimal(str(median(found)))
        assert number.text == f"{number.value} ({found[0]} to {found[-1]})"
        assert len(found) == len(number.records) > 20
    elif FIGURES[name].kind == "per":
        share = Fraction(100 * len(counted), len(second.in_care(period.first, period.last)))
        assert abs(Fraction(number.value) - share) <= Fraction(1, 20)
    elif FIGURES[name].rate and period.last.year == 2020:
        assert abs(Fraction(number.value) - Fraction(10_000 * len(counted), 14_500)) <= Fraction(1, 20)
        assert number.per.year == 2019
    elif not FIGURES[name].rate:
        assert number.value == len(counted)
    assert counted, "a figure that counts nothing in the whole world proves nothing"


@pytest.mark.parametrize("name", ["reviews-on-time-of-due", "reviews-overdue", "children-all-on-time"])
def test_in_a_running_year_nothing_counts_that_is_not_due_yet(world, name):
    """The world's today is 20 April 2021; reviews of the rest of the year are due and not held, and not late."""
    council, second, figures = world
    running = Period(date(2021, 4, 1), date(2022, 3, 31))
    counted, base = second.figure(name, running.first, running.last)
    number = figures.number(name, running)
    assert sorted(number.records) == sorted(counted)
    assert base is None or sorted(number.of) == sorted(base)
    to_come = Review.objects.filter(council=council, held_on=None, due_on__gte=date(2021, 4, 20))
    assert to_come.exists()
    assert not set(to_come.values_list("pk", flat=True)) & {*number.records, *(number.of or ())}


@pytest.mark.parametrize("population", ["in_care", "entrants", "leavers"])
@pytest.mark.parametrize("by", ["age", "sex", "ethnicity", "team", "service", "legal", "placement"])
def test_a_breakdown_is_what_the_rows_say(world, population, by):
    _, second, figures = world
    for period in YEARS:
        records = getattr(second, population)(period.first, period.last)
        wanted = Counter(second.label(by, *record, leaving=population == "leavers") for record in records)
        frame = figures.frames.frame(population.replace("_", "-"), period)
        assert {k: len(v) for (k,), v in frame.cells(by).items()} == dict(wanted)


# population, breakdown, the rows of the second count, the column, and the words of its values
OWN_WORDS = [
    ("decisions", "status", "decided_in", "status",
     {"open": "Not done yet", "done": "Done", "dropped": "No longer needed"}),
    ("decisions", "reply", "decided_in", "reply",
     {"agreed": "Agreed", "challenged": "Challenged", "date": "Another date proposed", "": "No answer"}),
    ("decisions", "made", "decided_in", "made",
     {"made": "Made", "changed": "Changed", "kept": "Kept as it was"}),
    ("decisions", "about", "decided_in", "kind",
     {"health": "Health or therapy", "other": "Something else", "": "Not said"}),
    ("decisions", "times", "decided_in", "times", {1: "For the first time", 2: "Again"}),
    ("papers-due", "paper", "wanted_papers", "kind",
     {"assessment": "Social worker's assessment", "health": "Health plan", "pep": "Personal education plan",
      "of-old": "Another paper"}),
    ("papers-due", "paper-quality", "wanted_papers", "quality", {"good": "Good", "poor": "Poor", "": "Not judged"}),
    ("papers-due", "to-the-child", "wanted_papers", "to_the_child", {True: "Yes", False: "No", None: "Not judged"}),
    ("requests", "asked-by", "asked", "asked_by",
     {"child": "The child", "parent": "A parent", "school": "The school"}),
    ("requests", "granted", "asked", "granted", {True: "Granted", False: "Refused", None: "Waiting"}),
    ("forms-sent", "respondent", "sent_in", "respondent",
     {"child": "Child", "parent": "Parent", "carer": "Carer", "professional": "Other professional"}),
    ("said", "way", "said_in", "way", {"link": "By their link", "paper": "On paper", "app": "By an app"}),
    ("said", "shared", "said_in", "shared", {"iro": "Only the IRO", "everyone": "Everyone at the review"}),
    ("referrals", "resolved", "referred_in", "resolved",
     {"yes": "Resolved", "part": "Resolved in part", "no": "Not resolved", "": "Not ended yet"}),
    ("complaints", "complainant", "received", "complainant",
     {"child": "Child", "parent": "Parent", "other": "Somebody else"}),
    ("changes", "change-kind", "happened", "kind", {"health": "A change in health", "missing": "Missing"}),
]  # fmt: skip


@pytest.mark.parametrize(("population", "by", "rows", "column", "words"), OWN_WORDS, ids=lambda v: str(v)[:20])
def test_a_breakdown_by_a_column_of_its_own_has_its_words(world, population, by, rows, column, words):
    _, second, figures = world
    wanted = Counter(words[row[column]] for row in getattr(second, rows)(YEARS[1].first, YEARS[1].last))
    found = figures.frames.frame(population, YEARS[1]).cells(by)
    assert len(wanted) == len(words)
    assert {label: len(ids) for (label,), ids in found.items()} == dict(wanted)


@pytest.mark.parametrize(
    ("by", "question", "words"),
    [
        ("seen-before", "prep.seen",
         {"yes": "Seen", "declined": "Offered and declined", "inappropriate": "Not right for age or understanding",
          "not": "Not offered"}),
        ("parents-offered", "prep.parents",
         {"wanted": "Offered and wanted", "declined": "Offered and declined", "no": "Not offered",
          "none": "No parent to offer it to"}),
        ("why-no-views", "part.why_not",
         {"missing": "Missing", "declined": "Did not want to", "other": "Something else"}),
        ("grade", "quality.grade",
         {"outstanding": "Outstanding", "good": "Good", "improve": "Requires improvement", "poor": "Poor"}),
        ("understood", "child.understood", {"yes": "Yes", "part": "In part", "no": "No", "young": "Too young"}),
    ],
)  # fmt: skip
def test_a_breakdown_by_an_answer_has_its_words_and_says_what_is_missing(world, by, question, words):
    _, second, figures = world
    missing = {"why-no-views": "No reason recorded", "grade": "Not graded"}.get(by, "Not recorded")
    held = second.held(YEARS[1].first, YEARS[1].last)
    wanted = Counter(words.get(second.said.get((r["id"], question)), missing) for r in held)
    found = figures.frames.frame("reviews-held", YEARS[1]).cells(by)
    assert len(wanted) == len(words) + 1
    assert {label: len(ids) for (label,), ids in found.items()} == dict(wanted)


def test_the_mode_of_a_review_is_that_of_its_last_meeting_held(world):
    _, second, figures = world
    frame = figures.frames.frame("reviews-held", YEARS[1])
    for pk, label in zip(frame.ids, frame.labels("mode"), strict=True):
        held = [second.meetings[m] for m, r in second.linked if r == pk and second.meetings[m]["state"] == "held"]
        last = max(held, key=lambda m: (m["on"], m["id"]), default=None)
        assert label == ((last and last["mode"]) or "not recorded").capitalize()


def test_before_the_first_day_of_use_there_is_no_number_and_nothing_is_judged(world):
    council, _, figures = world
    ours = [name for name, figure in FIGURES.items() if figure.recorded_here]
    assert len(ours) > 30
    for name in ours:
        number = figures.number(name, YEARS[0])
        assert (number.value, number.text, number.records) == (None, "–", [])
    begins_before = Period(date(2020, 3, 31), date(2021, 3, 31))
    assert figures.number("papers-on-time", begins_before).text == "–"
    assert Review.objects.filter(
        council=council, held_on__lt=date(2020, 4, 1), decisions_sent_on__isnull=False
    ).exists()
    for population, by in [
        ("reviews-held", "decisions-timing"), ("reviews-held", "record-timing"),
        ("reviews-held", "distribution-timing"), ("entrants", "notice"), ("entrants", "appointed"),
        ("entrants", "pack"), ("decisions", "reply-timing"), ("changes", "told"),
    ]:  # fmt: skip
        frame = figures.frames.frame(population, YEARS[0])
        assert frame.ids
        assert set(frame.labels(by)) == {"Not judged"}


def test_a_council_without_returns_and_without_a_first_day_keeps_its_own_records(world):
    figures = Figures(Council.objects.get(pk=world[0].pk))
    figures.frames.council.known_until = None
    figures.frames.council.service.first_day_of_use = None
    assert figures.number("papers-on-time", YEARS[1]).records
    assert "Not judged" not in figures.frames.frame("reviews-held", YEARS[0]).labels("decisions-timing")
    figures = Figures(Council.objects.get(pk=world[0].pk))
    figures.frames.council.service.first_day_of_use = None
    assert figures.number("papers-on-time", YEARS[1]).text == "–"


def test_only_the_columns_that_are_asked_for_are_read_and_none_twice(world, django_assert_num_queries):
    figures = Figures(world[0])
    with django_assert_num_queries(1):
        base, _ = figures.split(FIGURES["decisions-on-time"], YEARS[1], ["team"])
    assert base.codes.keys() == {"decisions-timing", "team"}
    with django_assert_num_queries(0):
        figures.number("decisions-on-time", YEARS[1])
        figures.number("reviews-held", YEARS[1], {"team": "Team 1"})
    figures.read_all(YEARS[1])
    with django_assert_num_queries(0):
        for name, figure in FIGURES.items():
            if not figure.rate:
                figures.number(name, YEARS[1])


def test_every_record_has_one_cell_in_every_breakdown(world):
    _, _, figures = world
    for figure in FIGURES.values():
        frame = figures.frames.frame(figure.population_name, YEARS[1])
        for breakdown in figure.breakdowns:
            cells = frame.cells(breakdown.name)
            assert sorted(pk for ids in cells.values() for pk in ids) == sorted(frame.ids)
            assert len(frame.ids) == len(set(frame.ids))


def test_a_frame_takes_one_query(world, django_assert_num_queries):
    council = world[0]
    for population in {f.population_name for f in FIGURES.values()}:
        with django_assert_num_queries(1):
            Figures(council).frames.frame(population, YEARS[1])


def test_months_add_up_to_the_year(world):
    _, _, figures = world
    whole = figures.number("entrants", YEARS[1])
    parts = [figures.number("entrants", month) for month in YEARS[1].months()]
    assert len(parts) == 12
    assert sorted(pk for part in parts for pk in part.records) == sorted(whole.records)


def test_a_rate_without_a_population_is_not_made_up(world):
    council, _, _ = world
    assert Figures(council).number("entrants-rate", Period(date(2018, 4, 1), date(2019, 3, 31))).text == "–"


def test_the_other_council_is_not_counted(world):
    other = Council.objects.create(service=world[0].service, name="Far", key="far", profile_name="bradford")
    assert all(Figures(other).number(name, YEARS[1]).records == [] for name in FIGURES)


def test_the_second_count_shares_no_code_with_the_figures():
    tree = ast.parse(Path(__file__).with_name("second.py").read_text(encoding="utf-8"))
    modules = {getattr(n, "module", "") or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert not [m for m in modules if "figures" in m or "querysets" in m or m.startswith("footprint.law")]


@pytest.mark.parametrize(
    ("first", "last", "earlier"),
    [
        (date(2020, 4, 1), date(2021, 3, 31), (date(2019, 4, 1), date(2020, 3, 31))),
        (date(2020, 1, 1), date(2020, 2, 29), (date(2019, 1, 1), date(2019, 2, 28))),
        (date(2019, 2, 1), date(2021, 2, 28), (date(2018, 2, 1), date(2020, 2, 29))),
    ],
)
def test_the_same_time_a_year_before(first, last, earlier):
    assert Period(first, last).earlier == Period(*earlier)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends on 01/01/2020, before it begins"):
        Period(date(2020, 2, 1), date(2020, 1, 1))
