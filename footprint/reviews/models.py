"""Reviews, and what is booked, prepared, written, decided and sent for them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from footprint.children.models import Child, Person
from footprint.council.models import Council, Staff
from footprint.dated.models import Sourced

KINDS = [("first", "first"), ("second", "second"), ("subsequent", "subsequent"), ("", "number not known")]
UNDER = [
    ("looked-after", "looked after"),
    ("short-breaks", "short breaks"),
    ("adoption-authorised", "authority to place for adoption"),
    ("adoption-placed", "placed for adoption"),
    ("adoption-returned", "returned from adopters"),
]
PARTICIPATION = [(f"PN{n}", f"PN{n}") for n in range(8)]
LEFT_OUT = {
    "outside-care": "held on a day on which the child was not in care",
    "before-known-care": "held before the first day that the returns show",
    "second-on-day": "another review of the child stands on the same day",
    "after-today": "dated after the day on which it was read in",
    "turned-18": "held on or after the child's 18th birthday",
}
EARLY = {
    "move": "an unplanned move",
    "health": "a change in health",
    "education": "a change of school or education",
    "family": "a change in family time",
    "worker": "a change of social worker",
    "incident": "a serious incident",
    "iro": "the IRO thinks it is needed",
    "child": "the child asked for it",
    "accommodation": "accommodation is about to end, at 16 or over and not with a parent",
}
MODES = [("in person", "in person"), ("hybrid", "hybrid"), ("video", "video"), ("telephone", "telephone")]


class ReviewQuerySet(models.QuerySet):
    """Questions as people ask them. Lateness is compared here, never stored."""

    def standing(self):
        return self.filter(withdrawn_at=None)

    def statutory(self):
        """Reviews that count as reviews of a child in care; what is left out is listed with its reason elsewhere."""
        return self.standing().filter(left_out="")

    def held_in(self, first, last):
        return self.statutory().filter(held_on__range=(first, last))

    def due_in(self, first, last):
        """Reviews due in the period, that were ever to be held: held or missed or still owed."""
        return self.statutory().filter(due_on__range=(first, last))

    def open(self):
        return self.statutory().filter(held_on=None)


class Review(Sourced):
    """One review: due by the law's rule, and held or not.

    ``due_rule`` and ``due_from`` are what the law needs to say why; the sentence is written on the way out.
    ``left_out`` says why a held meeting is no statutory review. ``claimed`` keeps what a source said.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    iro = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS, blank=True)
    under = models.CharField(max_length=20, choices=UNDER, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.CharField(max_length=40, blank=True)
    due_from = models.DateField(null=True, blank=True)
    relaxed = models.BooleanField(default=False)
    held_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    missed = models.BooleanField(default=False)
    left_out = models.CharField(max_length=20, blank=True, choices=list(LEFT_OUT.items()))
    participation = models.CharField(max_length=3, blank=True, choices=PARTICIPATION)
    late_reason = models.CharField(max_length=40, blank=True)
    decisions_sent_on = models.DateField(null=True, blank=True)
    record_done_on = models.DateField(null=True, blank=True)
    distributed_on = models.DateField(null=True, blank=True)
    early_by = models.DateField(null=True, blank=True)
    early_why = models.CharField(max_length=20, blank=True, choices=list(EARLY.items()))
    early_words = models.TextField(blank=True)
    adjourned_on = models.DateField(null=True, blank=True)
    adjourned_why = models.TextField(blank=True)
    quality_done_on = models.DateField(null=True, blank=True)
    is_prepared = models.BooleanField(default=False)
    claimed = models.JSONField(default=dict, blank=True)
    edited_here = models.JSONField(default=list, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["council", "held_on"], name="review_held"),
            models.Index(fields=["council", "due_on", "held_on"], name="review_due"),
            models.Index(fields=["child", "due_on", "held_on"], name="review_child"),
            models.Index(fields=["council", "due_on"], name="review_open", condition=Q(held_on=None)),
        ]

    @property
    def complete_on(self):
        """The day of the last meeting: what goes out is counted from it."""
        return self.completed_on or self.held_on

    @property
    def held_day(self) -> date:
        """The day held, of a review that was."""
        assert self.held_on is not None
        return self.held_on

    def __str__(self):
        return f"review {self.pk}"


