"""A challenge from raising to its effect: who is asked and told, the clocks, what is refused."""

from datetime import date

import pytest

from footprint.accounts import roles
from footprint.audit.models import Event
from footprint.children.actions import restrict
from footprint.council.refusals import Refused
from footprint.disputes import access, running
from footprint.disputes.levels import Asked
from footprint.disputes.models import Dispute
from footprint.disputes.store import Agreed, step_now
from footprint.messages.models import Message
from footprint.reviews.actions import record_held
from footprint.reviews.deciding import decide
from tests.at_once import at_once
from tests.conftest import TODAY
from tests.disputes.raised import raised

EASTER_TIME = date(2025, 4, 14)  # the Monday before Easter: 18 and 21 April are bank holidays


def told(key):
    return set(Message.objects.filter(key=key).values_list("user__name", flat=True))


def test_who_is_asked_and_told_hears_of_it_at_once(cast, line):
    dispute = raised(cast)
    step = step_now(dispute)
    assert (dispute.number, dispute.state, step.asked) == ("2025-001", "asked", line["social_worker"])
    assert told("challenge_raised") == {"social_worker"}
    assert told("challenge_told") == {"team_manager"}
    assert Message.objects.get(key="challenge_raised").link == f"/challenges/{dispute.pk}/answer"
    assert "Ada" not in Message.objects.get(key="challenge_raised").subject
    assert Event.objects.filter(subject=f"dispute {dispute.pk}").exists()


def test_the_same_twice_is_one(cast, line):
    assert raised(cast) == raised(cast)
    assert Message.objects.filter(key="challenge_raised").count() == 1


def test_numbers_run_by_council_and_year(cast, line):
    assert [raised(cast, title=f"No {n}").number for n in range(2)] == ["2025-001", "2025-002"]


@pytest.mark.parametrize(
    ("stage", "on", "due", "limit"),
    [
        ("informal", TODAY, date(2025, 1, 27), None),
        ("1", TODAY, date(2025, 1, 27), date(2025, 2, 17)),
        ("1", EASTER_TIME, date(2025, 4, 23), date(2025, 5, 15)),  # Good Friday, Easter Monday and 5 May lie inside
        ("3", EASTER_TIME, date(2025, 4, 23), date(2025, 5, 15)),
    ],
)
def test_clocks_count_working_days_and_leave_the_informal_part_out(cast, line, stage, on, due, limit):
    dispute = raised(cast, stage, on=on)
    assert (step_now(dispute).due_on, dispute.limit_on) == (due, limit)


def test_no_stage_lasts_longer_than_the_whole(cast, line):
    dispute = raised(cast, "1", on=date(2025, 1, 2))  # to end by 30 January
    dispute = running.move(dispute, by=cast.people[roles.IRO], on=date(2025, 1, 28), to="2", words="no answer")
    assert step_now(dispute).due_on == dispute.limit_on == date(2025, 1, 30)


def test_stages_that_are_passed_over_are_kept_as_skipped(cast, line):
    dispute = raised(cast, "2")
    assert step_now(dispute).skipped == ["1"]
    dispute = running.move(dispute, by=cast.people[roles.IRO], on=TODAY, to="4", words="she leaves tomorrow")
    assert step_now(dispute).skipped == ["3"]


def test_an_immediate_concern_tells_the_managers_and_needs_what_was_agreed(cast, line):
    with pytest.raises(Refused, match="at least one agreed action"):
        raised(cast, immediate=True)
    raised(cast, immediate=True, actions=[Agreed("A visit today", "The social worker", TODAY)])
    assert told("challenge_immediate") == {"team_manager", "Head Of Service"}


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        ({"title": " "}, "in a line"),
        ({"words": ""}, "what is wrong"),
        ({"themes": ()}, "at least one reason"),
        ({"themes": ("made up",)}, "of the list"),
    ],
)
def test_what_is_missing_is_said(cast, line, of, sentence):
    with pytest.raises(Refused, match=sentence):
        raised(cast, **of)


