"""The records behind a number, in words: for a page, a file and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localtime

from footprint.children import codes
from footprint.children.models import Child, LegalStatus, PeriodOfCare, Placement
from footprint.council.profile import profile
from footprint.disputes.models import (
    About,
    Advice,
    Dispute,
    OtherWay,
    Praise,
    Reason,
    ServiceIssue,
    Step,
    Workshop,
)
from footprint.documents.tree import Unit
from footprint.figures.breakdowns import KIND
from footprint.law.days import ENGLAND
from footprint.reviews.models import Ask, Change, DateRequest, Decision, Meeting, Paper, Review
from footprint.voice.models import (
    Activity,
    Advocacy,
    Alarm,
    Complaint,
    Compliment,
    Quote,
    Response,
    Theme,
    Visitor,
    YouSaid,
)

HEADS: dict[str, tuple[str, ...]] = {
    "child": ("Born", "Number"),
    "period of care": ("Care began", "Care ended", "Why it ended"),
    "review": ("Kind", "Last day allowed", "Held", "Working days late", "Took part"),
    "paper": ("Paper", "Due", "Came", "Working days late", "Quality"),
    "request": ("Asked on", "Who asked", "Why", "For the day", "Last day allowed", "Answer"),
    "meeting": ("Day", "How", "State", "Why"),
    "decision": ("Decision", "Who", "By when", "How it stands", "Times decided", "Manager's reply"),
    "change": ("What changed", "Happened", "Told"),
    "form": ("Who", "When", "Sent", "Came back"),
    "statement": ("Who", "When", "Told", "How", "For whom"),
    "wish": ("Wish", "Answer", "Why"),
    "call for help": ("What", "Called", "Act by", "Acted on"),
    "referral": ("Provider", "Referred", "Who asked", "How it ended"),
    "match": ("What", "Provider", "Asked for", "Matched"),
    "complaint": ("About", "Received", "Answer by", "Answered", "Outcome"),
    "compliment": ("From", "Received"),
    "theme": ("Theme", "Whose", "Told"),
    "activity": ("What", "Day", "Children"),
    "pair": ("You said", "We did", "Done on"),
    "quotation": ("Whose", "Said", "Consent"),
    "dispute": ("Number", "What is wrong", "Raised", "Last stage", "How it stands", "Settled"),
    "stage": ("Challenge", "Stage", "Began", "Answer by", "Answered", "How it ended"),
    "reason": ("Challenge", "Reason", "Raised"),
    "effect": ("Challenge", "What changed", "Since", "Who says so", "Written down"),
    "advice": ("What", "Asked for", "Ground", "Given"),
    "other way": ("In which way", "What it is about", "Tried", "What came of it"),
    "praise": ("Whose work", "Seen", "What was good"),
    "workshop": ("Workshop", "Day", "For whom", "How many came"),
    "issue": ("Issue", "What it is about", "Raised", "Answered", "Closed"),
}


class Typed(str):
    """Words that somebody typed; they are never put into the council's words."""

    is_typed = True


@dataclass(frozen=True)
class Line:
    """One record: its id, its child (None where it is about none), its cells under the heads of its unit, and the review or
    the challenge that it belongs to."""

    pk: int
    child: Child | None
    cells: list[Any]
    unit: Unit
    review: Review | None = None
    dispute: Dispute | None = None

    @property
    def named(self) -> list[tuple[str, Any]]:
        """Each cell with the head of its column."""
        return list(zip(HEADS[self.unit], self.cells, strict=True))


def heads(unit: Unit) -> tuple[str, ...]:
    """The names of a unit's columns."""
    return HEADS[unit]


def lines(unit: Unit, ids: Sequence[int]) -> list[Line]:
    """The records of these ids, in this order; one query."""
    found = {line.pk: line for line in _LINES[unit](ids)}
    return [found[pk] for pk in ids if pk in found]


def in_words(unit: str, pk: int) -> list[str]:
    """A record in sentences. Raises LookupError with one when there is no such unit or record."""
    if unit not in HEADS:
        raise LookupError(f"There is no unit “{unit}”. There are: {', '.join(HEADS)}.")
    found = lines(unit, [pk])  # type: ignore[arg-type]
    if not found:
        raise LookupError(f"There is no {unit} {pk}.")
    line = found[0]
    child = line.child
    of = f"{child.name}, number {child.number}, of {child.council.name}" if child else "about no child"
    said = [f"{unit.capitalize()} {pk}: {of}.", *(f"{head}: {_text(cell)}." for head, cell in line.named)]
    return said + [f"{sentence}." for sentence in (_facts(child) if child else ())]


def _children(ids):
    chosen = Child.objects.filter(pk__in=ids).select_related("council")
    return [Line(child.pk, child, [child.born, child.number], "child") for child in chosen]


