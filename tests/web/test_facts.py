"""What changes for a child between two returns, through the pages: recorded on one, read back on another."""

from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.models import LegalStatus, PeriodOfCare, Placement
from footprint.council.actions import staff_member
from footprint.council.models import Staff, Team


@pytest.fixture
def support(cast, sign_in):
    return sign_in(cast.people[roles.BUSINESS_SUPPORT])


def text(answer):
    return answer.content.decode()


def record(client, child, which, **values):
    return client.post(reverse("record_fact", args=[child.pk, which]), values, follow=True)


def page(client, child, name="child"):
    return text(client.get(reverse(name, args=[child.pk])))


def fact(model, child):
    return model.objects.standing().filter(child=child).latest("starts_on")


@pytest.mark.feature("B4")
def test_a_child_moves(cast, support):
    said = record(support, cast.ada, "placement", code="K2", provider="PR1", location="OUT", starts_on="6/1/2025")
    assert "It is recorded" in text(said)

    shown = page(support, cast.ada)
    assert "since Mon 6 Jan 2025, out of the area" in shown
    ends = list(
        Placement.objects.standing().filter(child=cast.ada).order_by("starts_on").values_list("ends_on", flat=True)
    )
    assert ends == [date(2025, 1, 6), None]
    assert "Mon 6 Jan 2025" in page(support, cast.ada, "history")


@pytest.mark.feature("B3")
def test_a_legal_status_changes_and_a_mistake_is_withdrawn(cast, support):
    record(support, cast.ada, "legal-status", code="E1", starts_on="2/12/2024")
    assert "Placement order" in page(support, cast.ada)
    wrong = fact(LegalStatus, cast.ada)
    answer = support.post(
        reverse("withdraw_fact", args=[cast.ada.pk, "legal-status", wrong.pk]), {"why": "of another child"}, follow=True
    )
    assert "It was withdrawn" in text(answer)
    history = page(support, cast.ada, "history")
    assert "Placement order" in history
    assert "withdrawn" in history
    assert "Placement order" not in page(support, cast.ada)


@pytest.mark.feature("B2")
def test_care_ends_and_no_review_is_due(cast, support):
    period = fact(PeriodOfCare, cast.ada)
    url = reverse("end_fact", args=[cast.ada.pk, "care", period.pk])
    refused = text(support.post(url, {"ends_on": "1/2/2030", "end_reason": "E4A"}))
    assert "on or before today" in refused
    assert 'value="1/2/2030"' in refused
    support.post(url, {"ends_on": "10/1/2025", "end_reason": "E4A"})
    shown = page(support, cast.ada)
    assert "Not in care now" in shown
    assert "No review is due: Ada is not in care." in shown
    assert Placement.objects.standing().filter(child=cast.ada, ends_on=None).count() == 0
    assert "Fri 10 Jan 2025" in page(support, cast.ada, "history")


def test_a_death_ends_care_and_is_remembered(cast, support):
    period = fact(PeriodOfCare, cast.ben)
    support.post(
        reverse("end_fact", args=[cast.ben.pk, "care", period.pk]), {"ends_on": "15/1/2025", "end_reason": "E2"}
    )
    assert "15 January 2025" in page(support, cast.ben)


def test_the_end_of_care_before_the_newest_placement_is_refused(cast, support):
    record(support, cast.ada, "placement", code="K2", starts_on="13/1/2025")
    period = fact(PeriodOfCare, cast.ada)
    url = reverse("end_fact", args=[cast.ada.pk, "care", period.pk])
    answer = text(support.post(url, {"ends_on": "10/1/2025", "end_reason": "E4A"}))
    assert "is not over by then" in answer
    period.refresh_from_db()
    assert period.ends_on is None


