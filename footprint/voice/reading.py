"""What people said, as others read it: beside the questions of a review's papers, and on the pages of a child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from footprint.children.models import Child
from footprint.council.models import Membership
from footprint.reviews.known import Saying
from footprint.reviews.models import Review
from footprint.voice.forms import LINE, WORDS, as_asked, spoken
from footprint.voice.models import CHILD, Response, Words
from footprint.voice.wall import readable_by


@dataclass(frozen=True)
class Line:
    """What stands under one question of a response: ``beside`` is the question of the papers to which it belongs."""

    question: str
    words: str
    beside: str = ""


@dataclass(frozen=True)
class Said:
    """A response as it is read."""

    response: Response
    lines: list[Line]

    @property
    def who(self) -> str:
        return self.response.name if self.response.respondent != CHILD else self.response.child.short_name


def lines_of(response: Response) -> list[Line]:
    """What was said, question by question, word for word; ``response.words`` may be prefetched."""
    return _lines(response, {w.question: w.text for w in response.words.all() if w.text})


def free_text(response: Response) -> list[str]:
    """What was said in words of their own, without what was only chosen; ``response.words`` may be prefetched."""
    free = None if response.form is None else {q.key for q in as_asked(response).questions if not q.choices}
    return [w.text for w in response.words.all() if w.text and (free is None or w.question in free)]


def _lines(response: Response, words: dict[str, str]) -> list[Line]:
    if response.form is None:
        return [Line("", text) for text in words.values()]
    asked = spoken(as_asked(response), response.child.short_name)
    return [Line(q.label, q.words_of(words[q.key]), q.beside) for q in asked.questions if q.key in words]


def said(responses: Iterable[Response]) -> list[Said]:
    return [Said(response, lines_of(response)) for response in responses]


def of_review(review: Review, member: Membership | None, on: date) -> list[Said]:
    """What a member may read of what was said for a review: its own responses, and what the child and others said at any
    time since the one before."""
    before = Review.objects.statutory().filter(child=review.child_id, held_on__isnull=False)
    before = before.exclude(pk=review.pk).filter(held_on__lt=review.held_on or on).order_by("-held_on").first()
    since = before.held_on if before else date.min
    until = review.completed_on or review.held_on or on
    meanwhile = Q(review=None, answered_on__gt=since, answered_on__lte=until)
    rows = readable_by(member, on).filter(Q(review=review) | meanwhile, child=review.child_id)
    return [Said(response, _lines(response, words)) for response, words in _with_words(rows)]


def _with_words(responses: QuerySet[Response]) -> list[tuple[Response, dict[str, str]]]:
    """The responses that say something, in the order in which they were sent, each with its words by their questions; one
    query, however many."""
    rows = Words.objects.filter(response__in=responses).exclude(text="")
    rows = rows.select_related("response__form", "response__child", "response__opening")
    found: dict[int, tuple[Response, dict[str, str]]] = {}
    for one in rows.order_by("response__answered_at", "response", "pk"):
        found.setdefault(one.response_id, (one.response, {}))[1][one.question] = one.text
    return list(found.values())


def sayings(child: Child, member: Membership | None, since: date, until: date, on: date) -> list[Saying]:
    """What a child wrote or told from a day to a day, as a member may read it today (``on``), newest first; choices are left
    out, and what was carried into the review as something asked for."""
    rows = readable_by(member, on).filter(child=child, respondent=CHILD, answered_on__range=(since, until))
    found = []
    for response, words in reversed(_with_words(rows)):
        where = f"in the form {response.get_purpose_display()}" if response.form else response.get_way_display()
        asked = {q.key: q for q in as_asked(response).questions} if response.form else {}
        carried = not response.is_private or hasattr(response, "opening")
        for key, text in words.items():
            question = asked.get(key)
            if question is None or question.kind in (LINE, WORDS) and not (question.asks and carried):
                found.append(
                    Saying(text, response.answered_on or until, where if carried else f"{where}, for the IRO only")
                )
    return found


def beside(review: Review, member: Membership | None, on: date) -> dict[str, list[tuple[str, str, str, bool]]]:
    """What was said, by the question of the papers beside which it stands: (who, question, words, private). What belongs to no
    question stands beside what the child said, or what the family thinks."""
    found: dict[str, list[tuple[str, str, str, bool]]] = {}
    for one in of_review(review, member, on):
        private = one.response.is_private and not hasattr(one.response, "opening")
        other = "part.said" if one.response.respondent == CHILD else "heard.words"
        for line in one.lines:
            found.setdefault(line.beside or other, []).append((one.who, line.question, line.words, private))
    return found
