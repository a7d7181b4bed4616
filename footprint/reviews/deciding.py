"""What a review decided: writing decisions, issuing them to the team manager, the manager's reply, and how each ended;
and what the child asked for."""

import re
from datetime import date
from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from footprint.audit import log
from footprint.children.models import Child
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.law.clocks import due_on
from footprint.law.words import long_day
from footprint.reviews.answers import hold_review, keep_edition
from footprint.reviews.models import Ask, Decision, Review

VALUES = ("text", "owner", "due_on", "kind", "starred", "made")
ALIKE = 0.72
VAGUE = re.compile(
    r"\b(as (?:appropriate|needed|required)|asap|as soon as possible|on-?going|continue to|monitor|consider|explore|liaise|"
    r"in due course|regularly|where possible|ensure)\b",
    re.IGNORECASE,
)
LONGEST_DECISION = 40
MATCH_AGE = 14


def of_review(review: Review) -> QuerySet:
    """The standing decisions of a review in their order, with what they repeat."""
    return Decision.objects.standing().filter(review=review).select_related("again_of__review").order_by("number")


def undone_of(child: Child) -> QuerySet:
    """Decisions about a child that are not done, whichever review made them."""
    return Decision.objects.undone().filter(child=child).select_related("review").order_by("due_on", "pk")


def undone_before(review: Review) -> QuerySet:
    """Decisions of other reviews of the child that are not done and were not decided again."""
    return undone_of(review.child).exclude(review=review)


@transaction.atomic
def decide(
    review: Review, *, by, on: date, text: str, owner: str, due_on: date, again_of: Decision | None = None, **more
) -> Decision:
    """Write a decision: what, who, by when. One that repeats an undone decision says which, and counts the times."""
    review = _held(review)
    values = {"text": text.strip(), "owner": owner.strip(), "due_on": due_on, **more}
    _check(review, values)
    same = of_review(review).filter(text=values["text"], owner=values["owner"], due_on=due_on).first()
    if same:
        return same  # the button was pressed twice
    if again_of and again_of.child_id != review.child_id:
        raise Refused("That decision is about another child.", "again_of")
    last = Decision.objects.filter(review=review).aggregate(n=Max("number"))["n"] or 0
    made = Decision.objects.create(
        review=review,
        child=review.child,
        number=last + 1,
        again_of=again_of,
        times=again_of.times + 1 if again_of else 1,
        written_at=timezone.now(),
        written_by=by,
        **values,
    )
    _note("decided", made, by)
    return made


@transaction.atomic
def change(decision: Decision, *, by, on: date, **values) -> Decision:
    """Change a decision that has not been issued; afterwards only the manager's proposal or a new review changes it."""
    decision = _standing(decision)
    if is_issued(decision):
        raise Refused("This decision is issued. Its date changes when you accept the manager's proposal.")
    _check(decision.review, {n: values.get(n, getattr(decision, n)) for n in ("text", "owner", "due_on", "kind")})
    for name in VALUES:
        if name in values:
            setattr(decision, name, values[name])
    decision.save()
    _note("changed a decision", decision, by)
    return decision


@transaction.atomic
def take_back(decision: Decision, *, by) -> Decision:
    """Take back a decision that has not been issued."""
    decision = _standing(decision)
    if is_issued(decision):
        raise Refused("This decision is issued. Close it as no longer needed instead.")
    decision.withdrawn_at = timezone.now()
    decision.save(update_fields=["withdrawn_at"])
    _note("took a decision back", decision, by)
    return decision


def issued(review: Review) -> set[int]:
    """Which decisions of a review (ids) went to the manager."""
    return set(of_review(review).exclude(issued_on=None).values_list("pk", flat=True))


def is_issued(decision: Decision) -> bool:
    return decision.issued_on is not None


