"""A small demonstration, made once through the rooms' own actions, and what stands afterwards."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from footprint.accounts.demo import DEMO_PASSWORD
from footprint.accounts.models import User
from footprint.accounts.roles import ROLES
from footprint.allocation.access import visible_to
from footprint.children.models import Child, PeriodOfCare, Relation
from footprint.council.models import Council
from footprint.demo.plan import make_plan
from footprint.demo.published import published
from footprint.reviews.models import Meeting, Review
from footprint.reviews.querysets import overdue, owing

pytestmark = pytest.mark.django_db
SIZE, TODAY = 60, date(2021, 4, 20)


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """What the command said; everything is rolled back after the last test of this file."""
    out, progress = io.StringIO(), io.StringIO()
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            call_command("demo", council="bradford", children=SIZE, stdout=out, stderr=progress)
            yield out.getvalue(), progress.getvalue()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def council(said):
    return Council.objects.get(key="demo-bradford")


def person(role):
    return User.objects.get(email=f"{role.replace('_', '-')}@demo.example")


def test_somebody_of_every_role_can_sign_in(council, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for role in ROLES:
        user = person(role)
        assert user.is_demo
        assert user.membership.role == role
    assert person("iro").check_password(DEMO_PASSWORD)


def test_the_people_have_children_to_work_with(council):
    for role in ("iro", "social_worker", "team_manager"):
        member = person(role).membership
        assert visible_to(member).count() >= 3, role
    assert visible_to(person("administrator").membership).count() == 0


def test_so_many_are_in_care_at_the_end_and_today(council):
    for day in (date(2021, 3, 31), TODAY):
        assert PeriodOfCare.objects.standing().filter(council=council).true_on(day).count() == SIZE


def test_the_service_is_a_demonstration_with_a_fixed_day(council):
    service = council.service
    assert (service.is_demo, service.fixed_today, service.first_day_of_use) == (True, TODAY, date(2021, 4, 1))
    assert council.known_until == date(2021, 3, 31)


def test_late_are_only_those_that_were_planned(council):
    held = Review.objects.statutory().filter(council=council, held_on__gt=F("due_on"), relaxed=False)
    plan = make_plan(published("bradford", SIZE))
    planned = {(c.number, r.on) for c in plan.children for s in c.stays for r in s.reviews if r.late == "late"}
    assert set(held.values_list("child__number", "held_on")) == planned
    assert not Review.objects.statutory().filter(council=council, missed=True).exists()
    assert not Review.objects.standing().filter(council=council).exclude(left_out="").exists()


def test_overdue_are_only_those_that_were_planted(council):
    plan = make_plan(published("bradford", SIZE))
    found = overdue(Review.objects.statutory().filter(council=council), TODAY)
    assert sorted(found.values_list("child__number", flat=True)) == sorted(plan.planted["overdue"])


def test_the_last_weeks_were_recorded_by_people(council):
    since = Review.objects.statutory().filter(council=council, held_on__gte=date(2021, 4, 1))
    assert since.count() > 3
    assert not since.exclude(source_kind=Review.PERSON).exists()
    held = Meeting.objects.filter(council=council, state=Meeting.HELD).exclude(mode="")
    assert sorted(held.values_list("reviews", flat=True)) == sorted(since.values_list("pk", flat=True))
    assert owing(since, TODAY).exists()


def test_what_is_booked_is_still_to_be_held(council):
    booked = Meeting.objects.filter(council=council, state=Meeting.BOOKED)
    assert booked.count() > 3
    for meeting in booked.prefetch_related("reviews"):
        (review,) = meeting.reviews.all()
        assert review.held_on is None
        assert TODAY <= meeting.on <= review.due_on
        assert meeting.mode
        assert meeting.place


def test_a_record_is_restricted(council):
    child = Child.objects.get(council=council, restricted=True)
    assert child in visible_to(person("iro_manager").membership)
    assert child not in visible_to(person("iro").membership)


def test_brothers_and_sisters_know_each_other(council):
    pairs = set(Relation.objects.filter(council=council).values_list("child", "other"))
    assert pairs
    assert all((b, a) in pairs for a, b in pairs)


def test_what_is_wrong_on_purpose_is_said(said):
    out, progress = said
    assert "2 without an IRO" in out
    assert "3 with an overdue review" in out
    assert "Reviews recorded since the first day of use" in progress


def test_verifying_finds_the_gaps_that_were_planted_and_the_law_agrees(council):
    out = io.StringIO()
    call_command("demo", council="bradford", verify=True, stdout=out)
    assert "no due dates or verdicts differ" in out.getvalue()
    assert "DIFFERS" not in out.getvalue()


def test_a_gap_that_was_not_planted_is_found(council):
    Child.objects.filter(council=council, restricted=True).update(first_name="", last_name="")
    with pytest.raises(CommandError, match="differ"):
        call_command("demo", council="bradford", verify=True, stdout=io.StringIO())


def test_a_second_demonstration_is_refused(council):
    with pytest.raises(CommandError, match="exists. Use a new database"):
        call_command("demo", council="bradford", stdout=io.StringIO())


@pytest.mark.parametrize("wrong", [{"children": 3}, {"council": "atlantis"}])
def test_what_cannot_be_made_is_refused(council, wrong):
    with pytest.raises(CommandError):
        call_command("demo", **{"council": "bradford", **wrong}, stdout=io.StringIO())
