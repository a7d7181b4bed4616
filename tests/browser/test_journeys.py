"""What people do in a browser, from beginning to end."""

from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.models import Child
from footprint.reviews.actions import record_held
from footprint.reviews.models import Review
from tests.conftest import TODAY
from tests.exchange.test_return import EPISODES, HEADER, REVIEWS


@pytest.fixture
def held(cast):
    return record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")


@pytest.mark.feature("D1")
@pytest.mark.feature("AA1")
def test_an_iro_signs_in_and_sees_why_a_review_is_due(visit, cast):
    here = visit().open("/")
    here.look("Sign in")
    here.type_into("Email", cast.people[roles.IRO].email)
    here.type_into("Password", "a wrong password")
    here.press("Sign in")
    here.look("Error: Sign in", "There is a problem")
    here.type_into("Password", "a long password 1")
    here.press("Sign in")
    reason = "20 working days after becoming looked after"
    assert reason not in here.page.locator("main").inner_text()
    here.tab_to("Why Mon 1 Jul 2024")
    here.page.keyboard.press("Enter")
    here.look("Your desk", "1 review is overdue", "Ada Test, 14", reason, order=("Find", "Why Mon", "Record it: Ada"))
    here.follow("Ada Test").look("Ada Test", "Next review", reason)


@pytest.mark.feature("D20")
def test_a_review_is_recorded_corrected_and_withdrawn_by_keyboard_alone(visit, cast):
    here = visit(cast.people[roles.IRO]).open(reverse("child", args=[cast.ada.pk]))
    here.press("Record a review held")
    here.type_into("Day the review was held", "1/2/2030")
    here.press("Record the review")
    here.look("Error: Record a review", "on or before today")
    assert here.page.get_by_label("Day the review was held").input_value() == "1/2/2030"
    here.page.get_by_label("Day the review was held").fill("")
    here.page.locator("h1").click()
    here.type_into("Day the review was held", "28/6/2024")
    here.tab_to("Was the child there?")
    here.page.keyboard.type("for all")
    here.tab_to("How the child's views reached the meeting")
    here.page.keyboard.type("spoke")
    here.press("Record the review")
    here.look("Record: Ada Test", "The review of Ada Test on 28/06/2024 is recorded.", "PN1", axe=False)
    here.press("Back to Ada Test")
    here.look("Ada Test", "Sat 28 Sep 2024", "on time")
    here.press("Fri 28 Jun 2024")
    here.type_into("Decisions sent", "4/7/2024")
    here.tab_to("Day the review was held")
    here.page.keyboard.press("Control+A")
    here.page.keyboard.type("27/6/2024")
    here.press("Save")
    here.look("First review of Ada Test", "The review was changed.", "Held Thu 27 Jun 2024")
    held = Review.objects.get(child=cast.ada, held_on=date(2024, 6, 27))
    assert held.decisions_sent_on == date(2024, 7, 4)
    here.press("Withdraw this review")
    here.type_into("Why is it withdrawn?", "It was a visit, not a review")
    here.press("Withdraw it")
    here.look("Ada Test", "What was due before is due again.", "Mon 1 Jul 2024", "No review is recorded.")


@pytest.mark.feature("G1")
@pytest.mark.feature("H1")
def test_what_follows_a_review_stands_on_one_scale(visit, cast, held):
    here = visit(cast.people[roles.IRO]).open(reverse("desk"))
    here.look("Your desk", "3 papers are late", "137 working days late")
    track = here.page.get_by_role("img", name="Working day")
    assert "Next: decisions." in track.get_attribute("aria-label")
    here.follow("Say when they went out").look("First review of Ada Test", "To go out", "Copies to everyone")


@pytest.mark.feature("C1")
def test_a_manager_gives_a_child_an_iro(visit, cast):
    here = visit(cast.people[roles.IRO_MANAGER]).open("/")
    here.look("The service today", "1 child has no IRO")
    here.follow("Choose an IRO for Ben Test").look("Choose an IRO", "Ben Test has no IRO.")
    here.page.get_by_label("IRO", exact=True).select_option("An IRO")
    here.follow("Save").look("Ben Test", "An IRO is Ben Test's IRO from 20/01/2025.")
    here.follow("Service").look("The service today", "Every child in care has an IRO.")


def test_a_child_is_found_by_name_team_and_iro(visit, cast):
    here = visit(cast.people[roles.IRO_MANAGER]).open(reverse("children"))
    here.page.get_by_label("Find a child").fill("dan")
    here.follow("Find").look("1 child", "Dan Test", axe=False)
    here.open(reverse("children"))
    here.page.get_by_label("IRO", exact=True).select_option("An IRO")
    here.follow("Show").look("1 child", "1 found with An IRO", "Ada Test", axe=False)
    here.open(reverse("children") + "?find=nobody").look("0 children", "Nobody was found", axe=False)
    here.follow("look among all").look("0 children", axe=False)


