"""Running a challenge: answers, meetings, moves between stages, settling it, and what changed for the child."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from footprint.council.refusals import Refused
from footprint.disputes.levels import Asked
from footprint.disputes.models import (
    EFFECTS,
    OUTCOMES,
    REPLIES,
    About,
    Action,
    Conference,
    Dispute,
    Step,
)
from footprint.disputes.procedure import (
    AGAIN,
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
)
from footprint.disputes.store import (
    Agreed,
    agree,
    answer_by,
    begin,
    check_can_be_asked,
    check_may,
    children_of,
    choose,
    end,
    held,
    say,
    step_now,
    tell,
    tell_asked,
    tell_iros,
    tell_levels,
)
from footprint.law.words import long_day

A_YEAR = timedelta(days=366)


def _moved(dispute: Dispute):
    dispute.version += 1
    dispute.save()


# -- answering ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    dispute: Dispute,
    *,
    by,
    on: date,
    reply: str,
    words: str,
    actions: Sequence[Agreed] = (),
    answered_on: date | None = None,
    seen: int | None = None,
) -> Dispute:
    """The answer of whoever's turn it is, typed by them or, when it came by telephone or letter, by an IRO. The same again
    adds nothing; who is asked may add to it before the IRO has acted, and the first day counts."""
    dispute = held(dispute, None)
    step = step_now(dispute)
    own = step.asked_id is not None and by is not None and step.asked_id == by.pk
    if step.answered_on and step.reply == reply and step.said.filter(kind="answer", words=words.strip()).exists():
        return dispute  # pressed twice
    dispute = held(dispute, seen)
    check_may(dispute, ANSWER)
    if dispute.state == ANSWERED and not own:
        raise Refused(f"{step.asked_name} has answered already. Ask again, or add a note.")
    if reply not in dict(REPLIES):
        raise Refused("Choose what you answer.", "reply")
    if not words.strip():
        raise Refused("Write what will happen, and by when; or why not.", "words")
    day = answered_on or on
    if not step.asked_on <= day <= on:
        raise Refused(f"Enter a day from {long_day(step.asked_on)}, when it was asked, to today.", "answered_on")
    agree(dispute, actions, by=by, on=day)
    if step.answered_on is None:
        step.answered_on = day
    step.reply = reply
    step.save()
    dispute.state = ANSWERED
    _moved(dispute)
    name = step.asked_name if not own else ""
    say(dispute, step, "answer", by=by, on=day, words=words, to=dispute.iro.name if dispute.iro else "", name=name)
    tell_iros(dispute, "challenge_answered", by=by, once=f"{step.pk}/{dispute.version}")
    return dispute


@transaction.atomic
def ask_again(dispute: Dispute, *, by, on: date, words: str, seen: int | None = None) -> Dispute:
    """Ask once more at the same stage: the stage's days begin again, the whole's do not."""
    dispute = held(dispute, seen)
    check_may(dispute, AGAIN)
    if not words.strip():
        raise Refused("Write what you still need to know.", "words")
    step = step_now(dispute)
    if step.answered_on is None and step.due_on < on:
        step.missed += 1
        _say_silence(dispute, step, by, on)
    _ask(dispute, step, on)
    say(dispute, step, "asked", by=by, on=on, words=words, to=step.asked_name)
    tell_asked(dispute, step, by=by, once=f"{step.pk}/{dispute.version}")
    return dispute


def _say_silence(dispute: Dispute, step: Step, by, on: date):
    say(dispute, step, "silence", by=by, on=on, words=f"No answer by {long_day(step.due_on)}.", name=step.asked_name)


def _ask(dispute: Dispute, step: Step, on: date):
    step.asked_on, step.answered_on, step.reply = on, None, ""
    step.due_on = answer_by(dispute, step.days, step.counts, on)
    step.save()
    dispute.state = ASKED
    _moved(dispute)


@transaction.atomic
def hand_over(dispute: Dispute, *, by, on: date, asked: Asked, words: str = "", seen: int | None = None) -> Dispute:
    """Ask somebody else at the same stage: who was asked is away, has left, or may not see the child. Its day stays."""
    dispute = held(dispute, seen)
    check_may(dispute, HAND)
    step = step_now(dispute)
    if asked.user is None and not asked.name.strip():
        raise Refused("Choose who is asked now.", "asked")
    if asked.user and asked.user.pk == step.asked_id:
        raise Refused(f"{asked.name} is asked already.", "asked")
    if asked.user:
        check_can_be_asked(asked.user, children_of(dispute))
    before, before_user = step.asked_name, step.asked
    step.asked, step.asked_name, step.asked_email = asked.user, asked.name, asked.email
    step.save()
    _moved(dispute)
    said = f"Instead of {before}. {words}".strip()
    say(dispute, step, "handed", by=by, on=on, words=said, to=asked.name)
    tell(dispute, "challenge_no_more", before_user, by=by, once=f"{step.pk}/{dispute.version}")
    tell_asked(dispute, step, by=by, once=f"{step.pk}/{dispute.version}")
    return dispute


# -- meetings and what was agreed --------------------------------------------------------------------------------------


@transaction.atomic
def plan_meeting(
    dispute: Dispute, *, by, on: date, day: date, chair: str, people: str = "", seen: int | None = None
) -> Conference:
    """Plan a meeting about it; who is asked is told."""
    dispute = held(dispute, seen)
    check_may(dispute, MEET)
    if not chair.strip():
        raise Refused("Say who chairs it.", "chair")
    step = step_now(dispute)
    if not step.began_on <= day <= on + A_YEAR:
        raise Refused(f"Enter a day from {long_day(step.began_on)} on, within a year.", "day")
    made = Conference.objects.create(
        dispute=dispute,
        step=step,
        on=day,
        chair=chair.strip(),
        people=people.strip(),
        written_at=timezone.now(),
        written_by=by,
    )
    _moved(dispute)
    say(
        dispute, step, "meeting", by=by, on=on, words=f"Planned for {long_day(day)}. Chair: {made.chair}. {made.people}"
    )
    if day >= on:
        tell(dispute, "challenge_meeting", step.asked, by=by, once=f"{made.pk}", day=day)
        stage = dispute.procedure.procedure.stage(dispute.stage)
        tell_levels(dispute, step, (stage.chair, *stage.present), "challenge_meeting", by=by, on=on, day=day)
    return made


@transaction.atomic
def hold_meeting(
    meeting: Conference, *, by, on: date, held_on: date, agreed: str, people: str = "", actions: Sequence[Agreed] = (),
    seen: int | None = None,
) -> Conference:  # fmt: skip
    """What a meeting agreed. Where the stage waited for an answer, the meeting is it."""
    dispute = held(meeting.dispute, seen)
    check_may(dispute, MEET)
    meeting = Conference.objects.select_related("step").get(pk=meeting.pk)
    if meeting.held_on:
        raise Refused(f"What was agreed on {long_day(meeting.held_on)} stands already.")
    if not agreed.strip():
        raise Refused("Write what was agreed, or that nothing was.", "agreed")
    if not meeting.step.began_on <= held_on <= on:
        raise Refused(f"Enter a day from {long_day(meeting.step.began_on)} to today.", "held_on")
    agree(dispute, actions, by=by, on=held_on)
    meeting.held_on, meeting.agreed = held_on, agreed.strip()
    meeting.people = people.strip() or meeting.people
    meeting.save()
    step = step_now(dispute)
    if step.pk == meeting.step_id and step.answered_on is None and held_on >= step.asked_on:
        step.answered_on = held_on
        step.save()
        dispute.state = ANSWERED
    _moved(dispute)
    say(
        dispute,
        meeting.step,
        "meeting",
        by=by,
        on=held_on,
        words=f"Chair: {meeting.chair}. {meeting.people}\n{meeting.agreed}",
    )
    return meeting


@transaction.atomic
def add_action(dispute: Dispute, *, by, on: date, action: Agreed) -> Dispute:
    """Write down one more thing that was agreed."""
    dispute = held(dispute, None)
    if dispute.state in (CLOSED, WITHDRAWN):
        raise Refused(f"It is {dispute.get_state_display()}: nothing is added to it.")
    if dispute.actions.filter(text=action.text.strip(), due_on=action.due_on, done_on=None).exists():
        return dispute
    agree(dispute, [action], by=by, on=on)
    say(
        dispute,
        step_now(dispute),
        "note",
        by=by,
        on=on,
        words=f"Agreed: {action.text}. {action.owner}, by {long_day(action.due_on)}",
    )
    return dispute


@transaction.atomic
def finish_action(action: Action, *, by, on: date, done_on: date, evidence: str) -> Action:
    """Something that was agreed is done."""
    dispute = held(action.dispute, None)
    action = Action.objects.get(pk=action.pk)
    if action.done_on:
        raise Refused("This is done already.")
    if not evidence.strip():
        raise Refused("Say what shows that it was done.", "evidence")
    if not dispute.raised_on <= done_on <= on:
        raise Refused(f"Enter a day from {long_day(dispute.raised_on)} to today.", "done_on")
    action.done_on, action.evidence = done_on, evidence.strip()
    action.save()
    say(dispute, None, "note", by=by, on=on, words=f"Done on {long_day(done_on)}: {action.text}. {action.evidence}")
    return action


@transaction.atomic
def add_note(dispute: Dispute, *, by, on: date, words: str) -> Dispute:
    """A note on it: a call, a talk, what was seen."""
    dispute = held(dispute, None)
    if not words.strip():
        raise Refused("Write the note.", "words")
    if dispute.said.filter(kind="note", on=on, written_by=by, words=words.strip()).exists():
        return dispute  # pressed twice
    say(dispute, step_now(dispute), "note", by=by, on=on, words=words)
    return dispute


@transaction.atomic
def note_rights(about: About, *, by, on: date, told_on: date, words: str = "") -> About:
    """The child was told of the right to complain and to have an advocate (IRO Handbook, chapter 6; mark B)."""
    dispute = held(about.dispute, None)
    if not told_on <= on:
        raise Refused("Enter a day up to today.", "told_on")
    about = About.objects.select_related("child").get(pk=about.pk)
    if (about.rights_on, about.rights_words) == (told_on, words.strip()):
        return about
    about.rights_on, about.rights_words = told_on, words.strip()
    about.save()
    said = (
        f"{about.child.short_name} was told of the right to complain and to an advocate on {long_day(told_on)}. {words}"
    )
    say(dispute, None, "note", by=by, on=on, words=said)
    return about


# -- moving ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def move(
    dispute: Dispute, *, by, on: date, to: str, words: str, asked: Asked | None = None, seen: int | None = None
) -> Dispute:
    """The IRO moves it to a stage that may follow; stages between are skipped, and shown so. Before the answer is due the
    words say why it cannot wait."""
    dispute = held(dispute, seen)
    check_may(dispute, MOVE)
    _check_follows(dispute, to)
    if not words.strip():
        step = step_now(dispute)
        early = dispute.state == ASKED and step.due_on >= on
        raise Refused("Say why it cannot wait for the answer." if early else "Say why it moves on.", "words")
    return _move(dispute, by=by, on=on, to=to, words=words, asked=asked)


def _check_follows(dispute: Dispute, to: str):
    procedure = dispute.procedure.procedure
    here = procedure.stage(dispute.stage)
    if to in here.next:
        return
    may = ", ".join(procedure.stage(key).title for key in here.next)
    named = procedure.stages[to].title if to in procedure.stages else "That stage"
    if not may:
        raise Refused(f"{here.title} is the last stage: settle it, or consider Cafcass.", "to")
    raise Refused(f"{named} cannot follow {here.title}. What can follow: {may}.", "to")


def _move(dispute: Dispute, *, by, on: date, to: str, words: str, asked: Asked | None) -> Dispute:
    procedure = dispute.procedure.procedure
    stage, before = procedure.stage(to), step_now(dispute)
    if dispute.partner and not (asked and asked.name.strip()):
        raise Refused("Write who is asked at the partner agency.", "asked_name")
    asked = choose(stage, children_of(dispute), dispute.council, asked)
    silent = before.answered_on is None and before.due_on < on
    end(before, "silence" if silent else "moved", on)
    if silent:
        _say_silence(dispute, before, by, on)
    skipped = procedure.passed_over(before.stage, to)
    step = begin(dispute, stage, asked, came="silence" if by is None else "moved", on=on, skipped=skipped)
    _moved(dispute)
    say(dispute, step, "moved", by=by, on=on, words=words, to=asked.name)
    tell_asked(dispute, step, by=by)
    if not dispute.partner:
        tell_levels(dispute, step, stage.told, "challenge_told", by=by, on=on, what="moved on")
    if by is None:
        tell_iros(dispute, "challenge_told", by=by, once=f"{step.pk}", what="moved on")
    return dispute


def step_up(dispute: Dispute, *, on: date) -> bool:
    """Nobody answered: it moves to the next stage by itself, from the day on which the next person is asked. Returns
    whether it moved: a partner agency's never does, and where nobody is known at the next stage it stays, and the IRO hears."""
    with transaction.atomic():
        dispute = held(dispute, None)
        step = step_now(dispute)
        stage = dispute.procedure.procedure.stage(dispute.stage)
        if dispute.state != ASKED or step.due_on >= on or not stage.next or dispute.partner:
            return False
        try:
            with transaction.atomic():
                _move(dispute, by=None, on=on, to=stage.next[0], words="By itself, as the procedure says.", asked=None)
        except Refused as refusal:
            say_stuck(dispute, step, on, f"It could not move on by itself: {refusal}")
            return False
    return True


