"""What readers and strangers found: who reads, what silence does, what stays in order."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.children.actions import record_fact, restrict
from footprint.children.models import PeriodOfCare, SocialWork
from footprint.council.actions import add_person, add_team, end_line
from footprint.council.models import Line
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.disputes import registers, running
from footprint.disputes.levels import Asked
from footprint.disputes.models import Advice, Dispute, Example, Praise, ProcedureKept
from footprint.disputes.procedure import as_kept, parse, procedure_on
from footprint.disputes.raising import Concern, raise_for_each
from footprint.disputes.reminders import remind
from footprint.disputes.standing import recurring, unchallenged
from footprint.disputes.store import Agreed, step_now
from footprint.messages.models import Message
from footprint.reviews.actions import record_held
from footprint.reviews.deciding import decide
from tests.conftest import TODAY
from tests.disputes.conftest import line_of
from tests.disputes.raised import raised


def told(key):
    return set(Message.objects.filter(key=key).values_list("user__name", flat=True))


def page(sign_in, user, name, *args, **query):
    return sign_in(user).get(reverse(name, args=args), query).content.decode()


@pytest.mark.parametrize("name", ["bradford", "croydon", "haringey", "lewisham", "neutral", "peterborough"])
def test_stages_and_themes_keep_their_order_in_a_database_that_sorts_keys(db, name):
    found = procedure_on(name, TODAY)
    content = json.loads(json.dumps(as_kept(found.data), sort_keys=True))
    kept = ProcedureKept.objects.create(profile_name=name, starts_on=found.starts_on, digest="x", content=content)
    again = parse(ProcedureKept.objects.get(pk=kept.pk).content, profile(name))
    assert list(again.stages) == list(found.stages)
    assert list(again.themes) == list(found.themes)
    assert again.digest == found.digest


def test_what_a_lawyer_told_the_iro_is_not_read_by_who_is_challenged(cast, line, sign_in):
    dispute = raised(cast, "1")
    values = {"kind": "legal_advice", "asked_on": TODAY, "words": "The council may be liable"}
    registers.write(
        Advice, by=cast.people[roles.IRO], on=TODAY, council=cast.council, child=cast.ada, dispute=dispute, **values
    )
    for user in (line["team_manager"], line["head_of_service"], line["social_worker"]):
        for name, pk in (("challenge", dispute.pk), ("child_challenges", cast.ada.pk)):
            assert "may be liable" not in page(sign_in, user, name, pk)
    assert "may be liable" in page(sign_in, cast.people[roles.IRO], "challenge", dispute.pk)
    assert sign_in(line["head_of_service"]).get(reverse("challenge_register", args=["advice"])).status_code == 403


def test_nobody_is_told_of_what_they_may_not_read(cast, line):
    """Ben is of another team: Ada's manager cannot open what is about both, and is not told of it."""
    dispute = raised(cast, "2", children=[cast.ada, cast.ben])
    assert told("challenge_told") == set()
    assert "team_manager, who may not read it" in dispute.said.get(kind="told").words


def test_the_managers_of_every_child_are_told(cast, line):
    other = add_team(by=None, council=cast.council, name="Another team")
    record_fact(SocialWork, child=cast.ben, by=None, starts_on=date(2025, 1, 6), on=TODAY, team=other)
    second = add_person(
        by=None, service=cast.council.service, email="second@m.example", name="second", role=roles.TEAM_MANAGER,
        password="a long password 1", team=other,
    )  # fmt: skip
    raised(cast, "1", children=[cast.ben, cast.ada], asked=Asked(second, "second"))
    dispute = raised(cast, "2", children=[cast.ada, cast.ben], title="Both")
    said = dispute.said.get(kind="told").words
    assert "team_manager" in said
    assert "second" in said


def test_of_brothers_and_sisters_who_is_asked_reads_no_name_that_they_do_not_see(cast, line, sign_in):
    dispute = raised(cast, "1", children=[cast.ada, cast.ben], asked=Asked(line["team_manager"], "x"))
    shown = page(sign_in, line["team_manager"], "challenge", dispute.pk)
    assert "Ada Test" in shown
    assert "Ben Test" not in shown
    assert "a brother or sister" in shown