def test_the_due_list_is_filtered_printed_and_saved(visit, cast):
    here = visit(cast.people[roles.BUSINESS_SUPPORT]).open(reverse("due_list"))
    here.follow("February 2025").look("Reviews due in February 2025", "Ben Test", "1 review due")
    with here.page.expect_download() as saved:
        here.follow("Get it as CSV")
    assert "Ben Test" in saved.value.path().read_text(encoding="utf-8-sig")
    here.page.emulate_media(media="print")
    seen = here.page.locator("body").inner_text()
    assert "Printed for business_support, as it stood on Mon 20 Jan 2025" in seen
    assert "20 working days after becoming looked after" in seen
    assert here.page.get_by_text("Law: Care Planning").first.is_visible()
    assert not here.page.get_by_label("Find a child").is_visible()
    here.page.emulate_media(media="screen")
    here.page.get_by_label("IRO", exact=True).select_option("An IRO")
    here.follow("Show").look("Reviews due in February 2025", "No review is due in this month.", axe=False)


@pytest.mark.feature("B23")
@pytest.mark.feature("B18")
def test_a_return_is_refused_then_mended_then_taken_in(visit, cast):
    here = visit(cast.people[roles.DATA_COLLEAGUE]).open("/data")
    here.follow("Take in a return")
    upload(here, header=b"PK\x03\x04 no table")
    here.look("Error: Take in a return", "header.csv", "a zip file", status=422)
    upload(here, header=HEADER + "3,2,31/02/2008,WBRI,,,\n", episodes=EPISODES, reviews=REVIEWS)
    here.look(
        "What would change in Alder",
        "1 row cannot be stored",
        "header.csv",
        "DOB",
        "31/02/2008",
        "not a day of the calendar",
    )
    refused = here.page.get_by_role("row", name="31/02/2008").inner_text().split()
    assert refused[:3] == ["header.csv", "4", "DOB"]
    assert not Child.objects.filter(number="1").exists()
    here.follow("Do not take it in").follow("Take in a return")
    upload(here, header=HEADER, episodes=EPISODES, reviews=REVIEWS)
    here.look("What would change in Alder", "Every row can be stored", "Nothing is stored yet")
    here.follow("Take it in", exact=True).look("Taking it in", "Taken in.")
    here.follow("Go on to what is left").look("Data", "Return 2017-18, Alder", "To look at in the returns")
    here.page.get_by_role("row", name="first episode").get_by_role("link").click()
    here.page.get_by_role("link", name="Child 2").first.click()
    here.look("Child 2", "Lives in")


def upload(here, **tables):
    here.page.get_by_label("Collection year").select_option("2017-18")
    files = [
        {"name": f"{n}.csv", "mimeType": "text/csv", "buffer": t if isinstance(t, bytes) else t.encode()}
        for n, t in tables.items()
    ]
    here.page.get_by_label("Files").set_input_files(files)
    here.page.get_by_role("button", name="Show what would change").click()


@pytest.mark.feature("D2")
@pytest.mark.parametrize("script", [True, False])
def test_anybody_calculates_with_and_without_javascript(visit, script):
    here = visit(java_script_enabled=script).open("/calculator")
    here.page.get_by_label("Day the child became looked after").fill("10/12/2024")
    here.page.get_by_label("Reviews held so far").fill("20/12/2024\nsoon")
    here.page.get_by_label("Work it out as at").fill("1/2/2025")
    here.page.get_by_role("button", name="Work it out").click()
    assert "Line 2: “soon” is not a day like 27/3/2025" in here.page.locator("main").inner_text()
    here.page.get_by_label("Reviews held so far").fill("20/12/2024")
    here.page.get_by_role("button", name="Work it out").click()
    answer = here.page.locator("#answer").inner_text()
    assert "Thu 20 Mar 2025" in answer
    assert "3 months after the first review" in answer
    if script:
        here.look("When is a review due?", "Next review")


@pytest.mark.feature("D9")
def test_a_number_opens_to_its_records_and_its_children(visit, cast, held):
    here = visit(cast.people[roles.IRO_MANAGER]).open("/figures?from=2024-04-01&to=2025-01-20")
    here.follow("Reviews on time, of those held").look(
        "Reviews on time, of those held 1 April 2024 to 20 January 2025: 100.0%", "What it counts", "Over the years"
    )
    here.follow("1 records: Counted").look("1 review", "Ada Test", "Fri 28 Jun 2024")
    here.follow("Ada Test").look("Ada Test", "Next review", axe=False)


@pytest.mark.feature("B23")
def test_a_people_list_is_matched_and_taken_in(visit, cast):
    here = visit(cast.people[roles.DATA_COLLEAGUE]).open(reverse("take_in_people"))
    people = b"Child,First name,Surname,IRO,Social worker,Team,From\n101,Benedict,Test,New IRO,New worker,Team A,10/01/2025\n"
    here.page.get_by_label("File").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": people})
    here.follow("Show what would change").look(
        "What would change in Alder", "1 line read", "Columns", "Every row can be stored"
    )
    here.follow("Take it in", exact=True).look("Taking it in", "Taken in.")
    here.follow("Go on to what is left").look("Data", "People list, Alder", axe=False)
    here.open(reverse("child", args=[cast.ben.pk])).look("Benedict Test", "New IRO", "New worker", axe=False)
