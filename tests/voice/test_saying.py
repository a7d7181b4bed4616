"""What is said without a form, and the talk that a child wants."""

from datetime import date, timedelta

import pytest

from footprint.accounts import roles
from footprint.council.refusals import Refused
from footprint.messages.models import Message
from footprint.voice.models import Response, Words
from footprint.voice.saying import correct_statement, note_talk, talks_wanted, withdraw_statement, write_statement
from tests.conftest import TODAY

SAID = {
    "respondent": "child",
    "way": "phone",
    "heard_on": date(2025, 1, 17),
    "shared": "iro",
    "words": "Not at school.",
}


def said(cast, **more):
    return write_statement(cast.ada, by=cast.people[roles.BUSINESS_SUPPORT], on=TODAY, **{**SAID, **more})


def test_it_is_a_response_without_a_form(cast):
    made = said(cast, subject="The meeting")
    assert (made.form, made.asked_on, made.answered_on, made.way) == (None, None, date(2025, 1, 17), "phone")
    assert made.is_private
    assert made.name == "Ada"
    assert list(Words.objects.values_list("response", "question", "text")) == [(made.pk, "said", "Not at school.")]


def test_twice_is_as_good_as_once(cast):
    assert said(cast) == said(cast)
    assert said(cast, words="", wants_talk=True) == said(cast, words="", wants_talk=True)
    assert Response.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"respondent": "dog"}, "respondent"),
        ({"way": "link"}, "way"),
        ({"shared": ""}, "shared"),
        ({"heard_on": TODAY + timedelta(days=1)}, "heard_on"),
        ({"heard_on": date(2010, 4, 30)}, "heard_on"),
        ({"words": "  "}, "words"),
        ({"respondent": "parent", "wants_talk": True}, "wants_talk"),
    ],
)
def test_what_is_refused(cast, more, field):
    with pytest.raises(Refused) as refusal:
        said(cast, **more)
    assert refusal.value.field == field
    assert not Response.objects.exists()


def test_a_wish_for_a_talk_is_told_to_the_iro_and_waits_until_it_is_noted(cast):
    wish = said(cast, words="", wants_talk=True)
    told = Message.objects.get(key="talk_wanted")
    assert told.user == cast.people[roles.IRO]
    assert "AT" in told.subject
    iro = cast.people[roles.IRO].membership
    assert list(talks_wanted(iro, own=True)) == [wish]
    assert not talks_wanted(cast.people[roles.IRO_MANAGER].membership, own=True)
    with pytest.raises(Refused, match="Enter a day from Friday 17 January 2025"):
        note_talk(wish, by=None, on=TODAY, talked_on=date(2025, 1, 16))
    note_talk(wish, by=cast.people[roles.IRO], on=TODAY, talked_on=TODAY)
    assert not talks_wanted(iro)
    with pytest.raises(Refused, match="is noted already"):
        note_talk(wish, by=None, on=TODAY, talked_on=TODAY)


def test_without_an_iro_the_manager_is_told(cast):
    write_statement(cast.ben, by=None, on=TODAY, **{**SAID, "words": "", "wants_talk": True})
    assert Message.objects.get(key="talk_wanted").user == cast.people[roles.IRO_MANAGER]


def test_a_correction_keeps_what_was_typed_first(cast):
    first = said(cast, wants_talk=True)
    note_talk(first, by=None, on=TODAY, talked_on=TODAY)
    again = correct_statement(first, by=None, on=TODAY, **{**SAID, "words": "Not at home.", "wants_talk": True})
    first.refresh_from_db()
    again.refresh_from_db()
    assert first.withdrawn_at
    assert first.words.get().text == "Not at school."
    assert again.words.get().text == "Not at home."
    assert again.talked_on == TODAY


def test_withdrawn_once_with_a_reason(cast):
    made = said(cast)
    with pytest.raises(Refused, match="Say why"):
        withdraw_statement(made, by=None, why=" ")
    withdraw_statement(made, by=None, why="It was Ben")
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_statement(made, by=None, why="again")
