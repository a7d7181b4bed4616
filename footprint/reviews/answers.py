"""Writing under the questions of a review's papers: saved as people type, and nothing typed is ever lost.

Whoever saves says which version they have seen. Where somebody else has saved meanwhile, both texts are kept in full: the
one that stands, and a rival beside it, until a person chooses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.law.participation import Code, Reading, code
from footprint.reviews.models import Answer, Attendee, Edition, Review, Rival
from footprint.reviews.questions import CHOICE, DAY, Question, find, sheet

LONGEST = 100_000
PARTICIPATION = ("part.there", "part.views", "part.current")


@dataclass(frozen=True)
class Saved:
    """What a save did: the version that stands, and whether the text became a rival of somebody else's."""

    version: int
    rival: int | None = None
    standing: str = ""
    by: str = ""


def answers_of(review: Review) -> dict[str, str]:
    """Every answer of a review by its question."""
    return dict(Answer.objects.filter(review=review).values_list("question", "text"))


def hold_review(pk: int) -> Review:
    """The review, held still until the transaction ends: two saves of one review follow each other."""
    held = Review.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("child", "council", "council__service").get(pk=pk)


def prepared(review: Review):
    """Something was prepared for a review: when it is due no more it is withdrawn, and not deleted with what was typed."""
    if not review.is_prepared:
        Review.objects.filter(pk=review.pk).update(is_prepared=True)


@transaction.atomic
def save(review: Review, *, by, question: str, text: str, seen: int, writer: str) -> Saved:
    """Save what was typed for a question. ``seen`` is the version that the writer last saw (0: none), ``writer`` the open
    page. Saving the same again changes nothing."""
    asked = _asked(review, question)
    text = _checked(asked, text)
    review = hold_review(review.pk)
    if review.withdrawn_at:
        raise Refused("This review was withdrawn; its papers are closed.")
    now = timezone.now()
    standing = Answer.objects.filter(review=review, question=question).select_related("written_by").first()
    if standing is None:
        Answer.objects.create(review=review, question=question, text=text, writer=writer, written_at=now, written_by=by)
        _note(review, by, question)
        _answered(review, question, by, writer)
        prepared(review)
        return Saved(1)
    if standing.text == text:
        return Saved(standing.version)
    if standing.version != seen and standing.writer != writer:
        return _rival(review, standing, question, text, writer, by, now)
    if standing.writer != writer:
        _note(review, by, question)
    standing.text, standing.writer, standing.written_at, standing.written_by = text, writer, now, by
    standing.version += 1
    standing.save()
    _answered(review, question, by, writer)
    return Saved(standing.version)


def _rival(review, standing: Answer, question: str, text: str, writer: str, by, now: datetime) -> Saved:
    """Keep a text beside the one that stands; a page that types on keeps on writing its own rival."""
    waiting = Rival.objects.filter(review=review, question=question, settled_at=None)
    mine = waiting.filter(text=text).first() or waiting.filter(writer=writer).first()
    if mine is None:
        mine = Rival(review=review, question=question, writer=writer, written_by=by)
        _note(review, by, question, rival=True)
    if mine.text != text or mine.pk is None:
        mine.text, mine.written_at = text, now
        mine.save()
    other = standing.written_by.name if standing.written_by else "somebody else"
    return Saved(standing.version, mine.pk, standing.text, other)


@transaction.atomic
def take_in(*, council, by, at: datetime, texts: dict[Review, dict[str, str]]) -> int:
    """Write the answers of many reviews that have none yet, as another system or a list brings them; one event for all."""
    rows = [
        Answer(review=review, question=key, text=_checked(_asked(review, key), text), written_at=at, written_by=by)
        for review, given in texts.items()
        for key, text in given.items()
    ]
    Answer.objects.bulk_create(rows, batch_size=1000)
    for review in texts:
        derive(review)
        _say_that_the_child_came(review, by, "")
    log.record("took in answers of reviews", by=by, council=council, new=len(rows), reviews=[r.pk for r in texts])
    return len(rows)


@transaction.atomic
def choose(rival: Rival, *, by, text: str, seen: str | None = None) -> Answer:
    """Settle two texts: ``text`` stands from now on (either of them, or one made of both); both stay in the database.
    ``seen`` (``as_seen``) is what the chooser looked at: refused where one of the two was written on since."""
    review = hold_review(rival.review_id)
    rival = Rival.objects.get(pk=rival.pk)
    if rival.settled_at:
        raise Refused("Somebody has chosen already. Look at what stands now.")
    standing = Answer.objects.get(review=review, question=rival.question)
    if seen is not None and seen != as_seen(standing, rival):
        raise Refused("Somebody has written on meanwhile. Look at both texts once more.")
    text = _checked(_asked(review, rival.question), text)
    now = timezone.now()
    if not text.strip() and (standing.text.strip() or rival.text.strip()):
        raise Refused("Write what shall stand, or choose one of the two texts.", "text")
    if text != standing.text:
        _keep(review, standing, now)
        standing.text, standing.written_at, standing.written_by = text, now, by
        standing.version += 1
        standing.writer = ""
        standing.save()
    rival.settled_at, rival.settled_by, rival.taken = now, by, text == rival.text
    rival.save()
    _answered(review, rival.question, by, "")
    log.record(
        "chose between two texts", by=by, council=review.council_id, child=review.child_id, subject=f"rival {rival.pk}"
    )
    return standing


def as_seen(standing: Answer, rival: Rival) -> str:
    """What marks the two texts of a choice as they stand now."""
    return f"{standing.version}/{rival.written_at.timestamp()}"


