"""Plain rows for templates, where a page joins several things."""

from dataclasses import dataclass
from datetime import date

from footprint.council.profile import profile
from footprint.law.answers import Answer, explain
from footprint.law.clocks import due as clock_due
from footprint.law.days import ENGLAND
from footprint.law.words import short
from footprint.reviews.models import Review
from footprint.reviews.questions import sheet

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


def readiness(review: Review, today: date) -> list[tuple[str, str]]:
    """How far the preparation of a review is, as (state, words): what is missing is named."""
    found = []
    papers = profile(review.council.profile_name).papers
    for paper in review.papers.order_by("due_on", "kind"):
        title = papers[paper.kind].title if paper.kind in papers else paper.kind
        if paper.received_on:
            found.append(("done", f"{title} in, {short(paper.received_on)}"))
        elif paper.due_on < today:
            found.append(("late", f"{title} late, asked for by {short(paper.due_on)}"))
        else:
            found.append(("open", f"{title} by {short(paper.due_on)}"))
    copies = list(review.sentcopys.filter(what="invitation").order_by("sent_on"))
    sent, waiting = [c for c in copies if not c.waits], [c for c in copies if c.waits]
    if sent:
        found.append(("done", f"{len(sent)} invited, {short(min(c.out_on for c in sent))}"))
    if waiting:
        found.append(("open", f"{len(waiting)} to be told by telephone or text"))
    elif not sent and review.is_prepared:
        found.append(("open", "Invitations not sent"))
    seen = review.answers.filter(question="prep.seen").values_list("text", flat=True).first()
    words = {"yes": ("done", "Seen beforehand"), "declined": ("done", "Offered a talk beforehand, said no"),
             "inappropriate": ("done", "A talk beforehand was not right")}  # fmt: skip
    if review.is_prepared or seen:
        found.append(words.get(seen or "", ("open", "Not seen beforehand yet")))
    order = {"late": 0, "open": 1, "done": 2}
    return sorted(found, key=lambda pair: order[pair[0]])


def after_meeting(review: Review) -> list[tuple[str, str]]:
    """The finished form after the meeting, for the child's file: (question, answer)."""
    edition = review.editions.filter(what="quality").order_by("-number").first()
    if edition is None:
        return []
    asked = sheet("quality", review.council.profile_name).questions
    given = {key: text for key, text in edition.content.items() if key in asked and text}
    return [(q.named(review.child.short_name).label, q.words_of(given[key]).replace("{name}", review.child.short_name))
            for key, q in asked.items() if key in given]  # fmt: skip
