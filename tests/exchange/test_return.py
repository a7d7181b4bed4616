"""Taking in a return: what is stored, flagged and refused; twice the same; years in any order; a person's changes."""

from datetime import date

import pytest

from footprint.children.models import Child, LegalStatus, PeriodOfCare
from footprint.council.actions import add_council
from footprint.exchange.export import COLUMNS, as_csv, reviews_table
from footprint.exchange.models import Difference, Import
from footprint.exchange.reading import FileRefused
from footprint.exchange.ssda903 import take_in
from footprint.reviews.actions import correct
from footprint.reviews.models import Review

TODAY = date(2026, 11, 23)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,2,27/03/2008,WBRI,D051910639385,,\n2,1,09/09/2011,NOBT,UN4,,\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,01/06/2017,S,V2,N1,U6,PR1,01/09/2017,X1,,AB1 2CD,AB1 3EF,SC123456\n"
    "1,01/09/2017,L,C2,N1,U6,PR1,,,,AB1 2CD,AB1 3EF,SC123456\n"
    "2,15/02/2016,L,C2,N1,U4,PR1,,,,AB1 2CD,AB1 3EF,SC123456\n"
)
REVIEWS = (
    "CHILD,DOB,REVIEW,REVIEW_CODE\n1,27/03/2008,28/06/2017,PN1\n1,27/03/2008,20/09/2017,PN1\n2,09/09/2011,10/10/2017,PN0\n"
    "2,09/09/2011,01/04/2030,PN1\n"
)


@pytest.fixture
def council(db):
    return add_council(by=None, name="Cedar")


def taken(council, year="2017-18", by=None, **tables):
    files = {f"{name}.csv": text.encode() if isinstance(text, str) else text for name, text in tables.items()}
    return take_in(by=by, council=council, year=year, files=files, today=TODAY, accept_partial=True)


def whole(council, **changed):
    return taken(council, **{"header": HEADER, "episodes": EPISODES, "reviews": REVIEWS, **changed})


def test_it_stores_children_facts_and_reviews(council):
    outcome = whole(council).as_json()
    assert outcome["tables"]["reviews"] == {
        "new": 4,
        "changed": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "read": 4,
        "refused": 0,
    }
    one = Child.objects.get(number="1")
    assert list(LegalStatus.objects.filter(child=one).order_by("starts_on").values_list("code", "ends_on")) == [
        ("V2", date(2017, 9, 1)),
        ("C2", None),
    ]
    kinds = Review.objects.filter(child=one).exclude(held_on=None).order_by("held_on").values_list("kind", "due_on")
    assert list(kinds) == [("first", date(2017, 6, 29)), ("second", date(2017, 9, 28))]
    assert council.service.councils.get().known_until == date(2018, 3, 31)


def test_a_child_from_the_middle_has_no_first_review(council):
    whole(council)
    two = Child.objects.get(number="2")
    assert not PeriodOfCare.objects.get(child=two).start_known
    held = Review.objects.get(child=two, held_on=date(2017, 10, 10))
    assert (held.kind, held.due_on) == ("", None)
    assert Review.objects.get(child=two, held_on=None).due_on == date(2018, 4, 10)


def test_an_earlier_year_fills_the_beginning_in(council):
    whole(council)
    earlier = EPISODES.splitlines()[0] + "\n2,18/01/2016,S,C2,N1,U6,PR1,15/02/2016,X1,,AB1 2CD,AB1 3EF,SC123456\n"
    taken(
        council,
        year="2016-17",
        header=HEADER,
        episodes=earlier,
        reviews="CHILD,DOB,REVIEW,REVIEW_CODE\n2,09/09/2011,12/02/2016,PN1\n",
    )
    period = PeriodOfCare.objects.standing().get(child__number="2")
    assert (period.start_known, period.starts_on) == (True, date(2016, 1, 18))
    assert Review.objects.standing().get(child__number="2", held_on=date(2016, 2, 12)).kind == "first"