def say_stuck(dispute: Dispute, step: Step, on: date, why: str):
    """It waits for somebody whom nobody can ask: said once for the stage, and told to the IRO."""
    if not step.said.filter(kind="told", words=why).exists():
        say(dispute, step, "told", by=None, on=on, words=why)
    tell_iros(dispute, "challenge_stuck", by=None, once=f"{step.pk}")


# -- ending ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def settle(dispute: Dispute, *, by, on: date, outcome: str, words: str, seen: int | None = None) -> Dispute:
    """How it was settled. The clocks stop; it is closed when what changed for each child is known."""
    dispute = held(dispute, seen)
    check_may(dispute, SETTLE)
    if outcome not in dict(OUTCOMES):
        raise Refused("Choose how it was settled.", "outcome")
    if not words.strip():
        raise Refused("Write how it was settled: it stays on the child's file.", "words")
    step = step_now(dispute)
    end(step, "settled", on)
    dispute.state, dispute.settled_on, dispute.outcome, dispute.settled_words = SETTLED, on, outcome, words.strip()
    _moved(dispute)
    said = f"{dict(OUTCOMES)[outcome].capitalize()}. {words}"
    say(dispute, step, "settled", by=by, on=on, words=said)
    tell(dispute, "challenge_settled", step.asked, by=by, once=f"{step.pk}")
    return dispute


