"""The participation code from plain answers: the whole table, the reading that changed, and that nothing else has a code."""

from datetime import date
from itertools import product

import pytest

from footprint.law.participation import FROM_AWAY, THERE, WHILE_THERE, Reading, code, every_answer

DAY = date(2025, 1, 20)
TABLE = {
    ("all", "self", ""): "PN1",
    ("all", "other", ""): "PN2",
    ("all", "wordless", ""): "PN3",
    ("all", "none", ""): "PN4",
    ("part", "self", ""): "PN1",
    ("part", "other", ""): "PN2",
    ("part", "wordless", ""): "PN3",
    ("part", "none", ""): "PN4",
    ("no", "told", "yes"): "PN5",
    ("no", "told", "no"): "PN7",
    ("no", "sent", "yes"): "PN6",
    ("no", "sent", "no"): "PN7",
    ("no", "none", ""): "PN7",
}


def said(there, views, current, age=10, day=DAY, readings=()):
    return code(age=age, held_on=day, there=there, views=views, current=current, readings=readings)


@pytest.mark.parametrize(("answers", "wanted"), TABLE.items())
def test_the_table(answers, wanted):
    found = said(*answers)
    assert found.code == wanted
    assert found.because
    assert found.took_part == (wanted in ("PN1", "PN2", "PN3", "PN5", "PN6"))


def test_every_complete_answer_is_in_the_table():
    assert set(every_answer()) == set(TABLE)


def test_nothing_else_has_a_code():
    asked = product(["", *THERE], {"", *WHILE_THERE, *FROM_AWAY}, ["", "yes", "no"])
    for there, views, current in asked:
        found = said(there, views, current).code
        complete = (there, views, current) in TABLE or (there, views, "") in TABLE
        assert bool(found) == complete, (there, views, current)


@pytest.mark.parametrize("answers", TABLE)
@pytest.mark.parametrize(("age", "young"), [(0, True), (3, True), (4, False), (17, False)])
def test_under_four_the_answers_do_not_matter(answers, age, young):
    assert (said(*answers, age=age).code == "PN0") == young


@pytest.mark.parametrize(
    ("day", "wanted"), [(date(2010, 3, 31), "PN5"), (date(2020, 11, 30), "PN6"), (date(2020, 12, 1), "PN5")]
)
def test_a_council_that_changed_its_reading_keeps_both(day, wanted):
    readings = [Reading(date(2010, 4, 1), "PN6"), Reading(date(2020, 12, 1), "PN5")]
    assert said("no", "told", "yes", day=day, readings=readings).code == wanted
    assert said("no", "sent", "yes", day=day, readings=readings).code == "PN6"
