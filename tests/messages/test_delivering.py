"""Handing messages over: once, never again by itself, nothing about a child who has died, at once or one e-mail a day."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from footprint.accounts import roles
from footprint.accounts.models import User
from footprint.audit.models import Event
from footprint.children.actions import edit_child, end_care
from footprint.children.models import Child, PeriodOfCare
from footprint.council.refusals import Refused
from footprint.messages.actions import AT_ONCE, Delivered, choose, deliver, settle
from footprint.messages.models import Choice, Message
from tests.conftest import TODAY
from tests.messages import elsewhere
from tests.messages.conftest import NOW
from tests.meta.test_settings import started

LATER = NOW + timedelta(minutes=16)


def state(message):
    message.refresh_from_db()
    return message.state


def fails(monkeypatch, error, at="send_messages"):
    def failing(*args):
        raise error

    monkeypatch.setattr(EmailBackend, at, failing)


def test_what_waits_is_handed_over_once(cast, tell, mail_server):
    told = tell(link="/reviews/12")
    assert deliver(NOW) == Delivered(sent=1)
    assert deliver(LATER) == Delivered()
    (mail,) = outbox.outbox
    assert mail.to == [cast.people[roles.IRO].email]
    assert mail.subject == told.subject == "Review of AT on Tue 4 Feb 2025"
    assert "http://127.0.0.1:8000/reviews/12" in mail.body
    assert state(told) == Message.SENT
    assert told.handed_over_at == told.claimed_at == NOW


def test_an_outside_address_is_reached_too(tell, mail_server):
    tell(address="mother@home.example", name="Kim Other")
    assert deliver(NOW).sent == 1
    assert outbox.outbox[0].to == ["mother@home.example"]
    assert "Hello Kim Other," in outbox.outbox[0].body


def test_a_run_takes_no_more_than_it_can(tell, mail_server, monkeypatch):
    monkeypatch.setattr("footprint.messages.actions.AT_ONCE", 2)
    for _ in range(3):
        tell()
    assert [deliver(NOW).sent, deliver(NOW).sent, deliver(NOW).sent] == [2, 1, 0]
    assert AT_ONCE > 100


def test_a_run_that_takes_long_leaves_the_rest_to_the_next(tell, mail_server, monkeypatch):
    ticks = iter([0, 10, 400, 400])
    monkeypatch.setattr("footprint.messages.actions.monotonic", lambda: next(ticks))
    first, second = tell(), tell()
    assert deliver(NOW).sent == 1
    assert (state(first), state(second)) == (Message.SENT, Message.WAITING)


# -- at once, and killed -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_message_once(tell, tmp_path):
    """Two processes on one database, begun together."""
    for number in range(60):
        tell("month_list", child=None, number=number, day=TODAY)
    done = elsewhere.deliver_in(tmp_path, elsewhere.database(tmp_path), processes=2)
    sent = elsewhere.subjects(tmp_path)
    assert sum(done) == 60
    assert len(sent) == len(set(sent)) == 60


@pytest.mark.django_db(transaction=True)
def test_a_day_s_e_mail_goes_out_once_whoever_runs(cast, tell, tmp_path):
    Choice.objects.create(user=cast.people[roles.IRO], digest=True)
    for _ in range(5):
        tell()
    elsewhere.deliver_in(tmp_path, elsewhere.database(tmp_path), processes=2)
    assert elsewhere.subjects(tmp_path) == ["What is new for you: 5"]


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_between_leaves_it_to_a_person(cast, tell, tmp_path):
    tell(once="the first")
    url = elsewhere.database(tmp_path)
    assert elsewhere.deliver_in(tmp_path, url, DIES="1") == [-9]
    assert elsewhere.deliver_in(tmp_path, url) == [0]
    assert elsewhere.subjects(tmp_path) == []


def test_killed_between_is_perhaps_sent_and_never_sent_again(cast, tell, mail_server, monkeypatch):
    told = tell()
    fails(monkeypatch, SystemExit())
    with pytest.raises(SystemExit):
        deliver(NOW)
    monkeypatch.undo()
    assert state(told) == Message.CLAIMED
    assert deliver(NOW + timedelta(minutes=14)) == Delivered()
    assert state(told) == Message.CLAIMED
    assert deliver(LATER) == Delivered(perhaps=1)
    assert state(told) == Message.PERHAPS
    assert deliver(LATER + timedelta(days=1)) == Delivered()
    assert outbox.outbox == []


def test_a_person_decides_and_only_one_does(cast, tell, mail_server):
    by = cast.people[roles.IRO_MANAGER]
    sent, again = tell(), tell()
    Message.objects.update(state=Message.PERHAPS, claimed_at=NOW)
    settle(sent, by=by, sent=True)
    settle(again, by=by, sent=False)
    assert (state(sent), state(again)) == (Message.SENT, Message.WAITING)
    assert again.settled_by == by
    for message in (sent, again):
        with pytest.raises(Refused, match="decided this already"):
            settle(message, by=by, sent=False)
    assert deliver(LATER).sent == 1
    assert state(again) == Message.SENT
    assert Event.objects.filter(what="settled a message").count() == 2


@pytest.mark.parametrize(
    ("error", "becomes", "problem"),
    [
        (smtplib.SMTPRecipientsRefused({}), Message.FAILED, "does not take this address"),
        (smtplib.SMTPDataError(550, b"no"), Message.FAILED, "does not take this text"),
        (smtplib.SMTPSenderRefused(550, b"no", "us"), Message.FAILED, "does not take our own address"),
        (smtplib.SMTPServerDisconnected("gone"), Message.PERHAPS, "SMTPServerDisconnected"),
        (TimeoutError("slow"), Message.PERHAPS, "TimeoutError"),
    ],
)
def test_refused_is_not_sent_and_a_broken_line_is_perhaps(tell, mail_server, monkeypatch, error, becomes, problem):
    first, second = tell(), tell()
    fails(monkeypatch, error)
    assert deliver(NOW).sent == 0
    assert state(first) == state(second) == becomes
    assert problem in first.problem
    monkeypatch.undo()
    assert deliver(LATER) == Delivered()
    assert outbox.outbox == []


def test_a_server_that_is_away_is_tried_again_by_itself(tell, mail_server, monkeypatch):
    told = tell()
    fails(monkeypatch, ConnectionRefusedError(), at="open")
    assert deliver(NOW) == Delivered()
    assert state(told) == Message.WAITING
    assert "not reached" in told.problem
    monkeypatch.undo()
    assert deliver(NOW + timedelta(minutes=1)).sent == 1
    assert state(told) == Message.SENT
    assert told.problem == ""


def test_what_was_slow_is_not_written_over_a_decision(cast, tell, mail_server, monkeypatch):
    """A run that hangs for a quarter of an hour finds that a person has had it sent again."""
    told = tell()

    def hangs(self, messages):
        deliver(LATER)
        settle(told, by=cast.people[roles.IRO_MANAGER], sent=False)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", hangs)
    deliver(NOW)
    assert state(told) == Message.WAITING


# -- death -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["end of care", "details", "an import"])
def test_the_death_of_a_child_stops_what_waits(cast, tell, mail_server, how):
    told, other = tell(), tell(child=cast.ben)
    if how == "end of care":
        period = PeriodOfCare.objects.get(child=cast.ada)
        end_care(period, by=None, on=TODAY, ends_on=TODAY, end_reason="E2")
    elif how == "details":
        edit_child(cast.ada, by=None, on=TODAY, died=TODAY)
    else:
        Child.objects.filter(pk=cast.ada.pk).update(died=TODAY)
    assert deliver(NOW).sent == 1
    assert (state(told), state(other)) == (Message.WAITING, Message.SENT)
    assert Message.objects.as_shown().get(pk=told.pk).shown == Message.STOPPED
    assert len(outbox.outbox) == 1


def test_a_death_stops_what_is_claimed_and_what_a_person_would_send_again(cast, tell, mail_server, monkeypatch):
    told = tell()
    monkeypatch.setattr("footprint.messages.actions._claim", lambda pk, now: _dies_after_the_claim(pk, now, cast.ada))
    assert deliver(NOW).sent == 0
    assert state(told) == Message.STOPPED
    assert outbox.outbox == []
    Message.objects.update(state=Message.PERHAPS)
    with pytest.raises(Refused, match="not sent again: the child has died"):
        settle(told, by=cast.people[roles.IRO_MANAGER], sent=False)
    settle(told, by=cast.people[roles.IRO_MANAGER], sent=True)
    assert state(told) == Message.SENT


def _dies_after_the_claim(pk, now, child):
    Message.objects.filter(pk=pk).update(state=Message.CLAIMED, claimed_at=now)
    Child.objects.filter(pk=child.pk).update(died=TODAY)
    return True


# -- one e-mail a day --------------------------------------------------------------------------------------------------


def test_one_e_mail_a_day_holds_all_subjects_and_links(cast, tell, mail_server):
    iro = cast.people[roles.IRO]
    choose(iro, by=iro, on=NOW.date(), digest=True)
    first = tell(link="/reviews/1")
    tell("month_list", child=None, number=3, day=TODAY, link="/due")
    assert deliver(NOW) == Delivered()
    assert deliver(NOW + timedelta(days=1)) == Delivered(digests=1)
    (mail,) = outbox.outbox
    assert mail.subject == "What is new for you: 2"
    assert "Review of AT on Tue 4 Feb 2025\nhttp://127.0.0.1:8000/reviews/1" in mail.body
    assert "http://127.0.0.1:8000/due" in mail.body
    assert state(first) == Message.SENT
    tell()
    assert deliver(NOW + timedelta(days=1, hours=3)) == Delivered()
    assert deliver(NOW + timedelta(days=2)) == Delivered(digests=1)


def test_nothing_new_is_no_e_mail(cast, mail_server):
    Choice.objects.create(user=cast.people[roles.IRO], digest=True)
    assert deliver(NOW) == Delivered()
    assert outbox.outbox == []


def test_who_chooses_at_once_again_gets_what_waits(cast, tell, mail_server):
    iro = cast.people[roles.IRO]
    choose(iro, by=iro, on=NOW.date(), digest=True)
    tell()
    choose(iro, by=iro, on=NOW.date(), digest=False)
    assert deliver(NOW) == Delivered(sent=1)


def test_a_message_for_the_day_whose_reader_chose_otherwise_meanwhile_goes_out(tell, mail_server):
    tell()
    Message.objects.update(digest=True)
    assert deliver(NOW) == Delivered(sent=1)


def test_the_e_mail_of_a_day_dies_with_the_process_too(cast, tell, mail_server, monkeypatch):
    Choice.objects.create(user=cast.people[roles.IRO], digest=True)
    messages = [tell(), tell()]
    fails(monkeypatch, SystemExit())
    with pytest.raises(SystemExit):
        deliver(NOW)
    monkeypatch.undo()
    assert deliver(LATER) == Delivered(perhaps=2)
    assert deliver(LATER + timedelta(days=1)) == Delivered()
    assert {state(m) for m in messages} == {Message.PERHAPS}


def test_the_e_mail_of_a_day_waits_for_a_server_that_is_away(cast, tell, mail_server, monkeypatch):
    Choice.objects.create(user=cast.people[roles.IRO], digest=True)
    tell()
    fails(monkeypatch, ConnectionRefusedError(), at="open")
    assert deliver(NOW) == Delivered()
    monkeypatch.undo()
    assert deliver(LATER) == Delivered(digests=1)


# -- where nothing leaves ----------------------------------------------------------------------------------------------


def test_without_a_mail_server_the_development_mailbox_keeps_it(tell):
    told = tell(link="/l/abc", secret="abc", address="a@b.example")
    assert deliver(NOW).sent == 1
    assert state(told) == Message.KEPT
    assert "http://127.0.0.1:8000/l/abc" in told.text
    assert outbox.outbox == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL cannot be read"),
        ({"FOOTPRINT_ADDRESS": "iro.example"}, "FOOTPRINT_ADDRESS is “iro.example”"),
    ],
)
def test_a_setting_of_mail_that_cannot_work_is_refused(changed, says):
    worked, (said,) = started(**changed)
    assert not worked
    assert says in said


def test_a_demonstration_writes_to_nobody(cast, tell, mail_server):
    cast.council.service.is_demo = True
    cast.council.service.save()
    told = tell()
    deliver(NOW)
    assert state(told) == Message.KEPT
    assert outbox.outbox == []


def test_production_without_a_mail_server_has_the_inbox_only(tell, settings):
    settings.PRODUCTION = True
    inside, outside = tell(), tell(address="a@b.example")
    assert deliver(NOW) == Delivered()
    assert (state(inside), state(outside)) == (Message.INBOX, Message.FAILED)
    assert "No mail server is set up" in outside.problem


def test_a_secret_is_kept_only_until_it_has_gone_out(tell, mail_server):
    told = tell(link="/l/abc", secret="abc", address="a@b.example")
    assert "abc" not in told.body + told.link + told.text
    deliver(NOW)
    assert "http://127.0.0.1:8000/l/abc" in outbox.outbox[0].body
    assert state(told) == Message.SENT
    assert told.secret == ""
    assert "/l/•••" in told.text


def test_an_address_with_a_line_break_is_no_header(cast, tell, mail_server):
    told = tell()
    User.objects.filter(pk=told.user_id).update(email="a@b.example\nBcc: all@b.example")
    assert deliver(NOW).sent == 0
    assert state(told) == Message.FAILED
