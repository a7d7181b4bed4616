"""Challenges: what was raised about whom and why, each stage with its clock, what was said, and what changed for the child."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from footprint.children.models import Child
from footprint.council.models import Council, Staff, Team
from footprint.council.profile import profile
from footprint.dated.models import Kept
from footprint.disputes.procedure import ANSWERED, ASKED, CLOSED, COMMON, SETTLED, WITHDRAWN, parse
from footprint.reviews.models import Decision, Review

STATES = [
    (ASKED, "waiting for an answer"),
    (ANSWERED, "answered, with the IRO"),
    (SETTLED, "settled, effect to be seen"),
    (CLOSED, "closed"),
    (WITHDRAWN, "withdrawn"),
]
OPEN = (ASKED, ANSWERED)
OUTCOMES = [
    ("done", "what was asked for was done"),
    ("agreed", "agreed, with actions and days"),
    ("met", "met, and progress agreed"),
    ("part", "agreed in part"),
    ("not", "not agreed, and it stays so"),
    ("overtaken", "overtaken by events"),
]
EFFECTS = [
    ("changed", "something changed for the child"),
    ("nothing", "nothing changed"),
    ("worse", "it got worse"),
]
SAYS_SO = [
    ("child", "the child"),
    ("parent", "a parent"),
    ("carer", "the carer"),
    ("social_worker", "the social worker"),
    ("manager", "a manager"),
    ("iro", "the IRO, who saw it"),
    ("other", "somebody else"),
]
WISHES = [
    ("", "the IRO's own"),
    ("child", "the child's or young person's"),
    ("parent", "a parent's"),
    ("carer", "the carer's"),
    ("other", "somebody else's"),
]
FROM = [
    ("", "nothing in particular"),
    ("review", "a review"),
    ("decision", "a decision that was not carried out"),
    ("plan", "a plan or an assessment out of date"),
    ("list", "a list"),
    ("sample", "a dip sample or a quality exercise"),
    ("note", "a note, a call or a message"),
]
REPLIES = [
    ("agreed", "agreed: this is what happens"),
    ("part", "agreed in part"),
    ("not", "not agreed"),
    ("done", "it is done already"),
]
RAG = [("", "no colour"), ("amber", "Amber"), ("red", "Red"), ("green", "Green")]


def _user(**more):
    """Who did it: somebody who signs in."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", **more
    )


class Written(models.Model):
    """Who wrote a row, and when."""

    written_at = models.DateTimeField()
    written_by = _user(db_index=False)

    class Meta:
        abstract = True


class ProcedureKept(models.Model):
    """A version of a council's procedure as it stood when a challenge was raised under it: kept, whatever the profile says
    later. ``digest`` is that of ``content``."""

    profile_name = models.CharField(max_length=40)
    starts_on = models.DateField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("profile_name", "digest", name="procedure_once")]

    @property
    def procedure(self):
        return parse(self.content, profile(self.profile_name))


class DisputeQuerySet(models.QuerySet):
    def standing(self):
        return self.exclude(state=WITHDRAWN)

    def open(self):
        """Those for which an answer or a move is waited for."""
        return self.filter(state__in=OPEN)

    def formal(self):
        return self.exclude(formal_on=None)

    def of_the_living(self):
        """Those about no child, or about at least one who has not died."""
        abouts = About.objects.filter(dispute=OuterRef("pk"))
        return self.filter(~Exists(abouts) | Exists(abouts.filter(child__died=None)))


