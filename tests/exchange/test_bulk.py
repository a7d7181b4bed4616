"""Rows written at once are the rows that one at a time would have been, and the database's own walls stand."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict
from django.utils import timezone

from footprint.children.models import Child, Placement
from footprint.council.actions import add_council
from footprint.dated.bulk import insert
from footprint.reviews.models import Review

NOW = timezone.now()


@pytest.fixture
def child(db):
    return Child.objects.create(council=add_council(by=None, name="Cedar"), number="1", born=date(2010, 5, 1))


def given(child, **more):
    return {"council_id": child.council_id, "child_id": child.pk, "recorded_at": NOW, **more}


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (
            Placement,
            {"starts_on": date(2024, 6, 3), "code": "U6", "distance": Decimal("3.5"), "postcode": 'O\'B "1"\t'},
        ),
        (Review, {"held_on": date(2024, 6, 3), "claimed": {"held_on": "2024-06-03", "nth": 0}, "relaxed": True}),
    ],
)
def test_a_row_is_what_the_model_would_have_written(child, model, values):
    one = model.objects.create(**given(child, **values))
    one.refresh_from_db()
    same = model_to_dict(one, exclude=["id"])
    recorded_at = one.recorded_at
    one.delete()
    insert(model, [given(child, **values)])
    other = model.objects.get()
    assert (model_to_dict(other, exclude=["id"]), other.recorded_at) == (same, recorded_at)


def test_two_facts_of_a_kind_on_one_day_are_refused(child):
    row = given(child, starts_on=date(2024, 6, 3), code="U6")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Placement, [row, row])
    assert not Placement.objects.exists()


def test_no_rows_are_no_work(child, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Review, [])
