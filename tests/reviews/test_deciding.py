"""Decisions: issued once, answered or not answered, repeated, closed; and what a child asked for."""

from datetime import date

import pytest

from footprint.council.refusals import Refused
from footprint.messages.models import Message
from footprint.reviews import deciding
from footprint.reviews.actions import correct, record_held
from footprint.reviews.models import Decision, Edition
from footprint.reviews.reminders import remind
from tests.at_once import at_once
from tests.conftest import TODAY

HELD = date(2025, 1, 13)
WHAT = {"text": "Ada sees Kofi every Saturday", "owner": "A social worker", "due_on": date(2025, 2, 1)}


@pytest.fixture
def review(cast):
    return record_held(child=cast.ada, by=None, on=TODAY, held_on=HELD)


def decide(review, **more):
    return deciding.decide(review, by=None, on=TODAY, **{**WHAT, **more})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"text": " "}, "what will happen"),
        ({"owner": ""}, "who does it"),
        ({"due_on": date(2025, 1, 12)}, "from Monday 13 January 2025 on"),
        ({"kind": "magic"}, "from the list"),
    ],
)
def test_what_a_decision_needs(review, more, says):
    with pytest.raises(Refused, match=says):
        decide(review, **more)


def test_a_match_is_for_fourteen_and_over(cast, review):
    assert decide(review, kind="match").kind == "match"
    young = record_held(child=cast.ben, by=None, on=TODAY, held_on=HELD)
    with pytest.raises(Refused, match="from 14 on"):
        decide(young, kind="match")


def test_pressing_twice_adds_and_issues_once(review):
    first, second = decide(review), decide(review)
    assert first.pk == second.pk
    assert deciding.issue(review, by=None, on=TODAY) is True
    assert deciding.issue(review, by=None, on=date(2025, 1, 21)) is False
    review.refresh_from_db()
    assert review.decisions_sent_on == TODAY
    assert Edition.objects.filter(review=review, what="decisions").count() == 1
    decide(review, text="Another")
    assert deciding.issue(review, by=None, on=date(2025, 1, 21)) is True
    review.refresh_from_db()
    assert review.decisions_sent_on == TODAY, "the first day counts"


def test_a_decision_that_is_issued_later_has_its_own_time_to_be_answered(cast, review):
    first = decide(review)
    deciding.issue(review, by=None, on=TODAY)
    later = decide(review, text="Another")
    deciding.issue(review, by=None, on=date(2025, 1, 28))
    first.refresh_from_db()
    later.refresh_from_db()
    assert (deciding.reply_due(first), deciding.reply_due(later)) == (date(2025, 1, 27), date(2025, 2, 4))
    assert deciding.awaited_from(list(deciding.of_review(review))) == TODAY
    deciding.reply(first, by=None, on=date(2025, 1, 24), reply="agreed")
    assert deciding.awaited_from(list(deciding.of_review(review))) == date(2025, 1, 28)
    review.iro = cast.iro
    review.save()
    for day, number in ((date(2025, 1, 28), 0), (date(2025, 2, 4), 0), (date(2025, 2, 5), 2)):
        remind(cast.council, day)
        assert Message.objects.filter(key="decisions_unanswered").count() == number, day