def _periods(ids):
    chosen = PeriodOfCare.objects.filter(pk__in=ids).select_related("child", "child__council")
    return [
        Line(
            p.pk,
            p.child,
            [p.starts_on, p.ends_on, codes.label("reason_episode_ceased", p.end_reason)],
            "period of care",
        )
        for p in chosen
    ]


def _reviews(ids):
    chosen = Review.objects.filter(pk__in=ids).select_related("child", "child__council")
    return [
        Line(
            r.pk,
            r.child,
            [KIND[r.kind], r.due_on, r.held_on, _days_late(r.due_on, r.held_on), r.participation],
            "review",
            r,
        )
        for r in chosen
    ]


def _papers(ids):
    return [
        Line(
            p.pk,
            p.review.child,
            [_paper(p), p.due_on, p.received_on, _days_late(p.due_on, p.received_on), p.get_quality_display()],
            "paper",
            p.review,
        )
        for p in _with_review(Paper, ids)
    ]


def _paper(paper: Paper) -> str:
    rule = profile(paper.review.child.council.profile_name).papers.get(paper.kind)
    return rule.title if rule else paper.kind


def _requests(ids):
    return [
        Line(
            r.pk,
            r.review.child,
            [
                localtime(r.written_at).date(),
                r.get_asked_by_display(),
                Typed(r.why),
                r.day,
                r.limit,
                ANSWERS[r.granted],
            ],
            "request",
            r.review,
        )
        for r in _with_review(DateRequest, ids)
    ]


def _meetings(ids):
    """Each under the first of the children whom it was for, as the figures count it."""
    counted = Review.objects.statutory().exclude(under="short-breaks")
    reviews = counted.select_related("child__council").order_by("pk")
    chosen = Meeting.objects.filter(pk__in=ids).prefetch_related(Prefetch("reviews", reviews, to_attr="counted"))
    return [
        Line(
            m.pk,
            m.counted[0].child,
            [m.on, m.mode, m.get_state_display(), Typed(m.cancelled_why)],
            "meeting",
            m.counted[0],
        )
        for m in chosen
        if m.counted
    ]


def _decisions(ids):
    return [
        Line(
            d.pk,
            d.review.child,
            [
                Typed(d.text),
                Typed(d.owner),
                d.due_on,
                d.get_status_display(),
                d.times,
                d.get_reply_display() or "no answer",
            ],
            "decision",
            d.review,
        )
        for d in _with_review(Decision, ids)
    ]


def _changes(ids):
    chosen = Change.objects.filter(pk__in=ids).select_related("child", "child__council")
    return [Line(c.pk, c.child, [c.get_kind_display(), c.happened_on, c.told_on], "change") for c in chosen]


def _rows(model, unit: Unit, cells):
    """The lines of rows that stand beside a child, or beside none; what was said is never among them."""

    def of(ids):
        chosen = model.objects.filter(pk__in=ids).select_related("child", "child__council")
        return [Line(row.pk, row.child, cells(row), unit) for row in chosen]

    return of


def _of_no_child(model, unit: Unit, cells):
    def of(ids):
        return [Line(row.pk, None, cells(row), unit) for row in model.objects.filter(pk__in=ids)]

    return of


def _themes(ids):
    chosen = Theme.objects.filter(pk__in=ids).select_related("response__child__council")
    return [
        Line(t.pk, t.response.child, [_theme(t), t.response.get_respondent_display(), t.response.answered_on], "theme")
        for t in chosen
    ]


def _theme(theme: Theme) -> str:
    if theme.response.is_private:
        return "for the IRO only"
    known = profile(theme.response.child.council.profile_name).voice["themes"]
    return known.get(theme.theme, theme.theme)


def _wishes(ids):
    return [
        Line(a.pk, a.review.child, [Typed(a.words), a.get_outcome_display() or "no answer yet", Typed(a.why)], "wish",
             a.review)
        for a in _with_review(Ask, ids)
    ]  # fmt: skip


# -- challenges ---------------------------------------------------------------------------------------------------------


def _about(dispute: Dispute) -> Child | None:
    """The first child whom a challenge is about, as the figures count it."""
    abouts = list(dispute.abouts.all())
    return abouts[0].child if abouts else None


def _abouts(path: str) -> Prefetch:
    return Prefetch(path, About.objects.select_related("child__council").order_by("pk"))


def _disputes(ids):
    steps = Prefetch("steps", Step.objects.order_by("place"), to_attr="in_order")
    chosen = Dispute.objects.filter(pk__in=ids).prefetch_related(_abouts("abouts"), steps)
    return [
        Line(
            d.pk,
            _about(d),
            [d.number, Typed(d.title), d.raised_on, d.in_order[-1].title if d.in_order else "", d.get_state_display(),
             d.settled_on],
            "dispute",
            dispute=d,
        )
        for d in chosen
    ]  # fmt: skip


