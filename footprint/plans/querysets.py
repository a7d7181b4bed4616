"""Named questions about what was done."""

from django.db.models import Exists, OuterRef, QuerySet

from footprint.plans.kinds import SECOND_REVIEW, all_kinds
from footprint.plans.models import PlanDone


def last_done(children) -> QuerySet[PlanDone]:
    """Of each child and kind the last one done."""
    newer = PlanDone.objects.standing().filter(
        child=OuterRef("child"), kind=OuterRef("kind"), done_on__gt=OuterRef("done_on")
    )
    return PlanDone.objects.standing().filter(~Exists(newer), child__in=children)


def done_by(day, child="pk", *, kinds, since=None, whole: bool = True) -> Exists:
    """Whether one of the kinds (keys) stands as done on or before a day; see ``permanence_by``."""
    done = PlanDone.objects.standing().filter(child=OuterRef(child), kind__in=kinds, done_on__lte=day)
    if whole:
        done = done.filter(is_whole=True)
    return Exists(done if since is None else done.filter(done_on__gte=since))


def permanence_by(day, child="pk", *, since=None, whole: bool = True) -> Exists:
    """Whether a permanence plan with its contingency was done on or before a day: a condition for ``filter`` or
    ``annotate`` on any queryset that knows a child.

    ``day`` and ``since`` are dates, or columns of that queryset as ``OuterRef``; ``child`` names its column of the child.
    Of reviews that were the second, those with a plan by the day on which they were held, made in this time in care::

        second.annotate(has_plan=permanence_by(OuterRef("held_on"), "child", since=OuterRef("began")))

    ``since`` leaves out a plan of an earlier time in care. ``whole=False`` asks for a plan with or without contingency.
    What is meant is any kind whose first is due by the second review: which those are, is data.
    """
    kinds = [kind.key for kind in all_kinds().values() if kind.counts_from == SECOND_REVIEW]
    return done_by(day, child, kinds=kinds, since=since, whole=whole)
