"""Calls for help: to the IRO and the duty person the same day, with a clock that somebody chases."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.children.actions import restrict
from footprint.council.actions import add_person
from footprint.messages.models import Message
from footprint.reviews.preparing import set_duty
from footprint.voice import alarms, links
from footprint.voice.models import Alarm, Response
from footprint.web.management.commands._tick import tick
from tests.conftest import TODAY
from tests.voice.conftest import sent
from tests.voice.test_wall import another_iro


def told(key):
    return {m.user for m in Message.objects.filter(key=key).select_related("user")}


def press(client, response, kind="not-safe", **given):
    return client.post(reverse("call_for_help", args=[links.secret_of(response), kind]), given)


@pytest.mark.feature("O2")
@pytest.mark.parametrize(("kind", "due"), [("not-safe", TODAY), ("complain", date(2025, 1, 23))])
def test_it_reaches_the_iro_and_the_duty_person_and_starts_a_clock(client, asked, kind, due):
    staff, on_duty = another_iro(asked.cast)
    set_duty(asked.cast.council.service, by=None, staff=staff, starts_on=TODAY, ends_on=TODAY)
    [response] = asked.ask("child")
    shown = press(client, response, kind, words="He shouts at me")
    assert "We have told people who can help" in shown.content.decode()
    [alarm] = Alarm.objects.all()
    assert (alarm.due_on, alarm.words) == (due, "He shouts at me")
    assert told("alarm") == {asked.cast.people[roles.IRO], on_duty}
    assert all("Ada" not in m.body and "shouts" not in m.body for m in Message.objects.filter(key="alarm"))


def test_pressing_is_enough_and_pressing_twice_is_once(client, asked):
    [response] = asked.ask("child")
    press(client, response)
    press(client, response)
    press(client, response, words="More")
    press(client, response, words="More")
    assert [a.words for a in Alarm.objects.order_by("pk")] == ["", "More"]


def test_the_words_typed_before_are_kept_when_the_button_is_pressed(client, asked):
    [response] = asked.ask("child")
    went = client.post(reverse("answer", args=[links.secret_of(response)]), {"do": "not-safe", "want": "Help"})
    assert went["Location"].startswith(reverse("call_for_help", args=[links.secret_of(response), "not-safe"]))
    assert response.words.get().text == "Help"
    assert not Alarm.objects.exists(), "first it says whom to call now"


def test_a_sent_form_of_a_child_still_calls_for_help(client, asked):
    response = asked.answered()
    assert press(client, response).status_code == 200
    assert Alarm.objects.exists()


def test_without_an_iro_or_duty_the_managers_are_told(client, asked):
    asked.cast.people[roles.IRO].is_active = False
    asked.cast.people[roles.IRO].save()
    press(client, asked.ask("child")[0])
    assert told("alarm") == {asked.cast.people[roles.IRO_MANAGER]}


def test_for_a_restricted_child_somebody_is_told_without_the_name(client, asked, cast):
    named = add_person(by=None, service=cast.council.service, email="n@x.example", name="Named", role=roles.IRO_MANAGER,
                       password="a long password 1")  # fmt: skip
    restrict(cast.ada, by=named, users=[named], why="A relative works here")
    for away in (cast.people[roles.IRO], named):
        away.is_active = False
        away.save()
    [response] = asked.ask("child")
    press(client, response)
    [message] = Message.objects.filter(key="alarm_somewhere")
    assert message.user == cast.people[roles.IRO_MANAGER]
    assert message.child is None
    assert "AT" not in message.subject + message.body


@pytest.mark.parametrize(
    ("kind", "hours", "days", "chased"),
    [
        ("unsafe", 0.5, 0, False),
        ("unsafe", 2, 0, True),
        ("complaint", 2, 0, False),
        ("complaint", 0, 3, False),
        ("complaint", 0, 4, True),
    ],
)
def test_what_nobody_takes_on_is_told_to_the_managers_once(asked, kind, hours, days, chased):
    [response] = asked.ask("child")
    alarms.raise_alarm(response, kind=kind)
    now = timezone.now() + timedelta(hours=hours)
    if days:
        asked.cast.council.service.fixed_today = TODAY + timedelta(days=days)
        asked.cast.council.service.save()
    alarms.chase(now)
    alarms.chase(now)
    assert Message.objects.filter(key="alarm_waits").count() == chased


def test_the_tick_chases(asked):
    [response] = asked.ask("child")
    alarms.raise_alarm(response, kind="unsafe")
    Alarm.objects.update(raised_at=timezone.now() - timedelta(hours=2))
    tick()
    assert told("alarm_waits") == {asked.cast.people[roles.IRO_MANAGER]}


READS = {roles.IRO: True, roles.IRO_MANAGER: True}


@pytest.mark.parametrize("role", list(roles.ROLES))
def test_who_reads_it(sign_in, asked, role):
    asked.ask("child")
    alarm, _ = alarms.raise_alarm(Response.objects.get(), kind="unsafe", words="He shouts")
    client = sign_in(asked.cast.people[role])
    shown = client.get(reverse("alarm", args=[alarm.pk]))
    assert ("He shouts" in shown.content.decode()) == READS.get(role, False)


def test_somebody_takes_it_on_and_says_what_was_done(sign_in, asked):
    asked.ask("child")
    alarm, _ = alarms.raise_alarm(Response.objects.get(), kind="unsafe", words="He shouts")
    client = sign_in(asked.cast.people[roles.IRO])
    assert "Calls for help" in client.get(reverse("desk")).content.decode()
    address = reverse("alarm", args=[alarm.pk])
    client.post(address, {"do": "see"})
    assert "Enter" in client.post(address, {"do": "done", "done": ""}).content.decode()
    client.post(address, {"do": "done", "done": "Seen her at school"})
    alarm.refresh_from_db()
    assert (alarm.seen_by, alarm.done, alarm.done_on) == (asked.cast.people[roles.IRO], "Seen her at school", TODAY)
    again = client.post(address, {"do": "done", "done": "Twice"}, follow=True)
    assert "already" in again.content.decode()
    assert "Calls for help" not in client.get(reverse("desk")).content.decode()


def test_an_answer_for_the_iro_only_stays_closed_when_help_is_called(sign_in, asked):
    response = asked.answered("iro", home_more="My secret")
    alarms.raise_alarm(response, kind="unsafe", words="Help")
    shown = sign_in(asked.cast.people[roles.IRO_MANAGER]).get(reverse("response", args=[response.pk])).content.decode()
    assert "My secret" not in shown
    assert sent()("x") == []


def test_it_is_chased_each_day_once_its_day_is_over(asked):
    [response] = asked.ask("child")
    alarm, _ = alarms.raise_alarm(response, kind="unsafe")
    later = timezone.now() + timedelta(hours=2)
    alarms.chase(later)
    alarms.see(alarm, by=asked.cast.people[roles.IRO])
    for days in (1, 1, 2):
        asked.cast.council.service.fixed_today = TODAY + timedelta(days=days)
        asked.cast.council.service.save()
        alarms.chase(later)
    assert Message.objects.filter(key="alarm_waits").count() == 3


def test_who_cannot_open_it_is_not_the_one_who_was_told(asked):
    """The IRO's user signs in as a senior manager now: the managers are told too."""
    member = asked.cast.people[roles.IRO].membership
    member.role = roles.SENIOR_MANAGER
    member.save()
    [response] = asked.ask("child")
    assert alarms.raise_alarm(response, kind="unsafe")[1]
    assert asked.cast.people[roles.IRO_MANAGER] in told("alarm")


