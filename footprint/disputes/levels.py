"""Who is asked at a level: the child's worker, the team's manager, and those whom the settings name above them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.accounts.models import User
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.models import Child, SocialWork
from footprint.council.actions import hold
from footprint.council.models import Council, Membership, Team
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.disputes.models import Line
from footprint.reviews.copies import team_managers
from footprint.reviews.invited import worker_of
from footprint.voice.wall import managers

SOCIAL_WORKER, TEAM_MANAGER, IRO_MANAGER, PARTNER = "social_worker", "team_manager", "iro_manager", "partner"
KNOWN_BY_ITSELF = (SOCIAL_WORKER, IRO_MANAGER, PARTNER)


@dataclass(frozen=True)
class Asked:
    """Who is asked: somebody who signs in, or somebody outside by name (and e-mail)."""

    user: User | None
    name: str
    email: str = ""


def titles(council: Council) -> dict[str, str]:
    """The levels and what the council calls them."""
    return profile(council.profile_name).levels


def team_of(child: Child | None) -> Team | None:
    """The child's social work team now."""
    work = SocialWork.objects.standing().filter(child=child, ends_on=None).select_related("team").first()
    return work.team if work else None


def people_at(level: str, child: Child | None, council: Council) -> list[User]:
    """Those who hold a level for a child, or for the whole council, and may see the child; the first is asked."""
    found = [user for user in _holders(level, child, council) if user.is_active]
    return [user for user in found if sees(user, child)]


def first_at(level: str, child: Child | None, council: Council) -> Asked | None:
    """Who is asked at a level: the first who signs in, else the child's social worker by name; None where nobody is known."""
    if people := people_at(level, child, council):
        return Asked(people[0], people[0].name)
    worker = worker_of(child) if level == SOCIAL_WORKER and child else None
    return Asked(None, worker.name) if worker and worker.user is None else None


def sees(user: User, child: Child | None) -> bool:
    """Whether somebody of the service signs in and may see the child."""
    member = Membership.objects.filter(user=user).select_related("service").first()
    return member is not None and (child is None or visible_to(member).filter(pk=child.pk).exists())


def _holders(level: str, child: Child | None, council: Council) -> list[User]:
    if level == SOCIAL_WORKER:
        worker = worker_of(child) if child else None
        return [worker.user] if worker and worker.user else []
    if level == IRO_MANAGER and child:
        return managers(child)
    lines = Line.objects.standing().filter(council=council, level=level, ends_on=None).select_related("user")
    lines = list(lines.order_by("user__name"))
    team = team_of(child)
    of_team = [line.user for line in lines if team and line.team_id == team.pk]
    if of_team or level != TEAM_MANAGER:
        return of_team or [line.user for line in lines if line.team_id is None]
    return team_managers(child) if child else []


@transaction.atomic
def set_line(*, by, on: date, council: Council, level: str, user: User, team: Team | None = None, starts_on: date):
    """Say who holds a level from a day on, for a team or the whole council. Several may; the first by name is asked."""
    hold(council.pk)
    if level not in titles(council) or level in KNOWN_BY_ITSELF:
        raise Refused("Choose a level of the list.", "level")
    if starts_on > on:
        raise Refused(f"Enter a day on or before today, {on:%d/%m/%Y}.", "starts_on")
    if not Membership.objects.filter(user=user, service=council.service_id, user__is_active=True).exists():
        raise Refused("Choose somebody of this service who signs in.", "user")
    standing = Line.objects.standing().filter(council=council, level=level, team=team, user=user, ends_on=None)
    if same := standing.first():
        return same
    now = timezone.now()
    line = Line.objects.create(
        council=council, level=level, team=team, user=user, starts_on=starts_on, recorded_at=now, recorded_by=by
    )
    log.record("set who answers at a level", by=by, council=council, subject=f"line {line.pk}", level=level)
    return line


@transaction.atomic
def end_line(line: Line, *, by, on: date, ends_on: date):
    """From this day on somebody holds the level no more."""
    hold(line.council_id)
    line = Line.objects.get(pk=line.pk)
    if line.ends_on or line.withdrawn_at:
        raise Refused("This has ended already.")
    if not line.starts_on < ends_on <= on:
        raise Refused(f"Enter a day after {line.starts_on:%d/%m/%Y}, up to today.", "ends_on")
    line.ends_on, line.end_recorded_at, line.end_recorded_by, line.ended_here = ends_on, timezone.now(), by, True
    line.save()
    log.record("ended who answers at a level", by=by, council=line.council_id, subject=f"line {line.pk}")
