"""Booking, moving, cancelling and adjourning: what is refused, and that one slot is never given twice."""

from datetime import date, time

import pytest

from footprint.audit.models import Event
from footprint.children.actions import add_around, end_care, record_fact, withdraw_fact
from footprint.children.models import PeriodOfCare, Relation
from footprint.council.refusals import Refused
from footprint.reviews import answers, booking
from footprint.reviews.actions import correct, met_together, recompute, record_held
from footprint.reviews.invited import meet_together
from footprint.reviews.models import Attendee, Meeting, Paper, Review
from tests.at_once import at_once
from tests.conftest import TODAY

DAY, AT = date(2025, 1, 31), time(16, 15)


@pytest.fixture
def due(cast):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28))
    return booking.open_review(cast.ada)


def book(review, **more):
    values = {"day": DAY, "at": AT, "mode": "in person", "place": "Town hall 2"} | more
    return booking.book(review, by=None, on=TODAY, **values)


def test_a_booking_expects_everybody_and_every_paper(cast, due):
    for name, role, gets in (("Mum", "mother", ["invitation"]), ("Aunt", "family", [])):
        values = {"name": name, "role": role, "gets": gets, "reached_by": "hand"}
        add_around(child=cast.ada, by=None, on=TODAY, starts_on=date(2024, 6, 3), **values)
    book(due)
    named = Attendee.objects.filter(review=due)
    assert sorted(str(a.person or a.staff or "the child") for a in named) == [
        "A social worker",
        "An IRO",
        "Mum",
        "the child",
    ]
    papers = dict(Paper.objects.filter(review=due).values_list("kind", "due_on"))
    assert papers["care_plan"] == date(2025, 1, 28)
    assert "pathway_plan" not in papers
    assert book(due, day=date(2025, 2, 14), another=True).on == date(2025, 2, 14)
    assert Attendee.objects.filter(review=due).count() == 4


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"day": date(2025, 1, 19)}, "from today"),
        ({"place": ""}, "Enter the room or the place"),
        ({"mode": "video", "place": ""}, "Enter the link"),
        ({"mode": "hybrid"}, "enter the link"),
        ({"at": time(10)}, "in school hours"),
        ({"at_school": True}, "at school"),
    ],
)
def test_what_a_booking_needs(due, more, says):
    with pytest.raises(Refused, match=says):
        book(due, **more)


def test_school_hours_with_a_reason_are_recorded(due):
    assert book(due, at=time(10), school_why="Ada asked for it").school_why == "Ada asked for it"


def test_nobody_chairs_two_and_no_room_holds_two(cast, due):
    other = booking.open_review(cast.ben)
    book(due, chaired_by=cast.iro)
    with pytest.raises(Refused, match="is booked for Friday 31 January 2025, 16:15 already"):
        book(due)
    with pytest.raises(Refused, match="has another review at 16:15"):
        book(other, chaired_by=cast.iro, place="Elsewhere", at=time(17))
    with pytest.raises(Refused, match="is taken at 16:15"):
        book(other, place="town hall 2", at=time(15, 30))
    assert book(other, at=time(17, 15)).pk


@pytest.mark.django_db(transaction=True)
def test_one_slot_booked_by_two_people_is_given_once(cast):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28))
    reviews = [booking.open_review(cast.ada), booking.open_review(cast.ben)]
    told = at_once(*(lambda r=review: book(r, chaired_by=cast.iro) for review in reviews))
    assert Meeting.objects.filter(state=Meeting.BOOKED).count() == 1
    assert sorted(type(each).__name__ for each in told) == ["Meeting", "Refused"]


def test_only_what_a_manager_grants_moves(cast, due):
    meeting = book(due)
    asked = booking.ask_to_move(
        meeting, by=None, on=TODAY, asked_by="carer", why="work", day=date(2025, 4, 1), time=time(16)
    )
    meeting.refresh_from_db()
    assert meeting.on == DAY
    with pytest.raises(Refused, match="waiting for a manager already"):
        booking.ask_to_move(meeting, by=None, on=TODAY, asked_by="child", why="x", day=DAY, time=time(17))
    with pytest.raises(Refused, match="past the last day allowed"):
        booking.decide_move(asked, by=None, on=TODAY, granted=True)
    booking.decide_move(asked, by=None, on=TODAY, granted=True, answer="the child asked")
    meeting.refresh_from_db()
    assert meeting.on == date(2025, 4, 1)
    assert booking.is_past_limit(asked)
    assert Paper.objects.get(review=due, kind="care_plan").due_on == date(2025, 3, 27)
    with pytest.raises(Refused, match="decided already"):
        booking.decide_move(asked, by=None, on=TODAY, granted=False, answer="no")


