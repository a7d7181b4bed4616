""" "I am not safe" and "I want to complain": told to the IRO and the duty person at once, with a clock that is chased."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from footprint.accounts.models import User
from footprint.accounts.roles import ANSWER_ALARMS, IRO_MANAGER
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.council.models import Membership
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.law.days import ENGLAND
from footprint.messages.actions import send
from footprint.voice.models import Alarm, Response
from footprint.voice.wall import duty_users, iro_users, managers, on_duty

UNSEEN = timedelta(hours=1)  # after which the managers are told that nobody has seen a child who is not safe
AT_MOST = 20  # from one link in a day: the first of them has reached people
LONGEST = 5_000


@transaction.atomic
def raise_alarm(response: Response, *, kind: str, words: str = "") -> Alarm:
    """Somebody pressed the button on their page; ``words`` may be empty. The same again adds nothing."""
    Response.objects.select_for_update(no_key=True, of=("self",)).get(pk=response.pk)
    council, words = response.council, words.replace("\x00", "").strip()[:LONGEST]
    day = today(council.service)
    before = Alarm.objects.filter(response=response, kind=kind, raised_on=day, done_on=None)
    same = before.filter(words=words).first() or (before.first() if not words or before.count() >= AT_MOST else None)
    if same:
        return same
    alarm = Alarm.objects.create(
        council=council, child=response.child, response=response, kind=kind, words=words,
        raised_at=timezone.now(), raised_on=day, due_on=_due(response, kind, day),
    )  # fmt: skip
    _note("raised an alarm", alarm, None, kind=kind)
    told = [*iro_users(response.child), *duty_users(council.service_id, day)]
    reached = [_tell("alarm", alarm, user) for user in {user.pk: user for user in told}.values()]
    if not any(reached):
        tell_managers(alarm, "alarm")
    return alarm


def _due(response: Response, kind: str, day: date) -> date:
    if kind == Alarm.UNSAFE:
        return day
    return ENGLAND.add(day, profile(response.council.profile_name).voice["complain_days"])


def _tell(key: str, alarm: Alarm, user: User) -> bool:
    sent = send(
        key, council=alarm.council, child=alarm.child, by=None, user=user, link=f"/alarms/{alarm.pk}",
        about=f"alarm {alarm.pk}", once=str(alarm.pk), what=WHAT[alarm.kind],
    )  # fmt: skip
    return sent is not None


WHAT = {Alarm.UNSAFE: "somebody is not safe", Alarm.COMPLAINT: "a wish to complain"}


def tell_managers(alarm: Alarm, key: str):
    """Tell the IRO managers; one who may not see the child is told that something waits, without the child."""
    for user in managers(alarm.child):
        if not _tell(key, alarm, user):
            send("alarm_somewhere", council=alarm.council, by=None, user=user, link="/alarms", once=f"{key}/{alarm.pk}")


def chase(now: datetime) -> int:
    """Tell the managers, once, of a child who is not safe and whom nobody has seen to within the hour, and of what was not
    done by its day. Returns how many alarms were chased."""
    chased = 0
    for alarm in Alarm.objects.filter(done_on=None).select_related("council__service", "child__council"):
        unseen = alarm.kind == Alarm.UNSAFE and alarm.seen_at is None and alarm.raised_at < now - UNSEEN
        if unseen or alarm.due_on < today(alarm.council.service):
            tell_managers(alarm, "alarm_waits")
            chased += 1
    return chased


def readable_by(member: Membership | None, on: date) -> QuerySet[Alarm]:
    """The alarms that a member may read: of their own children, of all while they are on duty, and of all for the IRO
    managers, for somebody who is not safe cannot wait for one person."""
    if member is None or not member.may(ANSWER_ALARMS):
        return Alarm.objects.none()
    alarms = Alarm.objects.filter(child__in=visible_to(member)).select_related("child", "response", "council")
    if member.role == IRO_MANAGER:
        return alarms
    own = IroAssignment.objects.standing().filter(ends_on=None, iro__user=member.user_id)
    return alarms.filter(Q(child__in=own.values("child")) | on_duty(member, on))


def waiting(alarms: QuerySet[Alarm]) -> QuerySet[Alarm]:
    """Those on which nobody has acted yet, a child who is not safe first."""
    return alarms.filter(done_on=None).order_by("-kind", "raised_at")


@transaction.atomic
def see(alarm: Alarm, *, by: User) -> Alarm:
    """Somebody takes it on."""
    alarm = _hold(alarm)
    if alarm.seen_at is None:
        alarm.seen_at, alarm.seen_by = timezone.now(), by
        alarm.save(update_fields=["seen_at", "seen_by"])
        _note("took on an alarm", alarm, by)
    return alarm


@transaction.atomic
def finish(alarm: Alarm, *, by: User, on: date, done: str) -> Alarm:
    """What was done about it."""
    alarm = see(_hold(alarm), by=by)
    if alarm.done_on:
        raise Refused("Somebody has written already what was done.")
    if not done.strip():
        raise Refused("Write what was done, and with whom.", "done")
    alarm.done_on, alarm.done_by, alarm.done = on, by, done.strip()
    alarm.save(update_fields=["done_on", "done_by", "done"])
    _note("acted on an alarm", alarm, by)
    return alarm


def _hold(alarm: Alarm) -> Alarm:
    rows = Alarm.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("child", "response", "council__service").get(pk=alarm.pk)


def _note(what: str, alarm: Alarm, by, **more):
    log.record(what, by=by, council=alarm.council_id, child=alarm.child_id, subject=f"alarm {alarm.pk}", **more)