def test_praise_is_read_by_who_was_told_and_withdrawn_it_is_gone(cast, line, sign_in):
    row = registers.praise(
        by=cast.people[roles.IRO], on=TODAY, council=cast.council, worker="A", words="Good.", to=["head_of_service"]
    )
    assert sign_in(line["team_manager"]).get(reverse("praise", args=[row.pk])).status_code == 404
    registers.withdraw(row, by=None, why="Another was meant")
    assert "Withdrawn: Another was meant" in page(sign_in, line["head_of_service"], "praise", row.pk)
    assert Praise.objects.get().told_to.get() == line["head_of_service"]


def test_an_iro_does_not_answer_over_the_managers_answer_and_what_is_typed_for_them_says_so(cast, line, sign_in):
    dispute = raised(cast, "1")
    iro = cast.people[roles.IRO]
    running.answer(dispute, by=iro, on=TODAY, reply="part", words="By telephone: on Saturday.")
    assert "(written down by iro)" in page(sign_in, iro, "challenge", dispute.pk)
    with pytest.raises(Refused, match="has answered already"):
        running.answer(dispute, by=iro, on=TODAY, reply="agreed", words="All of it.")


def test_raised_again_after_withdrawing_is_a_new_one(cast, line):
    first = raised(cast, "1")
    running.withdraw(first, by=None, on=TODAY, why="The wrong manager")
    assert raised(cast, "1") != first


def test_nothing_moves_for_a_child_who_has_died(cast, stepping):
    dispute = raised(cast, "1")
    cast.ada.died = date(2025, 1, 24)
    cast.ada.save()
    remind(cast.council, date(2025, 2, 10))
    assert step_now(dispute).stage == "1"
    assert not told("challenge_late")


@pytest.fixture
def stepping(cast):
    cast.council.profile_name = "haringey"
    cast.council.save()
    return line_of(cast.council, cast.people)


def test_a_step_that_cannot_happen_is_said_once(cast, stepping):
    dispute = raised(cast, "1")
    Line.objects.all().delete()
    for day in (date(2025, 2, 3), date(2025, 2, 4)):
        remind(cast.council, day)
    assert told("challenge_stuck") == {"iro"}
    assert dispute.said.filter(words__startswith="It could not move on by itself").count() == 1


def test_who_can_no_longer_read_it_is_not_stepped_over_and_the_iro_hears(cast, stepping):
    dispute = raised(cast, "1")
    restrict(cast.ada, by=None, users=[cast.people[roles.IRO], cast.people[roles.IRO_MANAGER]], why="agreed")
    remind(cast.council, date(2025, 2, 3))
    assert step_now(dispute).stage == "1"
    assert told("challenge_stuck") == {"iro"}


def test_a_partner_agency_is_not_stepped_up_to_the_councils_managers(cast, stepping):
    dispute = raised(cast, "1", partner="school", asked=Asked(None, "Ms Hall"))
    remind(cast.council, date(2025, 2, 10))
    assert step_now(dispute).stage == "1"
    with pytest.raises(Refused, match="at the partner agency"):
        running.move(dispute, by=None, on=date(2025, 2, 10), to="2", words="on")


def test_a_meeting_before_it_was_asked_again_is_no_answer(cast, line):
    dispute = raised(cast, "1", on=date(2025, 1, 6))
    iro = cast.people[roles.IRO]
    meeting = running.plan_meeting(dispute, by=iro, on=date(2025, 1, 6), day=date(2025, 1, 7), chair="We")
    running.ask_again(dispute, by=iro, on=date(2025, 1, 13), words="When?")
    running.hold_meeting(meeting, by=iro, on=TODAY, held_on=date(2025, 1, 7), agreed="Nothing was agreed.")
    assert step_now(dispute).answered_on is None


def test_asking_again_keeps_the_silence(cast, line):
    dispute = raised(cast, "1", on=date(2025, 1, 6))
    running.ask_again(dispute, by=cast.people[roles.IRO], on=TODAY, words="Please answer.")
    assert step_now(dispute).missed == 1
    assert "No answer by Monday 13 January 2025." in dispute.said.get(kind="silence").words


