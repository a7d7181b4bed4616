"""From a figure to its records, as a person goes: catalogue, figure, records, file."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts.roles import IRO_MANAGER
from footprint.audit.models import Event
from footprint.children.actions import restrict
from footprint.children.models import Child
from footprint.council.actions import add_person
from footprint.figures.catalogue import FIGURES

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2020, 4, 1), date(2021, 3, 31)
YEAR = {"from": FIRST.isoformat(), "to": LAST.isoformat()}


def records_of(client, name, **more):
    """The ids in the file behind a number."""
    answer = client.get(reverse("records", args=[name]), {**YEAR, **more, "as": "csv"})
    assert answer.status_code == 200
    return {int(row["Record"]) for row in csv.DictReader(io.StringIO(answer.content.decode()))}


@pytest.mark.feature("B5")
@pytest.mark.feature("B7")
@pytest.mark.feature("B8")
@pytest.mark.feature("B12")
@pytest.mark.feature("B13")
@pytest.mark.feature("D9")
@pytest.mark.feature("D10")
@pytest.mark.feature("D20")
@pytest.mark.feature("L1")
def test_every_figure_opens_to_the_records_that_a_slow_count_finds(world, manager):
    _, second, _ = world
    for name in FIGURES:
        counted, base = second.figure(name, FIRST, LAST)
        page = manager.get(reverse("figure", args=[name]), YEAR)
        assert page.status_code == 200
        assert records_of(manager, name) == counted
        if base is not None:
            assert records_of(manager, name, part="base") == base


@pytest.mark.feature("D3")
@pytest.mark.feature("B22")
def test_each_number_of_a_breakdown_leads_to_as_many_records(world, manager):
    for name, by in (("reviews-on-time", "kind"), ("children-in-care", "team"), ("children-in-care", "legal")):
        page = manager.get(reverse("figure", args=[name]), {**YEAR, "by": by}).content.decode()
        table = page[page.index('id="broken-down"') :]
        links = re.findall(r'<a href="(/figures/[^"]+/records\?[^"]+)">([\d,]+)</a>', table)
        assert len(links) > 3
        for address, number in links:
            shown = manager.get(address.replace("&amp;", "&"))
            wanted = int(number.replace(",", ""))
            assert shown.context["page"].paginator.count == wanted
            assert shown.context["title"].startswith(f"{wanted:,} ")


@pytest.mark.feature("D11")
def test_late_reviews_are_broken_down_by_reason(world, manager):
    _, second, _ = world
    page = manager.get(reverse("figure", args=["reviews-late"]), {**YEAR, "by": "late-reason"}).content.decode()
    late = [r for r in second.held(FIRST, LAST) if second.timing(r) == "late"]
    missing = sum(r["late_reason"] == "child_missing" for r in late)
    assert re.search(rf"Child missing</th>.*?>{missing}<", page, re.DOTALL)
    assert "No reason recorded" in page


@pytest.mark.feature("B9")
def test_a_rate_shows_the_population_and_its_source(world, manager):
    council, second, _ = world
    page = manager.get(reverse("figure", args=["children-in-care-rate"]), YEAR).content.decode()
    rate = 10_000 * len(second.in_care(FIRST, LAST)) / 14_500
    assert f"{rate:.1f}" in page
    assert "Children aged 0 to 17 in the area in 2019 (made up)" in page


def test_the_catalogue_shows_this_year_the_year_before_and_the_aim(world, manager):
    _, second, _ = world
    page = manager.get(reverse("figures"), YEAR)
    rows = {row["figure"].name: row for rows in page.context["groups"].values() for row in rows}
    assert set(rows) == set(FIGURES)
    assert rows["entrants"]["now"].value == len(second.entrants(FIRST, LAST))
    assert rows["entrants"]["before"].value == len(second.entrants(date(2019, 4, 1), date(2020, 3, 31)))
    assert rows["reviews-on-time"]["target"].value == 98


def test_a_restricted_child_is_counted_and_not_shown(world, manager):
    council, second, _ = world
    child = Child.objects.get(pk=second.in_care(FIRST, LAST)[0][0])
    other = add_person(
        by=None, service=council.service, email="o@x.example", name="O", role=IRO_MANAGER, password="a long password 1"
    )
    restrict(child, by=None, users=[other], why="known to the staff")
    page = manager.get(reverse("records", args=["children-in-care"]), YEAR)
    assert page.context["hidden"] == 1
    assert "1 of them is counted and not shown" in page.content.decode()
    assert child.pk not in records_of(manager, "children-in-care")


def test_looking_at_records_is_written_down(world, manager):
    manager.get(reverse("records", args=["entrants"]), {**YEAR, "sex": "Female"})
    look = Event.objects.filter(what="look: records behind a figure").latest("pk")
    assert look.detail["labels"] == {"sex": "Female"}
    assert look.detail["ids"]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [("2020-04-31", "2021-03-31", "could not be used"), ("2021-04-01", "2020-04-01", "could not be used")],
)
def test_days_that_cannot_be_used_are_told(world, manager, first, last, sentence):
    page = manager.get(reverse("figures"), {"from": first, "to": last}).content.decode()
    assert sentence in page
    assert f'value="{first}"' in page


def test_pages_take_the_same_number_of_queries_whatever_the_number_of_records(
    world, manager, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40):
        manager.get(reverse("figures"), YEAR)
    with django_assert_max_num_queries(30):
        manager.get(reverse("figure", args=["children-in-care"]), YEAR)
    with django_assert_max_num_queries(12):
        manager.get(reverse("records", args=["reviews-held"]), YEAR)
