"""The child, and what was true of the child from a day to a day."""

from django.conf import settings
from django.db import models

from footprint.council.models import Council, Staff, Team
from footprint.dated.models import Fact, Sourced, Until, standing_index


class Child(Sourced):
    """A child as the council's number knows them. ``edited_here`` names the columns that a person set here:
    an import does not overwrite those."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="children", db_index=False)
    number = models.CharField(max_length=20)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    used_name = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, choices=[("M", "male"), ("F", "female"), ("U", "not known")], default="U")
    born = models.DateField()
    died = models.DateField(null=True, blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    ethnicity_local = models.CharField(max_length=40, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    nationality = models.CharField(max_length=80, blank=True)
    religion = models.CharField(max_length=80, blank=True)
    first_language = models.CharField(max_length=80, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    disability = models.CharField(max_length=200, blank=True)
    communication = models.CharField(max_length=200, blank=True)
    has_ehcp = models.BooleanField(default=False)
    is_parent = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    edited_here = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("council", "number", name="child_once")]
        indexes = [models.Index(fields=["council", "last_name", "first_name"], name="child_by_name")]

    @property
    def name(self) -> str:
        """What the child is called on screens; the council's number until names are known."""
        first = self.used_name or self.first_name
        return f"{first} {self.last_name}".strip() or f"Child {self.number}"

    @property
    def short_name(self) -> str:
        return self.goes_by or f"Child {self.number}"

    @property
    def goes_by(self) -> str:
        """The name the child goes by; nothing where none is known."""
        return self.used_name or self.first_name

    def age_on(self, day) -> int:
        """Age in whole years; a child born on 29 February is a year older on 1 March."""
        return max(0, day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day)))

    def __str__(self):
        return f"child {self.pk}"


class RestrictedAccess(models.Model):
    """A person who may see a restricted child, beside the child's own IRO and social worker."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="named_people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("child", "user", name="restricted_once")]


class ChildFact(Fact):
    """A dated fact about one child. Nothing holds a foreign key to a dated fact."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)

    class Meta(Fact.Meta):
        abstract = True


class PeriodOfCare(ChildFact):
    """A continuous time in which the child was looked after by the council."""

    end_reason = models.CharField(max_length=4, blank=True)
    end_reason_local = models.CharField(max_length=40, blank=True)
    need = models.CharField(max_length=2, blank=True)

    class Meta(ChildFact.Meta):
        indexes = [
            standing_index("period_standing"),
            models.Index(
                "council",
                Until("ends_on"),
                "starts_on",
                "child",
                name="period_in_care",
                condition=models.Q(withdrawn_at=None),
            ),
            models.Index("council", "starts_on", "child", name="period_starts", condition=models.Q(withdrawn_at=None)),
            models.Index("council", "ends_on", "child", name="period_ends", condition=models.Q(withdrawn_at=None)),
        ]


class LegalStatus(ChildFact):
    """The legal status, by the national code and a local code below it where the council has one."""

    code = models.CharField(max_length=2)
    local_code = models.CharField(max_length=40, blank=True)

    class Meta(ChildFact.Meta):
        indexes = [standing_index("legal_standing", "code", "local_code")]


class Placement(ChildFact):
    """Where the child lives: national placement code, local code, provider, and whether it is in the council's area."""

    code = models.CharField(max_length=3)
    local_code = models.CharField(max_length=40, blank=True)
    provider = models.CharField(max_length=3, blank=True)
    location = models.CharField(max_length=3, blank=True, choices=[("IN", "in the area"), ("OUT", "out of the area")])
    distance = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    home_postcode = models.CharField(max_length=8, blank=True)
    urn = models.CharField(max_length=8, blank=True)
    end_reason = models.CharField(max_length=6, blank=True)
    move = models.CharField(max_length=1, blank=True)

    class Meta(ChildFact.Meta):
        indexes = [standing_index("placement_standing", "code", "local_code", "location")]


class UnaccompaniedStatus(ChildFact):
    """The child is an unaccompanied asylum-seeking child (UASC)."""

    class Meta(ChildFact.Meta):
        indexes = [standing_index("uasc_standing")]


