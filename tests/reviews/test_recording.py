"""Recording, correcting and withdrawing a review, and what becomes due."""

from datetime import date

import pytest

from footprint.council.refusals import Refused
from footprint.reviews.actions import correct, record_held, withdraw
from footprint.reviews.models import Review
from tests.conftest import TODAY


def due(child):
    return Review.objects.open().get(child=child, missed=False)


def test_a_child_new_in_care_is_due_a_first_review(cast):
    first = due(cast.ben)
    assert (first.kind, first.due_on) == ("first", date(2025, 2, 3))


def test_recording_a_review_makes_the_next_one_due(cast):
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    assert (held.kind, held.due_on) == ("first", date(2024, 7, 1))
    assert (due(cast.ada).kind, due(cast.ada).due_on) == ("second", date(2024, 9, 28))


def test_withdrawing_makes_due_again_what_was_due_before(cast):
    before = due(cast.ada).due_on
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    withdraw(held, by=None, on=TODAY, why="It was not held")
    assert due(cast.ada).due_on == before


def test_correcting_the_day_moves_the_next(cast):
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    correct(held, by=None, on=TODAY, held_on=date(2024, 6, 26))
    assert due(cast.ada).due_on == date(2024, 9, 26)


@pytest.mark.parametrize(
    ("held_on", "participation", "says"),
    [
        (date(2025, 1, 21), "PN1", "on or before today"),
        (date(2024, 6, 1), "PN1", "was not in care"),
        (date(2024, 6, 28), "PN0", "PN0 is for children under 4"),
    ],
)
def test_what_nobody_should_type_is_refused(cast, held_on, participation, says):
    with pytest.raises(Refused, match=says):
        record_held(child=cast.ada, by=None, on=TODAY, held_on=held_on, participation=participation)


def test_one_day_has_one_review(cast):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    with pytest.raises(Refused, match="recorded already"):
        record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")


def test_a_child_who_left_is_due_nothing(cast):
    assert not Review.objects.open().filter(child=cast.dan, missed=False).exists()