class Dispute(models.Model):
    """A challenge to the council, or to a partner agency, about one or several children or (a collective alert) about none.

    ``formal_on`` is the day on which it became formal, ``limit_on`` the day by which the formal part must end. ``version``
    counts the moves, so that somebody who acts on an old page is told. ``continues`` is the earlier challenge that it takes
    up again. ``effect`` is what changed where it is about no child. ``batch`` marks those that were raised together from a list. The stages and themes are those of ``procedure``.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    procedure = models.ForeignKey(ProcedureKept, on_delete=models.PROTECT, related_name="+")
    children = models.ManyToManyField(Child, through="About", related_name="disputes")
    state = models.CharField(max_length=10, choices=STATES, default=ASKED)
    stage = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    collective = models.BooleanField(default=False)
    immediate = models.BooleanField(default=False)
    rag = models.CharField(max_length=5, blank=True, choices=RAG)
    partner = models.CharField(max_length=40, blank=True)
    wish = models.CharField(max_length=10, blank=True, choices=WISHES)
    came_from = models.CharField(max_length=10, blank=True, choices=FROM)
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes")
    plan_kind = models.CharField(max_length=40, blank=True)
    batch = models.CharField(max_length=32, blank=True)
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by")
    concern = models.TextField()
    means = models.TextField(blank=True)
    wanted = models.TextField(blank=True)
    iro = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    raised_by = _user()
    formal_on = models.DateField(null=True, blank=True)
    limit_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=OUTCOMES)
    settled_words = models.TextField(blank=True)
    effect = models.CharField(max_length=10, blank=True, choices=EFFECTS)
    effect_words = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("council", "number", name="dispute_number_once")]
        indexes = [
            models.Index(fields=["council", "raised_on"], name="dispute_raised"),
            models.Index(fields=["council", "state"], name="dispute_state"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def __str__(self):
        return f"dispute {self.pk}"


class About(models.Model):
    """A child whom a challenge is about: what changed for this child, since when and who says so (needed to close it), and
    whether the child was told of the right to complain and to an advocate."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="abouts", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="challenged")
    effect = models.CharField(max_length=10, blank=True, choices=EFFECTS)
    effect_words = models.TextField(blank=True)
    effect_since = models.DateField(null=True, blank=True)
    effect_says = models.CharField(max_length=20, blank=True, choices=SAYS_SO)
    effect_on = models.DateField(null=True, blank=True)
    effect_by = _user(db_index=False)
    rights_on = models.DateField(null=True, blank=True)
    rights_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("dispute", "child", name="about_once")]


class Reason(models.Model):
    """Why a challenge was raised: a theme of the procedure, in the words of that version, with the common theme that it is
    mapped to. A challenge has one or several; they are counted apart from challenges."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="reasons", db_index=False)
    theme = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    common = models.CharField(max_length=20, choices=list(COMMON.items()))

    class Meta:
        constraints = [models.UniqueConstraint("dispute", "theme", name="reason_once")]


class Step(models.Model):
    """A challenge at one stage: who was asked, by when, when they answered and how the stage ended.

    ``title``, ``formal`` and ``counts`` are the stage's as the procedure had it. ``skipped`` are the stages that were passed
    over on the way to this one. ``missed`` counts how often its day
    went by without an answer before it was asked again. ``came`` says how it came here, ``ended`` how it left; empty: it is here still.
    """

    CAME = [
        ("raised", "raised here"),
        ("moved", "the IRO moved it"),
        ("silence", "no answer"),
    ]
    ENDED = [
        ("moved", "moved on"),
        ("silence", "moved on, no answer"),
        ("settled", "settled"),
        ("withdrawn", "withdrawn"),
    ]

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="steps", db_index=False)
    place = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    formal = models.BooleanField()
    counts = models.BooleanField()
    level = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField()
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="challenges_asked"
    )
    asked_name = models.CharField(max_length=200)
    asked_email = models.EmailField(blank=True)
    came = models.CharField(max_length=8, choices=CAME)
    skipped = models.JSONField(default=list, blank=True)
    began_on = models.DateField()
    asked_on = models.DateField()
    due_on = models.DateField()
    missed = models.PositiveSmallIntegerField(default=0)
    answered_on = models.DateField(null=True, blank=True)
    reply = models.CharField(max_length=8, blank=True, choices=REPLIES)
    ended_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=10, blank=True, choices=ENDED)

    class Meta:
        constraints = [models.UniqueConstraint("dispute", "place", name="step_place_once")]
        indexes = [models.Index(fields=["due_on"], name="step_waits", condition=Q(ended_on=None, answered_on=None))]


class Said(Written):
    """One thing that was said or done about a challenge, in order: never changed."""

    KINDS = [
        ("raised", "raised"),
        ("asked", "asked again"),
        ("handed", "asked somebody else"),
        ("answer", "answered"),
        ("note", "noted"),
        ("meeting", "meeting"),
        ("moved", "moved on"),
        ("silence", "no answer"),
        ("settled", "settled"),
        ("effect", "what changed"),
        ("withdrawn", "withdrawn"),
        ("told", "told"),
    ]

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="said", db_index=False)
    step = models.ForeignKey(Step, null=True, on_delete=models.CASCADE, related_name="said", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    on = models.DateField()
    by_name = models.CharField(max_length=200)
    to_name = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["dispute"], name="said_dispute")]


class Conference(Written):
    """A meeting about a challenge: planned for a day, who chairs and who comes, and what was agreed when it was held."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="meetings")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    on = models.DateField()
    chair = models.CharField(max_length=200)
    people = models.CharField(max_length=400, blank=True)
    held_on = models.DateField(null=True, blank=True)
    agreed = models.TextField(blank=True)


