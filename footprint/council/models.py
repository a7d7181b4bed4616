"""Services and councils, staff with posts, teams as grouped on a day, populations, and what the profile does not hold."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models

from footprint.accounts.roles import ROLES
from footprint.dated.models import Fact


class Service(models.Model):
    """One IRO service. It reviews for one or two councils; the wall stands between services."""

    name = models.CharField(max_length=200)
    first_day_of_use = models.DateField(null=True, blank=True)
    fixed_today = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    def __str__(self):
        return self.name


class Council(models.Model):
    """A council whose children the service reviews. Its returns speak from ``known_from`` until ``known_until``, the
    records made here from the service's first day of use on."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="councils")
    name = models.CharField(max_length=200)
    key = models.SlugField(unique=True)
    profile_name = models.CharField(max_length=40, default="neutral")
    known_from = models.DateField(null=True, blank=True)
    known_until = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.name

    def speaks_of(self, first: date, last: date) -> bool:
        """Whether returns and records together speak of every day from the first to the last."""
        use = self.service.first_day_of_use
        if not use and not self.known_until:
            return self.known_from is None
        live = bool(use and first >= use)
        if live or not self.known_until:
            return live
        reaches = use is not None and use <= self.known_until + timedelta(days=1)
        return (self.known_from or first) <= first and (reaches or last <= self.known_until)


class Team(models.Model):
    """A social work team."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint("council", "name", name="team_once")]

    def __str__(self):
        return self.name


class TeamGrouping(Fact):
    """Which service of the council a team belonged to, from a day to a day: groupings change, figures keep theirs."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="groupings")
    group = models.CharField(max_length=120)

    class Meta(Fact.Meta):
        pass


class Staff(models.Model):
    """An IRO, a social worker or a manager as the records know them, whether or not they sign in."""

    IRO, SOCIAL_WORKER, MANAGER = "iro", "social_worker", "manager"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="staff")
    kind = models.CharField(
        max_length=20, choices=[(IRO, "IRO"), (SOCIAL_WORKER, "social worker"), (MANAGER, "manager")]
    )
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="staff"
    )

    class Meta:
        constraints = [models.UniqueConstraint("service", "kind", "name", "number", name="staff_once")]

    def __str__(self):
        return self.name


class Post(Fact):
    """A post that a member of staff holds from a day to a day, with its full-time equivalent."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    fte = models.DecimalField(max_digits=4, decimal_places=2)
    employment = models.CharField(
        max_length=20,
        choices=[(k, k) for k in ("permanent", "interim", "agency", "locum", "job share", "acting")],
        default="permanent",
    )
    left_because = models.CharField(max_length=200, blank=True)

    class Meta(Fact.Meta):
        pass


class Membership(models.Model):
    """What a person who signs in may do, and in which service (and team)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=30, choices=[(r.key, r.title) for r in ROLES.values()])
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT)

    def may(self, permission: str) -> bool:
        return permission in ROLES[self.role].may

    @property
    def role_title(self) -> str:
        return ROLES[self.role].title


class Line(Fact):
    """Who holds a level of management of the profile, for one team or for the whole council, from a day to a day: who is
    told of what is not good enough, and asked when a challenge reaches that level."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="lines")
    level = models.CharField(max_length=40)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(Fact.Meta):
        pass


def holders(level: str, council: Council, team: Team | None) -> list:
    """Those who hold a level now and sign in: of the team, else of the whole council."""
    lines = Line.objects.standing().filter(council=council, level=level, ends_on=None, user__is_active=True)
    lines = list(lines.select_related("user").order_by("user__name"))
    of_team = [line.user for line in lines if team and line.team_id == team.pk]
    return of_team or [line.user for line in lines if line.team_id is None]


class Population(models.Model):
    """Children aged 0 to 17 in the council's area in a year, with the source: the base of rates per 10,000."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="populations")
    year = models.IntegerField()
    children = models.IntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("council", "year", name="population_once")]
