"""Who reads what people said: everybody of the review, or the IRO only, until the IRO says why not."""

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
from footprint.voice import asking
from footprint.voice.wall import readable_by
from tests.conftest import TODAY

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
    from tests.voice.conftest import sent

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
