"""A review from the notice of entry to the letter, by keyboard only, at a desk and on a phone; and two people at once."""

import re
import subprocess
from datetime import date, time
from shutil import which

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from footprint.accounts import roles
from footprint.children.actions import add_around
from footprint.children.models import Person
from footprint.messages.models import Message
from footprint.reviews import answers, booking
from footprint.reviews.actions import record_held
from footprint.reviews.models import Answer, Attendee, Decision, Review, Rival, SentCopy
from footprint.reviews.sending import send_out
from tests.browser.visit import DESKTOP, FOCUSED, PHONE
from tests.conftest import TODAY

MEETING = date(2025, 2, 3)
HOME = "12 Orchard Close"
MOST_BY_HAND = 80
PEOPLE = (
    ("Denise Reid", "carer", {"child_lives_here": True, "address": HOME, "postcode": "ZZ1 2AB", "reached_by": "post"}),
    ("Abena Test", "mother", {"may_know_home": False, "email": "abena@home.example", "reached_by": "email"}),
    *((f"Kim {role}", role, {"reached_by": "hand"}) for role in ("father", "family", "guardian", "advocate", "visitor",
                                                                "teacher", "virtual_school", "nurse")),
)  # fmt: skip
ABOUT = """() => {
  const e = document.activeElement;
  const group = e.type === "radio" ? [...document.getElementsByName(e.name)] : [];
  return {tag: e.tagName, type: e.type || "", name: e.name || "", text: e.textContent.trim(),
          empty: e.type === "radio" ? !group.some(r => r.checked) : !e.value};
}"""


def people(cast):
    """Twelve people are known: ten round Ada, her social worker and her IRO."""
    for name, role, more in PEOPLE:
        gets = ["invitation", "decisions", "record"]
        add_around(
            child=cast.ada, by=None, on=TODAY, starts_on=date(2024, 6, 3), name=name, role=role, gets=gets, **more
        )


def choose(here, name, option):
    """A choice of a select box, by typing the beginning of its words."""
    here.tab_to(name)
    here.page.keyboard.type(option)


def tick(here, name):
    here.tab_to(name)
    here.page.keyboard.press("Space")


def fill_by_keyboard(here) -> int:
    """Go through a long form with Tab: Space for the first answer of each choice that is open, a few words where a text
    must stand. Returns how many fields were filled."""
    filled = 0
    must = {q.key for q in needed(here)}
    for _ in range(400):
        here.page.keyboard.press("Tab")
        at = here.page.evaluate(ABOUT)
        if at["text"] in ("The record is finished", "The form is finished"):
            return filled
        wanted = at["name"] in must or at["name"].startswith("came.")
        if at["type"] == "radio" and at["empty"] and wanted:
            here.page.keyboard.press("Space")
            filled += 1
        elif at["tag"] == "TEXTAREA" and at["empty"] and at["name"] in must:
            here.page.keyboard.type("It goes well.")
            filled += 1
        elif at["name"] == "part.said" and at["empty"]:
            here.page.keyboard.type("“I miss Kofi.” “I want to stay.”")
            filled += 1
    raise AssertionError(f"the end of {here.page.url} was not reached: {at}, {filled} filled")


def needed(here):
    review = Review.objects.select_related("child", "council").get(pk=re.search(r"/reviews/(\d+)/", here.page.url)[1])
    name = here.page.url.rsplit("/", 1)[1]
    from footprint.reviews.questions import sheet

    return [q for q in sheet({"after": "quality"}.get(name, name)).questions.values() if q.need and review]


def saved(here):
    expect(here.page.locator("#saved")).to_contain_text("All your words are saved", timeout=15_000)


