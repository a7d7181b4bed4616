"""What a new day brings to challenges, also after days on which nothing ran."""

from datetime import date, timedelta

import pytest

from footprint.accounts import roles
from footprint.council.models import Line
from footprint.disputes import running
from footprint.disputes.lists import due_day
from footprint.disputes.models import Dispute, SentList
from footprint.disputes.reminders import remind
from footprint.disputes.store import Agreed, step_now
from footprint.law.days import ENGLAND
from footprint.messages.models import Message
from tests.disputes.conftest import line_of
from tests.disputes.raised import raised


def messages(key):
    return list(Message.objects.filter(key=key).order_by("pk").values_list("user__name", flat=True))


@pytest.fixture
def stepping(cast):
    """Haringey's procedure, in which silence steps up by itself."""
    cast.council.profile_name = "haringey"
    cast.council.save()
    return line_of(cast.council, cast.people)


def test_it_reminds_before_and_after_once(cast, line):
    raised(cast)  # to answer by Monday 27 January
    for day in range(20, 32):
        remind(cast.council, date(2025, 1, day))
        remind(cast.council, date(2025, 1, day))
    assert messages("challenge_due") == ["social_worker"]
    assert Message.objects.get(key="challenge_due").subject.startswith("Due Mon 27 Jan 2025")
    assert messages("challenge_late") == ["social_worker", "iro"]


def test_silence_steps_up_by_itself_the_day_after(cast, stepping):
    dispute = raised(cast, "1")
    due = step_now(dispute).due_on
    remind(cast.council, due)
    assert step_now(dispute).stage == "1"
    remind(cast.council, due + timedelta(days=1))
    first, second = dispute.steps.order_by("place")
    assert (first.ended, first.ended_on, second.stage, second.came) == (
        "silence",
        due + timedelta(days=1),
        "2",
        "silence",
    )
    assert second.asked == stepping["service_manager"]
    assert messages("challenge_raised") == ["team_manager", "Service Manager"]


def test_after_days_without_work_it_moves_once_from_the_day_on_which_the_next_is_asked(cast, stepping):
    """Nobody is late for a day on which they were not asked; the whole still ends on its day, over the Easter holidays too."""
    dispute = raised(cast, "1", on=date(2025, 4, 14))
    assert (step_now(dispute).due_on, dispute.limit_on) == (date(2025, 4, 23), date(2025, 5, 15))
    woke = date(2025, 5, 7)
    remind(cast.council, woke)
    remind(cast.council, woke)
    step = step_now(dispute)
    assert (step.place, step.began_on, step.due_on) == (2, woke, ENGLAND.add(woke, 5))
    assert Dispute.objects.get().limit_on == date(2025, 5, 15)
    remind(cast.council, date(2025, 5, 16))
    assert set(messages("challenge_over")) == {"iro", "iro_manager", "Head Of Service"}


def test_where_nobody_is_known_above_it_stays_and_the_iro_hears(cast, stepping):
    dispute = raised(cast, "1")
    Line.objects.all().delete()
    remind(cast.council, date(2025, 2, 3))
    assert step_now(dispute).stage == "1"
    assert messages("challenge_late") == ["team_manager", "iro"]


def test_an_answer_on_the_last_day_stops_it(cast, stepping):
    dispute = raised(cast, "1")
    day = step_now(dispute).due_on
    running.answer(dispute, by=stepping["team_manager"], on=day, reply="agreed", words="Yes.")
    remind(cast.council, day + timedelta(days=3))
    assert Dispute.objects.get().state == "answered"


def test_what_was_agreed_and_the_effect_are_asked_for(cast, line):
    dispute = raised(cast, actions=[Agreed("A visit", "The worker", date(2025, 1, 22))])
    remind(cast.council, date(2025, 1, 23))
    assert messages("challenge_action") == ["iro"]
    running.settle(dispute, by=cast.people[roles.IRO], on=date(2025, 1, 23), outcome="done", words="Done.")
    remind(cast.council, date(2025, 2, 19))
    assert not messages("challenge_effect")
    remind(cast.council, date(2025, 2, 21))
    assert messages("challenge_effect") == ["iro"]


def test_nothing_is_said_before_the_first_day_of_use(cast, line):
    cast.council.service.first_day_of_use = date(2025, 6, 1)
    cast.council.service.save()
    raised(cast)
    remind(cast.council, date(2025, 3, 1))
    assert not messages("challenge_late")


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        ("outstanding", date(2025, 1, 20), date(2025, 1, 20)),
        ("outstanding", date(2025, 1, 27), date(2025, 1, 20)),
        ("outstanding", date(2025, 2, 2), date(2025, 1, 20)),
        ("outstanding", date(2025, 2, 3), date(2025, 2, 3)),
        ("themes", date(2025, 2, 1), date(2025, 2, 1)),
        ("themes", date(2025, 1, 31), date(2025, 1, 1)),
    ],
)
def test_the_days_of_the_lists(cast, kind, day, due):
    assert due_day(cast.council, kind, day) == due


def test_lists_go_once_to_who_holds_the_levels_and_are_kept_as_sent(cast, line):
    late, other = raised(cast, "1", on=date(2025, 1, 6)), raised(cast, title="Another")
    for day in (date(2025, 1, 21), date(2025, 1, 22), date(2025, 2, 2)):  # the Monday's work was asleep
        remind(cast.council, day)
    sent = SentList.objects.get(kind="outstanding")
    assert sent.to == ["Group Manager", "Head Of Service"]
    assert dict(sent.content["counts"])["Not settled"] == [late.pk, other.pk]
    assert dict(sent.content["counts"])["Answer late"] == [late.pk]
    assert dict(sent.content["counts"])["Immediate concerns"] == []
    running.settle(late, by=cast.people[roles.IRO], on=date(2025, 2, 2), outcome="done", words="Done.")
    assert dict(SentList.objects.get(pk=sent.pk).content["counts"])["Not settled"] == [late.pk, other.pk]
    themes = SentList.objects.get(kind="themes", last=date(2025, 1, 31))
    assert (themes.first, themes.content["reasons"]) == (date(2025, 1, 1), 2)
    shared = dict(themes.content["groups"][1][1])
    assert shared["Family time and relationships"] == [late.pk, other.pk]
    assert shared["Health"] == []
    assert sorted(set(messages("challenge_list"))) == [
        "Assistant Director",
        "Group Manager",
        "Head Of Service",
        "Service Manager",
    ]
