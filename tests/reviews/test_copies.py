"""The wall that every paper passes on its way out: who gets one, and that no copy tells where a child lives to somebody
who may not know."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from docx import Document as open_word
from hypothesis import given
from hypothesis import strategies as st

from footprint.audit.models import Event
from footprint.children.actions import add_around, change_around, edit_child, end_care, end_fact, record_fact
from footprint.children.models import AroundChild, PeriodOfCare, Relation
from footprint.council.refusals import Refused
from footprint.documents.paper import Grid, Paper, Words, paper_html, render_paper
from footprint.messages.actions import open_link
from footprint.messages.models import Message, PersonalLink
from footprint.reviews import answers, booking, sending
from footprint.reviews.copies import (
    DECISIONS,
    INVITATION,
    LETTER,
    NOT_SHARED,
    RECORD,
    Home,
    Recipient,
    Stopped,
    hidden_from,
    home_of,
    passed,
    recipients,
)
from footprint.reviews.models import Answer, Attendee, Review, SentCopy
from footprint.reviews.reminders import remind
from tests.at_once import at_once
from tests.conftest import TODAY
from tests.documents.test_pdf import words_of
from tests.reviews import rounds
from tests.reviews.rounds import KEPT, MAY_NOT_KNOW, NOT_ASKED, PEOPLE, SECRETS, bare, person, told

MADE_AT = datetime(2025, 1, 20, 12, tzinfo=UTC)
WHAT = (INVITATION, DECISIONS, RECORD)


def review_for(cast, what) -> Review:
    return rounds.next_review(cast) if what == INVITATION else rounds.held_review(cast)


def send(review, what, to, **more):
    return sending.send_out(review, by=None, what=what, to=to, **{"on": TODAY, **more})


def keys(review, what):
    return [r.key for r in recipients(review, what) if not r.why_not]


def every_form(copy) -> dict[str, str]:
    """All in which a copy can be read."""
    paper = sending.paper_of(copy)
    word = open_word(io.BytesIO(render_paper(paper, "docx", made_at=MADE_AT)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return {
        "stored": f"{copy.title}\n{copy.text}",
        "page": re.sub(r"<[^>]+>", " ", paper_html(paper)),
        "pdf": words_of(render_paper(paper, "pdf", made_at=MADE_AT)),
        "docx": "\n".join([*(p.text for p in word.paragraphs), *cells]),
    }


# Who gets one


@pytest.mark.parametrize("what", WHAT)
def test_those_who_get_none_are_refused_and_the_others_get_one(cast, what):
    review = review_for(cast, what)
    by_name = {r.name: r for r in recipients(review, what)}
    assert set(PEOPLE) <= set(by_name)
    none = {name for name, (_, _, more) in PEOPLE.items() if what not in more.get("gets", rounds.ALL)} | KEPT
    none |= {NOT_ASKED} if what == INVITATION else set()
    assert {name for name, r in by_name.items() if r.why_not} == none
    for name in none:
        with pytest.raises(Refused, match=f"{name} gets none: "):
            send(review, what, [by_name[name].key])
    everybody = [r.key for r in by_name.values()]
    with pytest.raises(Refused, match="gets none"):
        send(review, what, everybody)
    assert not SentCopy.objects.exists(), "one who may not have it stops the whole"
    assert not Message.objects.exists()
    sent = send(review, what, keys(review, what))
    assert {c.to_name for c in sent} == set(by_name) - none
    assert not SentCopy.objects.filter(to_name__in=none).exists()


def test_the_letter_is_the_childs_own(cast):
    review = rounds.held_review(cast)
    assert [r.key for r in recipients(review, LETTER)] == ["child"]
    with pytest.raises(Refused, match="from the list"):
        send(review, LETTER, [f"person {person('Anna Aunt').pk}"])
    with pytest.raises(Refused, match="at least one"):
        send(review, LETTER, [])


def test_kept_from_by_one_part_is_kept_from_by_all(cast):
    """Somebody with two parts in a child's life: what one part forbids the other does not allow."""
    review = rounds.held_review(cast)
    again = {"on": TODAY, "by": None, "starts_on": rounds.SINCE, "child": cast.ada, "gets": rounds.ALL}
    add_around(person=person("Ugo Uncle"), role="other", **again)
    add_around(person=person("Mary Mother"), role="other", **again)
    found = {r.name: r for r in recipients(review, RECORD)}
    assert len([r for r in recipients(review, RECORD) if r.name == "Ugo Uncle"]) == 1
    assert found["Ugo Uncle"].why_not == "a court order"
    assert not found["Mary Mother"].may_know_home


