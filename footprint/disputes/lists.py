"""Lists for senior managers: what is not settled, every two weeks; the themes of the month. Made from the records as they
stand, kept as they were sent, each number with the ids behind it."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from footprint.accounts.models import User
from footprint.accounts.roles import OVERSEE_CHALLENGES
from footprint.audit import log
from footprint.council.models import Council, Line, Membership
from footprint.council.profile import profile
from footprint.disputes.models import Dispute, Reason, SentList
from footprint.disputes.procedure import COMMON, procedure_on
from footprint.disputes.standing import last_steps
from footprint.messages.actions import send

A_MONDAY = date(2001, 1, 8)


def plan(council: Council, kind: str) -> dict:
    """The council's own rule for a list: title, to whom, and when."""
    return profile(council.profile_name).lists[kind]


def due_day(council: Council, kind: str, day: date) -> date:
    """The last day up to this one on which the list was to go out: a Monday of every so many weeks, or a day of the month.
    Work that was asleep on that day sends it on the day on which it wakes."""
    rule = plan(council, kind)
    if weeks := rule.get("every_weeks"):
        return day - timedelta(days=(day - A_MONDAY).days % (7 * weeks))
    this = day.replace(day=rule["day_of_month"])
    return this if this <= day else (day.replace(day=1) - timedelta(days=1)).replace(day=rule["day_of_month"])


def period(council: Council, kind: str, due: date) -> tuple[date, date]:
    """The first and last day of which a list that was due on a day speaks: the month before it, or the day itself."""
    if plan(council, kind).get("every_weeks"):
        return due, due
    last = due.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def compose(council: Council, kind: str, day: date, first: date, last: date) -> dict:
    """The list as it stands: its counts and lines, each with the ids of the challenges that it counts."""
    made = _outstanding(council, day) if kind == "outstanding" else _themes(council, first, last)
    return {"title": plan(council, kind)["title"], "as_on": day.isoformat(), **made}


def _outstanding(council: Council, day: date) -> dict:
    rows = list(Dispute.objects.open().filter(council=council).select_related("team").order_by("raised_on", "pk"))
    steps = last_steps(rows)
    late = [d.pk for d in rows if steps[d.pk].answered_on is None and steps[d.pk].due_on < day]
    over = [d.pk for d in rows if d.limit_on and d.limit_on < day]
    counts = [
        ["Not settled", [d.pk for d in rows]],
        ["Formal", [d.pk for d in rows if d.formal_on]],
        ["Informal", [d.pk for d in rows if not d.formal_on]],
        ["Answer late", late],
        ["Past its working days in all", over],
        ["Immediate concerns", [d.pk for d in rows if d.immediate]],
    ]
    teams: dict[str, list[int]] = defaultdict(list)
    for d in rows:
        teams[d.team.name if d.team else "No team"].append(d.pk)
    lines = [
        {
            "id": d.pk, "number": d.number, "stage": steps[d.pk].title, "asked": steps[d.pk].asked_name,
            "due_on": steps[d.pk].due_on.isoformat(), "late": d.pk in late,
            "answered": steps[d.pk].answered_on is not None,
            "immediate": d.immediate, "over": d.pk in over,
            "team": d.team.name if d.team else "",
        }
        for d in rows
    ]  # fmt: skip
    return {"counts": counts, "groups": [["By team", sorted(teams.items())]], "lines": lines}


def _themes(council: Council, first: date, last: date) -> dict:
    raised = Dispute.objects.standing().filter(council=council, raised_on__range=(first, last)).order_by("pk")
    rows = list(raised)
    reasons = list(Reason.objects.filter(dispute__in=raised).order_by("pk").values_list("dispute", "label", "common"))
    themes = procedure_on(council.profile_name, last).themes.values()
    own: dict[str, list[int]] = {label: [] for label, _ in themes}  # what was not raised prints as 0
    common: dict[str, list[int]] = {label: [] for label in COMMON.values()}
    for pk, label, key in reasons:
        own.setdefault(label, []).append(pk)
        if pk not in common[COMMON[key]]:
            common[COMMON[key]].append(pk)
    counts = [
        ["Raised", [d.pk for d in rows]],
        ["Formal", [d.pk for d in rows if d.formal_on]],
        ["Informal", [d.pk for d in rows if not d.formal_on]],
        ["Closed with something changed for the child", _changed(raised)],
        ["Closed with nothing changed", _changed(raised, "nothing")],
    ]
    groups = [
        ["By the council's themes", sorted(([label, ids] for label, ids in own.items()), key=lambda row: -len(row[1]))],
        ["By the themes that councils share", [[label, ids] for label, ids in common.items()]],
    ]
    return {"counts": counts, "groups": groups, "lines": [], "reasons": len(reasons)}


def _changed(disputes, effect: str = "changed") -> list[int]:
    return list(disputes.filter(abouts__effect=effect, state="closed").distinct().values_list("pk", flat=True))


def readers(council: Council, kind: str) -> list[User]:
    """Those who hold the levels to which the list goes, and may open it."""
    held = Line.objects.standing().filter(council=council, level__in=plan(council, kind)["to"], ends_on=None)
    members = Membership.objects.filter(user__in=held.values("user"), user__is_active=True).select_related("user")
    return sorted((m.user for m in members if m.may(OVERSEE_CHALLENGES)), key=lambda user: user.name)


def send_due(council: Council, day: date) -> int:
    """Send the lists whose day has come and that have not gone; returns how many messages were asked for."""
    return sum(_send(council, kind, day) for kind, _ in SentList.KINDS)


def _send(council: Council, kind: str, day: date) -> int:
    due, to = due_day(council, kind, day), readers(council, kind)
    begun = council.service.first_day_of_use
    first, last = period(council, kind, due)
    if not to or begun is None or last < begun:
        return 0
    if SentList.objects.filter(council=council, kind=kind, last=last).exists():
        return 0
    content = compose(council, kind, day, first, last)
    try:
        with transaction.atomic():
            made = SentList.objects.create(
                council=council, kind=kind, first=first, last=last, content=content,
                to=[user.name for user in to], made_at=timezone.now(),
            )  # fmt: skip
            log.record("sent a list of challenges", by=None, council=council, subject=f"list {made.pk}", kind=kind)
            for user in to:
                send(
                    "challenge_list", council=council, by=None, user=user, link=f"/challenges/lists/{made.pk}",
                    once=f"{made.pk}", what=content["title"], number=len(content["counts"][0][1]),
                )  # fmt: skip
    except IntegrityError:  # another tick was quicker
        return 0
    return len(to)
