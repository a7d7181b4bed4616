"""Files that come one after another, and people between them: nothing that one of them said is lost by another."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.actions import allocate
from footprint.children.actions import end_care, record_fact, withdraw_fact
from footprint.children.models import Child, PeriodOfCare, Placement, Relation, SocialWork
from footprint.council.actions import add_council
from footprint.council.models import Council
from footprint.exchange import people
from footprint.exchange.models import Difference
from footprint.exchange.ssda903 import take_in
from footprint.figures.answers import Figures
from footprint.figures.period import year_of
from footprint.reviews.actions import correct
from footprint.reviews.models import Review
from tests.conftest import TODAY
from tests.exchange.test_return import EPISODES, HEADER, REVIEWS, taken, whole

ENDED = EPISODES.replace("C2,N1,U6,PR1,,,,AB1 2CD", "C2,N1,U6,PR1,01/12/2017,{},,AB1 2CD")


WORKERS = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n1,27/03/2008,W1,01/06/2017,,MANAGE\n"


@pytest.fixture
def council(cast):
    return cast.council


def one(council):
    return Child.objects.get(council=council, number="1")


def listed(council, *lines, columns="Child,First name,Surname,IRO,Social worker,Team,From"):
    raw = "\n".join([columns, *lines, ""]).encode()
    return people.take_in(by=None, council=council, name="people.csv", raw=raw, today=TODAY, accept_partial=True)


def at_work(council):
    rows = SocialWork.objects.standing().filter(child=one(council), ends_on=None).select_related("worker", "team")
    return [(w.worker and w.worker.name, w.team and w.team.name) for w in rows]


def test_a_return_leaves_what_a_people_list_said(council):
    whole(council)
    listed(council, "1,Rowan,Test,An IRO,Worker A,Team A,01/05/2024")
    whole(council)
    assert at_work(council) == [("Worker A", "Team A")]


def test_a_return_does_not_open_again_the_worker_whom_a_list_replaced(council):
    whole(council, sw_episodes=WORKERS)
    assert at_work(council) == [("Social worker W1", None)]
    listed(council, "1,Rowan,Test,,Worker A,Team A,01/05/2024")
    listed(council, "1,Rowan,Test,,Worker B,Team A,01/06/2024")
    whole(council, sw_episodes=WORKERS)
    assert at_work(council) == [("Worker B", "Team A")]


def test_a_list_without_a_team_keeps_the_team(council):
    whole(council)
    listed(council, "1,Rowan,Test,,Worker A,Team A,01/05/2024")
    listed(council, "1,Worker B,01/06/2024", columns="Child,Social worker,From")
    assert at_work(council) == [("Worker B", "Team A")]
    listed(council, "1,Team B,01/07/2024", columns="Child,Team,From")
    assert at_work(council) == [("Worker B", "Team B")]


def test_a_death_that_a_return_took_back_is_taken_back(council, sign_in, cast):
    whole(council, episodes=ENDED.format("E2"))
    assert one(council).died == date(2017, 12, 1)
    whole(council)
    assert one(council).died is None
    page = sign_in(cast.people[roles.IRO]).get(reverse("child", args=[one(council).pk])).content.decode()
    assert "Thu 1 Jun 2017" in page
    assert "Died" not in page


def test_a_review_that_comes_back_with_another_code_stands_again(council):
    whole(council)
    row = "1,27/03/2008,20/09/2017,PN1\n"
    whole(council, reviews=REVIEWS.replace(row, ""))
    whole(council, reviews=REVIEWS.replace(row, row.replace("PN1", "PN5")))
    review = Review.objects.statutory().get(child=one(council), held_on=date(2017, 9, 20))
    assert review.participation == "PN5"
    assert not Difference.objects.exists()


def test_what_a_person_withdrew_does_not_come_back_ended(council, cast):
    whole(council)
    wrong = Placement.objects.standing().get(child=one(council))
    withdraw_fact(wrong, by=cast.people[roles.BUSINESS_SUPPORT], why="never so")
    whole(council, episodes=ENDED.format("E4A"))
    assert not Placement.objects.standing().filter(child=one(council)).exists()
    assert Difference.objects.filter(what="placement", decided="").exists()


def test_differences_go_when_the_file_agrees_and_come_again_after_they_were_taken(council, cast, sign_in):
    by = cast.people[roles.IRO]
    whole(council)
    mine = Review.objects.get(child=one(council), held_on=date(2017, 9, 20))
    correct(mine, by=by, on=TODAY, participation="PN2")
    five = REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN5")
    whole(council, reviews=five)
    assert Difference.objects.get().theirs == "PN5"
    whole(council, reviews=REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN2"))
    assert not Difference.objects.filter(decided="").exists()
    whole(council, reviews=five)
    open_now = Difference.objects.get(decided="")
    sign_in(cast.people[roles.DATA_COLLEAGUE]).post(reverse("difference", args=[open_now.pk]), {"take": "theirs"})
    correct(Review.objects.get(pk=mine.pk), by=by, on=TODAY, participation="PN3")
    whole(council, reviews=REVIEWS.replace("20/09/2017,PN1", "20/09/2017,PN6"))
    assert Difference.objects.filter(decided="", theirs="PN6").exists()


def test_only_reviews_move_the_day_until_which_the_returns_speak(council):
    whole(council)
    taken(council, year="2024-25", header=HEADER)
    assert Council.objects.get(pk=council.pk).known_until == date(2018, 3, 31)
    later = {"header": HEADER, "episodes": EPISODES, "reviews": REVIEWS}
    files = {f"{n}.csv": t.encode() for n, t in later.items()}
    far = {"today": TODAY, "accept_partial": True, "known_until": date(2035, 1, 1)}
    take_in(by=None, council=council, year="2024-25", files=files, **far)
    assert Council.objects.get(pk=council.pk).known_until == TODAY
    stale = council
    stale.known_until = date(2018, 3, 31)
    whole(stale)
    assert Council.objects.get(pk=council.pk).known_until == TODAY


def test_a_list_cannot_give_parent_and_baby_one_iro(council, cast):
    record_fact(
        Relation, child=cast.ada, by=None, on=TODAY, starts_on=date(2024, 6, 3), other=cast.ben, kind=Relation.PARENT
    )
    outcome = listed(council, "101,Ben,Test,An IRO,,,01/01/2025")
    assert "own parent or baby" in outcome.refusals[0].reason


def test_a_name_that_is_too_long_is_refused_with_its_line(council):
    whole(council)
    outcome = listed(council, f"1,{'R' * 101},Test,,,,")
    assert (outcome.refusals[0].line, outcome.refusals[0].reason) == (2, "is longer than 100 characters")


def test_a_number_that_is_too_long_is_refused_and_not_cut(council):
    outcome = whole(council, header=HEADER + "123456789012345678901,1,01/01/2010,WBRI,,,\n")
    assert ("CHILD", "is longer than 20 characters") in [(r.column, r.reason) for r in outcome.refusals]


def test_a_child_with_an_old_missed_review_and_no_date_is_a_gap(council, sign_in, cast):
    client = sign_in(cast.people[roles.DATA_COLLEAGUE])
    two = EPISODES.replace("2,15/02/2016,L", "2,15/02/2018,L")
    whole(council, episodes=two, reviews=REVIEWS.replace("2,09/09/2011,10/10/2017,PN0\n", ""))
    child = Child.objects.get(council=council, number="2")
    assert not PeriodOfCare.objects.get(child=child).start_known
    page = reverse("gap_list", args=["no-review-date"])
    assert "Child 2" in client.get(page).content.decode()
    Review.objects.filter(child=child).delete()
    Review.objects.create(
        council=council, child=child, due_on=date(2018, 3, 1), missed=True, recorded_at="2018-03-31T12:00:00Z"
    )
    assert "Child 2" in client.get(page).content.decode()


def test_flags_link_to_the_child_of_their_own_council(council, cast, sign_in):
    second = add_council(by=None, name="Alder East", service=council.service)
    whole(second)
    child = Child.objects.get(council=second, number="2")
    Child.objects.create(council=council, number="2", first_name="Wrong", last_name="Child", born=date(2011, 9, 9))
    page = sign_in(cast.people[roles.DATA_COLLEAGUE]).get(reverse("flag_list", args=["begins-in-the-middle"]))
    assert "Wrong Child" not in page.content.decode()
    assert reverse("child", args=[child.pk]) in page.content.decode()


def test_the_allocation_of_a_day_to_come_is_refused(council, cast, sign_in):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    url = reverse("allocate", args=[cast.ben.pk])
    for day in ("1/3/2025", "1/1/2015"):
        assert "Enter a" in client.post(url, {"iro": cast.iro.pk, "starts_on": day}).content.decode()
    assert allocate(child=cast.ben, iro=cast.iro, by=None, on=TODAY, starts_on=date(2025, 1, 7))


def compared(client, council, text):
    """The page on which a people list is compared, before anything is stored."""
    file = SimpleUploadedFile("people.csv", text.encode())
    return b"".join(
        client.post(reverse("take_in_people"), {"council": council.key, "files": file}).streaming_content
    ).decode()


def test_the_comparison_of_a_list_shows_nothing_of_a_restricted_child(council, cast, sign_in):
    page = compared(
        sign_in(cast.people[roles.DATA_COLLEAGUE]), council, "Child,First name,Surname\n102,zz,zz\n101,yy,Test\n"
    )
    assert "Cleo" not in page
    assert "yy" in page


def test_a_return_without_reviews_claims_nothing(council, cast, sign_in):
    council.service.first_day_of_use = None
    council.service.save()
    outcome = taken(council, header=HEADER, episodes=EPISODES)
    assert any("No reviews of 2017-18" in warning for warning in outcome.warnings)
    client = sign_in(cast.people[roles.IRO_MANAGER])
    year = {"from": "1/4/2017", "to": "31/3/2018"}
    for name in ("reviews-on-time-of-due", "reviews-held", "children-in-care"):
        assert client.get(reverse("figure", args=[name]), year).context["number"].text == "–"


def test_years_that_were_left_out_between_two_returns_are_not_known(council, cast, sign_in):
    whole(council)
    later = {"header": HEADER, "episodes": EPISODES, "reviews": REVIEWS}
    taken(council, year="2023-24", **later)
    client = sign_in(cast.people[roles.IRO_MANAGER])
    gap = client.get(reverse("figure", args=["reviews-held"]), {"from": "1/4/2020", "to": "31/3/2021"})
    assert gap.context["number"].text == "–"


def test_a_review_due_before_the_first_return_is_not_judged(council):
    early = EPISODES.replace("1,01/06/2017,S", "1,20/02/2017,S")
    whole(council, episodes=early, reviews=REVIEWS.replace("28/06/2017", "15/06/2017"))
    first = Review.objects.statutory().get(child=one(council), held_on=date(2017, 6, 15))
    assert first.due_on < date(2017, 4, 1)
    figure = Figures(Council.objects.get(pk=council.pk)).number("reviews-late", year_of(date(2018, 3, 31)))
    assert first.pk not in figure.records


def test_a_day_that_lies_before_another_assignment_ended_is_refused_with_its_line(council):
    listed(council, "101,Ben,Test,IRO A,,,07/01/2025")
    listed(council, "101,Ben,Test,IRO B,,,15/01/2025")
    outcome = listed(council, "101,Ben,Test,IRO C,,,10/01/2025")
    assert "lies before 15/01/2025, when the IRO before ended" in outcome.refusals[0].reason
    outcome = listed(council, "101,Ben,Test,IRO C,,,01/01/1900")
    assert "before the child's birth" in outcome.refusals[0].reason


def test_taking_a_returns_worker_ends_what_a_list_said(council, cast, sign_in):
    whole(council)
    listed(council, "1,Rowan,Test,,Worker B,Team A,01/05/2017")
    whole(council, sw_episodes=WORKERS)
    found = Difference.objects.get(decided="", what="social worker")
    sign_in(cast.people[roles.DATA_COLLEAGUE]).post(reverse("difference", args=[found.pk]), {"take": "theirs"})
    assert at_work(council) == [("Social worker W1", None)]


def test_ours_is_kept_from_day_to_day(council, cast):
    allocate(child=cast.ben, iro=cast.iro, by=cast.people[roles.IRO_MANAGER], on=TODAY, starts_on=date(2025, 1, 7))
    line = "Child,IRO\n101,Another IRO\n"
    for day in (TODAY, date(2025, 1, 21)):
        people.take_in(by=None, council=council, name="p.csv", raw=line.encode(), today=day, accept_partial=True)
        assert Difference.objects.filter(decided="").count() == (day == TODAY)
        Difference.objects.filter(decided="").update(decided="ours")


def test_a_true_death_after_a_mistaken_one_is_taken_in(council, cast):
    whole(council)
    period = PeriodOfCare.objects.standing().get(child=one(council))
    end_care(period, by=cast.people[roles.BUSINESS_SUPPORT], on=TODAY, ends_on=date(2018, 2, 1), end_reason="E2")
    period.refresh_from_db()
    withdraw_fact(period, by=None, why="another child")
    whole(council, episodes=ENDED.format("E2"))
    assert one(council).died == date(2017, 12, 1)
