"""What was told: questions, each chainable."""

from django.db.models import Exists, OuterRef, Q

from footprint.allocation.access import visible_to
from footprint.council.models import Membership
from footprint.messages.models import Choice, Message


def told_to(member: Membership | None):
    """A person's inbox, newest first: nothing about a child whom they may not see now, or who has died."""
    if member is None:
        return Message.objects.none()
    return seen_by(member, Message.objects.of_the_living().filter(user=member.user_id)).order_by("-written_at", "-pk")


def since_last_look(member: Membership):
    """What was told since they last opened the inbox."""
    seen = Choice.objects.filter(user=member.user_id, looked_at__gte=OuterRef("written_at"))
    return told_to(member).filter(~Exists(seen))


def seen_by(member: Membership, messages):
    """Of some messages those about no child, or about a child whom the member may see."""
    return messages.filter(Q(child=None) | Q(child__in=visible_to(member)))


def of_service(service):
    """All messages of a service, with the state that people see."""
    return Message.objects.filter(council__service=service).as_shown()