@transaction.atomic
def issue(review: Review, *, by, on: date) -> bool:
    """Issue the decisions to the team manager. The review keeps the day of the first issue; each decision has its own, from
    which the reply is counted. Pressing twice issues once. Returns whether anything new went out."""
    review = _held(review)
    if review.child.died:
        raise Refused(f"{review.child.short_name} has died; nothing goes out.")
    decisions = list(of_review(review))
    if not decisions:
        raise Refused("There is no decision to issue. Write at least one.")
    content = {"ids": [d.pk for d in decisions], "texts": [[d.text, d.owner, d.due_on.isoformat()] for d in decisions]}
    before = review.editions.filter(what="decisions").count()
    edition = keep_edition(review, "decisions", content, by)
    new = Decision.objects.filter(pk__in=content["ids"], issued_on=None).update(issued_on=on)
    if edition.number <= before and not new:
        return False
    if review.decisions_sent_on is None:
        review.decisions_sent_on = on
        Review.objects.filter(pk=review.pk).update(decisions_sent_on=on)
    log.record(
        "issued decisions",
        by=by,
        council=review.council_id,
        child=review.child_id,
        subject=f"review {review.pk}",
        edition=edition.number,
        decisions=content["ids"],
    )
    return True


def reply_due(decision: Decision) -> date | None:
    """The day by which the team manager replies to a decision: five working days after it was issued."""
    return due_on("manager_reply", decision.issued_on) if decision.issued_on else None


def awaited_from(decisions: list[Decision]) -> date | None:
    """The day of issue from which the manager's next reply is counted; once all are answered, that of the last issue."""
    days = [d.issued_on for d in decisions if d.issued_on]
    waiting = [d.issued_on for d in decisions if d.issued_on and not d.reply]
    return min(waiting, default=max(days, default=None))


def last_issued_on(review: Review) -> date | None:
    """The day of the last issue of decisions of a review."""
    return of_review(review).aggregate(day=Max("issued_on"))["day"]


@transaction.atomic
def reply(
    decision: Decision, *, by, on: date, reply: str, words: str = "", proposed_on: date | None = None
) -> Decision:
    """The team manager's reply to one decision: agreed, challenged with a reason, or another date proposed."""
    decision = _standing(decision)
    if not is_issued(decision):
        raise Refused("This decision has not been issued yet.")
    if decision.settled:
        raise Refused("The IRO has answered your reply already.")
    if says_already(decision, reply=reply, words=words, proposed_on=proposed_on):
        return decision
    if reply == "challenged" and not words.strip():
        raise Refused("Say why you challenge it.", "words")
    if reply == "date" and (proposed_on is None or proposed_on < on):
        raise Refused("Enter the date that you propose, from today on.", "proposed_on")
    decision.reply, decision.reply_words = reply, words.strip()
    decision.proposed_on = proposed_on if reply == "date" else None
    decision.replied_on, decision.replied_by = on, by
    decision.save()
    _note("replied to a decision", decision, by, reply=reply)
    return decision


def says_already(decision: Decision, *, reply: str, words: str = "", proposed_on: date | None = None) -> bool:
    """Whether this is the manager's reply as it stands: saying it again changes neither its day nor who gave it."""
    same = (reply, words.strip(), proposed_on if reply == "date" else None)
    return same == (decision.reply, decision.reply_words, decision.proposed_on)


@transaction.atomic
def settle(decision: Decision, *, by, accept: bool, words: str = "") -> Decision:
    """The IRO's answer to a challenge or a proposed date; an accepted date becomes the decision's."""
    decision = _standing(decision)
    if decision.reply not in ("challenged", "date"):
        raise Refused("There is nothing to answer: the manager has not challenged this decision.")
    if decision.settled:
        raise Refused("This reply is answered already.")
    if not accept and not words.strip():
        raise Refused("Say why it stands.", "words")
    if accept and decision.proposed_on:
        decision.due_on = decision.proposed_on
    elif accept:
        decision.status, decision.closed_on, decision.evidence = Decision.DROPPED, decision.replied_on, words.strip()
    decision.settled = (f"accepted {words}" if accept else words).strip()
    decision.save()
    _note("answered a manager's reply", decision, by, accept=accept)
    return decision


@transaction.atomic
def close(
    decision: Decision, *, by, on: date, status: str, closed_on: date | None = None, evidence: str = ""
) -> Decision:
    """Say how a decision ended: done with its evidence, or no longer needed with the reason; or that it is open again."""
    decision = _standing(decision)
    if status == Decision.OPEN:
        decision.status, decision.closed_on, decision.evidence = status, None, ""
    else:
        if not evidence.strip():
            what = "what shows that it was done" if status == Decision.DONE else "why it is no longer needed"
            raise Refused(f"Say {what}.", "evidence")
        day = closed_on or on
        if not decision.review.held_day <= day <= on:
            raise Refused(f"Enter a day from {long_day(decision.review.held_day)} to today.", "closed_on")
        decision.status, decision.closed_on, decision.evidence = status, day, evidence.strip()
    decision.save()
    _note("closed a decision", decision, by, status=status)
    return decision


