"""Named questions about reviews that need to know until when the data speak."""

from datetime import date, timedelta

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery

from footprint.allocation.models import IroAssignment
from footprint.children.models import SocialWork
from footprint.reviews.models import Meeting, Review

LIVE = Q(council__service__first_day_of_use__isnull=False, due_on__gte=F("council__service__first_day_of_use"))
NO_IMPORT = Q(council__known_from=None, council__known_until=None, council__service__first_day_of_use=None)
FROM_THE_FIRST = Q(council__known_from=None) | Q(due_on__gte=F("council__known_from"))
SPOKEN_FOR = Q(FROM_THE_FIRST, due_on__lte=F("council__known_until")) | LIVE | NO_IMPORT


def of_children(children: QuerySet) -> QuerySet:
    """Standing statutory reviews of the children that somebody may see, with child, IRO and team beside them."""
    return with_people(
        Review.objects.statutory().filter(child__in=children).select_related("child", "council", "council__service")
    )


def with_people(reviews: QuerySet) -> QuerySet:
    """Adds ``iro_name``, ``iro_now`` (staff id) and ``team_name`` as they are now."""
    iro = IroAssignment.objects.filter(child=OuterRef("child"), withdrawn_at=None, ends_on=None)
    work = SocialWork.objects.filter(child=OuterRef("child"), withdrawn_at=None, ends_on=None)
    return reviews.annotate(
        iro_now=Subquery(iro.values("iro")[:1]),
        iro_name=Subquery(iro.values("iro__name")[:1], output_field=CharField()),
        team_name=Subquery(work.values("team__name")[:1], output_field=CharField()),
    )


def how_many(reviews: QuerySet, today: date, ahead: date) -> dict[str, int]:
    """How many are overdue, come due until a day, and are not known, in one question."""
    open_now = Q(held_on=None, missed=False)
    late = open_now & Q(due_on__lt=today)
    return reviews.aggregate(
        overdue=Count("pk", filter=late & SPOKEN_FOR),
        unknown=Count("pk", filter=late) - Count("pk", filter=late & SPOKEN_FOR),
        coming=Count("pk", filter=open_now & _wanted(today, ahead)),
    )


def overdue(reviews: QuerySet, today: date) -> QuerySet:
    """Due before today and not held, of a time of which the data speak."""
    return reviews.filter(SPOKEN_FOR, held_on=None, missed=False, due_on__lt=today)


def nothing_known_yet(reviews: QuerySet, today: date) -> QuerySet:
    """Due before today, after the last day of which any import speaks and before the first day of use."""
    return reviews.filter(held_on=None, missed=False, due_on__lt=today).exclude(SPOKEN_FOR)


def due_between(reviews: QuerySet, first: date, last: date) -> QuerySet:
    """Due by the law in these days, or wanted early in them."""
    return reviews.filter(_wanted(first, last), held_on=None, missed=False)


def _wanted(first: date, last: date) -> Q:
    """Due in these days, or wanted early by the last of them (an early day that went by is still wanted)."""
    return Q(due_on__range=(first, last)) | (Q(early_by__lte=last) & (Q(due_on__gte=first) | Q(due_on=None)))


def with_meeting(reviews: QuerySet) -> QuerySet:
    """Adds the next booked meeting: ``meeting_on``, ``meeting_at`` and ``meeting_place`` (None where none is booked)."""
    booked = Meeting.objects.filter(reviews=OuterRef("pk"), state=Meeting.BOOKED).order_by("on", "at")
    return reviews.annotate(
        meeting_on=Subquery(booked.values("on")[:1]),
        meeting_at=Subquery(booked.values("at")[:1]),
        meeting_place=Subquery(booked.values("place")[:1]),
    )


def owing(reviews: QuerySet, today: date) -> QuerySet:
    """Held since the first day of use, with decisions, record or distribution still to go out."""
    not_out = Q(decisions_sent_on=None) | Q(record_done_on=None) | Q(distributed_on=None)
    return reviews.filter(
        not_out,
        held_on__isnull=False,
        held_on__gte=F("council__service__first_day_of_use"),
        held_on__gt=today - timedelta(days=365),
    )