def test_pressed_twice_a_note_stands_once(cast, line):
    dispute = raised(cast)
    for _ in range(2):
        running.add_note(dispute, by=cast.people[roles.IRO], on=TODAY, words="I rang.")
        action = Agreed("A visit", "We", date(2025, 1, 22))
        running.add_action(dispute, by=cast.people[roles.IRO], on=TODAY, action=action)
    assert dispute.said.filter(kind="note").count() == 2
    running.withdraw(dispute, by=None, on=TODAY, why="In error")
    with pytest.raises(Refused, match="nothing is added"):
        running.add_action(dispute, by=None, on=TODAY, action=Agreed("More", "We", date(2025, 1, 22)))


def test_a_level_named_wrongly_today_is_taken_back_today(cast, line):
    row = Line.objects.get(level="group_manager")
    row.starts_on = TODAY
    row.save()
    end_line(row, by=None, on=TODAY, ends_on=TODAY)
    assert Line.objects.get(pk=row.pk).withdrawn_at


def test_a_withdrawn_one_stands_still(cast, line, sign_in):
    dispute = raised(cast, "1", on=date(2024, 11, 4))
    running.withdraw(dispute, by=None, on=date(2024, 11, 5), why="In error")
    shown = page(sign_in, cast.people[roles.IRO], "challenge", dispute.pk)
    assert "Working day 1 of 20 when it ended" in shown
    assert "past the day" not in shown


def test_what_was_challenged_in_vain_is_overdue_again(cast, line):
    review = record_held(child=cast.ada, by=None, on=TODAY, held_on=date(2024, 6, 28), participation="PN1")
    decision = decide(review, by=None, on=date(2024, 6, 28), text="A visit", owner="We", due_on=date(2024, 8, 1))
    mine = type(cast.ada).objects.filter(pk=cast.ada.pk)

    def listed():
        return [u.decision for u in unchallenged(mine, TODAY) if u.decision]

    assert listed() == [decision]
    dispute = raised(cast, "1", decision=decision)
    assert listed() == []
    running.settle(dispute, by=None, on=TODAY, outcome="not", words="Not agreed.")
    assert listed() == []
    about = dispute.abouts.get()
    running.say_effect(dispute, by=None, on=TODAY, about=about, effect="nothing", words="As before.", says="iro")
    assert listed() == [decision]
    PeriodOfCare.objects.filter(child=cast.ada).update(ends_on=date(2025, 1, 10))
    assert listed() == [], "no longer in care"


def test_an_issue_hides_only_its_own_theme(cast, line):
    record_fact(SocialWork, child=cast.ben, by=None, starts_on=date(2025, 1, 6), on=TODAY, team=cast.team)
    cleo = cast.cleo
    cleo.restricted = False
    cleo.save()
    made = [raised(cast, "2", children=[child], themes=("family", "visits")) for child in (cast.ada, cast.ben, cleo)]
    every = Dispute.objects.all()
    assert {r.common for r in recurring(every, TODAY)} == {"family", "visits"}
    values = {"title": "Family time", "common": "family", "words": "x", "owner": "We", "raised_with": "SMT"}
    issue = registers.raise_issue(by=None, on=TODAY, council=cast.council, disputes=made, **values)
    assert {r.common for r in recurring(every, TODAY)} == {"visits"}
    issue.withdrawn_at = timezone.now()
    issue.save()
    assert {r.common for r in recurring(every, TODAY)} == {"family", "visits"}


def test_a_change_before_the_challenge_is_no_effect_of_it_and_it_can_be_said_anew(cast, line):
    dispute = raised(cast, "1", on=date(2025, 1, 6))
    running.settle(dispute, by=None, on=TODAY, outcome="done", words="Done.")
    about = dispute.abouts.get()
    values = {"by": None, "on": TODAY, "about": about, "says": "child"}
    with pytest.raises(Refused, match="when it was raised"):
        running.say_effect(dispute, **values, effect="changed", words="Yes.", since=date(1990, 1, 1))
    running.say_effect(dispute, **values, effect="nothing", words="Not yet.")
    running.say_effect(dispute, **values, effect="changed", words="Now.", since=TODAY)
    assert Dispute.objects.get().abouts.get().effect == "changed"
    assert dispute.said.filter(kind="effect").count() == 2


