"""Writing under questions: nothing typed is lost, by one page, by two people, by a save that is sent twice."""

from datetime import date

import pytest

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.council.refusals import Refused
from footprint.reviews import answers
from footprint.reviews.actions import correct, record_held
from footprint.reviews.models import Answer, Rival
from tests.at_once import at_once
from tests.conftest import TODAY

KEY = "plan.words"


@pytest.fixture
def review(cast):
    return record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))


def save(review, by, text, seen=0, writer="page", question=KEY):
    return answers.save(review, by=by, question=question, text=text, seen=seen, writer=writer)


def test_one_page_saves_again_and_again(cast, review):
    iro = cast.people[roles.IRO]
    assert save(review, iro, "Stay").version == 1
    assert save(review, iro, "Stay with", 1).version == 2
    assert save(review, iro, "Stay with Denise", 1).version == 3, "the answer to the save before was lost on its way"
    assert Answer.objects.get(review=review).text == "Stay with Denise"
    assert not Rival.objects.exists()
    assert Event.objects.filter(what="wrote in a review's papers").count() == 1, "one audit row, not one a keystroke"


def test_the_same_save_twice_is_one(cast, review):
    iro = cast.people[roles.IRO]
    assert save(review, iro, "Stay").version == save(review, iro, "Stay", 0, "another page").version == 1
    assert not Rival.objects.exists()


def test_two_people_at_once_keep_both_texts_and_one_is_chosen(cast, review):
    iro, manager = cast.people[roles.IRO], cast.people[roles.IRO_MANAGER]
    save(review, iro, "Hers", writer="a")
    first = save(review, manager, "His", 0, "b")
    assert first.rival
    assert first.standing == "Hers"
    assert save(review, manager, "His, in full", 0, "b").rival == first.rival
    assert save(review, iro, "Hers, in full", 1, "a").rival is None
    rival = Rival.objects.get()
    assert {Answer.objects.get(review=review).text, rival.text} == {"Hers, in full", "His, in full"}
    answers.choose(rival, by=iro, text="His, in full")
    assert Answer.objects.get(review=review).text == "His, in full"
    assert set(Rival.objects.values_list("text", flat=True)) == {"His, in full", "Hers, in full"}
    assert not Rival.objects.filter(settled_at=None).exists()
    with pytest.raises(Refused, match="Somebody has chosen already"):
        answers.choose(rival, by=manager, text="x")


def test_a_text_made_of_both_may_stand_but_not_nothing(cast, review):
    save(review, cast.people[roles.IRO], "Hers", writer="a")
    save(review, cast.people[roles.IRO_MANAGER], "His", 0, "b")
    rival = Rival.objects.get()
    with pytest.raises(Refused, match="Write what shall stand"):
        answers.choose(rival, by=None, text="  ")
    answers.choose(rival, by=None, text="Hers and his")
    texts = {*Answer.objects.values_list("text", flat=True), *Rival.objects.values_list("text", flat=True)}
    assert texts == {"Hers", "His", "Hers and his"}


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_write_at_once_lose_nothing(cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))
    people = zip((cast.people[roles.IRO], cast.people[roles.IRO_MANAGER]), ("one", "two"), strict=True)
    at_once(*(lambda p=person, t=text: save(review, p, t, 0, t) for person, text in people))
    found = [*Answer.objects.values_list("text", flat=True), *Rival.objects.values_list("text", flat=True)]
    assert sorted(found) == ["one", "two"]


@pytest.mark.parametrize(
    ("question", "text", "says"),
    [
        ("part.there", "perhaps", "Choose one of the answers"),
        ("prep.seen_on", "30 February", "Enter a day of the calendar"),
        ("no.such", "x", "not asked here"),
        (KEY, "x" * 100_001, "longer than"),
    ],
)
def test_what_cannot_be_is_refused(review, question, text, says):
    with pytest.raises(Refused, match=says):
        save(review, None, text, question=question)


def test_the_code_follows_the_answers_and_is_ours(review):
    save(review, None, "no", question="part.there")
    save(review, None, "told", question="part.views")
    review.refresh_from_db()
    assert review.participation == ""
    save(review, None, "yes", question="part.current")
    review.refresh_from_db()
    assert review.participation == "PN5"
    assert "participation" in review.edited_here
    save(review, None, "all", 1, question="part.there")
    save(review, None, "wordless", 1, question="part.views")
    review.refresh_from_db()
    assert review.participation == "PN3"


def test_common_words_go_to_a_brothers_record_and_never_over_his_own(cast, review):
    other = record_held(child=cast.ben, by=None, on=TODAY, held_on=date(2025, 1, 15))
    save(review, None, "Every Saturday", question="family.parents")
    save(review, None, "Grandma was heard", question="heard.family")
    save(other, None, "His own words", question="heard.family")
    over = answers.same_for(
        review, [other], by=None, questions=["family.parents", "heard.family", "family.siblings"], writer="w"
    )
    assert over == 2
    assert answers.answers_of(other) == {"family.parents": "Every Saturday", "heard.family": "His own words"}
    assert Rival.objects.get(review=other).text == "Grandma was heard"


def test_a_text_written_on_meanwhile_is_looked_at_before_one_is_chosen(cast, review):
    save(review, None, "Hers", writer="a")
    save(review, None, "His", 0, "b")
    rival = Rival.objects.get()
    seen = answers.as_seen(Answer.objects.get(review=review), rival)
    save(review, None, "Hers, in full", 1, "a")
    with pytest.raises(Refused, match="written on meanwhile"):
        answers.choose(rival, by=None, text="His", seen=seen)
    assert save(review, None, "His", 0, "c").rival == rival.pk, "the same text once more is no third text"


def test_a_corrected_day_before_the_fourth_birthday_changes_the_code(cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))
    for key, text in (("part.there", "all"), ("part.views", "self")):
        save(review, None, text, question=key)
    review.refresh_from_db()
    code = review.participation
    assert code
    cast.ada.born = date(2020, 12, 20)
    cast.ada.save()
    corrected = correct(review, by=None, on=TODAY, held_on=date(2024, 12, 16))
    assert (code, corrected.participation) == (code, "PN0")


@pytest.mark.parametrize(("who", "waits"), [(roles.BUSINESS_SUPPORT, True), (roles.IRO, False)])
def test_that_a_child_was_not_there_loses_no_answer_about_who_led(cast, review, who, waits):
    """What somebody else said waits for a choice; one's own earlier answer is kept."""
    save(review, cast.people[who], "part", question="part.chaired", writer="one page")
    save(review, cast.people[roles.IRO], "no", question="part.there", writer="another page")
    assert answers.answers_of(review)["part.chaired"] == "no"
    kept = Rival.objects.get(review=review, question="part.chaired")
    assert (kept.text, kept.written_by, kept.settled_at is None) == ("part", cast.people[who], waits)
    if waits:
        answers.choose(kept, by=cast.people[roles.IRO], text="no")
    assert save(review, cast.people[roles.IRO], "all", question="part.chaired", seen=2, writer="third").rival is None
