"""Each shipped procedure, and a sixth that is data only: every allowed move is made, every other is refused in a sentence."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from footprint.accounts import roles
from footprint.council import profile as profiles
from footprint.council.refusals import Refused
from footprint.disputes import registers, running
from footprint.disputes.levels import Asked
from footprint.disputes.models import Dispute
from footprint.disputes.procedure import (
    AGAIN,
    ALLOWED,
    ANSWER,
    ANSWERED,
    ASKED,
    CLOSED,
    EFFECT,
    HAND,
    MEET,
    MOVE,
    SETTLE,
    SETTLED,
    WITHDRAW,
    WITHDRAWN,
    procedure_on,
)
from footprint.disputes.reminders import remind
from footprint.disputes.store import step_now
from footprint.law.days import ENGLAND
from footprint.messages.models import Message
from tests.conftest import TODAY
from tests.disputes.conftest import line_of
from tests.disputes.raised import raised

COUNCILS = ("bradford", "croydon", "haringey", "lewisham", "neutral", "peterborough")
VERBS = (ANSWER, AGAIN, HAND, MEET, MOVE, SETTLE, EFFECT, WITHDRAW)
SIXTH = """
title = "Sixth"
extends = "neutral"

[[procedures]]
title = "Speak up"
from = 2020-01-01
whole = 15
starts = ["a word", "second"]
praise = ["social_worker", "team_manager"]

[procedures.stages."a word"]
title = "A word"
formal = false
asked = "social_worker"
days = 3
how = "talk"
next = ["first", "second"]

[procedures.stages.first]
title = "First"
asked = "team_manager"
days = 5
next = ["second", "third"]

[procedures.stages.second]
title = "Second"
asked = "service_manager"
days = 5
how = "meeting"
chair = "iro_manager"
next = ["third"]

[procedures.stages.third]
title = "Third"
asked = "assistant_director"
days = 5

[procedures.themes]
late = ["Too late", "timing"]
"""


@pytest.fixture
def sixth(tmp_path, monkeypatch):
    """A profile written as a file and nothing else."""
    shutil.copy(Path(str(profiles.FOLDER)) / "neutral.toml", tmp_path)
    (tmp_path / "sixth.toml").write_text(SIXTH, encoding="utf-8")
    profiles.profile.cache_clear()
    monkeypatch.setattr(profiles, "FOLDER", tmp_path)
    yield "sixth"
    profiles.profile.cache_clear()


class Case:
    """A cast whose council goes by a procedure, and a challenge brought to any stage and state."""

    def __init__(self, cast, profile_name):
        cast.council.profile_name = profile_name
        cast.council.save()
        self.cast, self.line = cast, line_of(cast.council, cast.people)
        self.iro = cast.people[roles.IRO]
        self.procedure = procedure_on(profile_name, TODAY)
        self.n = 0

    def at(self, stage, state=ASKED):
        self.n += 1
        path = self.path_to(stage)
        children = [] if self.procedure.stage(path[0]).collective else None
        dispute = raised(self.cast, path[0], children=children, title=f"No {self.n}")
        for to in path[1:]:
            dispute = running.move(dispute, by=self.iro, on=TODAY, to=to, words="on")
        acts = {ASKED: (), ANSWERED: (ANSWER,), SETTLED: (SETTLE,), CLOSED: (SETTLE, EFFECT), WITHDRAWN: (WITHDRAW,)}
        for verb in acts[state]:
            self.do(dispute, verb)
        dispute.refresh_from_db()
        assert (dispute.stage, dispute.state) == (stage, state)
        return dispute

    def path_to(self, stage):
        """The shortest way from a stage in which a challenge may begin."""
        ways = [[key] for key in self.procedure.starts]
        while ways:
            way = ways.pop(0)
            if way[-1] == stage:
                return way
            ways += [[*way, to] for to in self.procedure.stage(way[-1]).next if to not in way]
        raise AssertionError(f"Nothing leads to {stage}.")

    def do(self, dispute, verb, to=""):
        step, about = step_now(dispute), dispute.abouts.first()
        says = {"says": "child"} if about else {}
        {
            ANSWER: lambda: running.answer(
                dispute, by=step.asked, on=TODAY, reply="agreed", words=f"Yes {dispute.version}."
            ),
            AGAIN: lambda: running.ask_again(dispute, by=self.iro, on=TODAY, words="When?"),
            HAND: lambda: running.hand_over(dispute, by=self.iro, on=TODAY, asked=Asked(None, "Somebody else")),
            MEET: lambda: running.plan_meeting(dispute, by=self.iro, on=TODAY, day=TODAY, chair="The manager"),
            MOVE: lambda: running.move(dispute, by=self.iro, on=TODAY, to=to, words="on"),
            SETTLE: lambda: running.settle(dispute, by=self.iro, on=TODAY, outcome="done", words="Done."),
            EFFECT: lambda: running.say_effect(
                dispute, by=self.iro, on=TODAY, effect="nothing", words="As before.", about=about, **says
            ),
            WITHDRAW: lambda: running.withdraw(dispute, by=self.iro, on=TODAY, why="In error"),
        }[verb]()


@contextmanager
def undone():
    """What is done here is undone afterwards, so that one challenge serves for every try."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def every_move(case):
    for stage in case.procedure.stages.values():
        dispute = case.at(stage.key)
        for to in case.procedure.stages:
            with undone():
                if to in stage.next:
                    case.do(dispute, MOVE, to)
                    moved = Dispute.objects.get(pk=dispute.pk)
                    assert (moved.stage, moved.state, step_now(moved).stage) == (to, ASKED, to)
                else:
                    with pytest.raises(Refused, match=r"cannot follow|the last stage"):
                        case.do(dispute, MOVE, to)
                    assert Dispute.objects.get(pk=dispute.pk).stage == stage.key