@pytest.mark.feature("B24")
@pytest.mark.feature("D12")
@pytest.mark.feature("A15")
@pytest.mark.feature("D16")
@pytest.mark.feature("D8")
@pytest.mark.feature("E5")
@pytest.mark.feature("E10")
@pytest.mark.feature("E9")
@pytest.mark.feature("F1")
@pytest.mark.feature("F2")
@pytest.mark.feature("F3")
@pytest.mark.feature("F4")
@pytest.mark.feature("F5")
@pytest.mark.feature("G1")
@pytest.mark.feature("G2")
@pytest.mark.feature("G3")
@pytest.mark.feature("H2")
@pytest.mark.feature("J1")
@pytest.mark.parametrize(("width", "number"), [(DESKTOP, 8), (PHONE, 2)])
def test_from_the_notice_to_the_letter_by_keyboard_alone(visit, cast, width, number):
    people(cast)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 11, 8))
    size = {"viewport": {"width": width, "height": 900}}
    support = visit(cast.people[roles.BUSINESS_SUPPORT], **size)
    support.open(reverse("note_entry", args=[cast.ada.pk]))
    support.type_into("Day on which the service was told", "4/6/2024")
    support.type_into("Information pack given", "10/6/2024")
    support.press("Save")
    support.look("Ada Test", "The service was told on Tue 4 Jun 2024", "Information pack Mon 10 Jun", axe=False)
    support.press("Book it")
    support.type_into("Day", "3/2/2025")
    support.type_into("Time", "4:15pm")
    support.type_into("Room or place", HOME)
    tick(support, "It is at the child's home")
    support.press("Book it")
    support.look("Second review of Ada Test", "It is booked", axe=False)
    review = booking.open_review(cast.ada)
    support.press("Copies")
    support.press("Send to those ticked")
    support.look(
        f"Who gets a copy: {cast.ada.name}", "new copies sent", "The meeting is at the child's home", axe=False
    )
    assert not SentCopy.objects.filter(to_name="Abena Test"), "who may not know where it is is not ticked"
    assert HOME in SentCopy.objects.get(review=review, to_name="Denise Reid").text

    iro = visit(cast.people[roles.IRO], **size).open(reverse("prepare", args=[review.pk]))
    tick(iro, "Yes")
    iro.type_into("What Ada wants to talk about", "seeing Kofi")
    saved(iro)
    cast.council.service.fixed_today = MEETING
    cast.council.service.save()
    iro.open(reverse("child", args=[cast.ada.pk]))
    iro.press("Record a review held")
    iro.press("Record the review")
    iro.look("Record: Ada Test", "How Ada took part", axe=False)
    by_hand = fill_by_keyboard(iro)
    saved(iro)
    with iro.page.expect_navigation():
        iro.page.keyboard.press("Enter")
    iro.look("Who gets a copy: Ada Test", "The record is finished", axe=False)
    review.refresh_from_db()
    assert review.participation == "PN1"
    assert review.record_done_on == MEETING

    iro.open(reverse("decisions", args=[review.pk]))
    for n in range(number):
        iro.type_into("What will happen", f"Ada sees Kofi on Saturday {n + 1}")
        iro.type_into("Who", "Tom")
        iro.type_into("By", f"{n + 10}/2/2025")
        iro.press("Add it")
        by_hand += 3
    iro.press("Issue the decisions to team_manager")
    iro.look("Decisions: Ada Test", "five working days to answer", "no answer", axe=False)
    assert by_hand <= MOST_BY_HAND, f"{by_hand} fields had to be filled by hand"
    assert Attendee.objects.filter(review=review).count() == 13

    manager = visit(cast.people[roles.TEAM_MANAGER], **size).open(reverse("inbox"))
    manager.press("Decisions for AT")
    choose(manager, "Your answer", "I agree")
    manager.press("Send your answers to the IRO", 200)
    manager.look("Decisions to answer: Ada Test", "1 answer saved", axe=False)
    assert sorted(Decision.objects.filter(review=review).values_list("reply", flat=True)) == [""] * (number - 1) + [
        "agreed"
    ]

    iro.open(reverse("quality", args=[review.pk]))
    fill_by_keyboard(iro)
    saved(iro)
    with iro.page.expect_navigation():
        iro.page.keyboard.press("Enter")
    iro.open(reverse("letter", args=[review.pk]))
    iro.press("Draft it from the record")
    iro.tab_to("The letter")
    iro.page.keyboard.press("Control+Home")
    iro.page.keyboard.type("Hello! ")
    saved(iro)
    iro.press("Save and look at it")
    iro.look("Letter: Ada Test", "As Ada will see it", "I miss Kofi.", axe=width == DESKTOP)
    with iro.page.expect_download() as file:
        iro.tab_to("Get it as PDF")
        iro.page.keyboard.press("Enter")
    text = text_of(file.value.path())
    for words in (
        "Hello! Dear Ada,",
        "“I miss Kofi.”",
        f"You see Kofi on Saturday {number}",
        f"By {number + 9} Feb",
        "An IRO",
        "yours to keep",
    ):
        assert words in text, text