class Meeting(models.Model):
    """A meeting, booked, held or cancelled; it may serve several reviews (brothers and sisters), and a review may need
    several. ``minutes`` is its length; ``chosen`` says who chose the place, the time and the people."""

    BOOKED, HELD, CANCELLED = "booked", "held", "cancelled"
    CHOOSERS = [("child", "the child"), ("together", "the child with others"), ("adults", "adults")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    reviews = models.ManyToManyField(Review, related_name="meetings")
    state = models.CharField(
        max_length=10, default=HELD, choices=[(BOOKED, "booked"), (HELD, "held"), (CANCELLED, "cancelled")]
    )
    on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    mode = models.CharField(max_length=12, choices=MODES, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=2000, blank=True)
    at_home = models.BooleanField(default=False)
    at_school = models.BooleanField(default=False)
    school_why = models.CharField(max_length=200, blank=True)
    chosen_place = models.CharField(max_length=10, choices=CHOOSERS, blank=True)
    chosen_time = models.CharField(max_length=10, choices=CHOOSERS, blank=True)
    chosen_people = models.CharField(max_length=10, choices=CHOOSERS, blank=True)
    chaired_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chaired_by_child = models.BooleanField(default=False)
    booked_at = models.DateTimeField(null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["council", "on"], name="meeting_day")]


class OfReview(models.Model):
    """A row that belongs to one review, with who wrote it and when."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["review"], name="%(class)s_review")]


class DateRequest(OfReview):
    """A wish to move a booked meeting: who asked, why, for when; only a manager grants it. ``limit`` is the last day
    allowed when it was asked, so that inside and past the limit can be counted for ever."""

    ASKERS = [
        ("child", "the child"),
        ("parent", "a parent"),
        ("carer", "the carer"),
        ("social_worker", "the social worker"),
        ("iro", "the IRO"),
        ("school", "the school"),
        ("other", "somebody else"),
    ]

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="requests")
    asked_by = models.CharField(max_length=20, choices=ASKERS)
    why = models.TextField()
    day = models.DateField()
    time = models.TimeField()
    limit = models.DateField(null=True, blank=True)
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)


class Attendee(OfReview):
    """Somebody who is asked to a review or was there: the child, a person round the child, or somebody of the staff.

    ``came`` is empty until it is known; ``views`` whether they sent their views.
    """

    CAME = [("all", "all of it"), ("part", "part of it"), ("no", "did not come")]

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField(default=False)
    role = models.CharField(max_length=20)
    invited = models.BooleanField(default=True)
    came = models.CharField(max_length=4, blank=True, choices=CAME)
    how = models.CharField(max_length=12, blank=True, choices=MODES)
    views = models.BooleanField(default=False)
    apart = models.BooleanField(default=False)

    class Meta(OfReview.Meta):
        constraints = [
            models.UniqueConstraint("review", "person", name="attendee_person_once"),
            models.UniqueConstraint("review", "staff", name="attendee_staff_once"),
        ]


class Answer(OfReview):
    """What stands under one question of one review's papers; ``version`` counts the saves, so that a writer who has not
    seen the newest is noticed. ``writer`` marks the open page that saved last: its own next save is no conflict."""

    question = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    writer = models.CharField(max_length=40, blank=True)

    class Meta(OfReview.Meta):
        indexes = []
        constraints = [models.UniqueConstraint("review", "question", name="answer_once")]


class Rival(OfReview):
    """A text that was typed for a question while somebody else's was saved: kept in full until a person chooses."""

    question = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    writer = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken = models.BooleanField(null=True)


class Edition(OfReview):
    """A paper of a review as it stood when it was finished: never changed, one more each time it is finished again."""

    WHAT = [("record", "record"), ("quality", "form after the meeting"), ("decisions", "decisions")]

    what = models.CharField(max_length=12, choices=WHAT)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()

    class Meta(OfReview.Meta):
        indexes = []
        constraints = [models.UniqueConstraint("review", "what", "number", name="edition_once")]


class Paper(OfReview):
    """A paper that a review needs beforehand: due, received, and what the IRO thinks of it."""

    QUALITY = [("good", "good"), ("poor", "poor")]

    kind = models.CharField(max_length=40)
    due_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    quality = models.CharField(max_length=4, blank=True, choices=QUALITY)
    to_the_child = models.BooleanField(null=True)
    childs_view = models.BooleanField(null=True)
    parents_view = models.BooleanField(null=True)
    to_the_point = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    class Meta(OfReview.Meta):
        indexes = []
        constraints = [models.UniqueConstraint("review", "kind", name="paper_once")]


class Attachment(OfReview):
    """A file that came for a review, kept in the database with everything else."""

    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    content = models.BinaryField()


class Ask(OfReview):
    """Something that the child asked for, and what became of it."""

    OUTCOMES = [("agreed", "agreed"), ("part", "agreed in part"), ("not", "not agreed")]

    words = models.TextField()
    outcome = models.CharField(max_length=6, blank=True, choices=OUTCOMES)
    why = models.TextField(blank=True)


class DecisionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None, review__withdrawn_at=None)

    def undone(self):
        """Not done yet; of one that was decided again only the newest."""
        again = Decision.objects.filter(again_of__isnull=False, withdrawn_at=None)  # asked once, not for each row
        return self.standing().filter(status=Decision.OPEN).exclude(pk__in=again.values("again_of"))


class Decision(OfReview):
    """Something that was decided: who does what by when, the manager's reply to it, and how it ended.

    ``again_of`` is the decision of an earlier review that this one repeats, ``times`` how often it has been decided with
    this time. ``issued_on`` is when it went to the manager: the reply is counted from it. No reply is no reply, never
    agreement.
    """

    OPEN, DONE, DROPPED = "open", "done", "dropped"
    STATUSES = [(OPEN, "not done yet"), (DONE, "done"), (DROPPED, "no longer needed")]
    MADE = [("made", "made at this review"), ("changed", "changed at this review"), ("kept", "kept as it was")]
    REPLIES = [("agreed", "agreed"), ("challenged", "challenged"), ("date", "another date proposed")]

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=200)
    due_on = models.DateField()
    kind = models.CharField(max_length=40, blank=True)
    starred = models.BooleanField(default=False)
    issued_on = models.DateField(null=True, blank=True)
    made = models.CharField(max_length=8, choices=MADE, default="made")
    status = models.CharField(max_length=8, choices=STATUSES, default=OPEN)
    evidence = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reply = models.CharField(max_length=12, blank=True, choices=REPLIES)
    reply_words = models.TextField(blank=True)
    proposed_on = models.DateField(null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled = models.TextField(blank=True)
    again_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="again")
    times = models.PositiveSmallIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(OfReview.Meta):
        indexes = [models.Index(fields=["child", "status"], name="decision_child")]
        constraints = [models.UniqueConstraint("review", "number", name="decision_number_once")]


class SentCopy(OfReview):
    """What went to whom, how and when: the words as they were sent, and how they were received.

    ``text`` is in the light markup of ``documents.paper``. What goes by telephone or text waits until somebody says that it
    was told (``told_on``, ``told_by``). A letter may be shown as an example only with the child's
    consent (``example_consent`` says who gave it and when).
    """

    WHAT = [
        ("invitation", "invitation and pack"),
        ("decisions", "decisions"),
        ("record", "record"),
        ("letter", "letter to the child"),
    ]
    HOW = [*Person.REACHED_BY, ("here", "in Footprint")]
    TOLD = ("phone", "text")

    what = models.CharField(max_length=12, choices=WHAT)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=200)
    to_role = models.CharField(max_length=40)
    how = models.CharField(max_length=10, choices=HOW)
    sent_on = models.DateField()
    told_on = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField()
    message = models.BigIntegerField(null=True, blank=True)
    received = models.TextField(blank=True)
    example_consent = models.CharField(max_length=200, blank=True)
    once = models.CharField(max_length=80, unique=True)

    @property
    def waits(self) -> bool:
        """Whether somebody must still ring or text."""
        return self.how in self.TOLD and self.told_on is None

    @property
    def out_on(self) -> date:
        """The day on which it reached its reader, or was sent to them."""
        return self.told_on or self.sent_on


class LikedWord(models.Model):
    """A word of the list that a child likes: no letter to this child advises against it any more."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="liked_words")
    term = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("child", "term", name="liked_once")]


class EntryNotice(models.Model):
    """When the service was told that a child came into care, and when the child got the information pack, the council's
    Pledge and the letter in which the IRO says who they are."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="entry_notices")
    care_from = models.DateField()
    notified_on = models.DateField(null=True, blank=True)
    notified_by = models.CharField(max_length=200, blank=True)
    pack_on = models.DateField(null=True, blank=True)
    pledge_on = models.DateField(null=True, blank=True)
    introduced_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("child", "care_from", name="entry_once")]


class Change(models.Model):
    """A significant change between reviews: when it happened, when the IRO was told (empty: the IRO found out), and when
    the IRO said that they know."""

    KINDS = [
        ("placement", "a move, or a placement at risk"),
        ("education", "a change of school or education"),
        ("health", "a change in health"),
        ("family", "a change in the family or family time"),
        ("legal", "a change of legal status or in court"),
        ("worker", "a change of social worker"),
        ("missing", "missing"),
        ("incident", "a serious incident or allegation"),
        ("other", "another significant change"),
    ]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=KINDS)
    happened_on = models.DateField()
    words = models.TextField()
    told_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["council", "happened_on"], name="change_day")]


class Duty(models.Model):
    """Which IRO covers for the others, from a day to a day (the last day on duty)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="duties")
    starts_on = models.DateField()
    ends_on = models.DateField()
