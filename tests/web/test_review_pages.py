"""What people do for a review, through its pages: people, booking, preparing, recording, deciding, writing, sending."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.actions import allocate
from footprint.children.actions import add_around, edit_child, end_care, record_fact
from footprint.children.models import AroundChild, Child, PeriodOfCare, Person, Relation
from footprint.council.actions import staff_member
from footprint.council.models import Staff
from footprint.messages.models import Message
from footprint.reviews import answers, booking, composing, deciding, invited
from footprint.reviews.actions import recompute, record_held, rescheduled
from footprint.reviews.copies import recipients
from footprint.reviews.models import Answer, Attendee, Change, DateRequest, Decision, Meeting, Paper, Review, SentCopy
from footprint.reviews.reminders import remind
from tests.conftest import TODAY

HELD = date(2025, 1, 13)
WHAT = {"text": "Ada sees Kofi on Saturdays", "owner": "Tom", "due_on": "1/2/2025", "made": "made", "decide": "1"}
BOOKING = {"day": "31/1/2025", "at": "4:15pm", "mode": "in person", "place": "Town hall 2", "minutes": "60"}


def text(answer):
    return unescape(answer.content.decode())


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(answer)))


@pytest.fixture
def held(cast):
    return record_held(child=cast.ada, by=None, on=TODAY, held_on=HELD, chaired_by=cast.iro)


@pytest.fixture
def due(cast):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 11, 8))
    return booking.open_review(cast.ada)


@pytest.fixture
def as_(cast, sign_in):
    return lambda role: sign_in(cast.people[role])


def mother(cast, **more):
    values = {"name": "Abena Test", "role": "mother", "email": "abena@home.example", "gets": ["invitation", "record"]}
    return add_around(child=cast.ada, by=None, on=TODAY, starts_on=date(2024, 6, 3), **{**values, **more})


def post(client, page, row, /, follow=True, **form):
    return client.post(reverse(page, args=[row.pk]), form, follow=follow)


# -- people ------------------------------------------------------------------------------------------------------------


@pytest.mark.feature("A15")
def test_people_are_added_changed_and_ended(cast, as_):
    client = as_(roles.BUSINESS_SUPPORT)
    form = {"name": "Denise Reid", "role": "carer", "starts_on": "3/6/2024", "reached_by": "post", "gets": ["record"]}
    answer = post(client, "add_round", cast.ada, **form)
    assert "is to be reached by letter by post: enter the address" in text(answer)
    assert 'value="Denise Reid"' in text(answer)
    post(client, "add_round", cast.ada, **form, address="12 Orchard Close", postcode="ZZ1 2AB", may_know_home="on",
         child_lives_here="on")  # fmt: skip
    part = AroundChild.objects.get(child=cast.ada)
    page = words(client.get(reverse("people_round", args=[cast.ada.pk])))
    assert "Denise Reid" in page
    assert "Ada lives here" in page
    url = reverse("change_round", args=[cast.ada.pk, part.pk])
    opened = {"name": "Denise Reid", "reached_by": "post", "address": "12 Orchard Close", "postcode": "ZZ1 2AB"}
    opened |= {f"initial-{n}": v for n, v in opened.items()}
    client.post(url, {**opened, "gets": [], "kept_from": "a court order", "initial-gets": ["record"]})
    now = AroundChild.objects.standing().get(child=cast.ada, ends_on=None)
    assert (now.kept_from, now.starts_on) == ("a court order", TODAY)
    assert AroundChild.objects.get(pk=part.pk).ends_on == TODAY, "what was true before stays in the history"
    client.post(reverse("end_round", args=[cast.ada.pk, now.pk]), {"ends_on": "20/1/2025"})
    assert Person.objects.count() == 1


@pytest.mark.feature("D12")
@pytest.mark.feature("X7")
@pytest.mark.feature("B24")
def test_an_entry_is_noticed_timed_and_told(cast, as_):
    client = as_(roles.BUSINESS_SUPPORT)
    answer = post(client, "note_entry", cast.ben, notified_on="5/1/2025")
    assert "Enter a day for the notice from Monday 6 January 2025 to today." in text(answer)
    post(
        client,
        "note_entry",
        cast.ben,
        notified_on="8/1/2025",
        notified_by="Team 1",
        pack_on="9/1/2025",
        pledge_on="9/1/2025",
    )
    page = words(client.get(reverse("note_entry", args=[cast.ben.pk])))
    assert "The service was told 2 working days later." in page
    assert "an IRO by 13/01/2025" in page
    assert Message.objects.get(key="entry_notified").user == cast.people[roles.IRO_MANAGER]
    assert "Ben" not in Message.objects.get(key="entry_notified").body


def test_a_new_iro_is_told_and_introduces_themself(cast, as_):
    client = as_(roles.IRO_MANAGER)
    post(client, "allocate", cast.ben, iro=cast.iro.pk, starts_on="10/1/2025")
    assert Message.objects.get(key="iro_introduced").user == cast.people[roles.IRO]
    letter = client.get(reverse("note_entry", args=[cast.ben.pk]) + "?as=pdf")
    assert letter["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF")


@pytest.mark.feature("E13")
@pytest.mark.feature("X6")
def test_a_change_is_told_to_the_iro_late_or_not_and_acknowledged(cast, as_):
    worker = as_(roles.SOCIAL_WORKER)
    post(worker, "tell_change", cast.ada, kind="education", happened_on="6/1/2025", words="New school")
    post(worker, "tell_change", cast.ada, kind="placement", happened_on="17/1/2025", words="Notice given")
    iro = as_(roles.IRO)
    assert "A significant change for AT" in text(iro.get(reverse("desk")))
    post(iro, "tell_change", cast.ada, kind="missing", happened_on="10/1/2025", words="Away a night", found_out="on")
    page = words(iro.get(reverse("changes")))
    assert "1 was told late, 1 not told at all" in page
    change = Change.objects.get(kind="placement")
    iro.post(reverse("changes"), {"change": change.pk})
    iro.post(reverse("changes"), {"change": change.pk})
    change.refresh_from_db()
    assert change.acknowledged_by == cast.people[roles.IRO]
    assert Message.objects.filter(key="change_acknowledged", user=cast.people[roles.SOCIAL_WORKER]).count() == 1


# -- planning ----------------------------------------------------------------------------------------------------------


@pytest.mark.feature("D8")
@pytest.mark.feature("D17")
@pytest.mark.feature("W6")
@pytest.mark.feature("E6")
def test_a_review_is_booked_with_who_chose_and_why_in_school_hours(cast, as_, due):
    client = as_(roles.BUSINESS_SUPPORT)
    answer = post(client, "book", due, **{**BOOKING, "at": "10am"})
    assert "The meeting would be in school hours. Choose another time, or say why it must be." in text(answer)
    form = {
        **BOOKING,
        "at": "10am",
        "school_why": "Ada asked for it",
        "mode": "hybrid",
        "link": "https://meet.example/1",
    }
    answer = post(client, "book", due, **form, chosen_time="child", chosen_place="together")
    assert "It is booked." in text(answer)
    meeting = Meeting.objects.get(reviews=due)
    assert (meeting.chosen_time, meeting.chosen_place, meeting.mode) == ("child", "together", "hybrid")
    assert "In school hours or at school: Ada asked for it" in words(client.get(reverse("review", args=[due.pk])))


@pytest.mark.feature("D14")
@pytest.mark.feature("X9")
def test_only_a_manager_moves_a_booked_review_and_everybody_is_told(cast, as_, due):
    mother(cast)
    client = as_(roles.BUSINESS_SUPPORT)
    post(client, "book", due, **BOOKING)
    keys = [f"person {Person.objects.get().pk}"]
    post(client, "copies", due, what="invitation", to=keys, send="1")
    form = {"asked_by": "carer", "why": "A hospital day", "day": "3/3/2025", "time": "4pm"}
    answer = post(client, "ask_move", due, **form)
    assert "The manager is asked." in text(answer)
    asked = DateRequest.objects.get()
    assert client.post(reverse("moves"), {"request": asked.pk, "grant": "1", "answer": "x"}).status_code == 200
    asked.refresh_from_db()
    assert asked.granted is None, "business support cannot grant it"
    manager = as_(roles.IRO_MANAGER)
    assert "1 wish to move a review waits" in words(manager.get(reverse("service")))
    page = manager.post(reverse("moves"), {"request": asked.pk, "grant": "1"}, follow=True)
    assert "past the last day allowed" in words(page)
    page = manager.post(reverse("moves"), {"request": asked.pk, "grant": "1", "answer": "Ada agreed"}, follow=True)
    assert "It is moved, and everybody invited is told." in words(page)
    assert Meeting.objects.get(reviews=due).on == date(2025, 3, 3)
    changed = Message.objects.get(key="invitation_changed", address="abena@home.example")
    assert "Mon 3 Mar 2025" in changed.subject
    assert SentCopy.objects.filter(review=due).count() == 2, "the new invitation stands in the log"
    told = Message.objects.get(key="date_change_decided")
    assert told.user == cast.people[roles.BUSINESS_SUPPORT]
    assert told.subject == "Another date for AT: agreed"


@pytest.mark.feature("D15")
@pytest.mark.feature("D4")
@pytest.mark.feature("D7")
def test_a_review_is_wanted_early_cancelled_and_adjourned(cast, as_, due):
    client = as_(roles.IRO)
    post(client, "ask_early", due, early_by="27/1/2025", early_why="move", early_words="Moved on Friday")
    page = words(client.get(reverse("desk")))
    assert "Wanted by Mon 27 Jan" in page
    post(client, "book", due, **BOOKING)
    answer = post(client, "cancel_meeting", due, why="Carer ill")
    assert "Carer ill" in words(answer)
    post(client, "book", due, **{**BOOKING, "day": "20/1/2025"})
    answer = post(client, "adjourn", due, adjourned_on="20/1/2025", why="No care plan", day="3/3/2025", at="4pm")
    assert "Monday 17 February 2025 at the latest" in text(answer)
    answer = post(client, "adjourn", due, adjourned_on="20/1/2025", why="No care plan", day="10/2/2025", at="4pm")
    page = words(answer)
    assert "Adjourned" in page
    assert "Mon 17 Feb 2025" in page
    due.refresh_from_db()
    assert due.due_on == date(2025, 2, 8)


@pytest.mark.feature("W1")
@pytest.mark.feature("W2")
def test_the_calendar_its_duty_cover_and_a_secret_feed(cast, as_, due, client):
    post(as_(roles.BUSINESS_SUPPORT), "book", due, **BOOKING, chaired_by=cast.iro.pk)
    manager = as_(roles.IRO_MANAGER)
    form = {"staff": cast.iro.pk, "starts_on": "20/1/2025", "ends_on": "24/1/2025"}
    manager.post(reverse("set_duty"), form)
    assert "is on duty from" in text(manager.post(reverse("set_duty"), form))
    team = as_(roles.TEAM_MANAGER)
    page = words(team.get(reverse("calendar") + "?month=2025-01"))
    assert "Fri 31 Jan 2025" in page
    assert "Ada Test" in page
    assert "An IRO, until Fri 24 Jan" in page
    iro = as_(roles.IRO)
    page = text(iro.post(reverse("calendar"), {"feed": "1"}))
    address = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)[1]
    iro.logout()
    feed = iro.get(address)
    assert feed["Content-Type"].startswith("text/calendar")
    body = feed.content.decode()
    assert "SUMMARY:Review AT" in body
    assert "DTSTART:20250131T161500" in body
    assert "Ada" not in body
    as_(roles.IRO).post(reverse("calendar"), {"close": "1"})
    iro.logout()
    assert iro.get(address).status_code == 404


def test_a_team_managers_calendar_holds_no_other_teams_child(cast, as_):
    post(as_(roles.BUSINESS_SUPPORT), "book", booking.open_review(cast.ben), **BOOKING)
    assert "Ben" not in text(as_(roles.TEAM_MANAGER).get(reverse("calendar") + "?month=2025-01"))


@pytest.mark.feature("D16")
@pytest.mark.feature("W3")
@pytest.mark.feature("X5")
@pytest.mark.feature("X11")
@pytest.mark.feature("E2")
def test_what_a_day_brings_is_said_once(cast, due, held):
    post_ = {"day": date(2025, 1, 31), "at": booking.SCHOOL_TO, "mode": "in person", "place": "Room"}
    booking.book(booking.open_review(cast.ada), by=None, on=TODAY, **post_)
    allocate(child=cast.ben, iro=cast.iro, by=None, on=TODAY, starts_on=date(2025, 1, 8))
    Decision.objects.all().delete()
    deciding.decide(held, by=None, on=TODAY, text="x", owner="Tom", due_on=date(2025, 2, 1))
    deciding.issue(held, by=None, on=HELD)
    later = date(2025, 1, 29)
    Paper.objects.update(due_on=later - timedelta(days=1))
    remind(cast.council, later)
    first = list(Message.objects.order_by("pk").values_list("key", "user", "about"))
    remind(cast.council, later)
    assert list(Message.objects.order_by("pk").values_list("key", "user", "about")) == first
    said = {(key, user) for key, user, _ in first}
    people = {role: user.pk for role, user in cast.people.items()}
    for key, role in (
        ("month_list", roles.BUSINESS_SUPPORT), ("month_list", roles.IRO), ("two_week_check", roles.BUSINESS_SUPPORT),
        ("two_week_check", roles.SOCIAL_WORKER), ("review_due_soon", roles.IRO), ("papers_late", roles.SOCIAL_WORKER),
        ("decisions_unanswered", roles.TEAM_MANAGER), ("decisions_unanswered", roles.IRO), ("week_list", roles.TEAM_MANAGER),
    ):  # fmt: skip
        assert (key, people[role]) in said, (key, role)


def test_before_the_first_day_of_use_nothing_is_said(cast, due):
    cast.council.service.first_day_of_use = TODAY + timedelta(days=1)
    cast.council.service.save()
    cast.council.refresh_from_db()
    assert remind(cast.council, TODAY) == 0


@pytest.mark.feature("W5")
@pytest.mark.feature("E5")
def test_what_goes_by_post_or_by_hand_is_one_pdf_and_goes_once(cast, as_, due):
    mother(cast, reached_by="post", address="1 Far Street")
    client = as_(roles.BUSINESS_SUPPORT)
    post(client, "book", due, **BOOKING)
    where = reverse("copies", args=[due.pk]) + "?what=invitation&as=pdf"
    assert "Nothing of this goes on paper." in text(client.get(where, follow=True))
    keys = ["child", f"person {Person.objects.get().pk}"]
    for _ in range(2):
        post(client, "copies", due, what="invitation", to=keys, send="1")
    assert SentCopy.objects.count() == 2
    pack = client.get(where)
    assert pack["Content-Type"] == "application/pdf"
    assert pack.content.startswith(b"%PDF")


# -- preparing ---------------------------------------------------------------------------------------------------------


@pytest.mark.feature("E1")
@pytest.mark.feature("E7")
@pytest.mark.feature("E8")
@pytest.mark.feature("E9")
@pytest.mark.feature("E11")
@pytest.mark.feature("E12")
@pytest.mark.feature("E15")
@pytest.mark.feature("L7")
@pytest.mark.feature("L11")
def test_preparing_is_kept_and_its_agenda_comes_to_the_decisions(cast, as_, held):
    client = as_(roles.IRO)
    said = {
        "prep.seen": "yes", "prep.seen_on": "10/1/2025", "prep.seen_how": "person", "prep.seen_alone": "yes",
        "prep.told_on": "2/1/2025", "prep.wishes": "At home, with Denise", "prep.agenda": "Seeing Kofi\nFootball",
        "prep.plan": "Her own list first", "prep.chair": "part", "prep.chair_helper": "Denise",
        "prep.chair_training": "Workshop in May", "prep.talk_on": "9/1/2025", "prep.talk": "The plan comes on Friday",
        "prep.parents": "wanted", "prep.carer": "You have got really good at drumming",
    }  # fmt: skip
    post(client, "prepare", held, writer="w", **said)
    stored = answers.answers_of(held)
    assert stored == {**said, "prep.seen_on": "2025-01-10", "prep.told_on": "2025-01-02", "prep.talk_on": "2025-01-09"}
    page = words(client.get(reverse("decisions", args=[held.pk])))
    assert "What Ada wanted to talk about Seeing Kofi Football" in page
    page = words(client.get(reverse("child", args=[cast.ada.pk])))
    assert "The carer's letter" in page


@pytest.mark.feature("E3")
@pytest.mark.feature("E4")
def test_the_social_worker_writes_the_report_and_the_iro_judges_it(cast, as_, due):
    post(as_(roles.BUSINESS_SUPPORT), "book", due, **BOOKING)
    worker = as_(roles.SOCIAL_WORKER)
    answer = post(worker, "assessment", due, **{"writer": "w", "finish": "1", "report.well": "You draw every day"})
    assert "3 still to answer: What I worry about, and why" in words(answer)
    rest = {"report.worry": "School", "report.said": "“I like Denise”", "report.plan": "You stay"}
    post(worker, "assessment", due, **{"writer": "w", "finish": "1", "report.well": "You draw every day", **rest})
    paper = Paper.objects.get(review=due, kind="assessment")
    assert paper.received_on == TODAY
    assert post(worker, "save_answer", due, question="prep.seen", text="yes").status_code == 409
    iro = as_(roles.IRO)
    page = reverse("papers", args=[due.pk])
    iro.post(page, {"paper": paper.pk, "judge": "1", "quality": "good", "childs_view": "yes", "parents_view": "no"})
    paper.refresh_from_db()
    assert (paper.quality, paper.childs_view, paper.parents_view, paper.to_the_point) == ("good", True, False, None)
    care = Paper.objects.get(review=due, kind="care_plan")
    file = SimpleUploadedFile("plan.html", b"<script>alert(1)</script>", "text/html")
    iro.post(page, {"paper": care.pk, "received_on": "20/1/2025", "file": file})
    got = iro.get(page + f"?file={care.files.get().pk}")
    assert got["Content-Disposition"].startswith("attachment")
    assert got["Content-Type"] == "application/octet-stream"


def test_what_changed_since_the_last_review(cast, as_, held):
    deciding.decide(held, by=None, on=TODAY, text="Begin life story work", owner="Tom", due_on=HELD)
    due = booking.open_review(cast.ada)
    as_(roles.SOCIAL_WORKER).post(
        reverse("tell_change", args=[cast.ada.pk]),
        {"kind": "family", "happened_on": "18/1/2025", "words": "Kofi moved away"},
    )
    support = as_(roles.BUSINESS_SUPPORT)
    support.post(reverse("record_fact", args=[cast.ada.pk, "placement"]), {"code": "U4", "starts_on": "15/1/2025"})
    page = words(as_(roles.IRO).get(reverse("changed", args=[due.pk])))
    assert "Ada has a new home. 1 decision is not done in time." in page
    assert "Kofi moved away" in page
    assert "Begin life story work" in page
    assert "Not changed: legal status: Full care order" in page


# -- the record --------------------------------------------------------------------------------------------------------


def needed(review) -> dict[str, str]:
    """An answer to every question that must be answered."""
    first = {"part.views": "self", "home.right": "yes"}
    given: dict[str, str] = {}
    while left := answers.missing(review, "record", TODAY):
        for q in left:
            given[q.key] = first.get(q.key) or next(iter(q.options), "Said.")
            answers.save(review, by=None, question=q.key, text=given[q.key], seen=0, writer="test")
    return given


@pytest.mark.feature("F1")
@pytest.mark.feature("F2")
@pytest.mark.feature("F7")
@pytest.mark.feature("F8")
@pytest.mark.feature("F9")
@pytest.mark.feature("F10")
@pytest.mark.feature("F13")
@pytest.mark.feature("L5")
@pytest.mark.feature("L8")
@pytest.mark.feature("L10")
@pytest.mark.feature("L12")
@pytest.mark.feature("H1")
@pytest.mark.feature("H4")
@pytest.mark.feature("H5")
def test_a_record_is_finished_sent_and_read(cast, as_, held):
    mother(cast)
    invited.expect_everybody(held, by=None, on=HELD)
    client = as_(roles.IRO)
    answer = post(client, "record", held, writer="w", finish="1")
    assert "still to answer" in words(answer)
    needed(held)
    more = {
        "part.did": "Played the drums", "part.aids": "A book of symbols", "part.how": "Too many people",
        "heard.family": "Grandma, by telephone", "told.rights": "13/1/2025", "told.wants": "advocate",
    }  # fmt: skip
    attendee = Attendee.objects.get(review=held, person__name="Abena Test")
    client.post(reverse("save_answer", args=[held.pk]), {"question": f"came.{attendee.pk}", "text": "part"})
    answer = post(client, "record", held, writer="w", finish="1", **more)
    assert "The record is finished." in text(answer)
    held.refresh_from_db()
    assert (held.record_done_on, held.participation) == (TODAY, "PN1")
    key = f"person {attendee.person_id}"
    answer = post(client, "copies", held, what="record", to=[key], send="1")
    assert "1 new copy sent or ready to print." in text(answer)
    copy = SentCopy.objects.get()
    page = words(client.get(reverse("copy", args=[held.pk]) + f"?of={copy.pk}"))
    for said in (
        "Abena Test part of it",
        "Played the drums",
        "A book of symbols",
        "Grandma, by telephone",
        "An advocate",
    ):
        assert said in page, said
    answers.save(held, by=None, question="plan.words", text="Changed later", seen=1, writer="x")
    assert "Changed later" not in text(client.get(reverse("copy", args=[held.pk]) + f"?of={copy.pk}"))


def test_a_small_child_is_observed_and_not_asked(cast, as_):
    small = record_held(child=cast.ben, by=None, on=TODAY, held_on=date(2025, 1, 15))
    page = words(as_(roles.IRO_MANAGER).get(reverse("record", args=[small.pk])))
    assert "What you saw of Ben" in page
    assert "How were Ben's views put" not in page
    assert small.participation == "PN0"


@pytest.mark.feature("F11")
def test_what_was_seen_of_a_child_too_young_to_speak(cast, as_):
    small = record_held(child=cast.ben, by=None, on=TODAY, held_on=date(2025, 1, 15))
    post(as_(roles.IRO_MANAGER), "record", small, **{"writer": "w", "part.observed": "Goes to Denise when unsure"})
    assert answers.answers_of(small)["part.observed"] == "Goes to Denise when unsure"


@pytest.mark.feature("F12")
def test_a_council_leaves_questions_out_and_asks_its_own(cast, as_, held, monkeypatch):
    from dataclasses import replace

    from footprint.council import profile as profiles
    from footprint.reviews import questions

    neutral = profiles.profile("neutral")
    own = {"left_out": ["growing", "home.strain"], "more_title": "Ours", "questions": [
        {"sheet": "record", "key": "ours.pet", "label": "Has {name} a pet?", "kind": "line"}]}  # fmt: skip
    monkeypatch.setattr("footprint.reviews.questions.profile", lambda name: replace(neutral, record=own))
    questions.sheet.cache_clear()
    try:
        page = words(as_(roles.IRO).get(reverse("record", args=[held.pk])))
        assert "Has Ada a pet?" in page
        assert "Savings" not in page
        assert "strain on the carers" not in page
        post(as_(roles.IRO), "record", held, **{"writer": "w", "ours.pet": "A cat"})
        assert answers.answers_of(held)["ours.pet"] == "A cat"
    finally:
        questions.sheet.cache_clear()


@pytest.mark.feature("L4")
def test_who_was_not_heard_is_on_the_managers_list_with_why(cast, as_, held):
    client = as_(roles.IRO)
    said = {"part.there": "no", "part.views": "none", "part.why_not": "missing", "part.follow": "I visit on Friday"}
    post(client, "record", held, writer="w", **said)
    answers.save(held, by=None, question="prep.seen", text="not", seen=0, writer="w")
    page = words(as_(roles.IRO_MANAGER).get(reverse("not_heard")))
    assert "PN7" in page
    assert "I visit on Friday" in page
    assert "not offered" in page


def test_who_nobody_says_was_seen_beforehand_is_on_the_managers_list(cast, as_, held):
    client = as_(roles.IRO_MANAGER)
    page = words(client.get(reverse("not_heard")))
    assert "1 child not seen beforehand, or not recorded" in page
    assert "Ada Test not recorded An IRO" in page
    for text_, shown in (("declined", "offered, and declined"), ("", "not recorded")):
        Answer.objects.update_or_create(
            review=held, question="prep.seen", defaults={"text": text_, "written_at": held.recorded_at}
        )
        assert f"Ada Test {shown} An IRO" in words(client.get(reverse("not_heard")))
    Answer.objects.update(text="yes")
    assert "0 children not seen" in words(client.get(reverse("not_heard")))
    booking.book(booking.open_review(cast.ada), by=None, on=TODAY, day=TODAY, at=time(16), place="Here")
    assert "0 children not seen" in words(client.get(reverse("not_heard"))), "not before it was held"


@pytest.mark.feature("L1")
@pytest.mark.feature("L3")
def test_no_form_has_a_field_for_the_code_and_its_table_is_public(cast, as_, held, client):
    for name, row in (("record_review", cast.ada), ("review", held), ("record", held)):
        page = text(as_(roles.IRO_MANAGER).get(reverse(name, args=[row.pk])))
        assert not re.search(r'<(select|input|option)[^>]*(name="participation"|value="PN\d")', page), name
    client.logout()
    page = words(client.get(reverse("participation")))
    assert "No told the IRO or an advocate beforehand yes PN5 yes" in page


# -- after the meeting -------------------------------------------------------------------------------------------------

QUALITY = {"quality.grade": "improve", "quality.own": "template", "quality.smart": "no", "quality.plain": "no",
           "quality.needs": "no", "quality.rag": "amber"}  # fmt: skip


@pytest.mark.feature("F6")
@pytest.mark.feature("J1")
@pytest.mark.feature("J4")
@pytest.mark.feature("J6")
@pytest.mark.feature("J7")
@pytest.mark.feature("J8")
@pytest.mark.feature("X2")
def test_amber_is_told_once_and_stands_among_the_months_themes(cast, as_, held):
    client = as_(roles.IRO)
    answer = post(client, "quality", held, writer="w", finish="1", **QUALITY)
    assert "1 still to answer: What must happen, and by when" in words(answer)
    whole = {**QUALITY, "quality.words": "A new plan by Friday", "quality.themes": "old plans"}
    for _ in range(2):
        post(client, "quality", held, writer="w", finish="1", **whole)
    held.refresh_from_db()
    assert held.quality_done_on == TODAY
    told = Message.objects.filter(key="plan_amber").values_list("user", flat=True)
    wanted = (roles.SOCIAL_WORKER, roles.TEAM_MANAGER, roles.SENIOR_MANAGER)
    assert sorted(told) == sorted(cast.people[role].pk for role in wanted)
    page = words(as_(roles.IRO_MANAGER).get(reverse("themes")))
    assert "January 2025 1 form" in page
    assert "Requires improvement 1" in page
    assert "A new plan by Friday" in page
    assert "old plans (1)" in page


# -- decisions ---------------------------------------------------------------------------------------------------------


@pytest.mark.feature("G2")
@pytest.mark.feature("G4")
@pytest.mark.feature("G5")
@pytest.mark.feature("G6")
@pytest.mark.feature("X1")
@pytest.mark.feature("W4")
def test_decisions_from_writing_to_the_register(cast, as_, held):
    iro = as_(roles.IRO)
    answer = post(iro, "decisions", held, **{**WHAT, "due_on": "1/1/2025"})
    assert "Enter a day from Monday 13 January 2025 on" in text(answer)
    assert "Ada sees Kofi on Saturdays</textarea>" in text(answer)
    for _ in range(2):
        post(iro, "decisions", held, **WHAT, kind="family", starred="on")
    post(iro, "decisions", held, **{**WHAT, "text": "A dentist looks at Ada", "due_on": "14/1/2025"}, kind="health")
    assert Decision.objects.count() == 2
    for _ in range(2):
        post(iro, "decisions", held, issue="1")
    manager = cast.people[roles.TEAM_MANAGER]
    assert Message.objects.filter(key="decisions_issued", user=manager).count() == 1
    assert "No answer" in words(iro.get(reverse("desk"))) or "no answer yet" in words(iro.get(reverse("desk")))
    team = as_(roles.TEAM_MANAGER)
    page = words(team.get(Message.objects.get(key="decisions_issued", user=manager).link))
    assert "2 decisions. Answer by" in page
    first, second = Decision.objects.order_by("number")
    form = {f"d{first.pk}-reply": "date", f"d{first.pk}-proposed_on": "20/2/2025", f"d{second.pk}-reply": ""}
    post(team, "reply", held, **form)
    second.refresh_from_db()
    assert second.reply == ""
    iro = as_(roles.IRO)
    page = reverse("decisions", args=[held.pk])
    assert "another date proposed: Thu 20 Feb" in words(iro.get(page))
    iro.post(f"{page}?decision={first.pk}", {"accept": "1"})
    first.refresh_from_db()
    assert first.due_on == date(2025, 2, 20)
    assert "A dentist looks at Ada" in words(iro.get(reverse("register")))
    iro.post(f"{page}?decision={second.pk}", {"status": "done", "evidence": "Seen on 17 January"})
    assert "A dentist looks at Ada" not in words(iro.get(reverse("register")))
    assert "no answer" in words(iro.get(reverse("register") + "?show=all"))


def test_what_is_decided_again_is_said_while_it_is_written(cast, as_, held):
    deciding.decide(held, by=None, on=TODAY, text="Begin life story work with Tom", owner="Tom", due_on=HELD)
    second = record_held(child=cast.ada, by=None, on=TODAY, held_on=TODAY)
    client = as_(roles.IRO)
    page = reverse("decisions", args=[second.pk])
    answer = client.post(page, {**WHAT, "text": "Begin life story work with Tom now"}, follow=True)
    assert "This reads like a decision of 13/01/2025 that is not done" in text(answer)
    before = Decision.objects.get(review=held)
    client.post(page, {"take_back": Decision.objects.get(review=second).pk})
    assert 'value="Tom"' in text(client.get(f"{page}?again={before.pk}"))
    client.post(page, {**WHAT, "text": before.text, "again_of": before.pk})
    assert "decided 2 times" in words(client.get(page))


@pytest.mark.feature("G3")
def test_what_a_child_asked_for_is_answered_with_the_reason(cast, as_, held):
    client = as_(roles.IRO)
    post(client, "decisions", held, words="Every week with Kofi", outcome="", why="", ask="1")
    asked = held.asks.get()
    page = reverse("answer_ask", args=[held.pk]) + f"?ask={asked.pk}"
    assert "Say why it was not agreed" in text(client.post(page, {"outcome": "not"}))
    client.post(page, {"outcome": "not", "why": "School nights are hard"})
    post(client, "letter", held, draft="1")
    letter = answers.answers_of(held)["letter.text"]
    assert "You asked: Every week with Kofi. We could not agree to that. School nights are hard" in letter


def test_business_support_types_up_and_prints_but_neither_issues_nor_grades_nor_signs(cast, as_, held):
    support = as_(roles.BUSINESS_SUPPORT)
    page = text(post(support, "decisions", held, **WHAT))
    assert "Ada sees Kofi on Saturdays" in page
    assert 'name="issue"' not in page
    assert "The IRO issues the decisions" in page
    assert post(support, "decisions", held, issue="1").status_code == 404
    assert not deciding.issued(held)
    paper = Paper.objects.create(
        review=held, kind="assessment", due_on=HELD, received_on=HELD, written_at=held.recorded_at
    )
    page = text(support.get(reverse("papers", args=[held.pk]), {"paper": paper.pk}))
    assert "Judge it" not in page
    assert 'name="judge"' not in page
    assert post(support, "papers", held, paper=str(paper.pk), judge="1", quality="good").status_code == 404
    for name in ("quality", "letter"):
        assert reverse(name, args=[held.pk]) not in page
        assert support.get(reverse(name, args=[held.pk])).status_code == 403
    for key, said in (("letter.text", "Dear Ada"), ("quality.rag", "green")):
        answer = post(support, "save_answer", held, question=key, text=said, seen="0", writer="w")
        assert "does not write here" in answer.json()["refused"]
    answers.save(held, by=None, question="letter.text", text="Dear Ada, you did well.", seen=0, writer="w")
    page = text(support.get(reverse("copies", args=[held.pk]), {"what": "letter"}))
    assert "The IRO sends the letter" in page
    assert 'name="to"' not in page
    assert post(support, "copies", held, what="letter", to=["child"], send="1").status_code == 404
    post(as_(roles.IRO), "copies", held, what="letter", to=["child"], send="1")
    printed = as_(roles.BUSINESS_SUPPORT).get(reverse("copies", args=[held.pk]), {"what": "letter", "as": "pdf"})
    assert printed["Content-Type"] == "application/pdf"


def test_business_support_does_not_answer_the_manager(cast, as_, held):
    made = deciding.decide(held, by=None, on=TODAY, text="x", owner="Tom", due_on=date(2025, 2, 1))
    deciding.issue(held, by=None, on=TODAY)
    deciding.reply(made, by=None, on=TODAY, reply="challenged", words="no room")
    where = reverse("decisions", args=[held.pk]) + f"?decision={made.pk}"
    assert "Accept what the manager says" in text(as_(roles.IRO).get(where))
    support = as_(roles.BUSINESS_SUPPORT)
    assert "Accept what the manager says" not in text(support.get(where))
    support.post(where, {"accept": "1"})
    made.refresh_from_db()
    assert made.settled == ""


# -- the letter --------------------------------------------------------------------------------------------------------


@pytest.mark.feature("H2")
@pytest.mark.feature("H3")
def test_the_letter_is_drafted_in_the_childs_words_and_its_language_is_looked_at(cast, as_, held):
    client = as_(roles.IRO)
    answers.save(held, by=None, question="part.said", text="“Placement is fine.” “I miss Kofi.”", seen=0, writer="w")
    answers.save(held, by=None, question="part.there", text="part", seen=0, writer="w")
    deciding.decide(held, by=None, on=TODAY, text="You see Kofi", owner="Tom", due_on=date(2025, 2, 1))
    page = words(post(client, "letter", held, draft="1"))
    assert "You said: “Placement is fine.”" in page
    letter = (
        answers.answers_of(held)["letter.text"]
        + "\nYour placement is with Denise. The contact with siblings goes on.\n"
    )
    page = words(post(client, "letter", held, **{"writer": "w", "letter.text": letter, "seen-letter.text": "1"}))
    assert "brothers and sisters" in page
    assert "Better" in page
    liked = client.post(reverse("letter", args=[held.pk]), {"like": "siblings"}, follow=True)
    assert "Ada likes: siblings." in words(liked)
    assert "brothers and sisters" not in words(liked)
    later = record_held(child=cast.ada, by=None, on=TODAY, held_on=TODAY)
    answers.save(later, by=None, question="letter.text", text="Your siblings are well.", seen=0, writer="w")
    assert "brothers and sisters" not in words(client.get(reverse("letter", args=[later.pk])))
    word = client.get(reverse("letter", args=[held.pk]) + "?as=docx")
    assert word.content.startswith(b"PK")


def test_who_is_rung_has_had_a_copy_once_somebody_says_so(cast, as_, held):
    mother(cast, reached_by="phone", phone="07700 900111", gets=["record"])
    Review.objects.filter(pk=held.pk).update(record_done_on=TODAY)
    answers.keep_edition(held, "record", composing.record_content(held), None)
    answers.save(held, by=None, question="letter.text", text="Dear Ada, you did well.", seen=0, writer="w")
    iro = as_(roles.IRO)
    for what in ("letter", "record"):
        reader = [r.key for r in recipients(held, what) if not r.why_not]
        page = words(post(iro, "copies", held, what=what, to=reader, send="1"))
    assert "1 to be told by telephone or text" in page
    assert "Abena Test, mother, 07700 900111" in page
    assert "not told yet" in page
    held.refresh_from_db()
    assert held.distributed_on is None
    copy = SentCopy.objects.get(to_name="Abena Test")
    support = as_(roles.BUSINESS_SUPPORT)
    answer = post(support, "copies", held, what="record", told=copy.pk, **{f"c{copy.pk}-told_on": "21/1/2025"})
    assert "from Monday 20 January 2025 to today" in words(answer)
    page = words(post(support, "copies", held, what="record", told=copy.pk, **{f"c{copy.pk}-told_on": "20/1/2025"}))
    assert "Telephone, told by business_support" in page
    assert "To be told" not in page
    copy.refresh_from_db()
    held.refresh_from_db()
    assert (copy.told_on, copy.told_by) == (TODAY, cast.people[roles.BUSINESS_SUPPORT])
    assert held.distributed_on == TODAY
    answer = post(support, "copies", held, what="record", told=copy.pk, **{f"c{copy.pk}-told_on": "20/1/2025"})
    assert "was told on Monday 20 January 2025 already" in words(answer)


@pytest.mark.feature("H6")
@pytest.mark.feature("H7")
def test_a_letter_is_kept_and_shown_only_with_consent(cast, as_, held):
    client = as_(roles.IRO)
    answers.save(held, by=None, question="letter.text", text="Dear Ada,\n\nYou did well.", seen=0, writer="w")
    post(client, "copies", held, what="letter", to=["child"], send="1")
    copy = SentCopy.objects.get()
    page = reverse("copy", args=[held.pk]) + f"?of={copy.pk}"
    client.post(page, {"words": "She put it on her wall", "example_consent": "Ada, asked by An IRO on 20 January"})
    copy.refresh_from_db()
    assert (copy.received, copy.example_consent) == ("She put it on her wall", "Ada, asked by An IRO on 20 January")
    assert "Letter after the review" in words(client.get(reverse("child", args=[cast.ada.pk])))
    pdf = client.get(page + "&as=pdf")
    assert pdf.content.startswith(b"%PDF")


# -- death -------------------------------------------------------------------------------------------------------------


@pytest.mark.feature("X5")
def test_after_a_child_has_died_nothing_goes_out_and_no_meeting_stays(cast, as_, due):
    mother(cast)
    client = as_(roles.BUSINESS_SUPPORT)
    post(client, "book", due, **BOOKING)
    page = as_(roles.BUSINESS_SUPPORT)
    with_death = {"ends_on": "19/1/2025", "end_reason": "E2"}
    period = cast.ada.periodofcares.get()
    page.post(reverse("end_fact", args=[cast.ada.pk, "care", period.pk]), with_death)
    cast.ada.refresh_from_db()
    assert cast.ada.died == date(2025, 1, 19)
    assert not Meeting.objects.filter(state=Meeting.BOOKED).exists()
    Message.objects.all().delete()
    remind(cast.council, TODAY)
    assert not Message.objects.filter(child=cast.ada).exists()


def test_a_death_recorded_in_the_details_stops_sending_too(cast, as_, due):
    part = mother(cast)
    client = as_(roles.BUSINESS_SUPPORT)
    post(client, "book", due, **BOOKING)
    edit_child(cast.ada, by=None, on=TODAY, died=TODAY)
    answer = post(client, "copies", due, what="invitation", to=[f"person {part.person_id}"], send="1")
    assert "Ada has died; nothing goes out." in text(answer)
    assert not SentCopy.objects.exists()


# -- brothers and sisters ----------------------------------------------------------------------------------------------


def test_who_was_invited_is_told_that_a_review_is_due_no_more(cast, as_, due):
    mother(cast)
    ended = {"by": None, "on": TODAY, "ends_on": date(2025, 1, 17), "end_reason": "E4A"}
    Review.objects.filter(child=cast.ada, held_on__isnull=False).update(held_on=date(2025, 1, 10))
    recompute(council=cast.council, as_at=TODAY)
    due.refresh_from_db()
    support = as_(roles.BUSINESS_SUPPORT)
    post(support, "book", due, **BOOKING, chaired_by=cast.iro.pk)
    post(
        support,
        "copies",
        due,
        what="invitation",
        to=[r.key for r in recipients(due, "invitation") if not r.why_not],
        send="1",
    )
    meeting = booking.booked(due)
    asked = booking.ask_to_move(
        meeting, by=None, on=TODAY, asked_by="iro", why="ill", day=date(2025, 2, 3), time=time(16, 15)
    )
    with rescheduled(cast.ada, TODAY):
        end_care(PeriodOfCare.objects.standing().get(child=cast.ada), **ended)
    recompute(council=cast.council, as_at=TODAY)
    meeting.refresh_from_db()
    asked.refresh_from_db()
    assert (meeting.state, asked.granted) == (Meeting.CANCELLED, False)
    told = Message.objects.filter(key="meeting_cancelled")
    assert told.filter(address="abena@home.example").count() == 1
    users = [cast.people[roles.IRO], cast.people[roles.IRO_MANAGER], cast.people[roles.SOCIAL_WORKER]]
    assert {m.user for m in told.exclude(user=None)} == set(users)
    assert told.count() == 4


def test_the_page_says_that_a_meeting_was_held_together(cast, as_, held):
    record_held(child=cast.ben, by=None, on=TODAY, held_on=HELD)
    page = reverse("review", args=[held.pk])
    assert "held together with" not in words(as_(roles.IRO).get(page))
    held.meetings.get().reviews.add(Review.objects.get(child=cast.ben, held_on=HELD))
    assert "held together with Ben" in words(as_(roles.IRO).get(page))
    Child.objects.filter(pk=cast.ben.pk).update(restricted=True)
    assert "held together with" not in words(as_(roles.IRO).get(page))


def test_somebody_added_by_mistake_is_taken_off_on_the_same_day(cast, as_, due):
    support = as_(roles.BUSINESS_SUPPORT)
    mother(cast)
    part = add_around(
        child=cast.ada,
        by=None,
        on=TODAY,
        starts_on=TODAY,
        role="father",
        name="Not Hers",
        reached_by="hand",
        gets=["invitation"],
    )
    post(support, "book", due, **BOOKING)
    where = reverse("end_round", args=[cast.ada.pk, part.pk])
    assert "Added by mistake" in text(support.get(where))
    page = words(support.post(where, {"mistake": "1", "ends_on": ""}, follow=True))
    assert "Not Hers is taken off" in page
    assert page.count("Not Hers") == 1
    part.refresh_from_db()
    assert (part.withdrawn_by, part.withdrawn_at is None) == (cast.people[roles.BUSINESS_SUPPORT], False)
    asked = dict(Attendee.objects.filter(review=due, person__isnull=False).values_list("person__name", "invited"))
    assert asked == {"Abena Test": True, "Not Hers": False}
    assert support.post(where, {"mistake": "1"}).status_code == 404


def test_a_part_that_is_over_may_have_been_a_mistake_too(cast, as_):
    part = mother(cast)
    support = as_(roles.BUSINESS_SUPPORT)
    where = reverse("end_round", args=[cast.ada.pk, part.pk])
    support.post(where, {"ends_on": "10/1/2025"})
    assert "Added by mistake" in text(support.get(reverse("people_round", args=[cast.ada.pk])))
    support.post(where, {"mistake": "1"})
    part.refresh_from_db()
    assert part.withdrawn_at
    assert as_(roles.TEAM_MANAGER).post(where, {"mistake": "1"}).status_code == 403


def test_somebody_who_is_round_a_brother_is_added_without_typing_again(cast, as_):
    mother(cast)
    since = {"by": None, "on": TODAY, "starts_on": date(2025, 1, 6), "other": cast.ben, "kind": "sibling"}
    record_fact(Relation, child=cast.ada, **since)
    page, add = (reverse(name, args=[cast.ben.pk]) for name in ("people_round", "add_round"))
    known = Person.objects.get(name="Abena Test")
    worker = as_(roles.BUSINESS_SUPPORT)
    assert "Abena Test, mother of Ben's sister Ada" in words(worker.get(page))
    form = {"role": "mother", "starts_on": "6/1/2025", "gets": ["invitation"]}
    assert "is already" not in text(worker.post(f"{add}?known={known.pk}", form, follow=True))
    part = AroundChild.objects.get(child=cast.ben)
    assert (part.person, part.gets, part.may_know_home) == (known, ["invitation"], False)
    assert Person.objects.filter(name="Abena Test").count() == 1
    assert "Already known" not in words(worker.get(page))
    assert worker.get(f"{add}?known={known.pk}").status_code == 404, "who is round the child is not added again"


def test_nobody_is_known_round_a_child_who_is_not_seen(cast, as_):
    add_around(
        child=cast.cleo,
        by=None,
        on=TODAY,
        starts_on=date(2024, 6, 3),
        role="mother",
        name="Dana Moss",
        reached_by="hand",
    )
    since = {"by": None, "on": TODAY, "starts_on": date(2025, 1, 6), "other": cast.cleo, "kind": "sibling"}
    record_fact(Relation, child=cast.ada, **since)
    worker = as_(roles.BUSINESS_SUPPORT)
    assert "Dana Moss" not in text(worker.get(reverse("people_round", args=[cast.ada.pk])))
    known = reverse("add_round", args=[cast.ada.pk]) + f"?known={Person.objects.get().pk}"
    assert worker.get(known).status_code == 404


def test_brothers_and_sisters_are_booked_held_and_recorded_together(cast, as_):
    support = as_(roles.BUSINESS_SUPPORT)
    form = {"kind": "sibling", "other": cast.ben.number, "starts_on": "6/1/2025"}
    support.post(reverse("record_fact", args=[cast.ada.pk, "family"]), form)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 11, 8))
    hers, his = booking.open_review(cast.ada), booking.open_review(cast.ben)
    post(support, "book", hers, **{**BOOKING, "day": "20/1/2025"}, together=[his.pk])
    meeting = Meeting.objects.get(state=Meeting.BOOKED)
    assert set(meeting.reviews.all()) == {hers, his}
    manager = as_(roles.IRO_MANAGER)
    post(manager, "record_review", cast.ada, held_on="20/1/2025", also=[his.pk], there="all", views="self")
    hers.refresh_from_db()
    his.refresh_from_db()
    assert hers.held_on == his.held_on == TODAY
    assert (hers.participation, his.participation) == ("PN1", "PN0")
    answers.save(hers, by=None, question="family.parents", text="Every Saturday", seen=0, writer="w")
    answer = post(manager, "same_words", hers)
    assert "1 answers went over" in text(answer) or "1 answer went over" in text(answer)
    assert answers.answers_of(his)["family.parents"] == "Every Saturday"


def test_staff_of_another_service_are_no_choice(cast, as_, due):
    stranger = staff_member(cast.other_council.service, Staff.IRO, "Somebody else")
    answer = post(as_(roles.BUSINESS_SUPPORT), "book", due, **BOOKING, chaired_by=stranger.pk)
    assert "There is a problem" in text(answer)
    assert not Review.objects.filter(meetings__chaired_by=stranger).exists()


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "1e3", "٣", "' OR 1"])
def test_an_odd_id_in_a_request_finds_nothing_and_breaks_nothing(cast, as_, held, due, odd):
    client = as_(roles.IRO_MANAGER)
    asked = [
        ("decisions", {"decision": odd}), ("decisions", {"again": odd}), ("answer_ask", {"ask": odd}),
        ("copy", {"of": odd}), ("papers", {"paper": odd}), ("papers", {"file": odd}), ("copies", {"what": odd}),
    ]  # fmt: skip
    for name, query in asked:
        assert client.get(reverse(name, args=[held.pk]), query).status_code in (200, 404), (name, query)
    sent = [
        ("decisions", {"take_back": odd}), ("choose", {"rival": odd, "text": "x"}), ("who_comes", {"asked": "1", "person": odd}),
        ("save_answer", {"question": f"came.{odd}", "text": "all"}), ("save_answer", {"question": "plan.words", "seen": odd}),
    ]  # fmt: skip
    for name, form in sent:
        assert client.post(reverse(name, args=[held.pk]), form).status_code in (200, 302, 404), (name, form)
    for name, form in (("moves", {"request": odd, "grant": "1"}), ("changes", {"change": odd})):
        assert client.post(reverse(name), form).status_code == 404
    for query in ("show", "page", "child", "month"):
        for name in ("register", "changes", "calendar"):
            assert client.get(reverse(name), {query: odd}).status_code == 200


def test_a_social_worker_cannot_say_who_came(cast, as_, due):
    post(as_(roles.BUSINESS_SUPPORT), "book", due, **BOOKING)
    worker = as_(roles.SOCIAL_WORKER)
    attendee = Attendee.objects.filter(review=due).first()
    answer = worker.post(reverse("save_answer", args=[due.pk]), {"question": f"came.{attendee.pk}", "text": "all"})
    assert answer.status_code == 409
    post(worker, "assessment", due, writer="w", all_came="1")
    assert not Attendee.objects.filter(review=due).exclude(came="").exists()


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "{name} {0} {{x}}", "# head | cell", "עברית 👩‍👧", "  spaced  "]
)
def test_odd_words_stay_words_everywhere(cast, as_, held, typed):
    mother(cast, name=f"M {typed}"[:200])
    invited.expect_everybody(held, by=None, on=HELD)
    client = as_(roles.IRO)
    post(client, "decisions", held, **{**WHAT, "text": typed, "owner": typed})
    answers.save(held, by=None, question="part.said", text=f"“{typed}”", seen=0, writer="w")
    deciding.ask(held, by=None, words=typed, outcome="not", why=typed)
    post(client, "letter", held, draft="1")
    needed(held)
    post(client, "record", held, writer="w", finish="1")
    part = AroundChild.objects.get()
    post(client, "copies", held, what="record", to=[f"person {part.person_id}"], send="1")
    for name in ("record", "decisions", "letter", "copies", "changed", "review"):
        page = client.get(reverse(name, args=[held.pk]))
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert SentCopy.objects.exists()
    assert client.get(reverse("letter", args=[held.pk]) + "?as=docx").status_code in (200, 302)


def test_who_came_is_saved_without_a_script_before_the_others_came(cast, as_, held):
    mother(cast)
    father = mother(cast, name="Kwame Test", role="father")
    invited.expect_everybody(held, by=None, on=HELD)
    row = Attendee.objects.get(review=held, person=father.person)
    post(as_(roles.IRO), "record", held, **{"writer": "w", "all_came": "1", f"came.{row.pk}": "no"})
    came = dict(Attendee.objects.filter(review=held, person__isnull=False).values_list("person__name", "came"))
    assert came == {"Abena Test": "all", "Kwame Test": "no"}


def test_somebody_new_gets_nothing_until_it_is_ticked(cast, as_):
    page = text(as_(roles.BUSINESS_SUPPORT).get(reverse("add_round", args=[cast.ada.pk])))
    assert not re.search(r'<input[^>]*(may_know_home|name="gets")[^>]*checked', page)


def test_a_cleared_letter_is_drafted_anew(cast, as_, held):
    iro = cast.people[roles.IRO]
    answers.save(held, by=iro, question="part.said", text="I miss my brother", seen=0, writer="a")
    answers.save(held, by=iro, question="letter.text", text="x", seen=0, writer="a")
    answers.save(held, by=iro, question="letter.text", text="", seen=1, writer="a")
    post(as_(roles.IRO), "letter", held, draft="1")
    assert "“I miss my brother”" in answers.answers_of(held)["letter.text"]
    assert not held.rivals.exists()


def test_a_wish_to_move_shows_on_its_review(cast, as_, due):
    client = as_(roles.BUSINESS_SUPPORT)
    post(client, "book", due, **BOOKING)
    post(client, "ask_move", due, asked_by="iro", why="ill", day="3/2/2025", time="4:15pm")
    page = words(client.get(reverse("review", args=[due.pk])))
    assert "Another day is asked for: Mon 3 Feb 2025, 4:15pm" in page
    assert "Ask for another day" not in page


def test_the_list_of_those_asked_leaves_whoever_was_added_meanwhile(cast, as_, due):
    client = as_(roles.BUSINESS_SUPPORT)
    post(client, "book", due, **BOOKING)
    rows = list(Attendee.objects.filter(review=due).values_list("pk", flat=True))
    mother(cast)
    invited.expect_everybody(due, by=None, on=TODAY)
    post(client, "who_comes", due, asked="1", row=rows)
    asked = dict(Attendee.objects.filter(review=due).values_list("pk", "invited"))
    assert [pk for pk, invited in asked.items() if invited] == [pk for pk in asked if pk not in rows]


def test_the_social_worker_attaches_the_report_and_does_not_judge_it(cast, as_, due):
    post(as_(roles.BUSINESS_SUPPORT), "book", due, **BOOKING)
    paper = Paper.objects.get(review=due, kind="assessment")
    client = as_(roles.SOCIAL_WORKER)
    file = SimpleUploadedFile("report.pdf", b"%PDF", "application/pdf")
    post(client, "papers", due, paper=str(paper.pk), received_on="20/1/2025", file=file)
    paper.refresh_from_db()
    assert (paper.received_on, [f.name for f in paper.files.all()]) == (TODAY, ["report.pdf"])
    assert post(client, "papers", due, paper=str(paper.pk), judge="1", quality="good").status_code == 404
