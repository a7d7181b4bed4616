"""From an overdue decision to a stage-2 answer to the effect for the child: by keyboard, the manager on a phone."""

from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.disputes.models import Dispute
from footprint.messages.models import Message
from footprint.reviews.actions import record_held
from footprint.reviews.deciding import decide
from tests.conftest import TODAY
from tests.disputes.conftest import line_of
from tests.disputes.raised import raised


@pytest.mark.feature("K1")
@pytest.mark.feature("K13")
@pytest.mark.feature("X4")
def test_from_an_overdue_decision_to_what_changed_for_the_child(visit, cast):
    line = line_of(cast.council, cast.people)
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    decide(
        review, by=None, on=date(2024, 6, 28), text="Ada sees Kofi", owner="A social worker", due_on=date(2024, 12, 1)
    )

    iro = visit(cast.people[roles.IRO]).open(reverse("challenges"))
    iro.press("Overdue")
    iro.look("Overdue for challenge", "Ada sees Kofi", "1 Dec 2024")
    iro.press("Raise it: Ada Test")
    iro.look("Raise a challenge", "from a decision of Fri 28 Jun 2024", order=("How it goes on", "Raise it"))
    assert "to be done by A social worker" in iro.page.get_by_label("What is wrong, and since when").input_value()
    iro.tab_to("Informal: social worker")
    iro.page.keyboard.press("ArrowDown")  # stage 1
    iro.press("Raise it", most=120)
    iro.look("Not carried out: Ada sees Kofi", "It is the turn of team_manager", "Working day 0 of 20")
    iro.press("Move it on")
    iro.tab_to("Stage 2")
    iro.page.keyboard.press("Space")
    iro.type_into("Why it moves on", "She has waited since June. It cannot wait longer.")
    iro.press("Move it on")
    iro.look(
        "Not carried out: Ada sees Kofi",
        "It is the turn of Service Manager",
        "Not settled",
        order=("All challenges", "Settle it"),
    )

    phone = visit(line["service_manager"], viewport={"width": 390, "height": 844})
    link = Message.objects.get(key="challenge_raised", user=line["service_manager"]).link
    phone.open(link).look("Not carried out: Ada sees Kofi", "She has waited since June")
    phone.tab_to("agreed: this is what happens")
    phone.page.keyboard.press("Space")
    phone.type_into("What will happen", "Every other Saturday from this week. Tom drives.")
    phone.press("Send the answer")
    phone.look("Not carried out: Ada sees Kofi", "The answer is with the IRO")

    iro.open(reverse("desk")).look("Your desk", "answered: your turn")
    iro.open(reverse("challenge", args=[Dispute.objects.get().pk]))
    iro.press("Settle it")
    iro.tab_to("what was asked for was done")
    iro.page.keyboard.press("Space")
    iro.type_into("In words", "Dates are set, and Ada has them.")
    iro.press("Settle it")
    iro.press("Say what changed for the child")
    iro.tab_to("something changed for the child")
    iro.page.keyboard.press("Space")
    iro.type_into("In words", "She sees Kofi every other Saturday.")
    iro.type_into("Since when", "20/1/2025")
    iro.tab_to("Who says so")
    iro.page.keyboard.type("the child")
    iro.press("Save it")
    iro.look("Not carried out: Ada sees Kofi", "It is closed", "She sees Kofi every other Saturday", "says the child")
    about = Dispute.objects.get().abouts.get()
    assert (about.effect, about.effect_since, about.effect_says) == ("changed", date(2025, 1, 20), "child")


def test_pages_of_challenge_on_a_phone(visit, cast):
    line = line_of(cast.council, cast.people)
    for stage, title in (("1", "Late"), ("2", "Second"), ("informal", "Informal")):
        raised(cast, stage, on=date(2025, 1, 6), title=title)
    here = visit(line["head_of_service"], viewport={"width": 390, "height": 844})
    here.open(reverse("challenges")).look("Challenges", "2 are formal and open")
    here.open(reverse("challenges") + "?as=table").look("Challenges", "Second")
    here.open(reverse("challenge_patterns")).look("Patterns in challenges", "Returning on the same child")
    here.open(reverse("child_challenges", args=[cast.ada.pk])).look("Challenges: Ada Test", "Second")
    here.open(reverse("preview_list", args=["outstanding"])).look("Preview: Challenges not settled", "Answer late")
