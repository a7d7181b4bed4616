"""A new council with its first return: what a person meets there, and what no page may claim."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.models import Child, PeriodOfCare
from footprint.council.models import Council
from footprint.exchange.models import Import
from footprint.reviews.actions import record_held
from footprint.reviews.models import Meeting
from tests.conftest import TODAY
from tests.exchange.test_return import EPISODES, HEADER, REVIEWS, whole

OLD = {"from": "1/4/2015", "to": "31/3/2016"}


@pytest.fixture
def manager(cast, sign_in):
    """The IRO manager of a council with the return of 2017-18, in use since 1 April 2024."""
    whole(cast.council)
    return sign_in(cast.people[roles.IRO_MANAGER])


def text(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unescape(body.decode())


def upload(client, address, council, year="", **files):
    sent = [SimpleUploadedFile(f"{name}.csv", said.encode()) for name, said in files.items()]
    return client.post(reverse(address), {"council": council.key, "year": year, "files": sent})


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def test_a_time_of_which_nothing_speaks_has_no_number(cast, manager):
    page = manager.get(reverse("figure", args=["reviews-held"]), OLD)
    assert page.context["number"].text == "–"
    assert manager.get(reverse("figure", args=["children-in-care"]), OLD).context["number"].text == "–"
    known = manager.get(reverse("figure", args=["reviews-held"]), {"from": "1/4/2017", "to": "31/3/2018"})
    assert known.context["number"].value == 3
    between = manager.get(reverse("figure", args=["reviews-held"]), {"from": "1/4/2020", "to": "31/3/2021"})
    assert between.context["number"].text == "–"


def test_the_report_claims_nothing_about_a_year_before_the_returns(cast, manager):
    page = text(manager.get(reverse("report", args=["bradford-2020-21"]), {"from": "1/4/2017", "to": "31/3/2018"}))
    assert "were subject to a care order" not in page, "the profile does not know Bradford's rows"
    assert "from 0" not in page
    assert "–" in page


def test_a_review_that_fell_due_when_nothing_was_known_is_not_judged(cast, manager):
    child = Child.objects.get(council=cast.council, number="2")
    held = record_held(child=child, by=None, on=TODAY, held_on=date(2025, 1, 8))
    page = text(manager.get(reverse("review", args=[held.pk])))
    assert "not judged: it fell due when nothing was known" in page
    figure = manager.get(reverse("figure", args=["reviews-late"]), {"from": "1/4/2024", "to": "19/1/2025"})
    assert held.pk not in figure.context["number"].records


def test_a_person_of_18_is_not_in_care_and_the_open_time_is_on_the_worklist(cast, manager):
    Child.objects.filter(council=cast.council, number="1").update(born=date(2006, 3, 1), first_name="Grown")
    assert "Grown" not in text(manager.get(reverse("children")))
    assert "Grown" not in text(manager.get(reverse("service")))
    assert "Grown" in text(manager.get(reverse("gap_list", args=["past-18"])))
    child = Child.objects.get(council=cast.council, number="1")
    assert "is 18 or over" in text(manager.get(reverse("child", args=[child.pk])))
    figure = manager.get(reverse("figure", args=["children-in-care"]), {"from": "1/4/2024", "to": "19/1/2025"})
    assert child.pk not in figure.context["number"].records


def test_a_missing_child_is_seen_at_once(cast, manager):
    url = reverse("record_fact", args=[cast.ada.pk, "missing"])
    manager.post(url, {"kind": "M", "starts_on": "15/1/2025"})
    assert "Missing since Wed 15 Jan 2025" in text(manager.get(reverse("child", args=[cast.ada.pk])))
    assert "Another missing time stands" in text(manager.post(url, {"kind": "M", "starts_on": "16/1/2025"}))


def test_columns_that_are_not_known_are_matched_on_screen(cast, manager):
    mine = "Mosaic No,Forename,Team colour\n100,Adele,red\n"
    asked = upload(manager, "take_in_people", cast.council, people=mine)
    assert asked.status_code == 422
    page = text(asked)
    assert "no column holds" in page
    chosen = {"token": token(page), "column-number": "MOSAIC_NO", "column-first_name": "FORENAME"}
    page = text(manager.post(reverse("take_in_people"), {**chosen, "match": "1"}))
    assert "Adele" in page, "the change is shown before it is stored"
    assert "Not used: TEAM_COLOUR" in page
    text(manager.post(reverse("take_in_people"), {**chosen, "token": token(page)}))
    assert Child.objects.get(pk=cast.ada.pk).first_name == "Adele"


def test_columns_changed_while_accepting_are_shown_first(cast, manager):
    mine = "Child,IRO,Allocation start\n101,An IRO,01/01/2025\n"
    page = text(upload(manager, "take_in_people", cast.council, people=mine))
    chosen = {"token": token(page), "column-number": "CHILD", "column-iro": "IRO"}
    again = text(manager.post(reverse("take_in_people"), {**chosen, "column-from": "ALLOCATION_START"}))
    assert "Nothing is stored yet" in again
    text(manager.post(reverse("take_in_people"), {**chosen, "column-from": "ALLOCATION_START", "token": token(again)}))
    assert "since Wed 1 Jan 2025" in text(manager.get(reverse("child", args=[cast.ben.pk])))


def test_what_is_refused_can_be_found_again_whole_before_and_after(cast, manager):
    bad = HEADER + "3,1,31/02/2012,WBRI,UN4,,\n"
    page = text(
        upload(manager, "take_in_return", cast.council, "2017-18", header=bad, episodes=EPISODES, reviews=REVIEWS)
    )
    file = text(manager.post(reverse("take_in_return"), {"token": token(page), "do": "refusals"}))
    assert "3; 1; 31/02/2012; WBRI; UN4" in file
    text(manager.post(reverse("take_in_return"), {"token": token(page), "partial": "1"}))
    run = Import.objects.latest("pk")
    assert reverse("taken_in", args=[run.pk]) in text(manager.get(reverse("data")))
    assert "31/02/2012" in text(manager.get(reverse("taken_in", args=[run.pk])))


def test_a_return_of_another_year_or_with_less_in_it_warns(cast, manager):
    tables = {"header": HEADER, "episodes": EPISODES, "reviews": REVIEWS}
    assert "Is this the return of another year?" in text(
        upload(manager, "take_in_return", cast.council, "2020-21", **tables)
    )
    less = REVIEWS.replace("2,09/09/2011,10/10/2017,PN0\n", "")
    assert "would be withdrawn: 1 of reviews" in text(
        upload(manager, "take_in_return", cast.council, "2017-18", **{**tables, "reviews": less})
    )
    page = text(upload(manager, "take_in_return", cast.council, "2017-18", header=HEADER, episodes=EPISODES))
    assert "they stay as they are: reviews" in page


def test_a_header_without_a_child_is_refused(cast, manager):
    answer = upload(manager, "take_in_return", cast.council, "2017-18", header=HEADER.splitlines()[0] + "\n")
    assert "holds no child" in text(answer)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("due_list", {"month": "9999-12"}),
        ("due_list", {"month": "0001-01"}),
        ("figures", {"from": "0001-01-01", "to": "9999-12-31"}),
        ("reports", {"from": "9998-01-01", "to": "9998-12-31"}),
    ],
)
def test_days_beyond_reason_break_nothing(cast, manager, address, query):
    assert manager.get(reverse(address), query).status_code == 200


@pytest.mark.parametrize(("typed", "said"), [("9" * 30, "less than or equal"), ("145,300", ""), ("145 900", "")])
def test_a_population_as_people_type_it(cast, manager, typed, said):
    form = {"council": cast.council.pk, "year": 2023, "children": typed, "source": "estimates"}
    answer = text(manager.post(reverse("population"), form, follow=True))
    assert said in answer
    assert said or f"{int(re.sub('[, ]', '', typed)):,}" in answer


@pytest.mark.parametrize("day", ["1/1/2030", "1/1/1999"])
def test_a_first_day_of_use_beyond_reason_is_refused(cast, manager, day):
    assert "or will within a year" in text(manager.post(reverse("first_day"), {"day": day}))


def test_a_meeting_can_be_corrected(cast, manager):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), place="Scholl")
    url = reverse("review", args=[review.pk])
    shown = {"held_on": "28/6/2024", "initial-held_on": "28/6/2024", "initial-place": "Scholl"}
    manager.post(url, {**shown, "place": "School", "mode": "video", "chaired_by": cast.iro.pk})
    meeting = Meeting.objects.get(reviews=review)
    assert (meeting.place, meeting.mode, meeting.chaired_by) == ("School", "video", cast.iro)
    page = text(manager.get(url))
    assert "School" in page
    assert "chaired by An IRO" in page


def test_codes_that_ended_are_not_offered(cast, manager):
    page = text(manager.get(reverse("record_fact", args=[cast.ada.pk, "legal-status"])))
    assert "Full care order (C2)" in page
    assert "Freed for adoption" not in page


def test_what_is_left_empty_is_named(cast, manager):
    page = text(manager.post(reverse("add_child"), {"first_name": ""}))
    assert "Enter: first name" in page
    assert "This field is required" not in page


def test_old_reviews_owe_no_papers(cast, manager):
    child = Child.objects.get(council=cast.council, number="1")
    review = child.reviews.get(held_on=date(2017, 9, 20))
    assert "To go out" not in text(manager.get(reverse("review", args=[review.pk])))
    assert Council.objects.get(pk=cast.council.pk).known_from == date(2017, 4, 1)


def figure_row(client, figure, by, row, days):
    """The number of a row of a figure's breakdown, and the names behind it."""
    page = client.get(reverse("figure", args=[figure]), {**days, "by": by})
    cells = {r.label: r.cells[-1] for r in page.context["table"].rows}
    records = text(client.get(reverse("records", args=[figure]), {**days, by: row}))
    return cells[row].value, records


