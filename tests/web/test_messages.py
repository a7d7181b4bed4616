"""The pages of messages: the inbox, how one is told, the mailbox of the service, the gallery, and what the tick says."""

import re
from datetime import date, timedelta
from html import unescape
from io import StringIO

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.children.actions import restrict
from footprint.council.actions import add_council
from footprint.messages import texts
from footprint.messages.actions import edit_template, send
from footprint.messages.models import Choice, Message, Template
from footprint.web import gallery

DAY = date(2025, 2, 4)


def text(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def tell(cast, user=None, key="invitation", **changed):
    values = {"day": DAY} if key == "invitation" else {}
    to = {} if "address" in changed else {"user": user or cast.people[roles.IRO]}
    what = {"council": cast.council, "by": cast.people[roles.IRO_MANAGER], "child": cast.ada, "link": "/reviews/12"}
    return send(key, **{**what, **to, **values, **changed})


# -- the inbox ---------------------------------------------------------------------------------------------------------


def test_the_inbox_marks_what_is_new_since_the_last_look(cast, sign_in):
    client = sign_in(cast.people[roles.IRO])
    assert "Nothing was told to you yet." in text(client.get(reverse("inbox")))
    tell(cast)
    page = client.get(reverse("inbox"))
    assert "1 message since you last looked." in text(page)
    assert 'href="/reviews/12">Review of AT on Tue 4 Feb 2025' in page.content.decode()
    assert "From iro_manager" in text(page)
    again = text(client.get(reverse("inbox")))
    assert "Nothing new since you last looked." in again
    assert "Review of AT" in again
    assert Message.objects.get().read_at


def test_the_inbox_is_a_persons_own(cast, sign_in):
    tell(cast)
    assert "Review of AT" not in text(sign_in(cast.people[roles.IRO_MANAGER]).get(reverse("inbox")))


def test_the_inbox_says_nothing_about_a_child_who_died_or_is_hidden(cast, sign_in):
    tell(cast)
    cast.ada.died = date(2025, 1, 19)
    cast.ada.save()
    assert "Nothing was told to you yet." in text(sign_in(cast.people[roles.IRO]).get(reverse("inbox")))


def test_what_stands_on_a_later_page_stays_unread(cast, sign_in, monkeypatch):
    monkeypatch.setattr("footprint.web.views.messages.SHOWN", 1)
    first, second = tell(cast), tell(cast)
    client = sign_in(cast.people[roles.IRO])
    client.get(reverse("inbox"))
    assert list(Message.objects.filter(read_at=None)) == [first]
    client.get(reverse("inbox") + "?page=2")
    assert not Message.objects.filter(read_at=None).exists()
    assert second.pk > first.pk


def test_once_a_day_is_chosen_on_a_page_and_holds(cast, sign_in, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    iro = cast.people[roles.IRO]
    client = sign_in(iro)
    answer = client.post(reverse("inbox_how"), {"digest": "1"}, follow=True)
    assert "You get one e-mail a day." in text(answer)
    settled_day()
    tell(cast)
    call_command("tick", verbosity=0)
    assert outbox.outbox == []
    Choice.objects.update(digested_on=timezone.localdate() - timedelta(days=1))
    call_command("tick", verbosity=0)
    assert [m.subject for m in outbox.outbox] == ["What is new for you: 1"]
    client.post(reverse("inbox_how"), {"digest": ""})
    tell(cast)
    call_command("tick", verbosity=0)
    assert len(outbox.outbox) == 2


def settled_day():
    """What the new day brings is said, and gone from the outbox."""
    call_command("tick", verbosity=0)
    Message.objects.all().delete()
    outbox.outbox.clear()


# -- the tick ----------------------------------------------------------------------------------------------------------


def test_the_tick_says_what_it_sent_and_what_somebody_must_decide(cast, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    settled_day()
    tell(cast)
    died = tell(cast, once="died")
    Message.objects.filter(pk=died.pk).update(state=Message.CLAIMED, claimed_at=timezone.now() - timedelta(minutes=20))
    out = StringIO()
    call_command("tick", stdout=out)
    assert "Handed over 1 e-mail.\n" in out.getvalue()
    assert "Perhaps sent: 1." in out.getvalue()
    out = StringIO()
    call_command("tick", stdout=out)
    assert "Handed over" not in out.getvalue()
    assert len(outbox.outbox) == 1


# -- the mailbox -------------------------------------------------------------------------------------------------------


def test_the_mailbox_shows_what_to_decide_first_and_is_logged(cast, sign_in):
    tell(cast)
    Message.objects.filter(pk=tell(cast, key="plan_red").pk).update(state=Message.PERHAPS)
    page = text(sign_in(cast.people[roles.BUSINESS_SUPPORT]).get(reverse("mailbox")))
    assert "1 message waits for a decision." in page
    assert page.index("To decide") < page.index("Red: AT") < page.index("Newest first") < page.index("Review of AT")
    assert "All (2)" in page
    looked = Event.objects.get(what="look: messages of the service")
    assert sorted(looked.detail["ids"]) == sorted(Message.objects.values_list("pk", flat=True))


def test_the_mailbox_is_filtered_by_state_and_paged(cast, sign_in, monkeypatch):
    monkeypatch.setattr("footprint.web.views.messages.SHOWN", 1)
    for key in ("plan_red", "plan_amber", "invitation"):
        tell(cast, key=key)
    Message.objects.filter(key="invitation").update(state=Message.SENT)
    client = sign_in(cast.people[roles.IRO_MANAGER])
    page = client.get(reverse("mailbox"), {"state": "waiting"})
    assert "Amber: AT" in text(page)
    assert "Review of AT" not in text(page)
    assert "?state=waiting&amp;page=2" in page.content.decode()
    assert "Red: AT" in text(client.get(reverse("mailbox"), {"state": "waiting", "page": "2"}))
    assert "All (3)" in text(client.get(reverse("mailbox"), {"state": "nonsense"}))


def test_the_mailbox_counts_what_it_does_not_show(cast, sign_in):
    tell(cast, child=cast.ben, user=cast.people[roles.IRO_MANAGER])
    tell(cast)
    tell(cast, child=None, key="month_list", number=2, day=DAY)
    named = cast.people[roles.IRO_MANAGER]
    restrict(cast.ben, by=None, users=[named], why="agreed")
    page = text(sign_in(cast.people[roles.BUSINESS_SUPPORT]).get(reverse("mailbox")))
    assert "BT" not in page
    assert "1 more is about a child whose record you may not open." in page
    assert "Review of AT" in page
    assert "Reviews due in the month" in page
    page = text(sign_in(named).get(reverse("mailbox")))
    assert "Review of BT" in page
    assert "may not open" not in page


def test_a_message_about_a_child_who_died_is_shown_as_stopped(cast, sign_in):
    tell(cast)
    cast.ada.died = date(2025, 1, 19)
    cast.ada.save()
    page = text(sign_in(cast.people[roles.IRO_MANAGER]).get(reverse("mailbox")))
    assert "Stopped (1)" in page
    assert "Waiting" not in page


def test_a_secret_is_not_read_in_the_mailbox_before_it_has_gone_out(cast, sign_in):
    tell(cast, address="a@b.example", link="/l/abcdef", secret="abcdef")
    page = text(sign_in(cast.people[roles.IRO_MANAGER]).get(reverse("mailbox")))
    assert "abcdef" not in page
    assert "/l/•••" in page


@pytest.mark.parametrize(("decide", "becomes"), [("sent", Message.SENT), ("again", Message.WAITING)])
def test_a_person_decides_once_however_often_they_press(cast, sign_in, decide, becomes):
    message = tell(cast)
    Message.objects.update(state=Message.PERHAPS)
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    assert "Was this message sent?" in text(client.get(reverse("settle", args=[message.pk])))
    first = client.post(reverse("settle", args=[message.pk]), {"decide": decide}, follow=True)
    assert "It is saved." in text(first)
    second = client.post(reverse("settle", args=[message.pk]), {"decide": "again"}, follow=True)
    assert "Somebody has decided this already." in text(second)
    message.refresh_from_db()
    assert message.state == becomes
    assert message.settled_by == cast.people[roles.BUSINESS_SUPPORT]
    assert Event.objects.filter(what="settled a message").count() == 1
    assert "There is nothing to decide" in text(client.get(reverse("settle", args=[message.pk])))


def test_a_message_about_a_hidden_child_cannot_be_decided(cast, sign_in):
    message = tell(cast, child=cast.ben, user=cast.people[roles.IRO_MANAGER])
    Message.objects.update(state=Message.PERHAPS)
    restrict(cast.ben, by=None, users=[cast.people[roles.IRO_MANAGER]], why="agreed")
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    assert client.post(reverse("settle", args=[message.pk]), {"decide": "again"}).status_code == 404


def test_pages_ask_no_more_for_more_messages(cast, sign_in):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    client.get(reverse("inbox"))
    asked = []
    for _ in range(2):
        for _ in range(10):
            tell(cast, user=cast.people[roles.IRO_MANAGER])
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("mailbox"))
            client.get(reverse("inbox"))
        asked.append(len(queries))
    assert asked[0] == asked[1] < 40


# -- the gallery -------------------------------------------------------------------------------------------------------


def test_the_gallery_shows_every_message_and_what_others_add(cast, sign_in, monkeypatch):
    monkeypatch.setattr(gallery, "SHOWN", [("A form of others", lambda request: f"for {request.service.name}")])
    page = text(sign_in(cast.people[roles.ADMINISTRATOR]).get(reverse("gallery")))
    for message in texts.texts().values():
        assert message.title in page
    assert "Review of AW on Tue 4 Feb 2025" in page
    assert "{" not in page
    assert "A form of others for Alder reviewing service" in page


def test_a_council_changes_a_text_where_it_is_shown(cast, sign_in):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    url = reverse("edit_template", args=["invitation"]) + "?council=alder"
    page = client.get(url)
    shown = {f"initial-{n}": page.context["form"][n].value() for n in ("subject", "body")}
    same = {n.removeprefix("initial-"): v for n, v in shown.items()}
    client.post(url, {**shown, **same})
    assert not Template.objects.exists()
    answer = client.post(url, {**shown, **same, "subject": "Come to {initials}'s meeting"}, follow=True)
    assert "Come to AW's meeting" in text(answer)
    assert "Alder's own text, changed on" in text(answer)
    assert tell(cast).subject == "Come to AT's meeting"
    client.post(url, {"restore": "1"})
    assert tell(cast).subject == "Review of AT on Tue 4 Feb 2025"


def test_two_who_change_one_text_each_lose_nothing(cast, sign_in):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    url = reverse("edit_template", args=["invitation"])
    form = client.get(url).context["form"]
    shown = {n: form[n].value() for n in ("subject", "body")}
    shown |= {f"initial-{n}": v for n, v in shown.items()}
    client.post(url, {**shown, "subject": "Come on {day}"})
    client.post(url, {**shown, "body": "Dear {reader}, {link}"})
    own = Template.objects.get()
    assert (own.subject, own.body) == ("Come on {day}", "Dear {reader}, {link}")


def test_an_unknown_placeholder_is_refused_in_place(cast, sign_in):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    url = reverse("edit_template", args=["invitation"])
    page = text(client.post(url, {"subject": "About {first_name}", "body": "{link}"}))
    assert "There is a problem" in page
    assert "“{first_name}” cannot stand in this message. You may use {initials}, {link}" in page
    assert not Template.objects.exists()


def test_each_council_of_a_service_has_its_own_text(cast, sign_in):
    add_council(by=None, name="Cedar", service=cast.council.service)
    edit_template(council=cast.council, key="invitation", by=None, subject="Ours", body="{link}")
    client = sign_in(cast.people[roles.IRO_MANAGER])
    assert "Alder's own text" in text(client.get(reverse("gallery"), {"council": "alder"}))
    assert "own text" not in text(client.get(reverse("gallery"), {"council": "cedar"}))
    assert client.get(reverse("gallery"), {"council": "birch"}).status_code == 404
    assert client.post(reverse("edit_template", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize(
    ("url", "production", "says"),
    [
        ("smtp://mail.example", True, "E-mails go out through the mail server"),
        ("", True, "nobody outside is reached. Set EMAIL_URL."),
        ("", False, "nothing leaves"),
    ],
)
def test_the_settings_say_how_mail_goes(cast, sign_in, settings, url, production, says):
    client = sign_in(cast.people[roles.IRO_MANAGER])
    settings.EMAIL_URL, settings.PRODUCTION = url, production
    assert says in text(client.get(reverse("settings")))