def test_a_refusal_needs_a_reason_and_a_cancelled_meeting_none_waits(due):
    meeting = book(due)
    asked = booking.ask_to_move(meeting, by=None, on=TODAY, asked_by="iro", why="leave", day=DAY, time=time(17))
    with pytest.raises(Refused, match="Say why the day does not change"):
        booking.decide_move(asked, by=None, on=TODAY, granted=False)
    booking.cancel(meeting, by=None, why="carer ill")
    asked.refresh_from_db()
    assert asked.granted is False
    due.refresh_from_db()
    assert due.held_on is None
    assert booking.booked(due) is None


def test_a_review_is_adjourned_once_and_its_last_day_stays(cast, due):
    book(due, day=TODAY)
    limit = due.due_on
    again = booking.adjourn(due, by=None, on=TODAY, adjourned_on=TODAY, why="no plan", day=date(2025, 2, 14), at=AT)
    due.refresh_from_db()
    assert due.due_on == limit
    with pytest.raises(Refused, match="once only"):
        booking.adjourn(due, by=None, on=TODAY, adjourned_on=TODAY, why="x", day=date(2025, 2, 17), at=AT)
    later = date(2025, 2, 14)
    held = record_held(child=cast.ada, by=None, on=later, held_on=later, opened_on=TODAY)
    assert held.pk == due.pk
    again.refresh_from_db()
    assert again.state == Meeting.HELD
    assert held.meetings.count() == 2


def test_an_adjournment_has_a_limit(due):
    book(due, day=TODAY)
    with pytest.raises(Refused, match="Monday 17 February 2025 at the latest"):
        booking.adjourn(due, by=None, on=TODAY, adjourned_on=TODAY, why="x", day=date(2025, 2, 18), at=AT)


@pytest.mark.parametrize(
    ("day", "why", "says"),
    [
        (date(2025, 1, 1), "move", "from today on"),
        (date(2026, 1, 1), "move", "in any case"),
        (date(2025, 1, 25), "accommodation", "16 and over"),
    ],
)
def test_what_an_early_review_needs(cast, due, day, why, says):
    Review.objects.filter(pk=due.pk).update(due_on=date(2025, 3, 28))
    with pytest.raises(Refused, match=says):
        booking.ask_early(due, by=None, on=TODAY, early_by=day, early_why=why)


def test_brothers_and_sisters_meet_together_with_records_of_their_own(cast, due):
    from footprint.children.models import Child

    record_fact(Relation, child=cast.ada, by=None, on=TODAY, starts_on=date(2025, 1, 6), other=cast.ben, kind="sibling")
    (his,) = meet_together(due, Child.objects.all())
    assert his.child == cast.ben
    meeting = book(due, together=[his])
    assert set(meeting.reviews.all()) == {due, his}
    held = [record_held(child=c, by=None, on=DAY, held_on=DAY) for c in (cast.ada, cast.ben)]
    assert {m.pk for r in held for m in r.meetings.all()} == {meeting.pk}
    assert held[0].pk != held[1].pk


@pytest.mark.parametrize("held", [date(2024, 6, 28), date(2025, 1, 10)])
def test_a_booked_review_of_a_child_who_left_keeps_its_papers(cast, held):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=held)
    due = booking.open_review(cast.ada)
    meeting = book(due)
    end_care(PeriodOfCare.objects.get(child=cast.ada), by=None, on=TODAY, ends_on=date(2025, 1, 17), end_reason="E4A")
    recompute(council=cast.council, as_at=TODAY)
    due.refresh_from_db()
    meeting.refresh_from_db()
    assert due.withdrawn_at or due.missed
    assert (meeting.state, meeting.cancelled_why) == (Meeting.CANCELLED, "no longer due")
    assert Paper.objects.filter(review=due).exists()


def together(cast, due):
    record_fact(Relation, child=cast.ada, by=None, on=TODAY, starts_on=date(2025, 1, 6), other=cast.ben, kind="sibling")
    meeting = book(due, day=TODAY, together=[booking.open_review(cast.ben)])
    return meeting, booking.open_review(cast.ben)