@pytest.mark.feature("B14")
@pytest.mark.feature("B15")
def test_remand_and_family_homes_are_rows_of_their_own(cast, sign_in):
    client, days = sign_in(cast.people[roles.IRO_MANAGER]), {"from": "1/4/2024", "to": "19/1/2025"}
    client.post(reverse("record_fact", args=[cast.ada.pk, "legal-status"]), {"code": "J1", "starts_on": "2/12/2024"})
    client.post(reverse("record_fact", args=[cast.ada.pk, "placement"]), {"code": "K1", "starts_on": "2/12/2024"})
    client.post(reverse("record_fact", args=[cast.ben.pk, "placement"]), {"code": "P1", "starts_on": "13/1/2025"})
    for by, row, name in (
        ("legal", "Remand or youth justice", "Ada Test"),
        ("placement", "Secure home", "Ada Test"),
        ("placement", "Placed with parents", "Ben Test"),
    ):
        value, records = figure_row(client, "children-in-care", by, row, days)
        assert value == 1
        assert name in records


@pytest.mark.feature("B17")
def test_children_who_returned_home_are_counted(cast, sign_in):
    client, days = sign_in(cast.people[roles.IRO_MANAGER]), {"from": "1/4/2024", "to": "19/1/2025"}
    period = PeriodOfCare.objects.get(child=cast.ada)
    end = reverse("end_fact", args=[cast.ada.pk, "care", period.pk])
    client.post(end, {"ends_on": "10/1/2025", "end_reason": "E4A"})
    value, records = figure_row(client, "leavers", "reason", "Returned home", days)
    assert value == 1
    assert "Ada Test" in records


def test_a_running_year_shows_no_change(cast, sign_in):
    page = text(
        sign_in(cast.people[roles.IRO_MANAGER]).get(reverse("figures"), {"from": "1/4/2024", "to": "31/3/2025"})
    )
    assert "This time is not over" in page
    assert "decrease" not in page


@pytest.mark.feature("B16")
def test_a_placement_order_without_a_placement_for_adoption_is_a_cell_that_opens(cast, sign_in):
    client, days = sign_in(cast.people[roles.IRO_MANAGER]), {"from": "1/4/2024", "to": "19/1/2025"}
    client.post(reverse("record_fact", args=[cast.ada.pk, "legal-status"]), {"code": "E1", "starts_on": "2/12/2024"})
    page = client.get(reverse("figure", args=["children-in-care"]), {**days, "by": "legal", "across": "placement"})
    table = page.context["table"]
    row = next(r for r in table.rows if r.label == "Placement order")
    cells = {c.label: cell for c, cell in zip(table.columns, row.cells, strict=True)}
    assert cells["Foster care"].value == 1
    assert cells["Placed for adoption"].value == 0
    assert "Ada Test" in text(client.get(cells["Foster care"].href))
