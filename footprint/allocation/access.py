"""Which children a person may see: the one door to a child."""

from django.db.models import Exists, OuterRef, Q

from footprint.accounts.roles import (
    BUSINESS_SUPPORT,
    DATA_COLLEAGUE,
    IRO,
    IRO_MANAGER,
    SENIOR_MANAGER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from footprint.allocation.models import IroAssignment
from footprint.children.models import Child, RestrictedAccess, SocialWork
from footprint.council.models import Membership

WHOLE_SERVICE = {IRO, IRO_MANAGER, BUSINESS_SUPPORT, SENIOR_MANAGER, DATA_COLLEAGUE}


def visible_to(member: Membership | None):
    """The children that a member of a service may see: by service, role and team; restricted ones by name."""
    if member is None:
        return Child.objects.none()
    children = Child.objects.filter(council__service=member.service_id)
    own = _own(member)
    if member.role in (SOCIAL_WORKER, TEAM_MANAGER):
        children = children.filter(own)
    elif member.role not in WHOLE_SERVICE:
        return Child.objects.none()
    named = Exists(RestrictedAccess.objects.filter(child=OuterRef("pk"), user=member.user_id))
    return children.filter(Q(restricted=False) | named | (own if member.role in (IRO, SOCIAL_WORKER) else Q(pk__in=[])))


def sees(user, child: Child | None) -> bool:
    """Whether somebody signs in and may see the child; about no child, whether they sign in here at all."""
    member = Membership.objects.filter(user=user, user__is_active=True).select_related("service").first()
    return member is not None and (child is None or visible_to(member).filter(pk=child.pk).exists())


def _own(member) -> Q:
    """Children whose own IRO or social worker the member is, or who are of the member's team, now."""
    if member.role == TEAM_MANAGER and member.team_id is None:
        return Q(pk__in=[])
    if member.role == TEAM_MANAGER:
        return Q(Exists(_now(SocialWork).filter(team=member.team_id)))
    if member.role == SOCIAL_WORKER:
        return Q(Exists(_now(SocialWork).filter(worker__user=member.user_id)))
    return Q(Exists(_now(IroAssignment).filter(iro__user=member.user_id)))


def _now(model):
    return model.objects.filter(child=OuterRef("pk"), withdrawn_at=None, ends_on=None)