class Action(Written):
    """Something that was agreed: who does it by when, and whether it was done."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="actions")
    text = models.TextField()
    owner = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)


class Advice(Kept):
    """Advice of Cafcass, a referral to Cafcass, or independent legal advice for the IRO: at any time and beside the stages
    of a challenge, or about a child without one. ``ground`` of a referral is that of regulation 45 (CPPCR 2010, mark B)."""

    KINDS = [
        ("cafcass_advice", "advice from Cafcass (informal)"),
        ("cafcass_referral", "referral to Cafcass (formal)"),
        ("cafcass_not", "Cafcass considered, and not now"),
        ("legal_advice", "independent legal advice for the IRO"),
    ]
    GROUNDS = [
        ("", "no referral"),
        ("plan", "the council did not prepare the care plan"),
        ("review", "the council held no review of the case"),
        ("decision", "the council did not carry out a decision of a review"),
        ("other", "the council failed the child in another significant way"),
    ]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="advices")
    dispute = models.ForeignKey(Dispute, null=True, blank=True, on_delete=models.CASCADE, related_name="advices")
    kind = models.CharField(max_length=20, choices=KINDS)
    ground = models.CharField(max_length=10, blank=True, choices=GROUNDS)
    asked_on = models.DateField()
    words = models.TextField()
    given_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=200, blank=True)
    given = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "asked_on"], name="advice_day")]


class OtherWay(Kept):
    """A concern that was taken up in another way than as a challenge: a talk, a tracker, a panel, an issue meeting, or
    settled in the review's decisions."""

    KINDS = [
        ("talk", "a talk with the worker or the manager"),
        ("tracker", "a tracker"),
        ("panel", "a panel"),
        ("meeting", "an issue meeting"),
        ("decisions", "settled in the review's decisions"),
        ("working_group", "a working group or a joint meeting"),
    ]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="other_ways")
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    common = models.CharField(max_length=20, choices=list(COMMON.items()))
    tried_on = models.DateField()
    with_whom = models.CharField(max_length=200)
    words = models.TextField()
    came_of_it = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "tried_on"], name="other_way_day")]


class Praise(Kept):
    """Good practice that an IRO saw, told to the worker and to those of the line above whom the IRO chose (``told``: their
    names with their levels)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.CASCADE, related_name="praises")
    worker = models.CharField(max_length=200)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    seen_on = models.DateField()
    told = models.JSONField(default=list)
    told_to = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "seen_on"], name="praise_day")]


class Workshop(Kept):
    """A workshop on the procedure: for whom, by whom and how many came."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField()
    title = models.CharField(max_length=200)
    for_whom = models.CharField(max_length=200)
    led_by = models.CharField(max_length=200)
    people = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["council", "held_on"], name="workshop_day")]


class ServiceIssue(Kept):
    """A theme that recurs over children, taken to senior managers: who owns it, what they answered and what changed."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    common = models.CharField(max_length=20, choices=list(COMMON.items()))
    words = models.TextField()
    owner = models.CharField(max_length=200)
    raised_with = models.CharField(max_length=200)
    raised_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    changed = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    disputes = models.ManyToManyField(Dispute, related_name="issues", blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "raised_on"], name="service_issue_day")]


class Example(Kept):
    """A challenge told as an example for publication: without names, addresses or schools, which are refused, and with ages
    and places that somebody looked at (``looked_at``)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="examples")
    words = models.TextField()
    told_on = models.DateField()
    looked_at = models.BooleanField(default=False)


class SentList(models.Model):
    """A list of challenges as it was sent: its numbers and lines are kept as they stood, with the ids behind each."""

    KINDS = [("outstanding", "challenges not settled"), ("themes", "themes of the month")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=KINDS)
    first = models.DateField()
    last = models.DateField()
    content = models.JSONField()
    to = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("council", "kind", "last", name="sent_list_once")]