def test_where_nobody_is_left_the_page_says_whom_to_call(client, asked):
    for user in asked.cast.people.values():
        user.is_active = False
        user.save()
    shown = press(client, asked.ask("child")[0]).content.decode()
    assert "could not tell anybody" in shown
    assert "0800" in shown


def test_many_words_on_one_day_are_all_kept(asked):
    [response] = asked.ask("child")
    for n in range(alarms.AT_MOST + 5):
        alarms.raise_alarm(response, kind="unsafe", words=f"word {n}")
    assert Alarm.objects.count() == alarms.AT_MOST
    kept = " ".join(Alarm.objects.values_list("words", flat=True))
    assert all(f"word {n}" in kept for n in range(alarms.AT_MOST + 5))


def test_nothing_is_chased_and_nothing_logged_after_a_death(asked):
    from footprint.audit.models import Event

    [response] = asked.ask("child")
    alarms.raise_alarm(response, kind="unsafe")
    asked.cast.ada.died = TODAY
    asked.cast.ada.save()
    before = Event.objects.count()
    for _ in range(3):
        alarms.chase(timezone.now() + timedelta(hours=2))
    assert Event.objects.count() == before


@pytest.mark.feature("O2")
def test_a_complaint_about_the_iro_passes_the_iro_by(client, sign_in, asked):
    [response] = asked.ask("child")
    assert "about the person who leads my review" in client.get(
        reverse("call_for_help", args=[links.secret_of(response), "complain"])
    ).content.decode()  # fmt: skip
    press(client, response, "complain", words="She does not listen", about_iro="1")
    alarm = Alarm.objects.get()
    assert told("alarm") == {asked.cast.people[roles.IRO_MANAGER]}
    where = reverse("alarm", args=[alarm.pk])
    assert sign_in(asked.cast.people[roles.IRO]).get(where).status_code == 404
    assert "She does not listen" in sign_in(asked.cast.people[roles.IRO_MANAGER]).get(where).content.decode()