def advice(text: str, owner: str, due: date | None, on: date) -> list[str]:
    """What would make a decision clearer (SMART): advice for the writer, never a bar."""
    found = [f"“{m[0]}” lets it slip: say what will be done and how it will be noticed." for m in VAGUE.finditer(text)]
    if len(text.split()) > LONGEST_DECISION:
        found.append("It is long: one decision for each thing that will be done.")
    if re.search(r"\b(all|everyone|professionals|team)\b", owner, re.IGNORECASE):
        found.append("Name one person: what all do, nobody does.")
    if due and (due - on).days > 200:
        found.append("That is after the next review: choose a day on which it can be looked at.")
    return found


def likely_again(review: Review, text: str) -> Decision | None:
    """The undone decision of an earlier review that reads most like this one, or None."""
    alike = [(SequenceMatcher(None, d.text.lower(), text.lower()).ratio(), d) for d in undone_before(review)]
    best = max(alike, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] >= ALIKE else None


# -- what the child asked for ------------------------------------------------------------------------------------------


@transaction.atomic
def ask(review: Review, *, by, words: str, outcome: str = "", why: str = "") -> Ask:
    """Write down something that the child asked for."""
    review = hold_review(review.pk)
    if not words.strip():
        raise Refused(f"Write what {review.child.short_name} asked for.", "words")
    same = Ask.objects.filter(review=review, words=words.strip()).first()
    if same:
        return same
    made = Ask(review=review, words=words.strip(), written_at=timezone.now(), written_by=by)
    return _outcome(made, by, outcome, why)


@transaction.atomic
def answer_ask(asked: Ask, *, by, outcome: str, why: str = "") -> Ask:
    """Say what became of something that the child asked for; what is not agreed has a reason."""
    return _outcome(Ask.objects.select_for_update(of=("self",)).get(pk=asked.pk), by, outcome, why)


def _outcome(asked: Ask, by, outcome: str, why: str) -> Ask:
    if outcome in ("part", "not") and not why.strip():
        raise Refused("Say why it was not agreed: it goes into the letter.", "why")
    asked.outcome, asked.why = outcome, why.strip()
    asked.save()
    log.record(
        "wrote what a child asked for",
        by=by,
        council=asked.review.council_id,
        child=asked.review.child_id,
        subject=f"ask {asked.pk}",
        outcome=outcome,
    )
    return asked


# -- checks ------------------------------------------------------------------------------------------------------------


def _held(review: Review) -> Review:
    review = hold_review(review.pk)
    if review.withdrawn_at or not review.held_on:
        raise Refused("Decisions are written for a review that was held. Record that it was held first.")
    return review


def _standing(decision: Decision) -> Decision:
    hold_review(decision.review_id)
    decision = Decision.objects.select_related("review__child", "review__council").get(pk=decision.pk)
    if decision.withdrawn_at or decision.review.withdrawn_at:
        raise Refused("This decision was taken back.")
    return decision


def _check(review: Review, values: dict):
    if not values["text"].strip():
        raise Refused("Write what will happen.", "text")
    if not values["owner"].strip():
        raise Refused("Say who does it.", "owner")
    if values["due_on"] < review.held_day:
        raise Refused(f"Enter a day from {long_day(review.held_day)} on, when it was decided.", "due_on")
    kind = values.get("kind", "")
    if kind and kind not in profile(review.council.profile_name).decision_kinds:
        raise Refused("Choose what it is about from the list.", "kind")
    if kind == "match" and review.child.age_on(review.held_day) < MATCH_AGE:
        raise Refused(
            f"A match is decided in a review from {MATCH_AGE} on; {review.child.short_name} is younger.", "kind"
        )


def _note(what: str, decision: Decision, by, **more):
    log.record(
        what,
        by=by,
        council=decision.review.council_id,
        child=decision.child_id,
        subject=f"decision {decision.pk}",
        **more,
    )
