"""Who is asked at a level: the child's worker, the team's manager, and those whom the settings name above them."""

from dataclasses import dataclass

from footprint.accounts.models import User
from footprint.allocation.access import sees
from footprint.children.models import Child
from footprint.council.models import Council, holders
from footprint.council.profile import profile
from footprint.reviews.copies import team_managers
from footprint.reviews.invited import team_of, worker_of
from footprint.voice.wall import managers

WORKER, TEAMS_MANAGER, IROS_MANAGER, PARTNER = "social_worker", "team_manager", "iro_manager", "partner"
KNOWN_BY_ITSELF = (WORKER, IROS_MANAGER, PARTNER)


@dataclass(frozen=True)
class Asked:
    """Who is asked: somebody who signs in, or somebody outside by name (and e-mail)."""

    user: User | None
    name: str
    email: str = ""


def titles(council: Council) -> dict[str, str]:
    """The levels and what the council calls them."""
    return profile(council.profile_name).levels


def people_at(level: str, child: Child | None, council: Council) -> list[User]:
    """Those who hold a level for a child, or for the whole council, and may see the child; the first is asked."""
    return [user for user in _holders(level, child, council) if user.is_active and sees(user, child)]


def first_at(level: str, child: Child | None, council: Council) -> Asked | None:
    """Who is asked at a level: the first who signs in, else the child's social worker by name; None where nobody is known."""
    if people := people_at(level, child, council):
        return Asked(people[0], people[0].name)
    worker = worker_of(child) if level == WORKER and child else None
    return Asked(None, worker.name) if worker and worker.user is None else None


def _holders(level: str, child: Child | None, council: Council) -> list[User]:
    if level == WORKER:
        worker = worker_of(child) if child else None
        return [worker.user] if worker and worker.user else []
    if level == IROS_MANAGER and child:
        return managers(child)
    if level == TEAMS_MANAGER and child and (own := team_managers(child)):
        return own
    return holders(level, council, team_of(child))
