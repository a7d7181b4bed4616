"""The clocks around a review, each with its source."""

from datetime import date

import pytest

from footprint.law.clocks import NAMES, due

MONDAY = date(2025, 6, 2)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("appointment", 9),
        ("decisions", 9),
        ("manager_reply", 9),
        ("record", 23),
        ("distribution", 30),
        ("adjournment_limit", 30),
        ("dispute", 30),
    ],
)
def test_clocks(name, day):
    found = due(name, MONDAY)
    assert found.value == date(2025, 6, day)
    assert found.because.startswith("Due Mon")
    assert found.source_texts()


def test_the_reason_of_decisions():
    found = due("decisions", date(2025, 1, 13))
    assert found.because == "Due Mon 20 Jan 2025: 5 working days after the review held on 13 Jan 2025."
    assert found.source_texts() == ["Guidance: IRO Handbook, chapter 3 (paragraph not yet checked)."]


def test_an_unknown_clock():
    assert len(NAMES) == 7
    with pytest.raises(KeyError):
        due("R1", MONDAY)