def test_who_is_not_asked_gets_no_invitation(cast):
    review = rounds.next_review(cast)
    Attendee.objects.filter(review=review, is_child=True).update(invited=False)
    Attendee.objects.filter(review=review, staff__name="A social worker").update(invited=False)
    why = {r.name: r.why_not for r in recipients(review, INVITATION)}
    assert why["Ada"] == why["A social worker"] == "is not asked to this review"
    assert why["Anna Aunt"] == ""


# Where the child lives


@pytest.mark.parametrize("what", WHAT)
def test_no_copy_tells_the_address_to_somebody_who_may_not_know(cast, what):
    review = review_for(cast, what)
    copies = {c.to_name: every_form(c) for c in send(review, what, keys(review, what))}
    hidden = MAY_NOT_KNOW & set(copies)
    assert len(hidden) >= 3
    for name in hidden:
        for form, text in copies[name].items():
            assert not told(text), f"{what} for {name}, {form}"
            assert "address not shared" in " ".join(text.split()), f"{what} for {name}, {form}"
    for name in set(copies) - hidden:
        for form, text in copies[name].items():
            assert told(text) == set(SECRETS), f"{what} for {name}, {form}"
            assert "address not shared" not in text


def test_the_letter_says_to_the_child_where_the_child_lives(cast):
    (letter,) = send(rounds.held_review(cast), LETTER, ["child"])
    for form, text in every_form(letter).items():
        assert told(text) == set(SECRETS), form


def test_a_copy_is_printed_again_as_the_reader_may_have_it_today(cast):
    review = rounds.held_review(cast)
    copies = {c.to_name: c for c in send(review, RECORD, keys(review, RECORD))}
    aunt, advocate, guardian = (copies[name] for name in ("Anna Aunt", "Adam Advocate", "Gus Guardian"))
    assert told(str(sending.leaving(aunt).blocks)) == set(SECRETS)
    change_around(rounds.part_of("Anna Aunt"), by=None, on=TODAY, may_know_home=False)
    change_around(rounds.part_of("Adam Advocate"), by=None, on=TODAY, kept_from="a threat")
    end_fact(rounds.part_of("Gus Guardian"), by=None, on=TODAY, ends_on=TODAY)
    assert not told(str(sending.leaving(aunt).blocks))
    assert told(str(sending.paper_of(aunt).blocks)) == set(SECRETS), "the log holds what went out"
    with pytest.raises(Refused, match="gets none: a threat"):
        sending.leaving(advocate)
    with pytest.raises(Refused, match="has no part in this any more"):
        sending.leaving(guardian)


def test_a_paper_that_still_tells_is_stopped():
    reader = Recipient("person 1", "Mary", "mother", "mother", "email", may_know_home=False)
    paper = Paper("A paper", ["Mary"], "today", [Grid(["Room", "Elm"], [["in 12 Orchard", "Close"]]), Words("Elm by")])
    assert NOT_SHARED in str(passed(paper, reader, Home(frozenset({"Elmby"}))))
    with pytest.raises(Stopped, match="was stopped"):
        passed(paper, reader, Home(frozenset({"12 Orchard Close"})))
    with pytest.raises(Stopped, match="was stopped"):
        passed(paper, reader, Home(frozenset({"today"})))


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("12 Orchard Close, Elmby, zz9 9qx", "in orchard close"),
        ("12 Orchard Close, Elmby, zz9 9qx", "in ELMBY"),
        ("12 Orchard Close, Elmby, zz9 9qx", "at ZZ99QX"),
        ("Flat 3, 12 Orchard Close", "at 12 Orchard Cl."),
        ("12, Orchard Close", "at 12 Orchard-Close"),
        ("12 St Mary's Road", "at 12 St Marys Road"),
        ("12 St Marys Road", "in St Mary’s Road"),
        ("Elmby ZZ9 9QX", "at ZZ9\n9QX"),
    ],
)
def test_an_address_is_found_as_people_shorten_it(cast, address, text):
    rounds.surround(cast.ada)
    rounds.person("Cara Carer").__class__.objects.filter(name="Cara Carer").update(address=address, postcode="")
    home = home_of(cast.ada)
    assert home.is_in(text)
    assert not home.is_in(home.hidden_in(text))


