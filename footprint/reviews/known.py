"""What is known of a child beside the questions of a review, and what changed since the last one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.timezone import localtime

from footprint.allocation.models import IroAssignment
from footprint.children import codes
from footprint.children.models import (
    AroundChild,
    Child,
    ChildFact,
    LegalStatus,
    MissingTime,
    Placement,
    SocialWork,
    UnaccompaniedStatus,
)
from footprint.law.words import full
from footprint.reviews.deciding import of_review, undone_before
from footprint.reviews.invited import siblings_in_care
from footprint.reviews.models import Answer, Ask, Change, Decision, Paper, Review, SentCopy


@dataclass(frozen=True)
class Told:
    """A line of what was: then, now, and the days on which it changed."""

    what: str
    then: str
    now: str
    days: list[date] = field(default_factory=list)


@dataclass(frozen=True)
class Saying:
    """The child's words, when, and where they stand."""

    words: str
    on: date
    where: str


@dataclass
class Changed:
    """What changed for a child since a day (the last review, or the beginning of care)."""

    since: date
    last: Review | None
    rows: list[Told]
    same: list[str]
    happened: list[tuple[date, str]]
    decisions: list[Decision]
    undone: list[Decision]
    said: list[Saying]
    papers: list[Paper]


LANES: tuple[tuple[str, type[ChildFact], Callable[..., str], tuple[str, ...]], ...] = (
    ("Home", Placement, lambda p: codes.label("placement_type", p.code), ()),
    ("Legal status", LegalStatus, lambda s: codes.label("legal_status", s.code), ()),
    ("Social worker", SocialWork, lambda w: w.worker.name if w.worker else "not known", ("worker",)),
    ("Team", SocialWork, lambda w: w.team.name if w.team else "not known", ("team",)),
    ("IRO", IroAssignment, lambda a: a.iro.name, ("iro",)),
)


def changed_since_last(review: Review, today: date) -> Changed:
    """What changed for the child of a review since the review before it, or since care began."""
    child = review.child
    before = Review.objects.statutory().filter(child=child, held_on__isnull=False).exclude(pk=review.pk)
    if review.held_on:
        before = before.filter(held_on__lt=review.held_on)
    last = before.order_by("-held_on").first()
    since = last.held_on if last else _care_began(child, review)
    until = review.held_on or today
    rows, same = [], []
    for what, model, words, joined in LANES:
        told = _lane(child, since, until, what, model, words, joined)
        if told is None:
            continue
        if told.days:
            rows.append(told)
        elif told.now:
            same.append(f"{what.lower() if what != 'IRO' else what}: {told.now}")
    for told in _people(child, since, until):
        rows.append(told)
    return Changed(
        since=since,
        last=last,
        rows=rows,
        same=same,
        happened=_happened(child, since, until),
        decisions=list(of_review(last)) if last else [],
        undone=list(undone_before(review)),
        said=said_since(child, since, until),
        papers=list(Paper.objects.filter(review=review).order_by("due_on", "kind")),
    )


def _care_began(child: Child, review: Review) -> date:
    period = child.periodofcares.filter(withdrawn_at=None).order_by("-starts_on").first()
    return review.due_from or (period.starts_on if period else child.born)


def _lane(child, since, until, what, model, words, joined) -> Told | None:
    facts = list(
        model.objects.standing().filter(child=child, starts_on__lte=until).select_related(*joined).order_by("starts_on")
    )
    if not facts:
        return None
    then = _on(facts, since)
    now = _on(facts, until)
    days = [f.starts_on for before, f in zip([None, *facts], facts, strict=False)
            if f.starts_on > since and (before is None or words(before) != words(f))]  # fmt: skip
    return Told(what, words(then) if then else "", words(now) if now else "", days)


def _on(facts, day):
    true = [f for f in facts if f.starts_on <= day and (f.ends_on is None or f.ends_on > day)]
    return true[-1] if true else None


def _people(child, since, until) -> list[Told]:
    """Carers and school: who they were and are."""
    parts = list(
        AroundChild.objects.standing()
        .filter(child=child, role__in=(AroundChild.CARER, "teacher"), starts_on__lte=until)
        .select_related("person")
        .order_by("starts_on")
    )
    found = []
    for role, what in ((AroundChild.CARER, "Lives with"), ("teacher", "School")):
        mine = [p for p in parts if p.role == role]
        words = {p.pk: p.person.organisation or p.person.name if role == "teacher" else p.person.name for p in mine}
        then = ", ".join(words[p.pk] for p in mine if p.starts_on <= since and (not p.ends_on or p.ends_on > since))
        now = ", ".join(words[p.pk] for p in mine if not p.ends_on or p.ends_on > until)
        if then != now:
            found.append(Told(what, then, now, sorted({p.starts_on for p in mine if p.starts_on > since})))
    return found