def test_what_comes_on_paper_or_is_told_calls_for_help_too(sign_in, asked):
    [response] = asked.ask("child")
    client = sign_in(asked.cast.people[roles.BUSINESS_SUPPORT])
    client.post(reverse("type_in", args=[response.pk]), {"want": "Help", "shared": "iro", "alarm": "unsafe"})
    said = {"respondent": "child", "way": "phone", "heard_on": "20/1/2025", "shared": "iro", "words": "He hits me"}
    client.post(reverse("add_statement", args=[asked.cast.ada.pk]), {**said, "alarm": "unsafe"})
    assert sorted(a.words for a in Alarm.objects.all()) == ["He hits me", "Help"]
    assert all(a.raised_by == asked.cast.people[roles.BUSINESS_SUPPORT] for a in Alarm.objects.all())
    assert told("alarm") == {asked.cast.people[roles.IRO]}


def test_the_second_is_told_who_has_taken_it_on(sign_in, asked):
    asked.ask("child")
    alarm, _ = alarms.raise_alarm(Response.objects.get(), kind="unsafe")
    where = reverse("alarm", args=[alarm.pk])
    sign_in(asked.cast.people[roles.IRO]).post(where, {"do": "see"})
    page = sign_in(asked.cast.people[roles.IRO_MANAGER]).post(where, {"do": "see"}, follow=True).content.decode()
    assert "iro has taken it on already" in page


def test_the_telephone_number_can_be_tapped(client, asked):
    [response] = asked.ask("child")
    assert 'href="tel:08001111"' in client.get(reverse("answer", args=[links.secret_of(response)])).content.decode()


def test_it_is_called_from_paper_although_the_form_was_begun(sign_in, asked):
    from footprint.voice import asking

    [response] = asked.ask("child")
    asking.keep(response, sent(want="Mine"))
    client = sign_in(asked.cast.people[roles.BUSINESS_SUPPORT])
    page = client.post(
        reverse("type_in", args=[response.pk]), {"want": "He hits me", "shared": "iro", "alarm": "unsafe"}
    )
    assert "has begun to answer" in page.content.decode()
    [alarm] = Alarm.objects.all()
    shown = sign_in(asked.cast.people[roles.IRO]).get(reverse("alarm", args=[alarm.pk])).content.decode()
    assert "He hits me" in shown
    assert "Written down by business_support" in shown