def _keep(review, standing: Answer, now, waits: bool = False):
    """The text that gives way stays, as a rival that was settled against, or that waits for a choice."""
    Rival.objects.create(
        review=review,
        question=standing.question,
        text=standing.text,
        written_at=standing.written_at,
        written_by=standing.written_by,
        settled_at=None if waits else now,
        taken=None if waits else False,
    )


@transaction.atomic
def same_for(review: Review, others: list[Review], *, by, questions: list[str], writer: str) -> int:
    """Put common answers into the records of brothers and sisters who meet together; where other words stand there, both
    are kept and a person chooses. Returns how many answers went over."""
    given, over = answers_of(review), 0
    for other in others:
        for question in questions:
            if given.get(question, "").strip():
                save(other, by=by, question=question, text=given[question], seen=0, writer=f"{writer}{review.pk}"[:40])
                over += 1
    return over


# -- the participation code --------------------------------------------------------------------------------------------


def participation_code(review: Review, answers: Mapping[str, str], day: date) -> Code:
    """The code that the plain answers give for a review held on a day, by the reading that the council then had."""
    readings = [Reading(first, told) for first, told in profile(review.council.profile_name).readings]
    return code(
        age=review.child.age_on(day),
        held_on=day,
        there=answers.get("part.there", ""),
        views=answers.get("part.views", ""),
        current=answers.get("part.current", ""),
        readings=readings,
    )


def _answered(review: Review, question: str, by, writer: str):
    if question in PARTICIPATION:
        derive(review)
    if question == "part.there":
        _say_that_the_child_came(review, by, writer)


def _say_that_the_child_came(review: Review, by, writer: str):
    """What is said once stands everywhere: on the list of who came; and who was not there led nothing. What somebody else
    said of who led waits for a choice; one's own earlier answer is kept as settled against."""
    there = answers_of(review).get("part.there", "")
    Attendee.objects.filter(review=review, is_child=True).update(came=there)
    led = Answer.objects.filter(review=review, question="part.chaired").exclude(text="no").first()
    if there != "no" or led is None:
        return
    now = timezone.now()
    if led.text:
        _keep(review, led, now, waits=led.written_by != by)
        _note(review, by, led.question, rival=True)
    led.text, led.writer, led.written_at, led.written_by = "no", writer, now, by
    led.version += 1
    led.save()


def derive(review: Review):
    """Keep the participation code as the answers say, once the review was held."""
    if not review.held_on:
        return
    answers = answers_of(review)
    if not any(answers.get(key) for key in PARTICIPATION):
        return
    found = participation_code(review, answers, review.held_on).code
    known_before = review.participation and "participation" not in review.edited_here
    if found != review.participation and (found or not known_before):  # half an answer wipes no code that was brought
        review.participation = found
        review.edited_here = sorted({*review.edited_here, "participation"})
        Review.objects.filter(pk=review.pk).update(participation=found, edited_here=review.edited_here)


# -- finishing ---------------------------------------------------------------------------------------------------------


def missing(review: Review, name: str, on: date) -> list[Question]:
    """The questions of a sheet that must still be answered; ``on`` is today."""
    asked = sheet(name, review.council.profile_name)
    age = review.child.age_on(review.held_on or on)
    return [q.named(review.child.short_name) for q in asked.missing(answers_of(review), age)]


def check_finished(review: Review, name: str, on: date):
    """Raises Refused with what is missing, or with the questions under which two texts wait for a choice."""
    waiting = Rival.objects.filter(review=review, settled_at=None).values_list("question", flat=True)
    of_sheet = set(sheet(name, review.council.profile_name).questions) & set(waiting)
    if of_sheet:
        words = _asked(review, min(of_sheet)).named(review.child.short_name).label
        raise Refused(f"Two people wrote under “{words}”. Choose which text stands first.")
    left = missing(review, name, on)
    if left:
        words = "; ".join(q.label for q in left[:6])
        raise Refused(f"{len(left)} still to answer: {words}{' …' if len(left) > 6 else ''}")


def keep_edition(review: Review, what: str, content: dict, by) -> Edition:
    """One more edition of a paper, as it stands now; none where nothing changed since the last."""
    last = review.editions.filter(what=what).order_by("-number").first()
    if last and last.content == content:
        return last
    return Edition.objects.create(
        review=review,
        what=what,
        number=(last.number if last else 0) + 1,
        content=content,
        written_at=timezone.now(),
        written_by=by,
    )


def _asked(review: Review, key: str) -> Question:
    asked = find(key, review.council.profile_name)
    if asked is None:
        raise Refused("This question is not asked here.")
    return asked


def _checked(question: Question, text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > LONGEST:
        raise Refused(f"This is longer than {LONGEST:,} characters. Attach it as a file instead.")
    if question.kind == CHOICE and text and text not in question.options:
        raise Refused("Choose one of the answers.")
    if question.most is not None and text.strip() and not _is_number(text.strip(), question.most):
        raise Refused(f"Enter a whole number from 0 to {question.most}.")
    if question.kind == DAY and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise Refused("Enter a day of the calendar, like 27/3/2025.") from None
    return text


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= most


def _note(review, by, question, rival=False):
    """One audit row when a page begins to write under a question, not one a keystroke."""
    log.record(
        "wrote in a review's papers",
        by=by,
        council=review.council_id,
        child=review.child_id,
        subject=f"review {review.pk}",
        question=question,
        rival=rival,
    )