def test_nobody_known_at_the_level_is_said(cast):
    with pytest.raises(Refused, match="Nobody is known as service manager of Ada Test"):
        raised(cast, "2")


def test_who_may_not_see_a_restricted_child_is_not_asked(cast, line):
    with pytest.raises(Refused, match="may not see the record of Cleo Test"):
        raised(cast, "2", children=[cast.cleo], asked=Asked(line["service_manager"], "x"))


def test_answering_twice_the_same_is_once_and_more_words_are_added(cast, line):
    dispute = raised(cast)
    worker = line["social_worker"]
    answer = {"by": worker, "on": TODAY, "reply": "agreed", "seen": dispute.version}
    running.answer(dispute, words="On Saturday.", **answer)
    running.answer(dispute, words="On Saturday.", **answer)
    assert dispute.said.filter(kind="answer").count() == 1
    with pytest.raises(Refused, match="Somebody was quicker. social_worker: answered"):
        running.answer(dispute, words="No.", **{**answer, "reply": "not"})
    dispute.refresh_from_db()
    running.answer(dispute, words="And the Saturday after.", **{**answer, "seen": dispute.version})
    assert dispute.said.filter(kind="answer").count() == 2
    assert told("challenge_answered") == {"iro"}


def test_an_answer_that_came_by_telephone_is_typed_by_the_iro(cast, line):
    dispute = raised(cast, on=date(2025, 1, 13))
    values = {"by": cast.people[roles.IRO], "on": TODAY, "reply": "agreed", "words": "On Saturday."}
    with pytest.raises(Refused, match="when it was asked"):
        running.answer(dispute, answered_on=date(2025, 1, 10), **values)
    running.answer(dispute, answered_on=date(2025, 1, 15), **values)
    assert step_now(dispute).answered_on == date(2025, 1, 15)
    assert dispute.said.get(kind="answer").by_name == "social_worker"


def test_two_people_at_once(cast, line):
    """Both have read version 1. The second is told what the first did, and nothing happens twice."""
    dispute = raised(cast, "1")
    seen = dispute.version
    running.move(dispute, by=cast.people[roles.IRO], on=TODAY, to="2", words="no time", seen=seen)
    for act in (
        lambda: running.move(dispute, by=cast.people[roles.IRO_MANAGER], on=TODAY, to="2", words="me too", seen=seen),
        lambda: running.settle(
            dispute, by=cast.people[roles.IRO_MANAGER], on=TODAY, outcome="done", words="ok", seen=seen
        ),
    ):
        with pytest.raises(Refused, match="Somebody was quicker. iro: moved on"):
            act()
    assert dispute.steps.count() == 2


def test_settled_then_closed_by_what_changed_for_each_child(cast, line):
    dispute = raised(cast, children=[cast.ada, cast.ben], stage="2")
    iro = cast.people[roles.IRO]
    running.settle(dispute, by=iro, on=TODAY, outcome="agreed", words="Every Saturday.")
    ada, ben = dispute.abouts.order_by("pk")
    with pytest.raises(Refused, match="who says so"):
        running.say_effect(dispute, by=iro, on=TODAY, about=ada, effect="nothing", words="Not yet.")
    with pytest.raises(Refused, match="since when"):
        running.say_effect(dispute, by=iro, on=TODAY, about=ada, effect="changed", words="She sees him.", says="child")
    with pytest.raises(Refused, match="for each child"):
        running.say_effect(dispute, by=iro, on=TODAY, effect="nothing", words="Not yet.")
    running.say_effect(
        dispute, by=iro, on=TODAY, about=ada, effect="changed", words="She sees him.", since=TODAY, says="child"
    )
    assert Dispute.objects.get().state == "settled"
    running.say_effect(dispute, by=iro, on=TODAY, about=ben, effect="nothing", words="As it was.", says="carer")
    done = Dispute.objects.get()
    assert (done.state, done.closed_on, done.settled_on) == ("closed", TODAY, TODAY)


