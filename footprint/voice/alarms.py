""" "I am not safe" and "I want to complain": told to the IRO and the duty person at once, with a clock that is chased."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from footprint.accounts.models import User
from footprint.accounts.roles import ANSWER_ALARMS, IRO, IRO_MANAGER
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.council.models import Membership
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.law.days import ENGLAND
from footprint.messages.actions import send
from footprint.voice.models import Alarm, Response
from footprint.voice.wall import duty_users, iro_users, managers, on_duty, own_children

UNSEEN = timedelta(hours=1)  # after which the managers are told that nobody has seen a child who is not safe
AT_MOST = 20  # from one link in a day: the first of them has reached people
LONGEST = 20_000


@transaction.atomic
def raise_alarm(
    response: Response, *, kind: str, words: str = "", about_iro: bool = False, by=None
) -> tuple[Alarm, bool]:
    """Somebody pressed the button on their page; ``words`` may be empty. The same again adds nothing, and after ``AT_MOST``
    on a day more words join the last. Returns the alarm, and whether anybody was told who can act."""
    Response.objects.select_for_update(no_key=True, of=("self",)).get(pk=response.pk)
    council, words = response.council, words.replace("\x00", "").strip()[:LONGEST]
    day = today(council.service)
    before = Alarm.objects.filter(response=response, kind=kind, about_iro=about_iro, raised_on=day, done_on=None)
    before = before.order_by("-pk")
    if same := before.filter(words=words).first() or (None if words else before.first()):
        return same, True
    if before.count() >= AT_MOST:
        return _with_more(before[0], words), True
    alarm = Alarm.objects.create(
        council=council, child=response.child, response=response, kind=kind, words=words, about_iro=about_iro, raised_by=by,
        raised_at=timezone.now(), raised_on=day, due_on=_due(response, kind, day),
    )  # fmt: skip
    _note("raised an alarm", alarm, by, kind=kind)
    return alarm, _tell_all(alarm, day)


def _with_more(alarm: Alarm, words: str) -> Alarm:
    if words not in alarm.words:
        alarm.words = f"{alarm.words}\n\n{words}"
        alarm.save(update_fields=["words"])
    return alarm


def _due(response: Response, kind: str, day: date) -> date:
    if kind == Alarm.UNSAFE:
        return day
    return ENGLAND.add(day, profile(response.council.profile_name).voice["complain_days"])


WHAT = {Alarm.UNSAFE: "somebody is not safe", Alarm.COMPLAINT: "a wish to complain"}


def _tell_all(alarm: Alarm, day: date) -> bool:
    """Tell the IRO and who is on duty; where none of them can open it, the managers, and in the last resort every IRO."""
    first = [] if alarm.about_iro else [*iro_users(alarm.child), *duty_users(alarm.council.service_id, day)]
    reached = [_tell("alarm", alarm, user, day) for user in {user.pk: user for user in first}.values()]
    if True in reached:
        return True
    told = tell_managers(alarm, "alarm", str(alarm.pk)) or reached
    if not told and not alarm.about_iro:
        everybody = User.objects.filter(
            membership__service=alarm.council.service_id, membership__role=IRO, is_active=True
        )
        told = [_tell("alarm", alarm, user, day) for user in everybody]
    return bool(told)


def _tell(key: str, alarm: Alarm, user: User, day: date, once: str = "") -> bool:
    """Tell somebody who can open it; who cannot is told that a call for help waits, without the child. Returns which."""
    member = Membership.objects.filter(user=user).select_related("service").first()
    may = readable_by(member, day).filter(pk=alarm.pk).exists()
    here: dict = {"council": alarm.council, "by": None, "user": user, "once": once or str(alarm.pk)}
    if may:
        link = f"/alarms/{alarm.pk}"
        send(key, child=alarm.child, link=link, about=f"alarm {alarm.pk}", what=WHAT[alarm.kind], **here)
    else:
        send("alarm_somewhere", link="/alarms", **here)
    return may


def tell_managers(alarm: Alarm, key: str, once: str) -> list[bool]:
    """Tell the IRO managers; one who may not see the child is told that something waits, without the child."""
    day = today(alarm.council.service)
    return [_tell(key, alarm, user, day, once) for user in managers(alarm.child)]


def chase(now: datetime) -> int:
    """Tell the managers of a child who is not safe and whom nobody has taken on within the hour, and once a day of what was
    not done by its day. Returns how many alarms were chased."""
    chased = 0
    waits = Alarm.objects.filter(done_on=None, child__died=None)
    for alarm in waits.select_related("council__service", "child__council"):
        day = today(alarm.council.service)
        unseen = alarm.kind == Alarm.UNSAFE and alarm.seen_at is None and alarm.raised_at < now - UNSEEN
        if unseen or alarm.due_on < day:
            late = f"/{day}" if alarm.due_on < day else ""
            tell_managers(alarm, "alarm_waits", f"{alarm.pk}{late}")
            chased += 1
    return chased


def readable_by(member: Membership | None, on: date) -> QuerySet[Alarm]:
    """The alarms that a member may read: of their own children, of all while they are on duty, and of all for the IRO
    managers, for somebody who is not safe cannot wait for one person."""
    if member is None or not member.may(ANSWER_ALARMS):
        return Alarm.objects.none()
    alarms = Alarm.objects.filter(child__in=visible_to(member)).select_related(
        "child", "response", "council", "raised_by"
    )
    if member.role == IRO_MANAGER:
        return alarms
    return alarms.filter(Q(child__in=own_children(member)) | on_duty(member, on), about_iro=False)


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
