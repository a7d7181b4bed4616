"""Advocates, visitors, complaints: what is refused, what comes first, what is counted, who reads what."""

from datetime import date

import pytest

from footprint.accounts import roles
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.messages.models import Message
from footprint.voice import helping
from footprint.voice.models import (
    Activity,
    Advocacy,
    AppAccounts,
    Complaint,
    Compliment,
    Visitor,
    VisitorPlaces,
    VoicePaper,
    YouSaid,
)
from footprint.voice.promoting import stands
from footprint.voice.registers import correct, of_child, seen_by, withdraw, write
from tests.conftest import TODAY

REFERRED = {"provider": "NYAS", "referred_on": date(2024, 11, 5), "referred_by": "child", "issue": "savings"}
COMPLAINED = {"complainant": "child", "about": "service", "received_on": date(2024, 12, 20), "words": "It was late."}
VISITED = {"kind": "visitor", "provider": "Action for Children", "asked_on": date(2024, 10, 1)}


def add(cast, model, child=None, **values):
    more = {"child": child} if child else {}
    return write(model, by=cast.people[roles.IRO], on=TODAY, council=cast.council, **more, **values)


def field_of(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"referred_on": date(2025, 1, 21)}, "referred_on"),
        ({"referred_on": date(2010, 4, 1)}, "referred_on"),
        ({"ended_on": date(2024, 11, 4)}, "ended_on"),
        ({"issue": "horoscope"}, "issue"),
        ({"resolved": "no"}, "outcome"),
        ({"raised_with": "The director"}, "raised_on"),
        ({"raised_on": TODAY}, "raised_with"),
        ({"resolved": "yes", "outcome": "Done", "raised_with": "x", "raised_on": TODAY}, "raised_with"),
    ],
)
def test_a_referral_makes_sense(cast, values, field):
    assert field_of(lambda: add(cast, Advocacy, cast.ada, **{**REFERRED, **values})) == field


def test_what_is_not_resolved_and_raised_with_nobody_comes_first(cast):
    new = add(cast, Advocacy, cast.ada, **REFERRED)
    raised = add(cast, Advocacy, cast.ada, **{**REFERRED, "referred_on": date(2024, 7, 1)}, resolved="no", outcome="No", raised_with="The director", raised_on=TODAY)  # fmt: skip
    owed = add(cast, Advocacy, cast.ada, **{**REFERRED, "referred_on": date(2024, 6, 10)}, resolved="part", outcome="Some")  # fmt: skip
    assert list(helping.unraised_first(Advocacy.objects.all())) == [owed, raised, new]


def test_quarters():
    assert helping.quarter_of(date(2024, 12, 31)) == (date(2024, 10, 1), date(2024, 12, 31))
    assert helping.quarter_of(date(2024, 2, 29)) == (date(2024, 1, 1), date(2024, 3, 31))
    assert [first for first, _ in helping.quarters_before(TODAY, 3)] == [date(2024, 7, 1), date(2024, 10, 1), date(2025, 1, 1)]  # fmt: skip


def test_referrals_by_provider_and_quarter_beside_those_in_care(cast):
    add(cast, Advocacy, cast.ada, **REFERRED)
    add(cast, Advocacy, cast.ada, **{**REFERRED, "issue": "home"})
    add(cast, Advocacy, cast.dan, **{**REFERRED, "provider": "Coram Voice", "referred_on": date(2024, 8, 1)})
    quarters = helping.quarters_before(TODAY, 3)
    assert helping.by_provider(Advocacy.objects.all(), quarters) == {"Coram Voice": [1, 0, 0], "NYAS": [0, 2, 0]}
    rows = helping.use_by_age(cast.council.children.all(), Advocacy.objects.all(), quarters[1], profile("neutral"))
    found = {band: (held, used) for band, held, used in rows}
    assert found["10 to 15"] == (1, 1)
    assert found["5 to 9"] == (1, 0)
    assert found["1 to 4"] == (0, 0)


def test_a_child_waits_for_one_visitor_at_a_time(cast):
    first = add(cast, Visitor, cast.ada, **VISITED)
    assert field_of(lambda: add(cast, Visitor, cast.ada, **{**VISITED, "asked_on": TODAY})) == "kind"
    assert field_of(lambda: correct(first, by=None, on=TODAY, ended_on=TODAY)) == "ended_why"
    correct(first, by=None, on=TODAY, ended_on=TODAY, ended_why="Moved away")
    add(cast, Visitor, cast.ada, **{**VISITED, "asked_on": TODAY})


def test_places_matched_and_waiting(cast):
    places = {"kind": "visitor", "provider": "Action for Children"}
    add(cast, VisitorPlaces, **places, starts_on=date(2024, 4, 1), places=15)
    add(cast, VisitorPlaces, **places, starts_on=date(2024, 10, 1), places=20)
    add(cast, VisitorPlaces, **places, starts_on=date(2025, 4, 1), places=30)
    assert field_of(lambda: add(cast, VisitorPlaces, **places, starts_on=date(2024, 4, 1), places=3)) == "starts_on"
    add(cast, Visitor, cast.ada, **VISITED, matched_on=date(2024, 12, 1))
    add(cast, Visitor, cast.ben, **{**VISITED, "asked_on": date(2025, 1, 10)})
    (line,) = helping.matched_and_waiting(Visitor.objects.all(), VisitorPlaces.objects.all(), TODAY)
    assert (line["places"], line["matched"], line["waiting"]) == (20, 1, 1)


