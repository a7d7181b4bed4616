"""Who may read what people said. What was meant for the IRO only is read by the child's IRO and the IRO on duty, and by
nobody else, managers included, until the IRO has said why it must be shared and has told the person."""

from datetime import date

from django.db.models import Exists, Q, QuerySet

from footprint.accounts.models import User
from footprint.accounts.roles import IRO_MANAGER, READ_VIEWS
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.children.models import Child
from footprint.council.models import Membership
from footprint.council.today import today
from footprint.reviews.models import Duty
from footprint.voice.models import EVERYONE, Response

# Meant for everyone at the review, or opened to others by the IRO.
OPEN_TO_OTHERS = Q(shared=EVERYONE) | Q(opening__isnull=False)


def on_duty(member: Membership, on: date) -> Exists:
    """Whether a member covers for the IROs of the service on a day, as a condition of a query."""
    covers = {"staff__user": member.user_id, "staff__service": member.service_id}
    return Exists(Duty.objects.filter(**covers, starts_on__lte=on, ends_on__gte=on))


def duty_users(service_id: int, on: date) -> list[User]:
    """Who covers for the IROs on a day and signs in."""
    return list(
        User.objects.filter(
            staff__service=service_id, staff__duties__starts_on__lte=on, staff__duties__ends_on__gte=on, is_active=True
        ).distinct()
    )


def iro_users(child: Child) -> list[User]:
    """The child's own IRO, where they sign in."""
    now = IroAssignment.objects.standing().filter(child=child, ends_on=None)
    return list(User.objects.filter(staff__in=now.values("iro"), is_active=True))


def own_children(member: Membership) -> QuerySet:
    """The ids of the children whose IRO a member is now."""
    now = IroAssignment.objects.standing().filter(ends_on=None, iro__user=member.user_id)
    return now.values("child")


def managers(child: Child) -> list[User]:
    """The IRO managers who may see the child; where the record is restricted and nobody of them may, all of them."""
    rows = Membership.objects.filter(service=child.council.service_id, role=IRO_MANAGER, user__is_active=True)
    members = list(rows.select_related("user"))
    may = [m.user for m in members if visible_to(m).filter(pk=child.pk).exists()]
    return may or [m.user for m in members]


def readable_by(member: Membership | None, on: date) -> QuerySet[Response]:
    """The responses whose words a member may read on a day."""
    if member is None or not member.may(READ_VIEWS):
        return Response.objects.none()
    seen = Response.objects.answered().filter(child__in=visible_to(member))
    may = OPEN_TO_OTHERS | on_duty(member, on)
    return seen.filter(may | Q(child__in=own_children(member)))


def may_read(member: Membership | None, response: Response, on: date) -> bool:
    return readable_by(member, on).filter(pk=response.pk).exists()


def may_open(user: User, response: Response) -> bool:
    """Whether somebody may open to others what was meant for the IRO only: the child's IRO, or the IRO on duty."""
    member = Membership.objects.filter(user=user).select_related("service").first()
    return member is not None and may_read(member, response, today(response.council.service))
