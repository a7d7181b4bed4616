"""Rules are data: each with a source, exactly one version on each day."""

from datetime import date, timedelta

import pytest

from footprint.law.answers import explain
from footprint.law.days import ENGLAND
from footprint.law.rules import RULES, SEQUENCES, rule_on
from footprint.law.sources import SOURCES, Source


@pytest.mark.parametrize("key", RULES)
def test_exactly_one_version_applies_on_every_day(key):
    edges = {v for rule in RULES[key] for v in (rule.valid_from, rule.valid_to)}
    around = {e + timedelta(days=d) for e in edges - {date.min, date.max} for d in (-1, 0, 1)}
    for day in around | {date(1950, 1, 1), date(2000, 1, 1), date(2020, 6, 1), date(2064, 1, 1)}:
        assert len([r for r in RULES[key] if r.valid_from <= day < r.valid_to]) == 1, day
        assert rule_on(key, day).key == key


def test_every_rule_has_words_and_a_source():
    for versions in RULES.values():
        for rule in versions:
            assert rule.words
            assert rule.sources
    assert set(SEQUENCES["looked-after"]) <= set(RULES)


def test_every_source_is_used():
    used = {source.key for versions in RULES.values() for rule in versions for source in rule.sources}
    assert used == set(SOURCES)


def test_what_is_marked_c_says_so_to_the_reader():
    for source in SOURCES.values():
        assert ("not yet checked" in source.text()) or source.mark != "C"
    assert SOURCES["first-review"].text() == "Law: Care Planning Regulations 2010, reg 33(1)."
    assert SOURCES["after-review"].text() == "Guidance: IRO Handbook, chapter 3 (paragraph not yet checked)."
    with pytest.raises(ValueError):
        Source("x", "title", "C", "statute")


@pytest.mark.parametrize(
    ("day", "relaxed"), [("2020-04-23", False), ("2020-04-24", True), ("2020-09-25", True), ("2020-09-26", False)]
)
def test_the_window_of_2020(day, relaxed):
    day = date.fromisoformat(day)
    assert rule_on("lateness", day).relaxed is relaxed
    assert (rule_on("short-break-length", day).limit is None) is relaxed


def test_the_key_carries_a_number_of_months():
    assert str(rule_on("R4/3", date(2025, 1, 1)).limit) == "3 months"
    with pytest.raises(KeyError):
        rule_on("R99", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        ("care-plan", "2024-06-03", "2024-06-17"),
        ("pathway-plan", "2024-11-30", "2025-02-28"),
        ("pathway-reviewed", "2025-08-31", "2026-02-28"),
        ("health-first", "2020-04-08", "2020-05-11"),
        ("health-under-5", "2025-01-10", "2025-07-10"),
        ("health-from-5", "2024-02-29", "2025-02-28"),
        ("education-plan", "2024-12-20", "2025-01-08"),
        ("education-plan-term", "2024-10-01", "2025-02-01"),
        ("placement-plan", "2025-05-23", "2025-06-02"),
        ("placement-plan", "2020-04-23", "2020-04-30"),
        ("placement-plan", "2020-04-24", None),
        ("placement-plan", "2020-09-25", None),
        ("placement-plan", "2020-09-26", "2020-10-02"),
        ("permanence", "2024-09-28", "2024-09-28"),
    ],
)
def test_what_must_be_in_date_or_in_place(rule, start, due):
    start, due = date.fromisoformat(start), due and date.fromisoformat(due)
    assert rule_on(rule, start).due(start, ENGLAND) == due
    answer = explain(rule, start, due, meeting=False)
    assert answer.value == due
    assert ("as soon as reasonably practicable" in answer.because) is (due is None)