def test_a_meeting_is_the_answer_of_its_stage(cast, line):
    dispute = raised(cast, "1")
    iro = cast.people[roles.IRO]
    meeting = running.plan_meeting(dispute, by=iro, on=TODAY, day=date(2025, 1, 22), chair="IRO manager")
    assert told("challenge_meeting") == {"team_manager"}
    with pytest.raises(Refused, match="to today"):
        running.hold_meeting(meeting, by=iro, on=TODAY, held_on=date(2025, 1, 22), agreed="All of it.")
    later = date(2025, 1, 23)
    with pytest.raises(Refused, match="what was agreed"):
        running.hold_meeting(meeting, by=iro, on=later, held_on=date(2025, 1, 22), agreed=" ")
    actions = [Agreed("Dates to the end of March", "Team manager", date(2025, 1, 31))]
    running.hold_meeting(meeting, by=iro, on=later, held_on=date(2025, 1, 22), agreed="All of it.", actions=actions)
    dispute = Dispute.objects.get()
    assert dispute.state == "answered"
    assert step_now(dispute).answered_on == date(2025, 1, 22)
    action = dispute.actions.get()
    running.finish_action(action, by=iro, on=date(2025, 2, 3), done_on=date(2025, 1, 31), evidence="The list")
    assert dispute.actions.get().done_on == date(2025, 1, 31)


def test_somebody_else_is_asked_and_keeps_the_day(cast, line):
    dispute = raised(cast, "2")
    due = step_now(dispute).due_on
    running.hand_over(dispute, by=cast.people[roles.IRO], on=TODAY, asked=Asked(line["group_manager"], "Group Manager"))
    step = step_now(dispute)
    assert (step.asked, step.due_on) == (line["group_manager"], due)
    assert told("challenge_raised") == {"Service Manager", "Group Manager"}


def test_it_continues_an_earlier_one_at_a_later_stage(cast, line):
    first = raised(cast, "1", on=date(2025, 1, 6))
    running.settle(first, by=None, on=date(2025, 1, 8), outcome="agreed", words="It will stop.")
    again = raised(cast, "3", continues=first)
    assert (again.continues, step_now(again).skipped) == (first, ["1", "2"])
    with pytest.raises(Refused, match="another child"):
        raised(cast, "3", children=[cast.ben], continues=first, title="other")


def test_a_decision_of_another_child_is_refused(cast, line):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    decision = decide(review, by=None, on=TODAY, text="Family time", owner="The worker", due_on=date(2024, 8, 1))
    assert raised(cast, decision=decision, came_from="decision").decision == decision
    with pytest.raises(Refused, match="another child"):
        raised(cast, "2", children=[cast.ben], decision=decision)


def test_a_partner_agency_is_asked_by_name_and_told_outside_without_details(cast, line):
    with pytest.raises(Refused, match="at the partner agency"):
        raised(cast, partner="school")
    dispute = raised(cast, partner="school", asked=Asked(None, "Ms Hall, Parkgate High", "head@school.example"))
    message = Message.objects.get(key="challenge_outside")
    assert message.address == "head@school.example"
    assert not message.link
    assert "brother" not in message.body
    assert step_now(dispute).asked is None


def test_a_collective_alert_is_about_no_child_and_has_its_own_effect(cast, line):
    iro = cast.people[roles.IRO]
    dispute = raised(cast, "collective", children=[], title="Workers leave")
    assert told("collective_raised") == {"Head Of Service"}
    assert told("collective_told") == {"Service Manager"}
    running.answer(dispute, by=line["head_of_service"], on=TODAY, reply="agreed", words="Two meetings are called.")
    running.settle(dispute, by=iro, on=TODAY, outcome="agreed", words="Duty cover two weeks before.")
    running.say_effect(dispute, by=iro, on=TODAY, effect="changed", words="Reviews keep their day.", since=TODAY)
    assert Dispute.objects.get().state == "closed"