class ProtectionPlan(ChildFact):
    """The child is on a child protection plan."""

    class Meta(ChildFact.Meta):
        indexes = [standing_index("plan_standing")]


class MissingTime(ChildFact):
    """The child is missing (M) or away without authorisation (A)."""

    kind = models.CharField(max_length=1, choices=[("M", "missing"), ("A", "away without authorisation")])

    class Meta(ChildFact.Meta):
        indexes = [standing_index("missing_standing", "kind")]


class AdoptionPlan(ChildFact):
    """There is a decision that the child should be placed for adoption."""

    end_reason = models.CharField(max_length=5, blank=True)

    class Meta(ChildFact.Meta):
        indexes = [standing_index("adoption_standing")]


class SocialWork(ChildFact):
    """Which social worker and team work with the child."""

    worker = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    change_reason = models.CharField(max_length=10, blank=True)

    class Meta(ChildFact.Meta):
        indexes = [
            standing_index("socialwork_standing", "worker", "team"),
            models.Index(
                fields=["team", "child"], name="socialwork_team", condition=models.Q(withdrawn_at=None, ends_on=None)
            ),
            models.Index(
                fields=["worker", "child"],
                name="socialwork_worker",
                condition=models.Q(withdrawn_at=None, ends_on=None),
            ),
        ]


class Relation(ChildFact):
    """Brother or sister of, or parent of, another child in the service."""

    SIBLING, PARENT = "sibling", "parent"

    other = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="related_to")
    kind = models.CharField(max_length=10, choices=[(SIBLING, "brother or sister"), (PARENT, "parent of")])

    class Meta(ChildFact.Meta):
        indexes = [standing_index("relation_standing", "other", "kind")]


class Person(Sourced):
    """Somebody round children who need not sign in: family, carers, school, health, guardian, advocate. ``address`` holds
    lines; whether a copy may show it is settled by ``reviews.copies``."""

    REACHED_BY = [
        ("email", "e-mail"),
        ("post", "letter by post"),
        ("phone", "telephone"),
        ("text", "text message"),
        ("hand", "in person"),
    ]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    reached_by = models.CharField(max_length=10, choices=REACHED_BY, default="email")
    needs = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.name


class AroundChild(ChildFact):
    """Somebody's part in a child's life, what they get of a review, and whether they may learn where the child lives.

    ``gets`` holds keys of ``PAPERS``; ``kept_from`` is the reason why this person must get nothing at all.
    """

    MOTHER, FATHER, CARER, SIBLING = "mother", "father", "carer", "sibling"
    ROLES = [
        (MOTHER, "mother"),
        (FATHER, "father"),
        ("parent", "other parent"),
        (CARER, "carer"),
        (SIBLING, "brother or sister"),
        ("family", "grandparent or other family"),
        ("guardian", "children's guardian"),
        ("advocate", "advocate"),
        ("visitor", "independent visitor"),
        ("adviser", "personal adviser"),
        ("supervising", "supervising social worker"),
        ("keyworker", "key worker"),
        ("teacher", "teacher"),
        ("virtual_school", "virtual school"),
        ("nurse", "nurse for children in care"),
        ("therapist", "therapist or CAMHS"),
        ("interpreter", "interpreter"),
        ("other", "other"),
    ]
    PAPERS = [("invitation", "invitation"), ("decisions", "decisions"), ("record", "full record")]

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts", db_index=False)
    role = models.CharField(max_length=20, choices=ROLES)
    parental_responsibility = models.BooleanField(default=False)
    child_lives_here = models.BooleanField(default=False)
    may_know_home = models.BooleanField(default=True)
    gets = models.JSONField(default=list)
    kept_from = models.CharField(max_length=200, blank=True)

    class Meta(ChildFact.Meta):
        verbose_name = "person round the child"
        indexes = [standing_index("around_standing", "person", "role")]


class ReviewInterval(ChildFact):
    """Reviews of this child at shorter intervals than the law's, with the reason."""

    months = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=10, choices=[("iro", "the IRO"), ("council", "the council")])

    class Meta(ChildFact.Meta):
        indexes = [standing_index("interval_standing", "months")]