@pytest.mark.feature("B1")
def test_who_a_child_is_can_be_changed(cast, support):
    url = reverse("edit_child", args=[cast.ada.pk])
    said = {
        "first_name": "Ada",
        "last_name": "Test",
        "used_name": "Addy",
        "born": "1/5/2010",
        "sex": "F",
        "ethnicity": "MWBC",
        "first_language": "Polish",
        "interpreter_needed": "on",
        "communication": "with signs",
        "has_ehcp": "on",
    }
    support.post(url, said)
    shown = page(support, cast.ada)
    for words in ("Addy Test", "White and Black Caribbean", "Polish, needs an interpreter", "With signs", "EHCP"):
        assert words in shown
    assert "cannot be after today" in text(support.post(url, {**said, "born": "1/5/2026"}))


@pytest.mark.feature("A8")
def test_another_social_worker_and_team_take_over(cast, support):
    worker = staff_member(cast.council.service, Staff.SOCIAL_WORKER, "Another worker")
    team = Team.objects.get(name="Children in care 2")
    record(support, cast.ada, "social-worker", worker=worker.pk, team=team.pk, starts_on="6/1/2025")
    shown = page(support, cast.ada)
    assert "Another worker" in shown
    assert "Children in care 2" in shown
    history = page(support, cast.ada, "history")
    assert "A social worker, Children in care 1" in history
    assert "Another worker, Children in care 2" in history


@pytest.mark.feature("D5")
def test_an_iro_sets_a_shorter_interval_and_goes_back(cast, sign_in):
    client = sign_in(cast.people[roles.IRO])
    client.post(reverse("record_review", args=[cast.ada.pk]), {"held_on": "28/6/2024"})
    client.post(reverse("record_review", args=[cast.ada.pk]), {"held_on": "20/9/2024"})
    assert "Thu 20 Mar 2025" in page(client, cast.ada)
    url = reverse("set_interval", args=[cast.ada.pk])
    said = {"months": 4, "starts_on": "20/9/2024", "set_by": "iro"}
    assert "Say why" in text(client.post(url, said))
    client.post(url, {**said, "reason": "She moved twice"})
    shown = page(client, cast.ada)
    assert "Mon 20 Jan 2025" in shown
    assert "every 4 months" in shown
    assert "She moved twice" in shown
    client.post(url, {**said, "months": 6, "starts_on": "20/1/2025"})
    assert "Thu 20 Mar 2025" in page(client, cast.ada)


def test_a_child_who_comes_into_care_is_added(cast, support):
    said = {
        "number": "555",
        "first_name": "Fay",
        "last_name": "New",
        "born": "3/3/2016",
        "sex": "F",
        "starts_on": "13/1/2025",
        "legal": "C1",
        "placement": "U6",
    }
    assert "Choose: legal status" in text(support.post(reverse("add_child"), {**said, "legal": ""}))
    taken = text(support.post(reverse("add_child"), {**said, "number": "100"}))
    assert "has a child with the number 100 already" in taken
    assert 'value="Fay"' in taken
    shown = text(support.post(reverse("add_child"), said, follow=True))
    assert "Fay New is added" in shown
    assert "Mon 10 Feb 2025" in shown  # 20 working days after 13 January
    assert "Interim care order" in shown


def test_brothers_and_sisters_are_named_on_both_pages(cast, support):
    assert "No child whose record is open" in text(
        record(support, cast.ada, "family", kind="sibling", other="102", starts_on="3/6/2024")
    )
    record(support, cast.ada, "family", kind="sibling", other="101", starts_on="7/1/2025")
    assert "Ben Test" in page(support, cast.ada)
    assert "Ada Test" in page(support, cast.ben)


def test_a_restriction_is_set_and_lifted(cast, client, sign_in):
    manager, iro = cast.people[roles.IRO_MANAGER], cast.people[roles.IRO]
    url = reverse("restrict", args=[cast.ben.pk])
    sign_in(manager).post(url, {"people": [manager.pk], "why": "a colleague's relative"})
    assert sign_in(iro).get(reverse("child", args=[cast.ben.pk])).status_code == 404
    assert "restricted record" in page(sign_in(manager), cast.ben)
    sign_in(manager).post(url, {"lift": "1", "people": [manager.pk], "why": "no longer"})
    assert sign_in(iro).get(reverse("child", args=[cast.ben.pk])).status_code == 200