def _happened(child, since, until) -> list[tuple[date, str]]:
    span = {"child": child, "starts_on__gt": since, "starts_on__lte": until}
    events = [(m.starts_on, _missing_words(m)) for m in MissingTime.objects.standing().filter(**span)]
    events += [
        (p.starts_on, f"Moved: {codes.label('placement_type', p.code)}")
        for p in Placement.objects.standing().filter(**span)
    ]
    events += [
        (c.happened_on, c.words)
        for c in Change.objects.filter(child=child, happened_on__gt=since, happened_on__lte=until)
    ]
    return sorted(events)


def _missing_words(missing: MissingTime) -> str:
    if missing.ends_on is None:
        return f"{missing.get_kind_display().capitalize()}, still"
    days = (missing.ends_on - missing.starts_on).days
    return f"{missing.get_kind_display().capitalize()} for {days} day{'' if days == 1 else 's'}"


def said_since(child: Child, since: date, until: date) -> list[Saying]:
    """What the child has said from a review on: at it, and in getting ready for the next; newest first."""
    where = {
        "part.said": "at the review",
        "prep.wishes": "about how the review is held",
        "prep.agenda": "for the agenda",
    }
    answers = (
        Answer.objects.filter(review__child=child, review__withdrawn_at=None, question__in=where)
        .exclude(text="")
        .select_related("review")
    )
    found = [
        Saying(a.text, a.review.held_on if a.question == "part.said" and a.review.held_on else min(a.written_at.date(), until),
               where[a.question])
        for a in answers
    ]  # fmt: skip
    asked = Ask.objects.filter(review__child=child, review__withdrawn_at=None).select_related("review")
    found += [Saying(a.words, a.review.held_on or min(a.written_at.date(), until), "asked for") for a in asked]
    return sorted((s for s in found if since <= s.on <= until), key=lambda s: s.on, reverse=True)


def last_saying(child: Child, today: date) -> Saying | None:
    """What the child said last."""
    said = said_since(child, child.born, today)
    return said[0] if said else None


def keepsakes(child: Child) -> list[tuple[date, str, int, int | None]]:
    """What is kept for the child's life story: letters of the IRO and of carers, as (day, what, review, copy), newest
    first."""
    letters = SentCopy.objects.filter(review__child=child, review__withdrawn_at=None, what="letter").values_list(
        "sent_on", "review", "pk"
    )
    carers = Answer.objects.filter(review__child=child, review__withdrawn_at=None, question="prep.carer").exclude(
        text=""
    )
    found: list[tuple[date, str, int, int | None]]
    found = [(day, "letter after the review", review, pk) for day, review, pk in letters]
    found += [
        (localtime(at).date(), "the carer's letter", review, None)
        for at, review in carers.values_list("written_at", "review")
    ]
    return sorted(found, reverse=True, key=lambda row: row[0])


# -- beside the questions ----------------------------------------------------------------------------------------------


def known_lines(child: Child, today: date, plan_lines: Callable[[Child], dict[str, list[str]]]) -> dict[str, list[str]]:
    """Sentences of what the records hold, by the names that questions ask for (``Question.known``)."""
    lines = {
        "placement": _now(child, Placement, lambda p: codes.label("placement_type", p.code)),
        "legal": _now(child, LegalStatus, lambda s: codes.label("legal_status", s.code)),
        "missing": [
            f"{_missing_words(m)}, from {full(m.starts_on)}"
            for m in MissingTime.objects.standing().filter(child=child).order_by("-starts_on")[:3]
        ],
        "identity": [t for t in (codes.label("ethnicity", child.ethnicity) if child.ethnicity else "",
                                 child.religion, child.first_language, child.nationality) if t],
        "immigration": [child.nationality] if child.nationality else [],
        "siblings": [f"{other.short_name} is in care too" for other in siblings_in_care(child) if not other.restricted],
    }  # fmt: skip
    if UnaccompaniedStatus.objects.standing().filter(child=child, ends_on=None).exists():
        lines["immigration"].append("Unaccompanied asylum-seeking child")
    around = AroundChild.objects.standing().filter(child=child, ends_on=None).select_related("person")
    for part in around.order_by("role", "person__name"):
        words = f"{part.person.name}, {part.get_role_display()}"
        if part.role in (AroundChild.MOTHER, AroundChild.FATHER, "parent", "family"):
            lines.setdefault("family", []).append(words)
        elif part.role == AroundChild.CARER and part.child_lives_here:
            lines["placement"].append(f"with {part.person.name}")
        elif part.role in ("teacher", "virtual_school"):
            lines.setdefault("education", []).append(f"{words}, {part.person.organisation}".rstrip(", "))
    for name, more in plan_lines(child).items():
        lines.setdefault(name, []).extend(more)
    return lines


def _now(child, model, words) -> list[str]:
    fact = model.objects.standing().filter(child=child, ends_on=None).first()
    return [f"{words(fact)}, since {full(fact.starts_on)}"] if fact else []