def test_a_complaint_has_its_last_day_in_working_days(cast):
    made = add(cast, Complaint, **COMPLAINED)
    assert made.due_on == date(2025, 1, 8)  # two bank holidays at Christmas, one at New Year
    correct(made, by=None, on=TODAY, received_on=date(2024, 12, 19))
    made.refresh_from_db()
    assert made.due_on == date(2025, 1, 7)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"received_on": date(2025, 1, 21)}, "received_on"),
        ({"helped": True}, "helped"),
        ({"about": "school"}, "helped"),
        ({"answered_on": TODAY}, "outcome"),
        ({"outcome": "upheld"}, "answered_on"),
        ({"outcome": "upheld", "answered_on": TODAY}, "answer"),
        ({"outcome": "upheld", "answered_on": date(2024, 12, 1), "answer": "Sorry"}, "answered_on"),
    ],
)
def test_a_complaint_makes_sense(cast, values, field):
    assert field_of(lambda: add(cast, Complaint, **{**COMPLAINED, **values})) == field


def test_overdue_complaints_come_first(cast):
    done = add(cast, Complaint, **COMPLAINED, answered_on=TODAY, outcome="not", answer="It was in time.")
    new = add(cast, Complaint, **{**COMPLAINED, "received_on": TODAY})
    late = add(cast, Complaint, **{**COMPLAINED, "received_on": date(2024, 11, 1)})
    assert list(helping.overdue_first(Complaint.objects.all())) == [late, new, done]


def test_a_complaint_about_an_iro_is_read_by_the_manager_and_no_iro(cast):
    about = {**COMPLAINED, "about": "iro"}
    mine = add(cast, Complaint, cast.ada, **about)
    hidden = write(Complaint, by=cast.people[roles.BUSINESS_SUPPORT], on=TODAY, council=cast.council, child=cast.cleo, **about)  # fmt: skip
    read = {role: set(helping.readable_complaints(cast.people[role].membership)) for role in roles.ROLES}
    assert read[roles.IRO_MANAGER] == {mine, hidden}
    assert read[roles.IRO] == {mine}  # who wrote it down knows it
    assert read[roles.SENIOR_MANAGER] == {mine}
    assert not set(helping.readable_complaints(cast.outsider.membership))
    assert not helping.readable_complaints(cast.people[roles.IRO_MANAGER].membership).get(pk=hidden.pk).sees_child
    assert Message.objects.filter(key="complaint_about_iro", user=cast.people[roles.IRO_MANAGER]).count() == 2


def test_no_iro_reads_a_complaint_about_an_iro_that_another_wrote_down(cast):
    write(Complaint, by=None, on=TODAY, council=cast.council, child=cast.ada, **{**COMPLAINED, "about": "iro"})
    assert not seen_by(Complaint, cast.people[roles.IRO].membership)


def test_a_social_worker_reads_no_complaints(cast):
    add(cast, Complaint, cast.ada, **COMPLAINED)
    assert "complaints" not in of_child(cast.ada, cast.people[roles.SOCIAL_WORKER].membership)
    assert len(of_child(cast.ada, cast.people[roles.IRO].membership)["complaints"]) == 1


def test_withdrawn_stays_with_its_reason_and_a_button_pressed_twice_writes_once(cast):
    one = add(cast, Compliment, source="parent", received_on=TODAY, words="Thank you")
    assert add(cast, Compliment, source="parent", received_on=TODAY, words=" Thank you ") == one
    with pytest.raises(Refused, match="Say why"):
        withdraw(one, by=None, on=TODAY, why="")
    withdraw(one, by=cast.people[roles.IRO], on=TODAY, why="It was for another team")
    with pytest.raises(Refused, match="withdrawn already"):
        correct(one, by=None, on=TODAY, words="x")
    assert Compliment.objects.get().withdrawn_why == "It was for another team"
    assert add(cast, Compliment, source="parent", received_on=TODAY, words="Thank you") != one


def test_days_and_words_go_together(cast):
    activity = {"kind": "survey", "day": TODAY, "title": "A survey"}
    assert field_of(lambda: add(cast, Activity, **activity, changed="Shorter letters")) == "changed_on"
    assert field_of(lambda: add(cast, Activity, **activity, changed="x", changed_on=date(2025, 1, 1))) == "changed_on"
    assert field_of(lambda: add(cast, Activity, **activity, themes=["weather"])) == "themes"
    assert field_of(lambda: add(cast, YouSaid, said="x", did_on=TODAY)) == "did"
    accounts = {"system": "Viewpoint", "day": TODAY, "children": 3, "staff": 2}
    add(cast, AppAccounts, **accounts)
    assert field_of(lambda: add(cast, AppAccounts, **{**accounts, "staff": 4})) == "day"
    assert field_of(lambda: add(cast, AppAccounts, **{**accounts, "system": "Pigeon"})) == "system"


def test_the_newest_paper_that_has_begun_stands(cast):
    paper = {"kind": "strategy", "title": "Hear us", "text": "We listen."}
    old = add(cast, VoicePaper, **paper, starts_on=date(2020, 1, 1))
    now = add(cast, VoicePaper, **paper, starts_on=date(2024, 1, 1))
    coming = add(cast, VoicePaper, **paper, starts_on=date(2026, 1, 1))
    assert stands([now, coming, old], TODAY) == {now.pk}
    assert field_of(lambda: add(cast, VoicePaper, **{**paper, "title": "Other"}, starts_on=date(2024, 1, 1))) == "starts_on"  # fmt: skip