def test_who_may_read_answer_and_run(cast, line):
    dispute = raised(cast)
    step = step_now(dispute)
    may = {role for role in roles.ROLES if access.readable_by(cast.people[role].membership).exists()}
    assert may == {roles.IRO, roles.IRO_MANAGER, roles.SOCIAL_WORKER, roles.TEAM_MANAGER, roles.SENIOR_MANAGER}
    assert not access.readable_by(cast.outsider.membership).exists()
    runs = {role for role in roles.ROLES if access.may_run(cast.people[role].membership, dispute)}
    assert runs == {roles.IRO, roles.IRO_MANAGER}
    answers = {role for role in roles.ROLES if access.may_answer(cast.people[role].membership, dispute, step)}
    assert answers == {roles.SOCIAL_WORKER}
    assert [s.pk for s in access.waiting_for(line["social_worker"].membership)] == [step.pk]
    assert not access.waiting_for(line["team_manager"].membership).exists()


def test_a_team_manager_reads_of_brothers_and_sisters_only_where_asked(cast, line):
    both = raised(cast, "2", children=[cast.ada, cast.ben])
    manager = line["team_manager"].membership
    assert not access.readable_by(manager).filter(pk=both.pk).exists()
    asked = raised(cast, "1", children=[cast.ada, cast.ben], title="other", asked=Asked(line["team_manager"], "x"))
    assert access.readable_by(manager).filter(pk=asked.pk).exists()


def test_nobody_reads_one_about_a_restricted_child_whom_they_may_not_see(cast, line):
    raised(cast, "2", children=[cast.ada, cast.ben])
    assert access.readable_by(line["service_manager"].membership).exists()
    restrict(cast.ben, by=None, users=[cast.people[roles.IRO_MANAGER]], why="agreed")
    assert not access.readable_by(line["service_manager"].membership).exists()


def test_withdrawn_it_stands_in_no_count_and_takes_no_answer(cast, line):
    dispute = raised(cast)
    with pytest.raises(Refused, match="why"):
        running.withdraw(dispute, by=None, on=TODAY, why=" ")
    running.withdraw(dispute, by=None, on=TODAY, why="Another child was meant")
    assert not Dispute.objects.standing().exists()
    with pytest.raises(Refused, match="is withdrawn. What can be done: nothing more"):
        running.answer(dispute, by=line["social_worker"], on=TODAY, reply="agreed", words="Yes.")


@pytest.mark.django_db(transaction=True)
def test_two_moves_in_the_same_moment_are_one(cast, line):
    """In two connections, on either database: one goes through, the other is told."""
    dispute = raised(cast, "1")
    people = (cast.people[roles.IRO], cast.people[roles.IRO_MANAGER])
    answers = at_once(
        *(lambda by=by: running.move(dispute, by=by, on=TODAY, to="2", words="no time", seen=1) for by in people)
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Dispute", "Refused"]
    assert dispute.steps.count() == 2
    assert Message.objects.filter(key="challenge_raised", user=line["service_manager"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_raised_in_the_same_moment_have_two_numbers(cast, line):
    answers = at_once(*(lambda n=n: raised(cast, "1", title=f"No {n}") for n in range(2)))
    assert sorted(answer.number for answer in answers) == ["2025-001", "2025-002"]


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_days_work_in_the_same_moment(cast, line):
    """Either the answer came first and it stays, or it had moved and the answer is refused: never both."""
    cast.council.profile_name = "haringey"
    cast.council.save()
    dispute = raised(cast, "1", on=date(2025, 1, 6))
    manager = line["team_manager"]
    answer, moved = at_once(
        lambda: running.answer(dispute, by=manager, on=TODAY, reply="agreed", words="Yes.", seen=1),
        lambda: running.step_up(dispute, on=TODAY),
    )
    steps = list(dispute.steps.order_by("place"))
    if moved:
        assert isinstance(answer, Refused)
        assert [s.answered_on for s in steps] == [None, None]
    else:
        assert [s.answered_on for s in steps] == [TODAY]
