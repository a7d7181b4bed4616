"""What a new day brings to challenges: reminders before and after, moves by themselves, and the lists. However often the
day's work runs, and after however many days without it, each is done once."""

from datetime import date, timedelta

from footprint.council.models import Council
from footprint.disputes.lists import send_due
from footprint.disputes.models import Action, Dispute, Step
from footprint.disputes.procedure import ASKED, SETTLED, STEPS_UP
from footprint.disputes.running import step_up
from footprint.disputes.store import tell, tell_iros
from footprint.law.days import ENGLAND
from footprint.voice.wall import managers

BEFORE = 2
EFFECT_AFTER = timedelta(days=28)


def remind(council: Council, day: date) -> int:
    """Do what a day brings; returns how many challenges moved by themselves."""
    if not council.service.first_day_of_use or day < council.service.first_day_of_use:
        return 0
    moved = 0
    for dispute in Dispute.objects.filter(council=council, state=ASKED).select_related("council__service", "procedure"):
        step = dispute.steps.select_related("asked").order_by("-place")[0]
        if step.due_on < day:
            moved += _silent(dispute, step, day)
        elif ENGLAND.between(day, step.due_on) <= BEFORE:
            link = f"/challenges/{dispute.pk}/answer"
            tell(
                dispute,
                "challenge_due",
                step.asked,
                by=None,
                link=link,
                once=f"{step.pk}/{step.due_on}",
                day=step.due_on,
            )
    _over(council, day)
    _actions(council, day)
    _effects(council, day)
    send_due(council, day)
    return moved


def _silent(dispute: Dispute, step: Step, day: date) -> bool:
    """Nobody answered in time: who was asked and the IRO hear of it; it steps up where the procedure says so."""
    once = f"{step.pk}/{step.due_on}"
    tell(
        dispute,
        "challenge_late",
        step.asked,
        by=None,
        link=f"/challenges/{dispute.pk}/answer",
        once=once,
        day=step.due_on,
    )
    tell_iros(dispute, "challenge_late", by=None, once=once, day=step.due_on)
    stage = dispute.procedure.procedure.stage(dispute.stage)
    return stage.silence == STEPS_UP and step_up(dispute, on=day)


def _over(council: Council, day: date):
    """Past the working days in all: the IRO, who is asked, and the IRO managers."""
    for dispute in Dispute.objects.open().filter(council=council, limit_on__lt=day).select_related("council"):
        values = {"by": None, "once": f"{dispute.pk}", "day": dispute.limit_on}
        step = dispute.steps.select_related("asked").order_by("-place")[0]
        tell(dispute, "challenge_over", step.asked, **values)
        tell_iros(dispute, "challenge_over", **values)
        for child in dispute.children.select_related("council")[:1]:
            for user in managers(child):
                tell(dispute, "challenge_over", user, **values)


def _actions(council: Council, day: date):
    late = Action.objects.filter(dispute__council=council, done_on=None, due_on__lt=day).exclude(
        dispute__state__in=("closed", "withdrawn")
    )
    for action in late.select_related("dispute__council"):
        tell_iros(action.dispute, "challenge_action", by=None, once=f"{action.pk}/{action.due_on}", day=action.due_on)


def _effects(council: Council, day: date):
    """Four weeks after it was settled: has something changed for the child?"""
    waits = Dispute.objects.filter(council=council, state=SETTLED, settled_on__lte=day - EFFECT_AFTER)
    for dispute in waits.select_related("council"):
        tell_iros(dispute, "challenge_effect", by=None, once=f"{dispute.pk}", day=dispute.settled_on)