def test_plain_words_are_not_taken_for_an_address(cast):
    """Held "at home": the words stay in every text; so does a number of a house alone."""
    review = rounds.next_review(cast)
    review.meetings.update(place="At home, 12")
    home = home_of(cast.ada, review)
    for text in ("She likes it at home.", "Her carers' home has 12 windows", "Orchards close at 5"):
        assert home.hidden_in(text) == text


LINES = st.lists(st.text("abcdefXYZ0123456789é", min_size=2, max_size=8), min_size=1, max_size=4).map(" ".join)
GAPS = st.text(" \t\n-_.,’/", max_size=3)


@given(st.data(), LINES)
def test_a_line_is_found_however_it_is_spaced_and_written(data, line):
    home = Home(frozenset({line}))
    odd = "".join(data.draw(st.sampled_from([c.upper(), c.lower()])) + data.draw(GAPS) for c in line if c != " ")
    before, after = data.draw(GAPS), data.draw(GAPS)
    text = f"She is at {before}{odd}{after} now"
    assert home.is_in(text)
    safe = home.hidden_in(text)
    assert bare(line) not in bare(safe.replace(NOT_SHARED, ""))
    assert not home.is_in(safe)
    assert NOT_SHARED in safe
    assert safe.startswith("She is at")


@given(LINES, st.sampled_from(["q", "7"]))
def test_a_longer_word_that_holds_a_line_is_not_the_line(line, letter):
    home = Home(frozenset({line}))
    assert not home.is_in(f"{letter}{line}")
    assert home.hidden_in(f"{line}{letter}") == f"{line}{letter}"


# Sent once


@pytest.mark.parametrize("what", [*WHAT, LETTER])
def test_sending_twice_sends_once(cast, what):
    review = review_for(cast, what)
    to = keys(review, what)
    assert len(send(review, what, to)) == len(to)
    messages = Message.objects.count()
    assert send(review, what, to) == []
    assert SentCopy.objects.count() == len(to)
    assert Message.objects.count() == messages


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once(cast):
    review = rounds.held_review(cast)
    to = keys(review, RECORD)
    sent = at_once(*[lambda: send(review, RECORD, to)] * 2)
    assert sorted(map(len, sent)) == [0, len(to)]
    assert SentCopy.objects.count() == len(to)
    by_mail = [r for r in recipients(review, RECORD) if not r.why_not and r.how == "email"]
    assert Message.objects.filter(key="record_sent").exclude(address="").count() == len(by_mail)


def test_a_new_edition_of_the_record_goes_out_again_and_the_same_does_not(cast):
    review = rounds.held_review(cast)
    to = keys(review, RECORD)
    send(review, RECORD, to)
    sending.finish_record(review, by=None, on=TODAY)
    assert send(review, RECORD, to) == []
    answers.save(review, by=None, question="health.words", text="Ada is well.", seen=1, writer="page")
    assert send(review, RECORD, to) == [], "what is not finished does not go out"
    sending.finish_record(review, by=None, on=TODAY)
    again = send(review, RECORD, to)
    assert len(again) == len(to)
    assert all("Ada is well." in copy.text for copy in again)


