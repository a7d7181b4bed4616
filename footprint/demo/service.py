"""Making the service itself: the council, its staff and teams, and one sign-in for each role."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from footprint.accounts import roles
from footprint.accounts.demo import DEMO_PASSWORD
from footprint.accounts.models import User
from footprint.council.actions import add_council, add_person, set_population, staff_member
from footprint.council.models import Council, Post, Staff, Team, TeamGrouping
from footprint.council.refusals import Refused
from footprint.demo.published import BEFORE, Published
from footprint.demo.staffing import LONG_TEAMS, TEAMS, Staffing

SOURCE = "demonstration"


@dataclass
class Made:
    """The rows that the plan's places stand for."""

    council: Council
    iros: list[Staff]
    workers: list[list[Staff]]
    teams: list[Team]
    people: dict[str, User]


def refuse(figures: Published):
    """No demonstration where real records are kept, and none twice."""
    if settings.PRODUCTION:
        raise Refused("This is production: no demonstration is made here. Use a database of your own, elsewhere.")
    if Council.objects.filter(key=figures.data["key"]).exists():
        raise Refused(f"The demonstration service {figures.data['name']} exists. Use a new database.")


@transaction.atomic
def make_service(figures: Published, staff: Staffing) -> Made:
    """The service with its people, so that one can sign in while the children are being made."""
    refuse(figures)
    data = figures.data
    council = add_council(by=None, name=data["name"], profile_name=data["profile"])
    council.key, council.known_from, council.known_until = data["key"], BEFORE, data["known_until"]
    council.save()
    service = council.service
    service.is_demo, service.fixed_today, service.first_day_of_use = True, data["today"], data["first_day_of_use"]
    service.save()
    for year in range(data["today"].year - 4, data["today"].year + 1):
        set_population(by=None, council=council, year=year, children=data["population"], source=SOURCE)
    teams = _teams(council)
    iros = [_in_post(service, Staff.IRO, name, "Independent Reviewing Officer", post) for name, post in staff.iros]
    workers = [[staff_member(service, Staff.SOCIAL_WORKER, name) for name in names] for names in staff.workers]
    managers = [staff_member(service, Staff.MANAGER, name) for name in staff.managers]
    made = Made(council, iros, workers, teams, {})
    long_team = LONG_TEAMS[0]
    tied = {
        roles.IRO: iros[0],
        roles.SOCIAL_WORKER: workers[long_team][0],
        roles.IRO_MANAGER: managers[0],
    }
    for role in roles.ROLES.values():
        made.people[role.key] = add_person(
            by=None,
            service=service,
            email=f"{role.key.replace('_', '-')}@demo.example",
            name=tied[role.key].name if role.key in tied else role.title,
            role=role.key,
            password=DEMO_PASSWORD,
            team=teams[long_team] if role.key == roles.TEAM_MANAGER else None,
            staff=tied.get(role.key),
            is_demo=True,
        )
    return made


def _teams(council: Council) -> list[Team]:
    teams, now = [], timezone.now()
    for name, group in TEAMS:
        team = Team.objects.create(council=council, name=name)
        TeamGrouping.objects.create(team=team, group=group, starts_on=BEFORE.replace(year=2015), recorded_at=now)
        teams.append(team)
    return teams


def _in_post(service, kind: str, name: str, title: str, post) -> Staff:
    person = staff_member(service, kind, name)
    values = {**post.values, "fte": Decimal(str(post.values["fte"]))}
    Post.objects.create(
        staff=person, title=title, starts_on=post.starts_on, ends_on=post.ends_on, recorded_at=timezone.now(), **values
    )
    return person
