"""What became of what a child asked for: shown to the child, once the decisions of the review are out."""

from dataclasses import dataclass

from footprint.reviews.models import Ask, Review
from footprint.voice.models import Response


@dataclass(frozen=True)
class Happened:
    """One thing that was asked, and what was said to it: ``outcome`` is "agreed", "part", "not", or "" where nothing is
    decided."""

    words: str
    outcome: str
    why: str


def what_happened(response: Response) -> list[Happened]:
    """What the child asked for at the review of this link, or at the last whose decisions are out. Answers are held back
    until the decisions are issued."""
    review = _review_of(response)
    if review is None:
        return []
    out = review.decisions_sent_on is not None
    asks = Ask.objects.filter(review=review).order_by("pk")
    return [Happened(a.words, a.outcome if out else "", a.why if out else "") for a in asks]


def _review_of(response: Response) -> Review | None:
    carried = Review.objects.standing().filter(asks__asked_in__response=response).order_by("-pk").first()
    if carried or response.review:
        return carried or response.review
    decided = Review.objects.standing().filter(child=response.child, decisions_sent_on__isnull=False)
    return decided.order_by("-held_on", "-pk").first()
