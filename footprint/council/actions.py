"""Making services, councils, staff and memberships: the only writes of this room."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from footprint.accounts.models import User
from footprint.accounts.roles import ROLES, TEAM_MANAGER
from footprint.audit import log
from footprint.council.models import Council, Line, Membership, Population, Post, Service, Staff, Team, TeamGrouping
from footprint.council.profile import profile
from footprint.council.refusals import Refused


def hold(council: int) -> Council:
    """The council with its records held still until the transaction ends: whoever records, ends or works out what is due
    takes this first, and so does an import. Reading a page, which writes to the log, does not wait for it."""
    held = Council.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("service").get(pk=council)


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
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(f"“{email}” is no e-mail address, like name@council.gov.uk.", "email") from None
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(f"Somebody signs in as {email} already.", "email")
    _check_team(role, team)
    user = User(email=email, name=name)
    _check_password(user, password)
    if staff:
        _check_tie(user, staff)
    user = User.objects.create_user(email, name, password, is_demo=is_demo)
    Membership.objects.create(user=user, service=service, role=role, team=team)
    if staff:
        staff.user = user
        staff.save(update_fields=["user"])
    log.record("added a person", by=by, subject=f"user {user.pk}", role=role)
    return user


@transaction.atomic
def change_person(user: User, *, by, role: str, team=None, staff=None, is_active: bool = True):
    """Give somebody another role, team or staff record, or take away their sign-in. Nobody shuts themselves out."""
    if role not in ROLES:
        raise Refused(f"There is no role “{role}”. There are: {', '.join(ROLES)}.", "role")
    if by and by.pk == user.pk and (role != user.membership.role or not is_active):
        raise Refused("Ask another administrator to change your own role or sign-in.", "role")
    _check_team(role, team)
    _check_tie(user, staff)
    user.membership.role, user.membership.team = role, team
    user.membership.save()
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    Staff.objects.filter(user=user).update(user=None)
    if staff:
        Staff.objects.filter(pk=staff.pk).update(user=user)
    log.record("changed a person's role", by=by, subject=f"user {user.pk}", role=role, is_active=is_active)


def _check_team(role, team):
    if role == TEAM_MANAGER and team is None:
        raise Refused("Choose the team whose children a team manager sees.", "team")


def _check_tie(user, staff):
    if staff and staff.user_id and staff.user_id != user.pk:
        raise Refused(f"{staff.name} signs in as somebody else already.", "staff")


def _check_password(user, password):
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from None


@transaction.atomic
def set_password(user: User, *, by, password: str):
    """Give somebody a new password, to be told to them in person."""
    _check_password(user, password)
    user.set_password(password)
    user.save(update_fields=["password"])
    log.record("set a password", by=by, subject=f"user {user.pk}")


@transaction.atomic
def set_first_day_of_use(service: Service, *, by, on: date, day: date):
    """From this day on the service's own records are complete: what was due and not recorded is overdue."""
    if not date(2000, 1, 1) <= day <= on + timedelta(days=366):
        raise Refused("Enter the day on which the service began to use Footprint, or will within a year.", "day")
    service.first_day_of_use = day
    service.save(update_fields=["first_day_of_use"])
    log.record("set the first day of use", by=by, subject=f"service {service.pk}", day=day.isoformat())


@transaction.atomic
def add_team(*, by, council, name: str) -> Team:
    """Add a social work team. Refuses a name that the council has."""
    if Team.objects.filter(council=council, name__iexact=name.strip()).exists():
        raise Refused(f"{council.name} has a team “{name}” already.", "name")
    team = Team.objects.create(council=council, name=name.strip())
    log.record("added a team", by=by, council=council, subject=f"team {team.pk}")
    return team


@transaction.atomic
def group_team(team: Team, *, by, on: date, starts_on: date, group: str) -> TeamGrouping:
    """Say to which service of the council a team belongs from a day on; the service before ends that day."""
    return _next(TeamGrouping, {"team": team}, by, on, starts_on, f"{team.name}'s service", group=group.strip())


@transaction.atomic
def set_post(
    staff: Staff, *, by, on: date, starts_on: date, title: str, fte: Decimal, employment: str = "permanent"
) -> Post:
    """Say which post a member of staff holds from a day on, and its full-time equivalent; the post before ends."""
    if not 0 < fte <= Decimal("1.5"):
        raise Refused("Enter the full-time equivalent as a number like 0.6, up to 1.5.", "fte")
    values = {"title": title, "fte": fte, "employment": employment}
    return _next(Post, {"staff": staff}, by, on, starts_on, f"{staff.name}'s post", **values)


@transaction.atomic
def leave_post(post: Post, *, by, on: date, ends_on: date, left_because: str = ""):
    """End a post: ``ends_on`` is the first day on which nobody holds it."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.ends_on:
        raise Refused(f"This post ended on {post.ends_on:%d %B %Y} already.")
    if not post.starts_on < ends_on:
        raise Refused(f"The post must end after it began on {post.starts_on:%d %B %Y}.", "ends_on")
    post.ends_on, post.left_because = ends_on, left_because
    post.end_recorded_at, post.end_recorded_by = timezone.now(), by
    post.save()
    log.record("ended a post", by=by, subject=f"post {post.pk}")


def _next(model, of: dict, by, on, starts_on, words, **values):
    """Write the next of facts that follow each other, and end the one that stands."""
    if starts_on > on:
        raise Refused(f"Enter a day on or before today, {on:%d %B %Y}.", "starts_on")
    standing = model.objects.standing().filter(**of)
    later = standing.filter(starts_on__gte=starts_on).order_by("starts_on").first()
    if later:
        raise Refused(f"{words} is known from {later.starts_on:%d %B %Y} on already. Enter a later day.", "starts_on")
    now = timezone.now()
    standing.filter(ends_on=None).update(ends_on=starts_on, end_recorded_at=now, end_recorded_by=by)
    fact = model.objects.create(**of, starts_on=starts_on, recorded_at=now, recorded_by=by, **values)
    log.record(f"set {model._meta.verbose_name}", by=by, subject=f"{model.__name__} {fact.pk}")
    return fact


@transaction.atomic
def set_line(*, by, on: date, council: Council, level: str, user: User, team: Team | None = None, starts_on: date):
    """Say who holds a level from a day on, for a team or the whole council. Several may; the first by name is asked."""
    hold(council.pk)
    if level not in profile(council.profile_name).levels:
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
    if not line.starts_on <= ends_on <= on:
        raise Refused(f"Enter a day from {line.starts_on:%d/%m/%Y} to today.", "ends_on")
    now = timezone.now()
    if ends_on == line.starts_on:  # named in error: it was never so
        line.withdrawn_at, line.withdrawn_by = now, by
    else:
        line.ends_on, line.end_recorded_at, line.end_recorded_by, line.ended_here = ends_on, now, by, True
    line.save()
    log.record("ended who answers at a level", by=by, council=line.council_id, subject=f"line {line.pk}")


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