def test_a_meeting_on_another_day_is_invited_to_again(cast):
    review = rounds.next_review(cast)
    to = keys(review, INVITATION)
    send(review, INVITATION, to)
    meeting = booking.booked(review)
    asked = booking.ask_to_move(
        meeting, by=None, on=TODAY, asked_by="child", why="Football", day=date(2025, 2, 3), time=meeting.at
    )
    booking.decide_move(asked, by=None, on=TODAY, granted=True, answer="Ada asked")
    assert len(send(review, INVITATION, to)) == len(to)


def test_of_a_move_only_those_are_told_who_are_still_asked_and_read_e_mail(cast):
    review = rounds.next_review(cast)
    send(review, INVITATION, keys(review, INVITATION))
    change_around(rounds.part_of("Mary Mother"), by=None, on=TODAY, kept_from="a court order")
    end_fact(rounds.part_of("Nina Nurse"), by=None, on=TODAY, ends_on=TODAY)
    sending.tell_everybody(review, "meeting_cancelled", by=None, once="1", day=TODAY)
    to = set(Message.objects.filter(key="meeting_cancelled").exclude(address="").values_list("name", flat=True))
    assert to == {"Anna Aunt", "Adam Advocate", "Tess Teacher"}


def test_it_is_distributed_when_the_last_had_theirs(cast):
    review = rounds.held_review(cast)
    *first, last = keys(review, RECORD)
    send(review, RECORD, first)
    send(review, LETTER, ["child"], on=date(2025, 1, 21))
    send(review, DECISIONS, keys(review, DECISIONS))
    review.refresh_from_db()
    assert review.distributed_on is None
    send(review, RECORD, [last], on=date(2025, 1, 22))
    review.refresh_from_db()
    assert review.distributed_on == date(2025, 1, 22)


def test_without_the_childs_letter_it_is_not_distributed(cast):
    review = rounds.held_review(cast)
    send(review, RECORD, keys(review, RECORD))
    review.refresh_from_db()
    assert review.distributed_on is None
    send(review, LETTER, ["child"], on=date(2025, 1, 23))
    review.refresh_from_db()
    assert review.distributed_on == date(2025, 1, 23)


def test_the_log_of_who_got_what_holds_no_names(cast):
    review = rounds.held_review(cast)
    send(review, RECORD, keys(review, RECORD))
    rows = Event.objects.filter(what="sent a copy: record")
    assert rows.count() == len(keys(review, RECORD))
    assert not any(name in str(row.detail) for row in rows for name in PEOPLE)


# A child who has died


@pytest.mark.parametrize("what", [*WHAT, LETTER])
def test_of_a_child_who_has_died_nothing_goes_out(cast, what):
    review = review_for(cast, what)
    edit_child(cast.ada, by=None, on=TODAY, died=TODAY)
    with pytest.raises(Refused, match="has died"):
        send(review, what, ["child"])
    review.child.refresh_from_db()
    assert all(r.why_not == "Ada has died" for r in recipients(review, what))
    for recipient in recipients(review, what):
        with pytest.raises(Refused, match="has died"):
            sending.compose(review, what, recipient, TODAY)
    assert not SentCopy.objects.exists()
    assert not Message.objects.exists()


def test_a_death_stops_what_was_on_its_way(cast):
    review = rounds.held_review(cast)
    sent = send(review, RECORD, keys(review, RECORD))
    secret = Message.objects.exclude(secret="").first().secret
    assert open_link(secret, cast.ada.born, timezone.now())
    period = PeriodOfCare.objects.standing().get(child=cast.ada, ends_on=None)
    end_care(period, by=None, on=TODAY, ends_on=TODAY, end_reason="E2")
    with pytest.raises(Refused, match="does not open"):
        open_link(secret, cast.ada.born, timezone.now())
    for copy in sent:
        copy.review.child.refresh_from_db()
        with pytest.raises(Refused, match="has died"):
            sending.leaving(copy)
    before = Message.objects.count()
    assert not sending.tell_everybody(sent[0].review, "meeting_cancelled", by=None, once="1", day=TODAY)
    assert Message.objects.count() == before
    assert PersonalLink.objects.exists()


