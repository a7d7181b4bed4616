"""What a new day brings to challenges: reminders before and after, moves by themselves, and the lists. However often the
day's work runs, and after however many days without it, each is done once."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from footprint.council.models import Council
from footprint.disputes.lists import send_due
from footprint.disputes.models import Action, Dispute, Step
from footprint.disputes.procedure import ASKED, CLOSED, SETTLED, STEPS_UP, WITHDRAWN
from footprint.disputes.running import say_stuck, step_up
from footprint.disputes.standing import last_steps
from footprint.disputes.store import may_read, tell, tell_iros
from footprint.law.days import ENGLAND
from footprint.messages.models import Message
from footprint.voice.wall import managers

BEFORE = 2
EFFECT_AFTER = timedelta(days=28)


def remind(council: Council, day: date) -> int:
    """Do what a day brings; returns how many challenges moved by themselves. Nothing is said of children who have died."""
    if not council.service.first_day_of_use or day < council.service.first_day_of_use:
        return 0
    told = _Told(council)
    living = Dispute.objects.filter(council=council).of_the_living().select_related("council__service", "procedure")
    moved = _waiting(living.filter(state=ASKED), day, told)
    _over(living.open().filter(limit_on__lt=day), told)
    late = Action.objects.filter(
        dispute__in=living.exclude(state__in=(CLOSED, WITHDRAWN)), done_on=None, due_on__lt=day
    )
    for action in late.select_related("dispute__council"):
        if told.anew("challenge_action", once := f"{action.pk}/{action.due_on}"):
            tell_iros(action.dispute, "challenge_action", by=None, once=once, day=action.due_on)
    for dispute in living.filter(state=SETTLED, settled_on__lte=day - EFFECT_AFTER):
        if told.anew("challenge_effect", f"{dispute.pk}"):
            tell_iros(dispute, "challenge_effect", by=None, once=f"{dispute.pk}", day=dispute.settled_on)
    send_due(council, day)
    return moved


class _Told:
    """What earlier days have said already: one question, so that a day does not work through all of the past again."""

    KEYS = ("late", "over", "action", "effect", "stuck", "due")

    def __init__(self, council: Council):
        keys = [f"{kind}_{key}" for kind in ("challenge", "collective") for key in self.KEYS]
        rows = Message.objects.filter(council=council, key__in=keys).values_list("key", "once_key")
        self.known = {(key.partition("_")[2], once.split("/", 4)[4]) for key, once in rows if once}

    def anew(self, key: str, once: str) -> bool:
        return (key.removeprefix("challenge_"), once) not in self.known


def _waiting(disputes: Iterable[Dispute], day: date, told: _Told) -> int:
    """Reminders to those whose answer is due soon or late; where silence steps up, it does."""
    disputes = list(disputes)
    steps, moved = last_steps(disputes), 0
    for dispute in disputes:
        step = steps[dispute.pk]
        once = f"{step.pk}/{step.due_on}"
        if step.asked and not may_read(step.asked, dispute):
            if told.anew("challenge_stuck", f"{step.pk}"):
                say_stuck(dispute, step, day, f"{step.asked_name} can no longer read it: ask somebody else.")
        elif step.due_on < day:
            moved += _silent(dispute, step, day, once, told)
        elif ENGLAND.between(day, step.due_on) <= BEFORE and told.anew("challenge_due", once):
            link = f"/challenges/{dispute.pk}/answer"
            tell(dispute, "challenge_due", step.asked, by=None, link=link, once=once, day=step.due_on)
    return moved


def _silent(dispute: Dispute, step: Step, day: date, once: str, told: _Told) -> bool:
    """Nobody answered in time: who was asked and the IRO hear of it; it steps up where the procedure says so."""
    if told.anew("challenge_late", once):
        link = f"/challenges/{dispute.pk}/answer"
        tell(dispute, "challenge_late", step.asked, by=None, link=link, once=once, day=step.due_on)
        tell_iros(dispute, "challenge_late", by=None, once=once, day=step.due_on)
    stage = dispute.procedure.procedure.stage(dispute.stage)
    return stage.silence == STEPS_UP and step_up(dispute, on=day)


def _over(disputes: Iterable[Dispute], told: _Told):
    """Past the working days in all: the IRO, who is asked, and the IRO managers hear."""
    over = [dispute for dispute in disputes if told.anew("challenge_over", f"{dispute.pk}")]
    steps = last_steps(over)
    for dispute in over:
        values: dict[str, Any] = {"by": None, "once": f"{dispute.pk}", "day": dispute.limit_on}
        tell(dispute, "challenge_over", steps[dispute.pk].asked, **values)
        tell_iros(dispute, "challenge_over", **values)
        for child in dispute.children.select_related("council")[:1]:
            for user in managers(child):
                tell(dispute, "challenge_over", user, **values)
