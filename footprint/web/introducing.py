"""A child has an IRO: those who must know are told, and the letter in which the IRO says who they are is printed."""

from django.urls import reverse
from django.utils import timezone

from footprint.accounts.models import User
from footprint.allocation.models import IroAssignment
from footprint.children.models import Child
from footprint.documents.paper import render_paper
from footprint.messages.actions import send
from footprint.reviews.booking import open_review
from footprint.reviews.composing import introduction
from footprint.reviews.copies import LETTER, hidden_from, passed, recipients
from footprint.reviews.invited import worker_of


def introduce(child: Child, made: IroAssignment, by: User):
    """Tell the IRO and the social worker, where they sign in, who the IRO is."""
    for staff in (made.iro, worker_of(child)):
        if staff and staff.user:
            send(
                "iro_introduced",
                council=child.council,
                child=child,
                by=by,
                user=staff.user,
                link=reverse("child", args=[child.pk]),
                about=f"IroAssignment {made.pk}",
                once=f"{made.pk}",
            )


def introduction_pdf(child: Child, on) -> bytes | None:
    """The letter in which the IRO introduces themself, for a child with an IRO and a review to come. Raises Refused where it may not leave."""
    review = open_review(child)
    mine = IroAssignment.objects.standing().filter(child=child, ends_on=None).exists()
    if review is None or not mine:
        return None
    reader = recipients(review, LETTER)[0]
    paper = passed(introduction(review, reader, on), reader, hidden_from(reader, review))
    return render_paper(paper, "pdf", made_at=timezone.now())
