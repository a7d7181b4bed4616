"""Who is whose IRO, from when to when and why."""

from django.db import models

from footprint.children.models import ChildFact
from footprint.council.models import Staff
from footprint.dated.models import standing_index


class IroAssignment(ChildFact):
    """The IRO of a child from a day to a day, with the reason for the change and what the new IRO should know."""

    iro = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta(ChildFact.Meta):
        indexes = [
            standing_index("iro_standing", "iro"),
            models.Index(fields=["iro", "child"], name="iro_open", condition=models.Q(withdrawn_at=None, ends_on=None)),
        ]
