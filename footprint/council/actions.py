"""Making services, councils, staff and memberships: the only writes of this room."""

from django.db import transaction
from django.utils.text import slugify

from footprint.accounts.models import User
from footprint.accounts.roles import ROLES
from footprint.audit import log
from footprint.council.models import Council, Membership, Population, Service, Staff
from footprint.council.profile import profile
from footprint.council.refusals import Refused


@transaction.atomic
def add_council(*, by, name: str, profile_name: str = "neutral", service: Service | None = None) -> Council:
    """Add a council, with a service of its own unless one is named. Refuses a name that is taken."""
    try:
        profile(profile_name)
    except ValueError as error:
        raise Refused(str(error)) from None
    if Council.objects.filter(key=slugify(name)).exists():
        raise Refused(f"There is a council “{name}” already.")
    service = service or Service.objects.create(name=f"{name} reviewing service")
    council = Council.objects.create(service=service, name=name, key=slugify(name), profile_name=profile_name)
    log.record("added a council", by=by, council=council, profile=profile_name)
    return council


@transaction.atomic
def add_person(
    *, by, service, email: str, name: str, role: str, password: str, team=None, staff=None, is_demo=False
) -> User:
    """Add somebody who signs in, with a role in a service; an IRO or social worker is tied to their staff record."""
    if role not in ROLES:
        raise Refused(f"There is no role “{role}”. There are: {', '.join(ROLES)}.", "role")
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(f"Somebody signs in as {email} already.", "email")
    user = User.objects.create_user(email, name, password, is_demo=is_demo)
    Membership.objects.create(user=user, service=service, role=role, team=team)
    if staff:
        staff.user = user
        staff.save(update_fields=["user"])
    log.record("added a person", by=by, subject=f"user {user.pk}", role=role)
    return user


def staff_member(service, kind: str, name: str, number: str = "") -> Staff:
    """The staff record of that kind and name, made where it does not exist."""
    return Staff.objects.get_or_create(service=service, kind=kind, name=name, number=number)[0]


@transaction.atomic
def set_population(*, by, council, year: int, children: int, source: str) -> Population:
    """Enter the number of children aged 0 to 17 in the area in a year, with its source."""
    if children < 1000:
        raise Refused("Enter all children aged 0 to 17 in the area: at least 1,000.", "children")
    row, _ = Population.objects.update_or_create(
        council=council, year=year, defaults={"children": children, "source": source}
    )
    log.record("set a population", by=by, council=council, year=year, children=children)
    return row


def find_council(name: str) -> Council:
    """The council of that key or name. Refuses with the names that exist."""
    found = Council.objects.filter(key=slugify(name)).first() or Council.objects.filter(name__iexact=name).first()
    if found:
        return found
    known = ", ".join(Council.objects.order_by("name").values_list("name", flat=True)) or "none yet"
    raise Refused(f"There is no council “{name}”. There are: {known}. Add one with: footprint council add NAME")
