"""What was done of what must be in date or in place for a child."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from footprint.children.models import Child
from footprint.council.models import Council
from footprint.dated.models import Sourced


class PlanDoneQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)


class PlanDone(Sourced):
    """One plan or assessment of a kind of ``kinds.toml``, done on a day. ``evidence`` says where it is seen; ``detail``
    holds the kind's own lines; ``is_whole`` says that none of them is empty. Whether it is in date is worked out, never
    stored."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="plans_done", db_index=False)
    kind = models.CharField(max_length=40)
    done_on = models.DateField()
    evidence = models.CharField(max_length=300)
    detail = models.JSONField(default=dict, blank=True)
    is_whole = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = PlanDoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "kind", "done_on"], condition=Q(withdrawn_at=None), name="plan_once_a_day"
            )
        ]

    def __str__(self):
        return f"plan {self.pk}"
