"""A file and a person differ: the data page lists it, a person decides, and it is asked no more."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.actions import allocate
from footprint.children.actions import edit_child, end_care, end_fact, record_fact, withdraw_fact
from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement, SocialWork
from footprint.council.actions import staff_member
from footprint.council.models import Staff
from footprint.exchange import people
from footprint.exchange.models import Difference
from footprint.reviews.actions import correct
from footprint.reviews.models import Review
from tests.conftest import TODAY
from tests.exchange.test_return import EPISODES, REVIEWS, whole

MOVED = EPISODES.replace(
    "1,01/09/2017,L,C2,N1,U6,PR1,,,,AB1 2CD,AB1 3EF,SC123456\n",
    "1,01/09/2017,L,C2,N1,U6,PR1,01/12/2017,X1,,AB1 2CD,AB1 3EF,SC123456\n"
    "1,01/12/2017,P,C2,N1,K2,PR4,,,,AB1 2CD,AB1 3EF,SC123456\n",
)


@pytest.fixture
def colleague(cast, sign_in):
    return sign_in(cast.people[roles.DATA_COLLEAGUE])


@pytest.fixture
def child(cast):
    whole(cast.council)
    return Child.objects.get(council=cast.council, number="1")


def list_of_people(council, line):
    text = "Child,First name,Surname,IRO,Social worker,Team,From\n" + line + "\n"
    return people.take_in(
        by=None, council=council, name="people.csv", raw=text.encode(), today=TODAY, accept_partial=True
    )


def decide(client, take):
    """Decides the one difference that the data page shows; the page must show it, and not after."""
    found = Difference.objects.get(decided="")
    where = reverse("difference", args=[found.pk])
    assert where in client.get(reverse("data")).content.decode()
    assert found.theirs in unescape(client.get(where).content.decode())
    client.post(where, {"take": take})
    assert where not in client.get(reverse("data")).content.decode()
    assert client.get(where).status_code == 404
    return found


def page(client, child, name="child"):
    return unescape(client.get(reverse(name, args=[child.pk])).content.decode())


@pytest.mark.parametrize(("take", "stands"), [("ours", "PN2"), ("theirs", "PN5")])
def test_a_participation_code(cast, colleague, child, take, stands):
    mine = Review.objects.get(child=child, held_on=date(2017, 9, 20))
    correct(mine, by=cast.people[roles.IRO], on=TODAY, participation="PN2")
    theirs = REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN5")
    whole(cast.council, reviews=theirs)
    decide(colleague, take)
    assert stands in page(colleague, child)
    whole(cast.council, reviews=theirs)
    assert not Difference.objects.filter(decided="").exists(), "it is asked again"


def test_a_code_that_was_given_back_follows_the_next_file(cast, colleague, child):
    mine = Review.objects.get(child=child, held_on=date(2017, 9, 20))
    correct(mine, by=cast.people[roles.IRO], on=TODAY, participation="PN2")
    whole(cast.council, reviews=REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN5"))
    decide(colleague, "theirs")
    whole(cast.council, reviews=REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN6"))
    mine.refresh_from_db()
    assert mine.participation == "PN6"


@pytest.mark.parametrize(("take", "codes"), [("ours", ["U6", "U4"]), ("theirs", ["U6", "K2"])])
def test_a_placement_that_a_person_recorded(cast, colleague, child, take, codes):
    by = cast.people[roles.BUSINESS_SUPPORT]
    old = Placement.objects.standing().get(child=child)
    record_fact(Placement, child=child, by=by, on=TODAY, starts_on=date(2017, 11, 20), code="U4")
    whole(cast.council, episodes=MOVED)
    for found in Difference.objects.filter(decided=""):
        colleague.post(reverse("difference", args=[found.pk]), {"take": take})
    standing = Placement.objects.standing().filter(child=child).order_by("starts_on")
    assert [p.code for p in standing] == codes, list(standing.values())
    assert old.starts_on == standing[0].starts_on
    ends = [p.ends_on for p in standing]
    assert ends[-1] is None
    assert ends[0] == standing[1].starts_on


def test_what_a_person_ended_after_the_return_stays_ended(cast, colleague, child):
    by = cast.people[roles.BUSINESS_SUPPORT]
    end_care(PeriodOfCare.objects.get(child=child), by=by, on=TODAY, ends_on=date(2024, 9, 2), end_reason="E4A")
    before = list(LegalStatus.objects.standing().filter(child=child).values("pk", "ends_on"))
    outcome = whole(cast.council)
    assert not any(t.changed or t.differences for t in outcome.facts.values())
    assert "Not in care now" in page(colleague, child)
    assert list(LegalStatus.objects.standing().filter(child=child).values("pk", "ends_on")) == before


def test_what_a_person_ended_within_the_return_is_a_difference(cast, colleague, child):
    by = cast.people[roles.BUSINESS_SUPPORT]
    end_fact(Placement.objects.get(child=child), by=by, on=TODAY, ends_on=date(2018, 1, 8))
    whole(cast.council)
    assert Placement.objects.standing().get(child=child).ends_on == date(2018, 1, 8)
    decide(colleague, "theirs")
    assert Placement.objects.standing().get(child=child).ends_on is None


def test_a_row_that_a_person_withdrew_comes_back(cast, colleague, child):
    wrong = LegalStatus.objects.standing().get(child=child, code="C2")
    withdraw_fact(wrong, by=cast.people[roles.BUSINESS_SUPPORT], why="not so")
    whole(cast.council)
    assert Difference.objects.get().ours == "withdrawn here"
    decide(colleague, "theirs")
    assert LegalStatus.objects.standing().filter(child=child, code="C2", ends_on=None).exists()
    assert "Full care order" in page(colleague, child)


def test_a_name(cast, colleague, child):
    edit_child(child, by=None, on=TODAY, first_name="Rowan")
    list_of_people(cast.council, "1,Robin,Test,,,,")
    decide(colleague, "theirs")
    assert "Robin Test" in page(colleague, child)


def test_an_iro(cast, colleague, child):
    allocate(child=child, iro=cast.iro, by=cast.people[roles.IRO_MANAGER], on=TODAY, starts_on=date(2024, 5, 1))
    list_of_people(cast.council, "1,Robin,Test,Another IRO,,,01/06/2024")
    decide(colleague, "theirs")
    shown = page(colleague, child)
    assert "Another IRO" in shown
    assert "since Sat 1 Jun 2024" in shown
    assert "An IRO" in page(colleague, child, "history")


def test_a_social_worker_from_an_earlier_day_replaces_ours(cast, colleague, child):
    mine = staff_member(cast.council.service, Staff.SOCIAL_WORKER, "A social worker")
    by = cast.people[roles.BUSINESS_SUPPORT]
    record_fact(SocialWork, child=child, by=by, on=TODAY, starts_on=date(2024, 5, 1), worker=mine)
    list_of_people(cast.council, "1,Robin,Test,,Somebody else,A new team,01/04/2024")
    decide(colleague, "theirs")
    shown = page(colleague, child)
    assert "Somebody else" in shown
    assert "A new team" in shown


def test_a_difference_about_a_child_who_is_not_open_to_me_is_not_shown(cast, colleague, child):
    mine = Review.objects.get(child=child, held_on=date(2017, 9, 20))
    correct(mine, by=cast.people[roles.IRO], on=TODAY, participation="PN2")
    whole(cast.council, reviews=REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN5"))
    child.restricted = True
    child.save()
    found = Difference.objects.get()
    where = reverse("difference", args=[found.pk])
    assert where not in colleague.get(reverse("data")).content.decode()
    assert colleague.post(where, {"take": "theirs"}).status_code == 404