def _of_dispute(model, unit: Unit, cells):
    """The lines of what belongs to a challenge: its number first."""

    def of(ids):
        chosen = model.objects.filter(pk__in=ids).select_related("dispute").prefetch_related(_abouts("dispute__abouts"))
        return [
            Line(row.pk, _about(row.dispute), [row.dispute.number, *cells(row)], unit, dispute=row.dispute)
            for row in chosen
        ]

    return of


def _effects(ids):
    """Each under its own child."""
    chosen = About.objects.filter(pk__in=ids).select_related("dispute", "child__council")
    return [
        Line(
            a.pk,
            a.child,
            [a.dispute.number, a.get_effect_display(), a.effect_since, a.get_effect_says_display(), a.effect_on],
            "effect",
            dispute=a.dispute,
        )
        for a in chosen
    ]


def _with_review(model, ids):
    return model.objects.filter(pk__in=ids).select_related("review__child__council")


def _days_late(due: date | None, done: date | None) -> int | None:
    return ENGLAND.between(due, done) if due and done and done > due else None


def _facts(child: Child) -> list[str]:
    """Times in care, legal statuses and placements of a child, with their sources."""
    said = []
    for model, name, code_set in (
        (PeriodOfCare, "In care", ""),
        (LegalStatus, "Legal status", "legal_status"),
        (Placement, "Placement", "placement_type"),
    ):
        for fact in model.objects.standing().filter(child=child).order_by("starts_on"):
            what = f" {codes.label(code_set, fact.code)}" if code_set else ""
            until = f"to {fact.ends_on:%d/%m/%Y}" if fact.ends_on else "still"
            said.append(f"{name}{what} from {fact.starts_on:%d/%m/%Y} {until} ({fact.source_words})")
    return said


def _text(cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "–" if cell in (None, "") else str(cell)


ANSWERS = {None: "waiting", True: "granted", False: "refused"}
_LINES = {
    "child": _children,
    "period of care": _periods,
    "review": _reviews,
    "paper": _papers,
    "request": _requests,
    "meeting": _meetings,
    "decision": _decisions,
    "change": _changes,
    "form": _rows(Response, "form", lambda r: [r.get_respondent_display(), r.get_purpose_display(), r.asked_on,
                                               r.answered_on]),
    "statement": _rows(Response, "statement", lambda r: [r.get_respondent_display(), r.get_purpose_display(),
                                                         r.answered_on, r.get_way_display(), r.get_shared_display()]),
    "wish": _wishes,
    "call for help": _rows(Alarm, "call for help", lambda a: [a.get_kind_display(), a.raised_on, a.due_on, a.done_on]),
    "referral": _rows(Advocacy, "referral", lambda a: [Typed(a.provider), a.referred_on, a.get_referred_by_display(),
                                                       a.get_resolved_display()]),
    "match": _rows(Visitor, "match", lambda v: [v.get_kind_display(), Typed(v.provider), v.asked_on, v.matched_on]),
    "complaint": _rows(Complaint, "complaint", lambda c: [c.get_about_display(), c.received_on, c.due_on,
                                                          c.answered_on, c.get_outcome_display()]),
    "theme": _themes,
    "activity": _of_no_child(Activity, "activity", lambda a: [Typed(a.title), a.day, a.children]),
    "pair": _of_no_child(YouSaid, "pair", lambda p: [Typed(p.said), Typed(p.did), p.did_on]),
    "quotation": _rows(Quote, "quotation", lambda q: [q.get_respondent_display(), q.said_on, q.get_consent_by_display()]),
    "compliment": _rows(Compliment, "compliment", lambda c: [c.get_source_display(), c.received_on]),
    "dispute": _disputes,
    "stage": _of_dispute(Step, "stage", lambda s: [s.title, s.began_on, s.due_on, s.answered_on,
                                                   s.get_ended_display() or "here still"]),
    "reason": _of_dispute(Reason, "reason", lambda r: [r.label, r.dispute.raised_on]),
    "effect": _effects,
    "advice": _rows(Advice, "advice", lambda a: [a.get_kind_display(), a.asked_on,
                                                 a.get_ground_display() if a.ground else "", a.given_on]),
    "other way": _rows(OtherWay, "other way", lambda w: [w.get_kind_display(), w.get_common_display(), w.tried_on,
                                                         Typed(w.came_of_it)]),
    "praise": _rows(Praise, "praise", lambda p: [Typed(p.worker), p.seen_on, Typed(p.words)]),
    "workshop": _of_no_child(Workshop, "workshop", lambda w: [Typed(w.title), w.held_on, Typed(w.for_whom), w.people]),
    "issue": _of_no_child(ServiceIssue, "issue", lambda i: [Typed(i.title), i.get_common_display(), i.raised_on,
                                                            i.answered_on, i.closed_on]),
}  # fmt: skip
