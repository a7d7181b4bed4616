"""Recording and withdrawing what was done, and what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import OuterRef
from django.utils import timezone

from footprint.audit.models import Event
from footprint.children.models import Child
from footprint.council.refusals import Refused
from footprint.plans.actions import PlanClaim, record_all, record_plan, withdraw_plan
from footprint.plans.models import PlanDone
from footprint.plans.querysets import permanence_by
from footprint.reviews.actions import record_held
from footprint.reviews.models import Review
from tests.conftest import TODAY


def record(child, kind="care_plan", on=date(2025, 1, 10), evidence="on file", **detail):
    return record_plan(child=child, by=None, on=TODAY, kind=kind, done_on=on, evidence=evidence, **detail)


def test_it_is_recorded_with_its_audit_row(cast):
    made = record(cast.ada, "permanence_plan", plan=" Adoption ", contingency="")
    assert (made.detail, made.is_whole, made.evidence) == ({"plan": "Adoption"}, False, "on file")
    event = Event.objects.get(what="recorded a plan")
    assert (event.child, event.subject, event.detail) == (
        cast.ada.pk,
        f"PlanDone {made.pk}",
        {"kind": "permanence_plan"},
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": date(2025, 1, 21)}, "done_on"),
        ({"on": date(2010, 4, 30)}, "done_on"),
        ({"kind": "pathway_plan"}, "done_on"),
        ({"kind": "horoscope"}, None),
        ({"evidence": "  "}, "evidence"),
        ({"kind": "permanence_plan", "contingency": "Aunt Rose"}, "plan"),
    ],
)
def test_what_cannot_be_is_refused(cast, values, field):
    with pytest.raises(Refused) as refusal:
        record(cast.ada, **values)
    assert refusal.value.field == field
    assert not PlanDone.objects.exists()


def test_a_plan_may_be_made_somewhat_before_its_age(cast):
    Child.objects.filter(pk=cast.ada.pk).update(born=date(2009, 2, 1))
    assert record(cast.ada, "pathway_plan")
    with pytest.raises(Refused):
        record(cast.ada, "pathway_plan", on=date(2024, 9, 1))


def test_one_of_a_kind_a_day(cast):
    made = record(cast.ada)
    with pytest.raises(Refused, match="recorded already"):
        record(cast.ada)
    record(cast.ada, "health_assessment")
    with transaction.atomic(), pytest.raises(IntegrityError):
        PlanDone.objects.create(
            council=cast.council, child=cast.ada, kind=made.kind, done_on=made.done_on, recorded_at=timezone.now()
        )
    withdraw_plan(made, by=None, why="wrong day")
    assert record(cast.ada).pk != made.pk


def test_an_unknown_line_is_a_mistake_of_the_program(cast):
    with pytest.raises(TypeError):
        record(cast.ada, plan="x")


def test_withdrawing_says_why_and_happens_once(cast):
    made = record(cast.ada)
    with pytest.raises(Refused):
        withdraw_plan(made, by=None, why=" ")
    withdraw_plan(made, by=None, why="another child's")
    made.refresh_from_db()
    assert (made.withdrawn_at is None, made.withdrawn_why) == (False, "another child's")
    assert Event.objects.filter(what="withdrew a plan", child=cast.ada.pk).count() == 1
    with pytest.raises(Refused):
        withdraw_plan(made, by=None, why="again")


def test_a_list_is_one_event(cast):
    claims = {
        cast.ada.pk: [PlanClaim("care_plan", date(2024, 6, 7), "list"), PlanClaim("pep", date(2024, 6, 7), "list")],
        cast.ben.pk: [PlanClaim("permanence_plan", date(2025, 1, 8), "list", {"plan": "Home", "contingency": "Kin"})],
    }
    assert record_all(council=cast.council, by=None, at=timezone.now(), claims=claims, row="a list", why="test") == 3
    assert PlanDone.objects.get(child=cast.ben).is_whole
    assert PlanDone.objects.get(child=cast.ben).source_words == "a list"
    assert Event.objects.get(what="recorded plans from a list").detail == {"new": 3, "why": "test"}


def test_a_permanence_plan_by_a_day(cast):
    held = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2025, 1, 10), participation="PN1")
    reviews = Review.objects.filter(pk=held.pk)

    def has(day=None, **more):
        return reviews.filter(permanence_by(day or OuterRef("held_on"), "child", **more)).exists()

    assert not has()
    made = record(cast.ada, "permanence_plan", plan="Adoption")
    assert not has()
    assert has(whole=False)
    withdraw_plan(made, by=None, why="incomplete")
    made = record(cast.ada, "permanence_plan", plan="Adoption", contingency="Fostering")
    assert has()
    assert not has(date(2025, 1, 9))
    assert has(since=date(2025, 1, 10))
    assert not has(since=date(2025, 1, 11))
    assert Child.objects.filter(permanence_by(TODAY)).get() == cast.ada
    record(cast.ben)
    assert Child.objects.filter(permanence_by(TODAY)).count() == 1
