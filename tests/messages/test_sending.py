"""Who is told, once, and who is not."""

import threading

import pytest
from django.core import mail as outbox
from django.db import connection, transaction

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.children.actions import restrict
from footprint.council.refusals import Refused
from footprint.messages import querysets as ask
from footprint.messages.actions import deliver, send
from footprint.messages.models import Message
from tests.messages.conftest import NOW


def not_told():
    return Event.objects.filter(what="did not write a message").count()


def test_a_user_is_told_and_nothing_leaves_before_the_tick(cast, tell, mail_server):
    told = tell(about="review 12")
    assert (told.state, told.user, told.about) == (Message.WAITING, cast.people[roles.IRO], "review 12")
    assert outbox.outbox == []
    event = Event.objects.get(what="wrote a message")
    assert event.subject == f"message {told.pk}"
    assert event.child == cast.ada.pk


@pytest.mark.parametrize(
    ("role", "child", "is_told"),
    [
        (roles.SOCIAL_WORKER, "ada", True),
        (roles.SOCIAL_WORKER, "ben", False),
        (roles.TEAM_MANAGER, "ben", False),
        (roles.ADMINISTRATOR, "ada", False),
        (roles.IRO_MANAGER, "cleo", False),
    ],
)
def test_who_may_not_see_the_child_is_not_told(cast, tell, role, child, is_told):
    told = tell(user=cast.people[role], child=getattr(cast, child))
    assert bool(told) is is_told
    assert not_told() == (0 if is_told else 1)
    assert Message.objects.count() == (1 if is_told else 0)


def test_another_service_is_told_nothing(cast, tell):
    assert tell(user=cast.outsider) is None
    assert tell("month_list", user=cast.outsider, child=None, number=1, day=NOW.date()) is None
    assert tell(child=cast.stranger) is None
    assert not_told() == 3


def test_who_signs_in_no_more_is_not_told(cast, tell):
    iro = cast.people[roles.IRO]
    iro.is_active = False
    iro.save()
    assert tell() is None


def test_nobody_is_told_about_a_child_who_has_died(cast, tell):
    stale = cast.ada
    type(stale).objects.filter(pk=stale.pk).update(died=NOW.date())
    assert tell(child=stale) is None
    assert tell(child=stale, address="a@b.example") is None


def test_an_address_must_be_one(cast, tell):
    assert tell(address="mother@home.example", name="A mother").user is None
    with pytest.raises(Refused, match="is no e-mail address"):
        tell(address="mother at home")
    with pytest.raises(Refused, match="is no e-mail address"):
        tell(address="")


def test_once_is_once_for_each_reader(cast, tell):
    first = tell(once="review 12")
    assert tell(once="review 12") == first
    assert tell(once="review 13") != first
    other = tell(once="review 12", user=cast.people[roles.IRO_MANAGER])
    assert other.user != first.user
    assert tell(address="A@b.example", once="x") == tell(address="a@B.example", once="x")
    assert tell() != tell()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_who_comes_second_waits_and_takes_the_first(cast, tell):
    written, go_on, second = threading.Event(), threading.Event(), []

    def first():
        with transaction.atomic():
            tell(once="review 12")
            written.set()
            go_on.wait(10)
        connection.close()

    def other():
        written.wait(10)
        second.append(tell(once="review 12"))
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=other)]
    for thread in threads:
        thread.start()
    written.wait(10)
    threading.Timer(0.5, go_on.set).start()
    for thread in threads:
        thread.join(20)
    assert [Message.objects.get()] == second


def test_a_message_of_an_action_that_failed_does_not_exist(cast, tell):
    def failing():
        with transaction.atomic():
            tell()
            raise RuntimeError("after sending")

    with pytest.raises(RuntimeError):
        failing()
    assert not Message.objects.exists()


def test_the_inbox_forgets_who_must_not_be_seen(cast, tell):
    manager = cast.people[roles.IRO_MANAGER]
    tell(user=manager, child=cast.ben)
    tell(user=manager)
    assert ask.told_to(manager.membership).count() == 2
    restrict(cast.ben, by=None, users=[_another_manager(cast)], why="agreed")
    assert [m.child for m in ask.told_to(manager.membership)] == [cast.ada]
    cast.ada.died = NOW.date()
    cast.ada.save()
    assert not ask.told_to(manager.membership).exists()


def _another_manager(cast):
    from footprint.council.actions import add_person

    return add_person(
        by=None,
        service=cast.council.service,
        email="other@manager.example",
        name="Another",
        role=roles.IRO_MANAGER,
        password="a long password 1",
    )


def test_who_may_not_see_the_child_any_more_gets_no_e_mail(cast, tell, mail_server):
    told = tell(user=cast.people[roles.IRO_MANAGER], child=cast.ben)
    restrict(cast.ben, by=None, users=[_another_manager(cast)], why="agreed")
    assert deliver(NOW).sent == 0
    told.refresh_from_db()
    assert told.state == Message.STOPPED
    assert "may not see the child" in told.problem
    assert outbox.outbox == []


def test_a_message_needs_no_child(cast):
    told = send(
        "month_list",
        council=cast.council,
        by=None,
        user=cast.people[roles.BUSINESS_SUPPORT],
        link="/due",
        number=4,
        day=NOW.date(),
    )
    assert told.subject == "Reviews due in the month from Mon 20 Jan 2025: 4"
