"""What people do, through the pages: read a desk, record a review, take in a return and a people list, calculate."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.models import Child
from footprint.reviews.models import Review
from tests.conftest import TODAY
from tests.exchange.test_return import EPISODES, HEADER, REVIEWS


@pytest.mark.feature("D1")
@pytest.mark.feature("D20")
def test_an_iro_records_a_review_and_sees_the_next_due(cast, sign_in):
    client = sign_in(cast.people[roles.IRO])
    desk = client.get(reverse("desk")).content.decode()
    assert "Ada Test" in desk
    assert "20 working days after becoming looked after" in desk
    form = {"held_on": "28/6/2024", "there": "all", "views": "self", "mode": "video"}
    answer = client.post(reverse("record_review", args=[cast.ada.pk]), form, follow=True)
    assert "is recorded" in answer.content.decode()
    answer = client.get(reverse("child", args=[cast.ada.pk]))
    page = answer.content.decode()
    assert "Sat 28 Sep 2024" in page
    assert "3 months after the first review held on 28 Jun 2024" in page
    assert "on time" in page


def test_what_was_typed_is_still_there_after_a_refusal(cast, sign_in):
    client = sign_in(cast.people[roles.IRO])
    answer = client.post(reverse("record_review", args=[cast.ada.pk]), {"held_on": "1/2/2030", "place": "At home"})
    page = answer.content.decode()
    assert "on or before today" in page
    assert 'value="At home"' in page
    assert not Review.objects.exclude(held_on=None).exists()


@pytest.mark.feature("C1")
def test_a_child_without_an_iro_is_on_the_managers_desk_until_allocated(cast, sign_in):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    assert "Ben Test" in client.get(reverse("service")).content.decode()
    client.post(reverse("allocate", args=[cast.ben.pk]), {"iro": cast.iro.pk, "starts_on": "7/1/2025"})
    without = client.get(reverse("service")).context["without"]
    assert cast.ben not in list(without)


def told(answer):
    """A page that is told as its work goes."""
    return b"".join(answer.streaming_content).decode()


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


@pytest.mark.feature("B23")
def test_a_return_is_shown_before_it_is_stored(cast, sign_in):
    client = sign_in(cast.people[roles.DATA_COLLEAGUE])
    files = [
        SimpleUploadedFile(f"{n}.csv", t.encode())
        for n, t in (("header", HEADER), ("episodes", EPISODES), ("reviews", REVIEWS))
    ]
    shown = client.post(reverse("take_in_return"), {"council": cast.council.key, "year": "2017-18", "files": files})
    page = told(shown)
    assert "6 rows of 3 tables are read" in page or "9 rows of 3 tables are read" in page
    assert "What is due is worked out again for every child" in page
    assert "Nothing is stored yet" in page
    assert not Child.objects.filter(number="1").exists()
    assert "Taken in." in told(client.post(reverse("take_in_return"), {"token": token(page)}))
    child = Child.objects.get(number="1")
    assert "Child 1" in client.get(reverse("child", args=[child.pk])).content.decode()
    people = SimpleUploadedFile(
        "people.csv",
        b"Child,First name,Surname,IRO,Social worker,Team,From\n1,Rowan,Test,New IRO,New worker,Team A,01/02/2018\n",
    )
    shown = client.post(reverse("take_in_people"), {"council": cast.council.key, "files": people})
    told(client.post(reverse("take_in_people"), {"token": token(told(shown))}))
    page = client.get(reverse("child", args=[child.pk])).content.decode()
    assert "Rowan Test" in page
    assert "New IRO" in page


@pytest.mark.feature("B18")
def test_gaps_lead_to_their_children(cast, sign_in):
    client = sign_in(cast.people[roles.DATA_COLLEAGUE])
    assert reverse("gap_list", args=["no-iro"]) in client.get(reverse("data")).content.decode()
    assert "Ben Test" in client.get(reverse("gap_list", args=["no-iro"])).content.decode()


@pytest.mark.feature("D2")
def test_anybody_may_calculate(client, db):
    answer = client.post(reverse("calculator"), {"became": "10/12/2024", "held": "", "as_at": "20/12/2024"})
    assert "Fri 10 Jan 2025" in answer.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_due_list_leaves_as_a_file(cast, sign_in, kind):
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    answer = client.get(reverse("due_list"), {"month": "2025-02", "as": kind})
    assert answer.status_code == 200
    assert kind == "xlsx" or "Ben Test" in answer.content.decode()


def test_history_tells_what_was_true_and_what_was_known(cast, sign_in):
    client = sign_in(cast.people[roles.IRO])
    rows = client.get(reverse("history", args=[cast.ada.pk]), {"true_on": "2024-06-01"}).context["rows"]
    assert rows == []
    rows = client.get(
        reverse("history", args=[cast.ada.pk]), {"true_on": "2024-07-01", "known_at": "2024-01-01"}
    ).context["rows"]
    assert rows == []
    assert date(2024, 7, 1) < TODAY


@pytest.mark.parametrize("page", ["desk", "service", "children", "due_list"])
def test_a_page_asks_the_same_number_of_questions_whatever_the_rows(cast, sign_in, page, django_assert_max_num_queries):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    with django_assert_max_num_queries(15):
        client.get(reverse(page))
