"""Managers above the cast's team, so that every level of a challenge has somebody."""

from datetime import date

import pytest

from footprint.accounts import roles
from footprint.council.actions import add_person, set_line
from footprint.disputes.levels import KNOWN_BY_ITSELF, titles
from tests.conftest import TODAY


@pytest.fixture
def line(cast):
    """A person at each level that the settings name, by level; besides, the cast's worker and team manager."""
    return line_of(cast.council, cast.people)


def line_of(council, people):
    made = {"social_worker": people[roles.SOCIAL_WORKER], "team_manager": people[roles.TEAM_MANAGER]}
    made["iro_manager"] = people[roles.IRO_MANAGER]
    for level in titles(council):
        if level in KNOWN_BY_ITSELF or level in made:
            continue
        made[level] = add_person(
            by=None, service=council.service, email=f"{level}@{council.service_id}.example", name=level.replace("_", " ").title(),
            role=roles.SENIOR_MANAGER, password="a long password 1",
        )  # fmt: skip
        set_line(by=None, on=TODAY, council=council, level=level, user=made[level], starts_on=date(2024, 4, 1))
    return made
