"""Who may read a challenge, answer it and run it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from footprint.accounts.roles import ANSWER_CHALLENGE, OVERSEE_CHALLENGES, RAISE_CHALLENGE, SEE_CHALLENGES
from footprint.allocation.access import visible_to
from footprint.council.models import Membership
from footprint.disputes.models import About, Dispute, DisputeQuerySet, Step


def readable_by(member: Membership | None) -> DisputeQuerySet:
    """The challenges that a member may read: about children all of whom they see; of those about several children also the
    one in which they were asked, unless one of the others is restricted. Collective alerts about no child are for those who
    see challenges across children, and for who was asked."""
    if member is None or not member.may(SEE_CHALLENGES):
        return Dispute.objects.none()
    seen = visible_to(member).values("pk")
    abouts = About.objects.filter(dispute=OuterRef("pk"))
    unseen = abouts.exclude(child__in=seen)
    asked = Exists(Step.objects.filter(dispute=OuterRef("pk"), asked=member.user_id))
    whole = Exists(abouts) & ~Exists(unseen)
    one_of_several = asked & Exists(abouts.filter(child__in=seen)) & ~Exists(unseen.filter(child__restricted=True))
    about_none = ~Exists(abouts) & (asked if not member.may(OVERSEE_CHALLENGES) else Q())
    return Dispute.objects.filter(whole | one_of_several | about_none, council__service=member.service_id)


def may_run(member: Membership | None, dispute: Dispute) -> bool:
    """Whether a member may ask again, move, settle and close it."""
    return bool(member and member.may(RAISE_CHALLENGE) and readable_by(member).filter(pk=dispute.pk).exists())


def may_answer(member: Membership | None, dispute: Dispute, step: Step) -> bool:
    """Whether it is a member's own turn to answer."""
    return bool(
        member
        and member.may(ANSWER_CHALLENGE)
        and step.asked_id == member.user_id
        and readable_by(member).filter(pk=dispute.pk).exists()
    )


def waiting_for(member: Membership | None) -> QuerySet[Step]:
    """The steps at which a member is asked and has not answered."""
    if member is None or not member.may(ANSWER_CHALLENGE):
        return Step.objects.none()
    waits = Step.objects.filter(asked=member.user_id, ended_on=None, answered_on=None)
    return waits.filter(dispute__in=readable_by(member).open()).select_related("dispute").order_by("due_on")