def test_a_corrected_day_of_issue_is_that_of_the_decisions_of_that_day(review):
    first = decide(review)
    deciding.issue(review, by=None, on=date(2025, 1, 15))
    later = decide(review, text="Another")
    deciding.issue(review, by=None, on=TODAY)
    correct(review, by=None, on=TODAY, decisions_sent_on=date(2025, 1, 14))
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.issued_on, later.issued_on) == (date(2025, 1, 14), TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_issue_once(cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=HELD)
    decide(review)
    told = at_once(*[lambda: deciding.issue(review, by=None, on=TODAY)] * 2)
    assert sorted(told) == [False, True]


def test_an_issued_decision_is_not_rewritten(review):
    made = decide(review)
    assert deciding.change(made, by=None, on=TODAY, text="Ada sees Kofi often").text == "Ada sees Kofi often"
    deciding.issue(review, by=None, on=TODAY)
    with pytest.raises(Refused, match="is issued"):
        deciding.change(made, by=None, on=TODAY, text="x")
    with pytest.raises(Refused, match="no longer needed instead"):
        deciding.take_back(made, by=None)


def test_nothing_to_issue(review):
    with pytest.raises(Refused, match="no decision to issue"):
        deciding.issue(review, by=None, on=TODAY)


def test_the_manager_replies_and_the_iro_answers(review):
    made = decide(review)
    with pytest.raises(Refused, match="not been issued"):
        deciding.reply(made, by=None, on=TODAY, reply="agreed")
    deciding.issue(review, by=None, on=TODAY)
    made.refresh_from_db()
    assert made.reply == "", "no answer is no answer"
    review.refresh_from_db()
    assert deciding.reply_due(made) == date(2025, 1, 27)
    with pytest.raises(Refused, match="Say why"):
        deciding.reply(made, by=None, on=TODAY, reply="challenged")
    with pytest.raises(Refused, match="date that you propose"):
        deciding.reply(made, by=None, on=TODAY, reply="date")
    deciding.reply(made, by=None, on=TODAY, reply="date", proposed_on=date(2025, 2, 20))
    with pytest.raises(Refused, match="Say why it stands"):
        deciding.settle(made, by=None, accept=False)
    settled = deciding.settle(made, by=None, accept=True)
    assert settled.due_on == date(2025, 2, 20)
    with pytest.raises(Refused, match="answered your reply already"):
        deciding.reply(made, by=None, on=TODAY, reply="agreed")


def test_what_is_decided_again_counts_the_times_and_shows_once(cast, review):
    made = decide(review)
    later = date(2025, 1, 20)
    second = record_held(child=cast.ada, by=None, on=later, held_on=later)
    assert deciding.likely_again(second, "Ada sees Kofi each Saturday") == made
    assert deciding.likely_again(second, "A passport is applied for") is None
    again = decide(second, again_of=made, due_on=date(2025, 3, 1))
    assert again.times == 2
    assert list(Decision.objects.undone()) == [again]
    assert not deciding.undone_before(second).exists()


def test_how_a_decision_ends(review):
    made = decide(review)
    with pytest.raises(Refused, match="what shows that it was done"):
        deciding.close(made, by=None, on=TODAY, status="done")
    with pytest.raises(Refused, match="to today"):
        deciding.close(made, by=None, on=TODAY, status="done", evidence="x", closed_on=date(2025, 2, 1))
    assert deciding.close(made, by=None, on=TODAY, status="done", evidence="seen on Saturday").closed_on == TODAY
    assert deciding.close(made, by=None, on=TODAY, status="open").closed_on is None


@pytest.mark.parametrize(
    ("text", "owner", "hints"),
    [
        ("Tom books the dentist for Ada", "Tom", 0),
        ("Professionals to continue to liaise as appropriate", "All professionals", 4),
        ("word " * 41, "Tom", 1),
    ],
)
def test_advice_never_bars(text, owner, hints):
    assert len(deciding.advice(text, owner, date(2025, 2, 1), TODAY)) == hints


def test_what_was_asked_for_has_an_answer_with_a_reason(review):
    asked = deciding.ask(review, by=None, words="Every week with Kofi")
    assert deciding.ask(review, by=None, words="Every week with Kofi").pk == asked.pk
    with pytest.raises(Refused, match="Say why it was not agreed"):
        deciding.answer_ask(asked, by=None, outcome="not")
    assert deciding.answer_ask(asked, by=None, outcome="not", why="School nights are hard").why


def test_a_long_answer_to_the_manager_stays_whole_and_stands(review):
    made = decide(review)
    deciding.issue(review, by=None, on=TODAY)
    deciding.reply(made, by=None, on=TODAY, reply="challenged", words="No money")
    answered = deciding.settle(made, by=None, accept=False, words="Because " * 100)
    assert answered.settled == ("Because " * 100).strip()
    with pytest.raises(Refused, match="answered already"):
        deciding.settle(made, by=None, accept=True)


def test_the_same_reply_said_again_keeps_its_day(review):
    made = decide(review)
    deciding.issue(review, by=None, on=TODAY)
    deciding.reply(made, by=None, on=TODAY, reply="agreed")
    assert deciding.reply(made, by=None, on=date(2025, 3, 3), reply="agreed").replied_on == TODAY
