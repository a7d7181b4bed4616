"""Reviews and their meetings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from footprint.children.models import Child
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

    def __str__(self):
        return f"review {self.pk}"


class Meeting(models.Model):
    """A meeting; it may serve several reviews (brothers and sisters), and a review may need several."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    reviews = models.ManyToManyField(Review, related_name="meetings")
    on = models.DateField()
    mode = models.CharField(max_length=12, choices=MODES, blank=True)
    place = models.CharField(max_length=200, blank=True)
    chaired_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chaired_by_child = models.BooleanField(default=False)