def test_brothers_and_sisters_go_on_together(cast, due):
    meeting, other = together(cast, due)
    again = booking.adjourn(due, by=None, on=TODAY, adjourned_on=TODAY, why="no plan", day=date(2025, 2, 14), at=AT)
    assert set(again.reviews.all()) == {due, other}
    assert booking.booked(other) == again
    other.refresh_from_db()
    assert other.adjourned_on == TODAY


def test_a_corrected_day_of_one_leaves_the_others_their_meeting(cast, due):
    meeting, other = together(cast, due)
    held = [record_held(child=c, by=None, on=TODAY, held_on=TODAY, chaired_by=cast.iro) for c in (cast.ada, cast.ben)]
    assert met_together(meeting, held[0]) == [held[1]]
    correct(held[0], by=None, on=TODAY, held_on=date(2025, 1, 17), place="Library")
    meeting.refresh_from_db()
    own = held[0].meetings.get()
    assert (own.on, own.place, own.chaired_by, own.at) == (date(2025, 1, 17), "Library", cast.iro, AT)
    assert (meeting.on, meeting.place, list(meeting.reviews.all())) == (TODAY, "Town hall 2", [held[1]])
    held[1].refresh_from_db()
    assert held[1].held_on == TODAY
    assert Event.objects.filter(what="corrected a review").count() == 1


def test_one_who_was_held_on_another_day_leaves_the_others_their_meeting(cast, due):
    meeting, other = together(cast, due)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2025, 1, 16))
    meeting.refresh_from_db()
    assert (meeting.on, meeting.state) == (TODAY, Meeting.BOOKED)
    assert list(meeting.reviews.all()) == [other]


def test_a_review_that_is_due_again_has_its_words_and_its_cancelled_meeting_back(cast):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2025, 1, 10))
    due = booking.open_review(cast.ada)
    meeting = book(due)
    answers.save(due, by=None, question="prep.agenda", text="Her brother", seen=0, writer="page")
    period = PeriodOfCare.objects.standing().get(child=cast.ada)
    end_care(period, by=None, on=TODAY, ends_on=date(2025, 1, 17), end_reason="E4A")
    recompute(council=cast.council, as_at=TODAY, children=[cast.ada.pk])
    due.refresh_from_db()
    assert due.withdrawn_at
    withdraw_fact(period, by=None, why="another child's")
    record_fact(PeriodOfCare, child=cast.ada, by=None, starts_on=period.starts_on, on=TODAY)
    recompute(council=cast.council, as_at=TODAY, children=[cast.ada.pk])
    due.refresh_from_db()
    meeting.refresh_from_db()
    assert (due.withdrawn_at, due.withdrawn_why) == (None, "")
    assert booking.open_review(cast.ada) == due
    assert Review.objects.standing().filter(child=cast.ada, held_on=None).count() == 1
    assert answers.answers_of(due) == {"prep.agenda": "Her brother"}
    assert (meeting.state, booking.booked(due)) == (Meeting.CANCELLED, None)
    assert Event.objects.get(what__startswith="took a review up again").subject == f"review {due.pk}"
    assert recompute(council=cast.council, as_at=TODAY, children=[cast.ada.pk]) == 0


def test_another_time_in_care_has_reviews_of_its_own(cast):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2025, 1, 10))
    due = booking.open_review(cast.ada)
    answers.save(due, by=None, question="prep.agenda", text="Her brother", seen=0, writer="page")
    period = PeriodOfCare.objects.standing().get(child=cast.ada)
    end_care(period, by=None, on=TODAY, ends_on=date(2025, 1, 15), end_reason="E4A")
    recompute(council=cast.council, as_at=TODAY, children=[cast.ada.pk])
    record_fact(PeriodOfCare, child=cast.ada, by=None, starts_on=date(2025, 1, 18), on=TODAY)
    recompute(council=cast.council, as_at=TODAY, children=[cast.ada.pk])
    due.refresh_from_db()
    assert due.withdrawn_at
    assert booking.open_review(cast.ada) != due


def test_what_was_typed_before_a_review_was_booked_is_kept(cast, due):
    answers.save(due, by=None, question="prep.agenda", text="Her brother", seen=0, writer="page")
    end_care(PeriodOfCare.objects.standing().get(child=cast.ada), by=None, on=TODAY, ends_on=TODAY, end_reason="E4A")
    recompute(council=cast.council, as_at=TODAY, children=[cast.ada.pk])
    due.refresh_from_db()
    assert due.withdrawn_at or due.missed
    assert answers.answers_of(due) == {"prep.agenda": "Her brother"}
