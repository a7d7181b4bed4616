"""The demonstration's plans: each kind is there, most are in date, a few late, and the same every time."""

import io
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from footprint.children.models import Child
from footprint.council.models import Council
from footprint.plans.facts import IN_DATE, LATE, due_of
from footprint.plans.kinds import all_kinds
from footprint.plans.models import PlanDone

pytestmark = pytest.mark.django_db
TODAY = date(2021, 4, 20)


def made(size):
    """What a demonstration of a size holds; it is rolled back again."""
    with transaction.atomic():
        call_command("demo", council="bradford", children=size, stdout=io.StringIO(), stderr=io.StringIO())
        council = Council.objects.get(key="demo-bradford")
        rows = list(PlanDone.objects.order_by("child__number", "kind", "done_on").values_list(
            "child__number", "kind", "done_on", "evidence", "is_whole", "child__born"))  # fmt: skip
        states = due_of(Child.objects.filter(council=council), TODAY)
        transaction.set_rollback(True)
    return rows, Counter((s.kind.key, s.state) for of_child in states.values() for s in of_child)


def test_most_are_in_date_and_some_late():
    rows, states = made(200)
    in_date, late = (sum(n for (_, state), n in states.items() if state == wanted) for wanted in (IN_DATE, LATE))
    for kind in all_kinds():
        of_kind = sum(n for (key, _), n in states.items() if key == kind)
        assert states[kind, IN_DATE] > of_kind / 2, kind
    assert 0 < late < in_date / 10
    assert all(born <= day <= TODAY for *_, day, _, _, born in rows)
    assert {whole for *_, whole, _ in rows} == {True, False}


def test_it_is_the_same_every_time():
    assert made(20) == made(20)
