"""The calculator: JSON in, JSON out."""

import json

import pytest

from footprint.law.cases import answer, answer_lines
from footprint.law.course import _HANDLERS
from footprint.law.disputes import NAMES as DISPUTES
from footprint.law.events import ALLOWED
from footprint.law.flags import all_flags

CASE = {
    "case": "A01",
    "as_at": "2025-12-31",
    "events": [{"on": "2025-06-02", "event": "became_looked_after"}, {"on": "2025-06-30", "event": "review_held"}],
}


def test_the_case_of_the_contract():
    found = answer(CASE)
    assert list(found) == ["case", "reviews", "next", "clocks", "flags"]
    assert found["reviews"][0] == {
        "kind": "first",
        "under": "looked-after",
        "due_on": "2025-06-30",
        "held_on": "2025-06-30",
        "on_time": True,
        "working_days_late": 0,
        "because": "Due Mon 30 Jun 2025: 20 working days after becoming looked after on 2 Jun 2025.",
        "sources": ["Law: Care Planning Regulations 2010, reg 33(1)."],
    }
    assert set(found["next"]) == {"kind", "under", "due_on", "because", "sources"}
    assert found["next"]["due_on"] == "2025-09-30"
    assert {"name": "decisions", "due_on": "2025-07-07"} in found["clocks"]
    assert found["flags"] == []


def test_both_days_of_a_series_are_shown():
    meetings = [
        {"on": "2025-06-02", "event": "became_looked_after"},
        {"on": "2025-06-20", "event": "series_meeting"},
        {"on": "2025-06-30", "event": "series_meeting", "completes": True},
    ]
    review = answer({**CASE, "events": meetings})["reviews"][0]
    assert (review["held_on"], review["opened_on"], review["completed_on"]) == (
        "2025-06-30",
        "2025-06-20",
        "2025-06-30",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"events": [{"on": "2025-06-02", "event": "teleported"}]}, "not an event"),
        ({"events": [{"event": "review_held"}]}, "“on” is missing"),
        ({"events": [{"on": "2025-02-30", "event": "review_held"}]}, "2025-02-30"),
        ({"events": [{"on": "20250602", "event": "review_held"}]}, "written like"),
        ({"events": [{"on": 5, "event": "review_held"}]}, "written like"),
        ({"events": [{"on": "1900-01-01", "event": "review_held"}]}, "outside the calendar"),
        ({"events": [{"on": "2025-06-02"}]}, "“event” is missing"),
        ({"events": ["x"]}, "“event” is missing"),
        ({"events": None}, "“events”"),
        ({"as_at": None}, "“as_at”"),
        ({"born": "2025-06-03"}, "before the birth"),
        ({"born": "9999-06-03", "events": []}, "after the calendar"),
        ({"died": "2025-06-10"}, "after the death"),
        ({"born": "2010-01-01", "died": "2009-01-01"}, "before the day of birth"),
        ({"settings": {"colour": 1}}, "not a setting"),
        ({"settings": {"interval_months": 0}}, "interval_months"),
        ({"settings": {"series_counts_from": "middle"}}, "series_counts_from"),
        ({"settings": {"series_counts_from": []}}, "series_counts_from"),
        ({"settings": 3}, "object"),
        ({"events": [{"on": "2025-06-02", "event": "short_break", "until": "2025-06-01"}]}, "ends before"),
        ({"events": [{"on": "2025-06-02", "event": "short_break", "until": "soon"}]}, "written like"),
        ({"events": [{"on": "2025-06-02", "event": "dispute_raised", "stages": ["x"]}]}, "stages"),
        ({"events": [{"on": "2025-06-02", "event": "dispute_raised", "stages": 5}]}, "a list"),
        ({"events": [{"on": "2025-06-02", "event": "interval_set"}]}, "months"),
        ({"events": [{"on": "2025-06-02", "event": "interval_set", "months": None}]}, "months"),
        ({"events": [{"on": "2025-06-02", "event": "interval_set", "months": 3, "by": "x"}]}, "“by”"),
        ({"events": [{"on": "2025-06-02", "event": "series_meeting", "completes": "yes"}]}, "true or false"),
        ({"events": [{"on": "2025-06-02", "event": "legal_status"}]}, "“code”"),
        ({"as_at": "2065-12-31", "events": [{"on": "2065-12-30", "event": "became_looked_after"}]}, "outside"),
    ],
)
def test_an_impossible_case_is_answered_with_a_sentence(change, words):
    found = answer({**CASE, **change})
    assert set(found) == {"case", "error"}
    assert found["case"] == "A01"
    assert words in found["error"]
    assert found["error"].endswith((".", "]."))


def test_the_others_are_still_answered():
    lines = [
        json.dumps(CASE),
        "not json",
        "",
        "[1]",
        "[" * 100_000,
        '{"case": NaN}',
        '{"case": "\\ud800"}',
        json.dumps({**CASE, "case": 2}),
    ]
    found = [json.loads(line) for line in answer_lines(lines)]
    assert [f["case"] for f in found] == ["A01", None, None, None, None, "?", 2]
    assert found[1]["error"] == "Line 2 is not JSON."
    assert "error" not in found[-1]


def test_a_field_of_another_event_is_let_by():
    events = [{**CASE["events"][0], "until": "x", "stages": 3, "months": None}]
    assert answer({**CASE, "events": events})["next"]["kind"] == "first"


def test_every_allowed_event_is_followed():
    quiet = {"midway_review", "review_cancelled"}
    assert set(ALLOWED) == (set(_HANDLERS) | DISPUTES | quiet) - {"died", "turned_18"}


def test_flags_are_listed_for_the_manual():
    listed = all_flags()
    assert len({flag.code for flag in listed}) == len(listed)
    assert all(flag.text.endswith(".") for flag in listed)
