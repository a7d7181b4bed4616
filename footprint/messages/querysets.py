"""What was told: questions, each chainable."""

from django.db.models import Exists, OuterRef, Q

from footprint.accounts.models import User
from footprint.allocation.access import visible_to
from footprint.council.models import Membership
from footprint.messages.models import Choice, Message


def told_to(user: User):
    """A person's inbox, newest first: nothing about a child whom they may not see now, or who has died."""
    member = Membership.objects.filter(user=user.pk).first()
    if member is None:
        return Message.objects.none()
    return seen_by(member, Message.objects.of_the_living().filter(user=user)).order_by("-written_at", "-pk")


def since_last_look(user: User):
    """What was told since they last opened the inbox."""
    return told_to(user).filter(~Exists(Choice.objects.filter(user=user, looked_at__gte=OuterRef("written_at"))))


def unread(user: User):
    """What stood on no page of the inbox that they opened."""
    return told_to(user).filter(read_at=None)


def seen_by(member: Membership, messages):
    """Of some messages those about no child, or about a child whom the member may see."""
    return messages.filter(Q(child=None) | Q(child__in=visible_to(member)))


def of_service(service):
    """All messages of a service, with the state that people see."""
    return Message.objects.filter(council__service=service).as_shown()
