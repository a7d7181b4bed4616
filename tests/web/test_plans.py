"""What is in date for a child, as people read and record it."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.children.actions import record_fact
from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement, SocialWork
from footprint.plans.actions import record_plan
from footprint.plans.models import PlanDone
from footprint.reviews.actions import record_held
from tests.conftest import TODAY


def text(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def iro(cast, sign_in):
    return sign_in(cast.people[roles.IRO])


def record(client, child, kind, **form):
    where = reverse("record_plan", args=[child.pk, kind])
    return text(client.post(where, {"evidence": "on file", **form}, follow=True))


def plans(client, child):
    return text(client.get(reverse("child_plans", args=[child.pk])))


def between(page, first, last):
    return page.split(f"<h2>{first}</h2>")[1].split(f"<h2>{last}</h2>")[0]


@pytest.mark.feature("J5")
def test_a_care_plan_is_late_and_then_in_date(cast, iro):
    page = plans(iro, cast.ada)
    assert "4 of Ada's plans are late." in page
    late = between(page, "Late", "To come")
    assert "10 working days after becoming looked after on 3 Jun 2024" in late
    assert "Care Planning Regulations 2010, reg 4 (text not yet checked)" in late
    page = record(iro, cast.ada, "care_plan", done_on="12/6/2024", evidence="Signed copy on file")
    assert "It is saved." in page
    assert "3 of Ada's plans are late." in page
    assert "Care plan" not in between(page, "Late", "To come")
    assert "Signed copy on file" in between(page, "In date", "What was done")


@pytest.mark.feature("J5")
def test_a_pathway_plan_from_16(cast, iro):
    Child.objects.filter(pk=cast.ada.pk).update(born=date(2008, 12, 1))
    assert "3 months after turning 16" in between(plans(iro, cast.ada), "To come", "What was done")
    page = record(iro, cast.ada, "pathway_plan", done_on="10/1/2025")
    assert "Thu 10 Jul 2025" in between(page, "In date", "What was done")
    assert ">Care plan<" not in page


@pytest.mark.feature("Q1")
def test_health_assessments_are_asked_for_by_age(cast, iro):
    record(iro, cast.ada, "health_assessment", done_on="9/10/2024")
    assert "Thu 9 Oct 2025" in plans(iro, cast.ada)
    record(iro, cast.ben, "health_assessment", done_on="10/1/2025")
    page = plans(iro, cast.ben)
    assert "Thu 10 Jul 2025" in page
    assert "The child was under 5 at the last one" in page


@pytest.mark.feature("Q4")
def test_a_pep_is_asked_for_each_term(cast, iro):
    page = record(iro, cast.ada, "pep", done_on="1/10/2024")
    assert "Sat 1 Feb 2025" in between(page, "In date", "What was done")
    assert "Each term is counted as four months" in page


@pytest.mark.feature("R1")
def test_a_permanence_plan_has_its_contingency(cast, iro):
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    assert "by the second review, due on 28 Sep 2024" in plans(iro, cast.ada)
    assert "Enter: the plan" in record(iro, cast.ada, "permanence_plan", done_on="1/7/2024")
    page = record(iro, cast.ada, "permanence_plan", done_on="30/6/2024", plan="Return home")
    assert "The plan if it fails (contingency): not written down" in page
    page = record(
        iro, cast.ada, "permanence_plan", done_on="1/7/2024", plan="Long-term fostering", contingency="Aunt Rose"
    )
    assert "The plan: Long-term fostering" in between(page, "In date", "What was done")
    assert "The plan if it fails (contingency): Aunt Rose" in page
    assert list(PlanDone.objects.order_by("done_on").values_list("is_whole", flat=True)) == [False, True]
    again = text(iro.get(reverse("record_plan", args=[cast.ada.pk, "permanence_plan"])))
    assert "Long-term fostering" in again


def test_what_was_typed_stays_when_it_is_refused(cast, iro):
    page = record(iro, cast.ada, "care_plan", done_on="1/2/2030", evidence="My words")
    assert "There is a problem" in page
    assert "Enter a day on or before today" in page
    assert "My words" in page


def test_a_kind_that_there_is_not_is_not_found(cast, iro):
    assert iro.get(reverse("record_plan", args=[cast.ada.pk, "horoscope"])).status_code == 404


def test_withdrawn_stays_and_is_due_again(cast, iro):
    record(iro, cast.ada, "care_plan", done_on="12/6/2024")
    done = PlanDone.objects.get()
    where = reverse("withdraw_plan", args=[cast.ada.pk, "care_plan", done.pk])
    page = text(iro.post(where, {"why": "It was Ben's"}, follow=True))
    assert "What was due before is due again" in page
    assert "It was Ben's" in page
    assert "4 of Ada's plans are late." in page
    assert iro.get(where).status_code == 404
    other = record_plan(child=cast.ben, by=None, on=TODAY, kind="care_plan", done_on=TODAY, evidence="x")
    assert iro.get(reverse("withdraw_plan", args=[cast.ada.pk, "care_plan", other.pk])).status_code == 404


def test_a_team_manager_reads_and_does_not_record(cast, sign_in):
    page = plans(sign_in(cast.people[roles.TEAM_MANAGER]), cast.ada)
    assert "Care plan" in page
    assert "/plans/care_plan" not in page


def test_a_child_who_left_care_is_asked_for_nothing(cast, iro):
    page = plans(iro, cast.dan)
    assert "Dan is not in care: nothing is asked for." in page
    assert reverse("record_plan", args=[cast.dan.pk, "care_plan"]) in page


def test_the_list_counts_and_opens_what_it_counts(cast, iro):
    page = text(iro.get(reverse("plans_list")))
    assert "5 plans are late, of 2 children in care." in page
    assert "?kind=placement_plan&state=late" in page
    late = text(iro.get(reverse("plans_list"), {"kind": "placement_plan"}))
    assert "Late: placement plan <small>2</small>" in late
    assert "Ada Test" in late
    assert "Ben Test" in late
    assert "Cleo" not in late
    coming = text(iro.get(reverse("plans_list"), {"kind": "care_plan", "state": "to come"}))
    assert "Ben Test" in coming
    assert "Ada Test" not in coming
    record_plan(child=cast.ada, by=None, on=TODAY, kind="placement_plan", done_on=TODAY, evidence="x")
    assert "50% of 2" in text(iro.get(reverse("plans_list")))


@pytest.mark.feature("J5")
def test_the_list_by_team_logs_whom_it_showed(cast, iro):
    page = text(iro.get(reverse("plans_list"), {"team": "Children in care 1", "kind": "care_plan"}))
    assert "Ada Test" in page
    assert "Ben Test" not in page
    event = Event.objects.get(what="look: list of plans")
    assert event.detail == {"kind": "care_plan", "state": "late", "ids": [cast.ada.pk]}


def test_the_list_asks_as_much_for_many_as_for_few(cast, iro, django_assert_max_num_queries):
    address = reverse("plans_list")
    with django_assert_max_num_queries(100) as few:
        iro.get(address)
    for n in range(60):
        child = Child.objects.create(council=cast.council, number=f"5{n}", born=date(2012, 1, 1))
        for model, more in (
            (PeriodOfCare, {}),
            (LegalStatus, {"code": "C2"}),
            (Placement, {"code": "U6"}),
            (SocialWork, {"team": cast.team}),
        ):
            record_fact(model, child=child, by=None, starts_on=date(2024, 7, 1), on=TODAY, **more)
    with django_assert_max_num_queries(len(few)) as many:
        page = text(iro.get(address))
    assert len(many) == len(few) <= 20
    assert "Page 1 of" in page
