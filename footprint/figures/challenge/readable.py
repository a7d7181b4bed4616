"""Which of the records behind the figures of challenge a member may open."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from footprint.accounts.roles import OVERSEE_CHALLENGES, RAISE_CHALLENGE, SEE_CHALLENGES
from footprint.children.models import Child
from footprint.council.models import Membership
from footprint.disputes.access import readable_by
from footprint.disputes.models import (
    About,
    Advice,
    Dispute,
    DisputeQuerySet,
    OtherWay,
    Praise,
    Reason,
    ServiceIssue,
    Step,
    Workshop,
)
from footprint.figures.frames import Frame
from footprint.reviews.models import Review


def _of(model) -> Callable[[DisputeQuerySet], QuerySet]:
    """What belongs to the challenges that may be read."""
    return lambda disputes: model.objects.filter(dispute__in=disputes)


_OF_DISPUTES: dict[str, Callable[[DisputeQuerySet], QuerySet]] = {
    **dict.fromkeys(
        ("challenges", "challenges-settled", "challenges-open", "collective-alerts"), lambda disputes: disputes
    ),
    **dict.fromkeys(("challenge-stages", "formal-stages", "challenge-answers"), _of(Step)),
    "challenge-reasons": _of(Reason),
    "challenge-effects": _of(About),
    "advices": lambda disputes: Advice.objects.filter(Q(dispute=None) | Q(dispute__in=disputes)),
}
_BESIDE: dict[str, Any] = {
    "other-ways": OtherWay,
    "praises": Praise,
    "workshops": Workshop,
    "service-issues": ServiceIssue,
}
WALLED = (*_OF_DISPUTES, *_BESIDE, "children-challenged")


def behind(member: Membership, frame: Frame) -> QuerySet:
    """The records of a population that a member may open; of children and reviews those none of whose challenges is closed
    to them, for their being there, and where they stand, tells of it."""
    name, disputes = frame.population.name, readable_by(member)
    if not member.may(OVERSEE_CHALLENGES if name == "service-issues" else SEE_CHALLENGES):
        return Dispute.objects.none()
    if name == "advices" and not member.may(RAISE_CHALLENGE):
        return Advice.objects.none()  # what a lawyer or Cafcass told the IRO is the IROs' own
    if name in _BESIDE:
        return _BESIDE[name].objects.all()
    if name in _OF_DISPUTES:
        return _OF_DISPUTES[name](disputes)
    hidden = Dispute.objects.standing().filter(collective=False).exclude(pk__in=disputes.values("pk"))
    if name != "children-challenged":
        return Review.objects.exclude(pk__in=hidden.exclude(review=None).values("review"))
    hidden = hidden.filter(raised_on__range=(frame.period.first, frame.period.last))
    return Child.objects.exclude(pk__in=About.objects.filter(dispute__in=hidden).values("child"))