@transaction.atomic
def say_effect(
    dispute: Dispute,
    *,
    by,
    on: date,
    effect: str,
    words: str,
    about: About | None = None,
    since: date | None = None,
    says: str = "",
    seen: int | None = None,
) -> Dispute:
    """What changed for a child, since when and who says so. When it is known of every child, the challenge is closed; said
    anew later, what was said first stays in the thread. About no child: what changed in the service."""
    dispute = held(dispute, seen)
    check_may(dispute, EFFECT)
    if effect not in dict(EFFECTS):
        raise Refused("Choose what changed. That nothing changed is an answer too.", "effect")
    if not words.strip():
        raise Refused("Write what changed, or what is still as it was.", "words")
    if since and not dispute.raised_on <= since <= on:
        raise Refused(f"Enter a day from {long_day(dispute.raised_on)}, when it was raised, to today.", "since")
    if effect == "changed" and since is None:
        raise Refused("Enter since when, as near as is known.", "since")
    if about is None:
        _effect_of_none(dispute, effect, words)
        who = "the service"
    else:
        about = dispute.abouts.select_related("child").get(pk=about.pk)
        if not says:
            raise Refused("Choose who says so.", "says")
        about.effect, about.effect_words, about.effect_since = effect, words.strip(), since
        about.effect_says, about.effect_on, about.effect_by = says, on, by
        about.save()
        who = about.child.short_name
    if not dispute.abouts.filter(effect="").exists():
        dispute.state, dispute.closed_on = CLOSED, dispute.closed_on or on
    _moved(dispute)
    since_words = f", since {long_day(since)}" if since else ""
    say(dispute, None, "effect", by=by, on=on, words=f"For {who}: {dict(EFFECTS)[effect]}{since_words}. {words}")
    return dispute


def _effect_of_none(dispute: Dispute, effect: str, words: str):
    if dispute.abouts.exists():
        raise Refused("Say it for each child.", "about")
    dispute.effect, dispute.effect_words = effect, words.strip()


@transaction.atomic
def withdraw(dispute: Dispute, *, by, on: date, why: str, seen: int | None = None) -> Dispute:
    """Withdraw what was raised in error; it stays in the record and is in no count."""
    dispute = held(dispute, seen)
    check_may(dispute, WITHDRAW)
    if not why.strip():
        raise Refused("Say why it is withdrawn.", "why")
    step = step_now(dispute)
    end(step, "withdrawn", on)
    dispute.state, dispute.withdrawn_why = WITHDRAWN, why.strip()[:300]
    _moved(dispute)
    say(dispute, step, "withdrawn", by=by, on=on, words=why)
    tell(dispute, "challenge_no_more", step.asked, by=by, once=f"{step.pk}/withdrawn")
    return dispute


def is_over_time(dispute: Dispute, on: date) -> bool:
    """Whether its formal part has gone past its working days; what is withdrawn has not."""
    ended = dispute.settled_on or on
    return bool(dispute.limit_on and dispute.state != WITHDRAWN and ended > dispute.limit_on)