@pytest.mark.parametrize("died", [False, True])
def test_reminders_stop_with_a_death(cast, died):
    rounds.worker_signs_in(cast)
    review = rounds.next_review(cast)
    booking.cancel(booking.booked(review), by=None, why="ill")
    rounds.book(review, day=date(2025, 2, 3))
    review.papers.update(due_on=date(2025, 1, 17))
    held = rounds.record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 2))
    rounds.write_all(held)
    held.decisions.update(issued_on=date(2024, 12, 4))
    following = booking.open_review(cast.ada)
    rounds.book(following, day=date(2025, 2, 3), at=rounds.time(17, 45))
    following.papers.update(due_on=date(2025, 1, 17))
    if died:
        edit_child(cast.ada, by=None, on=TODAY, died=TODAY)
    remind(cast.council, TODAY)
    found = set(Message.objects.filter(child=cast.ada).values_list("key", flat=True))
    assert found == (set() if died else {"two_week_check", "papers_late", "decisions_unanswered"})


def test_somebody_who_joins_later_has_the_record_sent_alone(cast):
    """A part that begins after the review: the wall asks what stands when it is sent."""
    review = rounds.held_review(cast)
    send(review, RECORD, keys(review, RECORD))
    add_around(
        child=cast.ada, by=None, on=TODAY, starts_on=TODAY, role="family", name="Late Lena", gets=["record"],
        may_know_home=False, reached_by="hand",
    )  # fmt: skip
    (copy,) = send(review, RECORD, keys(review, RECORD))
    assert copy.to_name == "Late Lena"
    assert not told(copy.text)
    assert AroundChild.objects.filter(person__name="Late Lena").exists()


def test_the_childs_own_letter_tells_no_secret_home_of_a_brother(cast):
    review = rounds.held_review(cast)
    record_fact(Relation, child=cast.ada, by=None, on=TODAY, starts_on=date(2025, 1, 6), other=cast.ben, kind="sibling")
    add_around(child=cast.ben, by=None, on=TODAY, starts_on=date(2024, 6, 3), name="Vera Hidden", role="carer",
               address="7 Secret Row", postcode="ZZ9 9ZZ", child_lives_here=True, reached_by="hand")  # fmt: skip
    Answer.objects.filter(review=review, question="letter.text").update(text="You will see him at 7 Secret Row.")
    paper = sending.compose(review, LETTER, recipients(review, LETTER)[0], TODAY)
    assert "Secret Row" not in paper_html(paper)
    assert NOT_SHARED in paper_html(paper)


def test_a_namesake_round_the_brother_is_somebody_else(cast):
    """Only the very person who is round both children may know where the other lives."""
    review = rounds.held_review(cast)
    record_fact(Relation, child=cast.ada, by=None, on=TODAY, starts_on=date(2025, 1, 6), other=cast.ben, kind="sibling")
    since = {"child": cast.ben, "by": None, "on": TODAY, "starts_on": date(2025, 1, 6)}
    add_around(
        name="Vera Hidden", role="carer", address="7 Secret Row", child_lives_here=True, reached_by="hand", **since
    )
    add_around(name="Anna Aunt", role="family", reached_by="hand", **since)
    anna = next(r for r in recipients(review, RECORD) if r.name == "Anna Aunt")
    assert "Secret Row" in hidden_from(anna, review).lines
    add_around(person=anna.person, role="family", **since)
    assert "Secret Row" not in hidden_from(anna, review).lines


def test_a_parent_of_the_same_town_is_not_told_the_town_of_the_child(cast):
    review = rounds.held_review(cast)
    parent = Recipient("person 0", "M", "mother", "mother", "post", ("3 Mill Road", "Elmby"), may_know_home=False,
                       person=AroundChild.objects.filter(child=cast.ada).first().person)  # fmt: skip
    assert "Elmby" in home_of(cast.ada, review).lines
    assert "Elmby" in hidden_from(parent, review).lines