def test_the_same_twice_changes_nothing(council):
    whole(council)
    outcome = whole(council)
    assert outcome.tables["reviews"]["unchanged"] == 4
    assert not any(t.changed for t in outcome.facts.values())


def test_a_corrected_file_withdraws_and_rewrites(council):
    whole(council)
    outcome = whole(council, reviews=REVIEWS.replace("2,09/09/2011,10/10/2017,PN0\n", ""))
    assert outcome.tables["reviews"]["withdrawn"] == 1
    assert Review.objects.get(child__number="2", held_on=date(2017, 10, 10)).withdrawn_at


def test_flags_say_what_to_look_at(council):
    flags = whole(council).flags
    found = {code: n for code, n in flags.items() if n}
    assert found == {
        "pn0-at-4-or-over": 1,
        "review-after-today": 1,
        "review-turned-18": 1,
        "ethnicity-not-obtained": 1,
        "begins-in-the-middle": 1,
    }


def test_what_a_person_changed_stays_and_the_difference_is_listed(council, django_user_model):
    person = django_user_model.objects.create_user("p@example.org", "P", "a long password 1")
    whole(council)
    mine = Review.objects.get(child__number="1", held_on=date(2017, 9, 20))
    correct(mine, by=person, on=TODAY, participation="PN2")
    whole(council, reviews=REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN5"))
    mine.refresh_from_db()
    assert mine.participation == "PN2"
    assert Difference.objects.get().theirs == "PN5"


def test_the_round_trip_is_still_although_a_person_changed_a_row(council):
    whole(council)
    mine = Review.objects.get(child__number="1", held_on=date(2017, 9, 20))
    correct(mine, by=None, on=TODAY, held_on=date(2017, 9, 21), participation="PN2")
    text = as_csv(COLUMNS, reviews_table(council, "2017-18", everything=True))
    before = list(Review.objects.standing().order_by("pk").values("held_on", "participation", "due_on"))
    outcome = taken(council, reviews=text)
    assert outcome.tables["reviews"] == {
        "new": 0,
        "changed": 0,
        "unchanged": 4,
        "withdrawn": 0,
        "read": 4,
        "refused": 0,
    }
    assert list(Review.objects.standing().order_by("pk").values("held_on", "participation", "due_on")) == before


def test_dirt_is_read(council):
    dirty = "﻿dob , Child,sex,ETHNIC,UPN,MOTHER,MC_DOB,,\n27/03/08,1,2.0,wbri,NULL,,,,\n"
    outcome = taken(council, header=dirty)
    assert Child.objects.get().born == date(2008, 3, 27)
    assert outcome.flags["two-digit-year"] == 1


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("1,2,31/02/2008,WBRI,,,", "DOB", "not a day of the calendar"),
        ("1,9,27/03/2008,WBRI,,,", "SEX", "no code of any year"),
        (",2,27/03/2008,WBRI,,,", "CHILD", "is empty"),
        ("1,2,27/03/2008", "", "has 3 columns"),
    ],
)
def test_a_row_without_a_place_is_refused_with_line_and_reason(council, line, column, says):
    outcome = taken(council, header=HEADER.splitlines()[0] + "\n" + line + "\n")
    (refusal,) = outcome.refusals
    assert (refusal.line, refusal.column) == (2, column)
    assert says in refusal.reason


def test_nothing_is_half_taken_in(council):
    bad = HEADER + "3,2,31/02/2008,WBRI,,,\n"
    outcome = take_in(by=None, council=council, year="2017-18", files={"header.csv": bad.encode()}, today=TODAY)
    assert not outcome.stored
    assert not Child.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04rest", "a zip file"),
        (b"MZrest", "a program"),
        (HEADER.replace("WBRI", "=1+1").encode(), "is a formula"),
        (b"x" * (21 << 20), "larger than"),
    ],
)
def test_what_is_no_table_is_refused_whole(council, content, says):
    with pytest.raises(FileRefused, match=says):
        take_in(by=None, council=council, year="2017-18", files={"header.csv": content}, today=TODAY)
