"""From a figure to its records, as a person goes: catalogue, figure, records, file."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts.roles import IRO_MANAGER
from footprint.audit.models import Event
from footprint.children.actions import restrict
from footprint.children.models import Child
from footprint.council.actions import add_person
from footprint.council.profile import profile
from footprint.figures.catalogue import FIGURES
from footprint.figures.period import Period
from footprint.reviews.models import Decision

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
@pytest.mark.feature("D12")
@pytest.mark.feature("D15")
@pytest.mark.feature("D19")
@pytest.mark.feature("E3")
@pytest.mark.feature("G5")
@pytest.mark.feature("G7")
@pytest.mark.feature("J2")
@pytest.mark.feature("J3")
@pytest.mark.feature("J4")
@pytest.mark.feature("L1")
@pytest.mark.feature("L2")
@pytest.mark.feature("L6")
@pytest.mark.feature("L9")
@pytest.mark.feature("M2")
@pytest.mark.feature("M4")
@pytest.mark.feature("M8")
def test_every_figure_opens_to_the_records_that_a_slow_count_finds(world, manager):
    _, second, _ = world
    for name in FIGURES:
        counted, base = second.figure(name, FIRST, LAST)
        page = manager.get(reverse("figure", args=[name]), YEAR)
        assert page.context["counts"][-1][2].value == len(counted)
        assert records_of(manager, name) == read_by_managers(second, name, counted)
        if base is not None:
            assert records_of(manager, name, part="base") == read_by_managers(second, name, base)


def read_by_managers(second, name, ids):
    """Of what people said in words, what was not meant for the IRO only."""
    shared = {r["id"] for r in second.responses if r["shared"] == "everyone"}
    if name == "themes":
        return {t["id"] for t in second.about if t["id"] in ids and t["response_id"] in shared}
    return ids & shared if name.startswith("felt-") else ids


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


@pytest.mark.feature("D14")
@pytest.mark.parametrize(
    ("name", "by", "across"),
    [
        ("requests-to-move", "asked-by", "granted"),
        ("requests-to-move", "limit", "granted"),
        ("papers-on-time", "paper", ""),
        ("meetings-cancelled", "team", ""),
        ("decisions", "outcome", "times"),
        ("decisions-overdue", "about", ""),
        ("changes-told-late", "change-kind", ""),
        ("iro-appointed", "month", ""),
        ("reviews-held", "grade", "rag"),
        ("seen-before", "service", ""),
    ],
)
def test_what_is_around_reviews_is_broken_down_to_its_records(world, manager, name, by, across):
    page = manager.get(reverse("figure", args=[name]), {**YEAR, "by": by, "across": across}).content.decode()
    table = page[page.index('id="broken-down"') :]
    links = re.findall(r'<a href="(/figures/[^"]+/records\?[^"]+)">([\d,]+)</a>', table)
    assert len(links) > 1
    for address, number in links:
        assert manager.get(address.replace("&amp;", "&")).context["page"].paginator.count == int(number)


def test_many_breakdowns_are_chosen_from_a_list(world, manager):
    page = manager.get(reverse("figure", args=["reviews-held"]), {**YEAR, "by": "rag"}).content.decode()
    assert '<option value="rag" selected>green, amber or red</option>' in page
    assert page.count('name="by"') == 1
    few = manager.get(reverse("figure", args=["children-in-care"]), {**YEAR, "by": "sex"}).content.decode()
    assert 'aria-current="page">sex</a>' in few


def test_what_is_in_neither_number_is_listed_once(world, manager):
    _, second, _ = world
    page = manager.get(reverse("figure", args=["seen-before"]), YEAR)
    listed = page.context["outside"]
    base = second.seen_before_(FIRST, LAST)[1]
    assert sum(n for _, n in listed) == len(second.held(FIRST, LAST)) - len(base)
    assert [label for label, _ in listed] == ["Not recorded", "Under 4"]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("papers-on-time", "Working days late"),
        ("requests-to-move", "Last day allowed"),
        ("meetings-cancelled", "Why"),
        ("decisions", "Manager&#x27;s reply"),
        ("changes", "Told"),
        ("permanence-by-second-review", "Held"),
    ],
)
def test_records_of_every_unit_open_and_a_restricted_childs_are_hidden(world, manager, name, head):
    council, second, figures = world
    page = manager.get(reverse("records", args=[name]), YEAR)
    line = page.context["lines"][0]
    assert f'<th scope="col">{head}</th>' in page.content.decode()
    held = [each.review for each in page.context["lines"] if each.review and each.review.held_on]
    assert bool(held) == (name != "changes")
    assert all(f'href="{reverse("review", args=[review.pk])}"' in page.content.decode() for review in held)
    frame = figures.split(FIGURES[name], Period(FIRST, LAST), ())[1]
    theirs = {pk for pk, child in zip(frame.ids, frame.children, strict=True) if child == line.child.pk}
    assert line.pk in theirs
    other = add_person(
        by=None, service=council.service, email="o@x.example", name="O", role=IRO_MANAGER, password="a long password 1"
    )
    restrict(line.child, by=None, users=[other], why="known to the staff")
    page = manager.get(reverse("records", args=[name]), YEAR)
    assert page.context["hidden"] == len(theirs)
    assert page.context["page"].paginator.count == len(frame.ids) - len(theirs)
    assert f'/children/{line.child.pk}"' not in page.content.decode()
    assert records_of(manager, name) == second.figure(name, FIRST, LAST)[0] - theirs


def test_what_somebody_typed_keeps_its_words(world, manager, monkeypatch):
    council, _, _ = world
    made_up = replace(profile("bradford"), words={**profile("bradford").words, "child": "yungo"})
    monkeypatch.setattr("footprint.web.context.profile", lambda name: made_up)
    Decision.objects.filter(review__council=council).update(text="Ask the child")
    page = manager.get(reverse("records", args=["decisions"]), YEAR).content.decode()
    assert "Ask the child" in page
    assert "Yungo</th>" in page


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
    with django_assert_max_num_queries(60):
        manager.get(reverse("figures"), YEAR)
    with django_assert_max_num_queries(30):
        manager.get(reverse("figure", args=["children-in-care"]), YEAR)
    with django_assert_max_num_queries(12):
        manager.get(reverse("records", args=["reviews-held"]), YEAR)
