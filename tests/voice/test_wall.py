"""Who reads what people said: everybody of the review, or the IRO only, until the IRO says why not."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.actions import allocate
from footprint.audit.models import Event
from footprint.council.actions import add_person, staff_member
from footprint.council.models import Staff
from footprint.council.refusals import Refused
from footprint.reviews.models import Ask, Duty
from footprint.reviews.preparing import set_duty
from footprint.voice import asking, links
from footprint.voice.models import AFTER, Response
from footprint.voice.wall import readable_by
from tests.conftest import TODAY
from tests.voice.conftest import sent

SECRET = "Only for you: I am sad at night"
READERS = {
    # role: reads what is for everyone at the review, reads what is for the IRO only
    roles.IRO: (True, True),
    roles.IRO_MANAGER: (True, False),
    roles.SOCIAL_WORKER: (True, False),
    roles.BUSINESS_SUPPORT: (False, False),
    roles.TEAM_MANAGER: (False, False),
    roles.SENIOR_MANAGER: (False, False),
    roles.DATA_COLLEAGUE: (False, False),
    roles.ADMINISTRATOR: (False, False),
}
PAGES = [
    "child",
    "child_voice",
    "response",
    "views",
    "changed",
    "prepare",
    "record",
    "returns",
    "history",
    "desk",
    "alarms",
]


def shown(client, response) -> str:
    """Every page on which words of a response may stand, as one text."""
    args = {"child": [response.child_id], "child_voice": [response.child_id], "history": [response.child_id],
            "response": [response.pk], **{p: [response.review_id] for p in ("views", "changed", "prepare", "record")}}  # fmt: skip
    return " ".join(client.get(reverse(name, args=args.get(name))).content.decode() for name in PAGES)


@pytest.mark.parametrize("role", list(roles.ROLES))
@pytest.mark.parametrize("shared", ["everyone", "iro"])
def test_who_reads_it(sign_in, asked, role, shared):
    response = asked.answered(shared, home_more=SECRET)
    user = asked.cast.people[role]
    reads = READERS[role][shared == "iro"]
    assert readable_by(user.membership, TODAY).exists() == reads
    assert (SECRET in shown(sign_in(user), response)) == reads


def test_the_outsider_reads_nothing(sign_in, asked):
    response = asked.answered("everyone", home_more=SECRET)
    assert not readable_by(asked.cast.outsider.membership, TODAY).exists()
    assert SECRET not in shown(sign_in(asked.cast.outsider), response)


def another_iro(cast, name="Irma Other"):
    staff = staff_member(cast.council.service, Staff.IRO, name)
    user = add_person(by=None, service=cast.council.service, email=f"{staff.pk}@x.example", name=name, role=roles.IRO,
                      password="a long password 1", staff=staff)  # fmt: skip
    return staff, user


@pytest.mark.parametrize(("first", "last", "reads"), [(20, 20, True), (19, 24, True), (21, 24, False), (13, 19, False)])
def test_the_iro_on_duty_reads_it_while_on_duty(asked, first, last, reads):
    asked.answered("iro")
    staff, user = another_iro(asked.cast)
    assert not readable_by(user.membership, TODAY).exists()
    set_duty(
        asked.cast.council.service, by=None, staff=staff, starts_on=date(2025, 1, first), ends_on=date(2025, 1, last)
    )
    assert readable_by(user.membership, TODAY).exists() == reads
    assert Duty.objects.count() == 1


def test_a_new_iro_reads_it_and_the_old_one_does_not(asked):
    asked.answered("iro")
    staff, user = another_iro(asked.cast)
    allocate(child=asked.cast.ada, iro=staff, by=None, on=TODAY, starts_on=TODAY, reason="caseload")
    assert readable_by(user.membership, TODAY).exists()
    assert not readable_by(asked.cast.people[roles.IRO].membership, TODAY).exists()


def test_nobody_reads_what_is_not_sent(sign_in, asked):
    [response] = asked.ask("child")
    asking.keep(response, sent(home_more=SECRET))
    for role in roles.ROLES:
        user = asked.cast.people[role]
        assert not readable_by(user.membership, TODAY).exists()
        assert SECRET not in shown(sign_in(user), response)


def test_the_iro_opens_it_with_a_reason_after_telling_the_child(sign_in, asked):
    response = asked.answered("iro", home_more=SECRET, want="A lock on my door")
    client = sign_in(asked.cast.people[roles.IRO])
    address = reverse("response", args=[response.pk])
    assert not Ask.objects.exists()
    empty = client.post(
        address, {"do": "open", "why": "She must be safe", "told_on": "", "told_how": ""}
    ).content.decode()
    assert "She must be safe" in empty, "what was typed is still there"
    assert not hasattr(response, "opening")
    early = {"do": "open", "why": "She must be safe", "told_on": "19/1/2025", "told_how": "On the phone"}
    assert "from when it was sent" in client.post(address, early).content.decode()
    client.post(address, early | {"told_on": "20/1/2025"})
    assert SECRET in shown(sign_in(asked.cast.people[roles.SOCIAL_WORKER]), response)
    assert [ask.words for ask in Ask.objects.all()] == ["A lock on my door"]
    assert Event.objects.filter(what="opened to others what was for the IRO only", child=asked.cast.ada.pk).exists()


@pytest.mark.parametrize("role", [roles.IRO_MANAGER, roles.SOCIAL_WORKER, roles.BUSINESS_SUPPORT])
def test_nobody_else_opens_it(sign_in, asked, role):
    response = asked.answered("iro")
    given = {"do": "open", "why": "I want to know", "told_on": "20/1/2025", "told_how": "Not"}
    sign_in(asked.cast.people[role]).post(reverse("response", args=[response.pk]), given)
    response.refresh_from_db()
    assert not hasattr(response, "opening")
    with pytest.raises(Refused, match="Only the child's IRO"):
        asking.open_to_others(response, by=asked.cast.people[role], why="x", told_on=TODAY, told_how="y")


def test_reading_is_in_the_log(sign_in, asked):
    response = asked.answered("iro")
    sign_in(asked.cast.people[roles.IRO]).get(reverse("response", args=[response.pk]))
    sign_in(asked.cast.people[roles.IRO_MANAGER]).get(reverse("response", args=[response.pk]))
    looks = Event.objects.filter(subject=f"response {response.pk}").values_list("what", flat=True)
    assert "an answer" in str(list(looks))
    assert "that somebody answered" in str(list(looks))


FIGURES = ["felt-supported", "themes", "children-told"]


@pytest.mark.parametrize("shared", ["everyone", "iro"])
@pytest.mark.parametrize(
    ("role", "reads"), [(roles.IRO, True), (roles.IRO_MANAGER, False), (roles.DATA_COLLEAGUE, False)]
)
def test_no_figure_leads_to_the_words_of_one_child(sign_in, asked, role, reads, shared):
    """What Ada chose and what it is about are behind her name in no list and no file for those who may not read it."""
    from footprint.reviews.actions import record_held

    record_held(child=asked.cast.ada, by=None, on=TODAY, held_on=date(2025, 1, 15), participation="PN1")
    asked.review.refresh_from_db()
    [response] = asked.ask("child", purpose=AFTER)
    response = asking.send(response, sent(supported="no"), shared=shared)
    asking.set_themes(response, by=None, themes=["home"])
    client = sign_in(asked.cast.people[role])
    year = {"from": "2024-04-01", "to": "2025-03-31", "part": "base"}
    open_to = shared == "everyone" and role == roles.IRO_MANAGER
    for name in FIGURES[:2]:
        page = client.get(reverse("records", args=[name]), year).content.decode()
        assert ("Ada Test" in page) == (reads or open_to), name
    whole = client.get(reverse("records", args=["children-told"]), {**year, "as": "csv"}).content.decode()
    [row] = csv.DictReader(io.StringIO(whole))
    assert row["Name"] == "Ada Test"
    assert row["Supported by the iro"] == ("No" if reads or open_to else "")


def test_who_corrects_a_statement_opens_nothing(sign_in, asked):
    from footprint.voice.saying import correct_statement, withdraw_statement, write_statement

    given = {
        "respondent": "child",
        "way": "phone",
        "heard_on": TODAY,
        "shared": "iro",
        "words": SECRET,
        "subject": "My uncle",
    }
    support, manager = asked.cast.people[roles.BUSINESS_SUPPORT], asked.cast.people[roles.IRO_MANAGER]
    said = write_statement(asked.cast.ada, by=support, on=TODAY, **given)
    with pytest.raises(Refused, match="Only the IRO opens"):
        correct_statement(said, by=support, on=TODAY, **given | {"shared": "everyone"})
    where = reverse("correct_statement", args=[asked.cast.ada.pk, said.pk])
    shown = sign_in(manager).get(where).content.decode()
    assert SECRET not in shown
    assert "My uncle" not in shown
    with pytest.raises(Refused, match="Only who wrote this down"):
        correct_statement(said, by=manager, on=TODAY, **given | {"words": "Rewritten"})
    with pytest.raises(Refused, match="Only who wrote this down"):
        withdraw_statement(said, by=manager, why="x")
    again = write_statement(asked.cast.ada, by=support, on=TODAY, **given | {"shared": "everyone"})
    assert again != said, "another choice of readers is another statement"


def test_a_form_that_somebody_has_begun_is_opened_by_nobody_else(sign_in, asked):
    [response] = asked.ask("child")
    client = sign_in(asked.cast.people[roles.IRO_MANAGER])
    address = reverse("response", args=[response.pk])
    assert links.code_of(response) in client.get(address).content.decode()
    asking.keep(response, sent(home_more=SECRET))
    assert links.code_of(response) not in client.get(address).content.decode()
    assert client.get(reverse("response_paper", args=[response.pk])).status_code == 404
    assert client.get(reverse("views", args=[response.review_id]), {"as": "pdf"}).status_code == 404


def test_an_iro_who_manages_reads_what_their_own_children_say(asked):
    """The allocation counts, not the role."""
    manager = asked.cast.people[roles.IRO_MANAGER]
    staff = staff_member(asked.cast.council.service, Staff.IRO, "M Manager")
    staff.user = manager
    staff.save()
    allocate(child=asked.cast.ada, iro=staff, by=None, on=TODAY, starts_on=TODAY, reason="caseload")
    asked.answered("iro")
    assert readable_by(manager.membership, TODAY).exists()


def test_private_words_are_marked_where_the_minutes_are_written(sign_in, asked):
    asked.answered("iro", who=SECRET)
    client = sign_in(asked.cast.people[roles.IRO])
    page = client.get(reverse("prepare", args=[asked.review.pk])).content.decode()
    assert SECRET in page
    assert "For the IRO only: do not write it down here." in page
    assert "Make a quotation" not in client.get(reverse("response", args=[Response.objects.get().pk])).content.decode()