def test_an_immediate_concern_goes_to_the_next_where_nobody_is_known_at_the_first(cast, line):
    dispute = raised(cast, "1", children=[cast.ben], immediate=True, actions=[Agreed("A visit", "We", TODAY)])
    assert step_now(dispute).asked == line["head_of_service"]
    assert told("challenge_at_once") == {"Head Of Service"}


def test_fewer_days_than_the_law_allows_are_explained(cast, line, monkeypatch, sign_in):
    short = replace(profile("neutral"), procedures=({**profile("neutral").procedures[0], "whole": 20},))
    assert short.procedures[0]["whole"] == 20
    data = dict(profile("neutral").procedures[0])
    data["stages"] = {k: {**v, "days": 3} for k, v in data["stages"].items()}
    monkeypatch.setattr(
        "footprint.disputes.procedure.profile",
        lambda name: replace(profile("neutral"), procedures=({**data, "whole": 15},)),
    )
    dispute = raised(cast, "1")
    assert dispute.limit_on == date(2025, 2, 10)
    shown = page(sign_in, cast.people[roles.IRO], "challenge", dispute.pk)
    assert "15 working days after it became formal, by the council" in shown


@pytest.mark.parametrize("matter", ["01-d-1", "x", "1-p-nothing", "99999999999999999999-d-1", "--"])
def test_odd_matters_are_no_server_error(cast, line, sign_in, matter):
    client = sign_in(cast.people[roles.IRO])
    for method in (client.get, client.post):
        assert method(reverse("raise_challenge"), {"each": "1", "matter": matter}).status_code in (200, 404)


def test_too_many_at_once_is_refused(cast, line, sign_in):
    client = sign_in(cast.people[roles.IRO])
    answer = client.get(reverse("raise_challenge"), {"each": "1", "matter": [f"{n}-d-1" for n in range(1, 300)]})
    assert answer.status_code == 400


def test_the_days_work_does_not_ask_again_what_it_has_said(cast, line, django_assert_max_num_queries):
    for n in range(4):
        raised(cast, "1", on=date(2024, 12, 2), title=f"No {n}")
    remind(cast.council, TODAY)
    remind(cast.council, TODAY + timedelta(days=1))
    with django_assert_max_num_queries(40):
        remind(cast.council, TODAY + timedelta(days=2))


def test_of_brothers_and_sisters_the_board_names_those_whom_one_sees(cast, line, sign_in):
    raised(cast, "1", children=[cast.ada, cast.ben], asked=Asked(line["team_manager"], "x"))
    for query in ({}, {"as": "table"}, {"show": "all"}):
        shown = page(sign_in, line["team_manager"], "challenges", **query)
        assert "Ada Test" in shown
        assert "Ben Test" not in shown


def test_an_example_with_an_address_or_a_number_is_refused_and_always_looked_at(cast, line):
    dispute = raised(cast)
    values = {"by": None, "on": TODAY, "council": cast.council, "dispute": dispute, "told_on": TODAY}
    for words in ("Call 07700 900123.", "Mail a@b.example", "Number 104691"):
        with pytest.raises(Refused, match="Take out"):
            registers.write(Example, **values, words=words, looked_at=True)
    with pytest.raises(Refused, match="Read it once more"):
        registers.write(Example, **values, words="A visit was late.")
    with pytest.raises(Refused, match="“thirteen-year-old”|“Keighley”"):
        registers.write(Example, **values, words="A thirteen-year-old boy of Keighley.")
    registers.write(Example, **values, words="A visit was late.", looked_at=True)


def test_those_whom_nothing_reaches_are_left_out_of_a_bulk_where_that_is_wished(cast, line):
    concern = Concern(title="Out of date", words="Since the autumn.", themes=("plan",))
    values = {"by": None, "on": TODAY, "council": cast.council, "concern": concern, "stage": "1"}
    matters = [(cast.ada, {}), (cast.ben, {})]
    with pytest.raises(Refused, match="for Ben Test nobody is known") as refused:
        raise_for_each(**values, matters=matters)
    assert refused.value.field == "leave_out"
    assert [d.children.get() for d in raise_for_each(**values, matters=matters, leave_out=True)] == [cast.ada]