def text_of(path) -> str:
    if not which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def test_two_people_who_type_at_once_lose_nothing_and_one_chooses(visit, cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))
    record = reverse("record", args=[review.pk])
    hers = visit(cast.people[roles.IRO]).open(record)
    his = visit(cast.people[roles.IRO_MANAGER]).open(record)
    hers.page.get_by_label("The plan, and what changes").fill("Hers")
    saved(hers)
    his.page.get_by_label("The plan, and what changes").fill("His")
    expect(his.page.locator(".conflict:visible")).to_contain_text("Somebody else wrote here too")
    his.page.get_by_label("The plan, and what changes").press_sequentially(", in full")
    saved(his)
    assert Answer.objects.get(review=review, question="plan.words").text == "Hers"
    assert Rival.objects.get(review=review).text == "His, in full"
    his.page.locator(".conflict:visible a").click()
    his.look("Two texts: Ada Test", "Hers", "His, in full")
    his.follow("Take this").look("Two texts: Ada Test", "It is chosen", axe=False)
    assert Answer.objects.get(review=review, question="plan.words").text == "His, in full"
    assert Rival.objects.get(review=review, text="Hers").settled_at


def test_somebody_outside_opens_a_copy_by_its_secret_address_on_a_phone(visit, cast):
    people(cast)
    record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 11, 8))
    review = booking.open_review(cast.ada)
    booking.book(
        review, by=None, on=TODAY, day=date(2025, 1, 31), at=time(16, 15), mode="in person", place=HOME, at_home=True
    )
    mother = Person.objects.get(name="Abena Test")
    send_out(review, by=cast.people[roles.IRO], on=TODAY, what="invitation", to=[f"person {mother.pk}"])
    message = Message.objects.get(address="abena@home.example")
    here = visit(None, viewport={"width": PHONE, "height": 900}).open(f"/p/{message.secret}")
    here.look("Papers for you", "open with a day of birth")
    here.type_into("Day of birth", "1/5/2011")
    here.press("Open the papers")
    here.look("Error: Papers for you", "There is a problem", axe=False)
    here.page.get_by_label("Day of birth").fill("1/5/2010")
    here.press("Open the papers")
    here.look("Papers for you", "Who comes, and why", "address not shared")
    assert HOME not in here.page.content()
    assert "Denise Reid" not in here.page.content()


def test_what_is_refused_is_said_at_the_question_and_stays(visit, cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))
    here = visit(cast.people[roles.IRO]).open(reverse("record", args=[review.pk]))
    here.page.get_by_label("Last dental check").fill("30/2/2024")
    here.page.wait_for_selector("text=Enter a day of the calendar")
    here.page.get_by_label("Last dental check").fill("28/2/2024")
    saved(here)
    assert Answer.objects.get(review=review, question="health.dental").text == "2024-02-28"
    assert here.page.get_by_text("Enter a day of the calendar").count() == 0


def test_without_a_script_the_form_saves_by_its_button(visit, cast):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))
    here = visit(cast.people[roles.IRO], java_script_enabled=False).open(reverse("record", args=[review.pk]))
    here.page.get_by_label("The plan, and what changes").fill("Stay with Denise")
    here.page.get_by_label("Last dental check").fill("30/2/2024")
    here.page.get_by_role("button", name="Save").first.click()
    text = here.page.locator("main").inner_text()
    assert "There is a problem" in text
    assert "Last dental check: Enter a day of the calendar" in text
    assert here.page.get_by_label("Last dental check").input_value() == "30/2/2024"
    assert answers.answers_of(review)["plan.words"] == "Stay with Denise"


def test_the_focus_is_where_one_looks(visit, cast):
    """The first control of the form after the sections is the first question, not something hidden."""
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 12, 30))
    here = visit(cast.people[roles.IRO]).open(reverse("quality", args=[review.pk]))
    here.tab_to("Outstanding")
    assert here.page.evaluate(FOCUSED) == "Outstanding"
