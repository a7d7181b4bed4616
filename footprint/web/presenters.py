"""Plain rows for templates, where a page joins several things."""

from dataclasses import dataclass
from datetime import date

from footprint.law.answers import Answer, explain
from footprint.law.clocks import due as clock_due
from footprint.law.days import ENGLAND
from footprint.reviews.models import Review

KIND_WORDS = {
    "first": "First review",
    "second": "Second review",
    "subsequent": "Later review",
    "": "Review, number not known",
}
UNDER_WORDS = {
    "short-breaks": "short breaks",
    "adoption-authorised": "authority to place for adoption",
    "adoption-placed": "placed for adoption",
    "adoption-returned": "returned from adopters",
}
CLOCKS = (("decisions", "decisions_sent_on"), ("record", "record_done_on"), ("distribution", "distributed_on"))


@dataclass(frozen=True)
class DueRow:
    """One date that somebody must keep: when, why, whose, what it is, and how late."""

    review: Review
    due_on: date
    why: Answer
    what: str
    days_late: int = 0

    @property
    def child(self):
        return self.review.child


def kind_words(review: Review) -> str:
    words = KIND_WORDS[review.kind]
    return f"{words}, {UNDER_WORDS[review.under]}" if review.under in UNDER_WORDS else words


def why_due(review: Review) -> Answer | None:
    """The sentence behind a review's due date, from the rule that is stored."""
    if not review.due_rule:
        return None
    return explain(review.due_rule, review.due_from, review.due_on, relaxed=review.relaxed)


def due_row(review: Review, today: date) -> DueRow:
    late = ENGLAND.between(review.due_on, today) if review.due_on < today else 0
    return DueRow(review, review.due_on, why_due(review), kind_words(review), late)


def owed_rows(review: Review, today: date) -> list[DueRow]:
    """The papers of a review that have not gone out, each with its day."""
    rows = []
    for clock, column in CLOCKS:
        if getattr(review, column) is None:
            answer = clock_due(clock, review.complete_on)
            late = ENGLAND.between(answer.value, today) if answer.value < today else 0
            rows.append(DueRow(review, answer.value, answer, clock, late))
    return rows
