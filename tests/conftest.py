"""The cast that most tests share: two services that must not see each other, their people, and a few children."""

from dataclasses import dataclass
from datetime import date

import pytest

from footprint.accounts import roles
from footprint.children.models import LegalStatus, PeriodOfCare, Placement, SocialWork

TODAY = date(2025, 1, 20)


@dataclass
class Cast:
    """Alder and Birch are services. In Alder: Ada (14), in care since 2 June 2024, reviewed; Ben (3), newly in care;
    Cleo (9) restricted; Dan left. Each role is a person ``people[role]``; ``outsider`` is Birch's IRO manager."""

    council: object
    other_council: object
    people: dict
    outsider: object
    ada: object
    ben: object
    cleo: object
    dan: object
    stranger: object
    iro: object
    team: object


def pytest_collection_modifyitems(items):
    """The longest test begins first, so that no worker waits for it at the end."""
    items.sort(key=lambda item: "test_bench" not in item.nodeid)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast(db):
    from footprint.allocation.actions import allocate
    from footprint.children.actions import record_fact
    from footprint.children.models import Child
    from footprint.council.actions import add_council, add_person, staff_member
    from footprint.council.models import Staff, Team
    from footprint.reviews.actions import recompute

    council, other = add_council(by=None, name="Alder"), add_council(by=None, name="Birch")
    for each in (council, other):
        each.service.fixed_today, each.service.first_day_of_use = TODAY, date(2024, 4, 1)
        each.service.save()
    team = Team.objects.create(council=council, name="Children in care 1")
    far_team = Team.objects.create(council=council, name="Children in care 2")
    iro = staff_member(council.service, Staff.IRO, "An IRO")
    worker = staff_member(council.service, Staff.SOCIAL_WORKER, "A social worker")

    def person(role, service, **more):
        return add_person(
            by=None,
            service=service,
            email=f"{role}@{service.pk}.example",
            name=role,
            role=role,
            password="a long password 1",
            **more,
        )

    people = {
        role: person(
            role,
            council.service,
            team=far_team if role == roles.TEAM_MANAGER else None,
            staff={roles.IRO: iro, roles.SOCIAL_WORKER: worker}.get(role),
        )
        for role in roles.ROLES
    }
    people[roles.TEAM_MANAGER].membership.team = team
    people[roles.TEAM_MANAGER].membership.save()

    def child(of, number, first, born, since, until=None, **more):
        made = Child.objects.create(
            council=of, number=number, first_name=first, last_name="Test", sex="F", born=born, ethnicity="WBRI", **more
        )
        for model, values in ((PeriodOfCare, {}), (LegalStatus, {"code": "C2"}), (Placement, {"code": "U6"})):
            record_fact(model, child=made, by=None, starts_on=since, ends_on=until, on=TODAY, **values)
        return made

    ada = child(council, "100", "Ada", date(2010, 5, 1), date(2024, 6, 3))
    ben = child(council, "101", "Ben", date(2021, 7, 1), date(2025, 1, 6))
    cleo = child(council, "102", "Cleo", date(2015, 3, 1), date(2024, 6, 3), restricted=True)
    dan = child(council, "103", "Dan", date(2009, 3, 1), date(2024, 1, 8), date(2024, 9, 2))
    stranger = child(other, "900", "Eve", date(2012, 3, 1), date(2024, 6, 3))
    allocate(child=ada, iro=iro, by=None, on=TODAY, starts_on=date(2024, 6, 5))
    record_fact(SocialWork, child=ada, by=None, starts_on=date(2024, 6, 3), on=TODAY, worker=worker, team=team)
    for each in (council, other):
        recompute(council=each, as_at=TODAY)
    outsider = person(roles.IRO_MANAGER, other.service)
    return Cast(council, other, people, outsider, ada, ben, cleo, dan, stranger, iro, team)


@pytest.fixture
def sign_in(client):
    def as_person(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_person