def every_act(case):
    for stage in case.procedure.stages.values():
        for state, allowed in ALLOWED.items():
            dispute = case.at(stage.key, state)
            for verb in VERBS:
                if verb == MOVE and state in (ASKED, ANSWERED):
                    continue  # made above, stage by stage
                with undone():
                    if verb in allowed:
                        case.do(dispute, verb)
                        assert Dispute.objects.get(pk=dispute.pk).version > dispute.version
                    else:
                        with pytest.raises(Refused, match="What can be done"):
                            case.do(dispute, verb, "anywhere")
                        assert Dispute.objects.get(pk=dispute.pk).version == dispute.version


@pytest.mark.parametrize("council", COUNCILS)
def test_every_allowed_move_is_made_and_every_other_refused(cast, council):
    every_move(Case(cast, council))


@pytest.mark.parametrize("council", COUNCILS)
def test_every_act_in_every_state(cast, council):
    every_act(Case(cast, council))


def test_a_sixth_procedure_is_data_only(cast, sixth):
    case = Case(cast, sixth)
    every_move(case)
    every_act(case)


def test_in_the_sixth_silence_does_not_step_up_and_praise_goes_up_the_line(cast, sixth):
    case = Case(cast, sixth)
    dispute = case.at("first")
    for days in (6, 7, 30):
        remind(cast.council, ENGLAND.add(TODAY, days))
    assert step_now(dispute).stage == "first"
    assert Message.objects.filter(key="challenge_late", user=case.iro).count() == 1
    to = registers.praise_levels(cast.council, TODAY)
    assert list(to) == ["social_worker", "team_manager"]
    row = registers.praise(
        by=case.iro,
        on=TODAY,
        council=cast.council,
        worker="A social worker",
        words="Ada has her book.",
        to=to,
        child=cast.ada,
    )
    assert row.told == ["social_worker (social worker)", "team_manager (team manager)"]
    assert Message.objects.filter(key="praise_given").count() == 2
