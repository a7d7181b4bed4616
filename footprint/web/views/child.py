"""A child's overview, and what is done about reviews: recording, correcting, withdrawing, choosing the IRO."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render

from footprint.accounts import roles
from footprint.allocation import actions as allocation
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.children import codes
from footprint.children.models import (
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Placement,
    Relation,
    ReviewInterval,
    SocialWork,
)
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.law.clocks import due as clock_due
from footprint.law.clocks import permanence_plan
from footprint.law.days import ENGLAND
from footprint.reviews import actions as reviews
from footprint.reviews.answers import save as save_answer
from footprint.reviews.booking import booked
from footprint.reviews.booking import open_review as open_review_of
from footprint.reviews.deciding import undone_of
from footprint.reviews.known import keepsakes, last_saying
from footprint.reviews.models import LEFT_OUT, DateRequest, EntryNotice, Meeting, Review
from footprint.voice.reading import sayings
from footprint.web.doors import needs, open_child, open_review
from footprint.web.forms import Allocate, CorrectReview, RecordReview, Withdraw
from footprint.web.introducing import introduce
from footprint.web.picture import Dot, Span, picture
from footprint.web.presenters import after_meeting, kind_words, owed_rows, readiness, why_due


@needs(roles.SEE_CHILDREN)
def child(request, pk):
    """The child: who, where, next review and why, the time in care in one picture."""
    child = open_child(request, pk)
    log.look("child", by=request.user, council=child.council_id, child=child)
    facts = _facts(child)
    held = [r for r in facts["reviews"] if r.held_on]
    due = next((r for r in facts["reviews"] if not r.held_on and not r.missed and not r.left_out), None)
    context = {
        "title": child.name,
        "child": child,
        "age": child.age_on(request.today),
        "now": {name: _now(facts[name]) for name in ("placements", "legal", "work", "iros", "periods")},
        "family": _family(child, request.member),
        "interval": ReviewInterval.objects.standing().filter(child=child, ends_on=None).first(),
        "details": _details(child),
        "missing": MissingTime.objects.standing().filter(child=child, ends_on=None).first(),
        "due": due,
        "why": why_due(due) if due else None,
        "meeting": booked(due) if due else None,
        "ready": readiness(due, request.today) if due and due.is_prepared else [],
        "entry": EntryNotice.objects.filter(child=child).order_by("-care_from").first(),
        "undone": undone_of(child),
        "saying": _last_saying(child, request),
        "keepsakes": keepsakes(child),
        "permanence": permanence_plan(due.due_on)
        if due and due.kind == "second" and due.under == "looked-after"
        else None,
        "late_days": _days_late(due, request.today),
        "held": [(r, kind_words(r), why_due(r), _verdict(r)) for r in reversed(held)],
        "missed": [r for r in facts["reviews"] if r.missed],
        "picture": _picture(facts, request.today),
        "labels": {
            "placement": _label(facts["placements"], "placement_type"),
            "legal": _label(facts["legal"], "legal_status"),
        },
    }
    return render(request, "web/child.html", context)


def _last_saying(child, request):
    """What the child said last, as far as the member may read it."""
    known = last_saying(child, request.today)
    told = sayings(child, request.member, known.on if known else child.born, request.today, request.today)
    return max([*told[:1], *([known] if known else [])], key=lambda one: one.on, default=None)


def _facts(child) -> dict:
    of = {"child": child}
    return {
        "periods": list(PeriodOfCare.objects.standing().filter(**of).order_by("starts_on")),
        "placements": list(Placement.objects.standing().filter(**of).order_by("starts_on")),
        "legal": list(LegalStatus.objects.standing().filter(**of).order_by("starts_on")),
        "work": list(SocialWork.objects.standing().filter(**of).select_related("worker", "team").order_by("starts_on")),
        "iros": list(IroAssignment.objects.standing().filter(**of).select_related("iro").order_by("starts_on")),
        "reviews": list(
            Review.objects.standing()
            .filter(**of)
            .select_related("council__service")
            .order_by("held_on", "due_on", "pk")
        ),
    }


def _family(child, member) -> list[tuple]:
    """Brothers, sisters, parent and babies in care as (child, what they are), of those whom the member may see."""
    seen = visible_to(member)
    both = Q(child=child, other__in=seen) | Q(other=child, child__in=seen)
    rows = Relation.objects.standing().filter(both, ends_on=None).select_related("child", "other").order_by("pk")
    found = {}
    for r in rows:
        theirs, turned = (r.other, "baby") if r.child_id == child.pk else (r.child, "parent")
        found[theirs] = turned if r.kind == Relation.PARENT else "brother or sister"
    return list(found.items())


def _details(child) -> list[tuple[str, str]]:
    """What is known about who the child is, as (name, words)."""
    local = profile(child.council.profile_name).local("ethnicity", child.ethnicity_local)
    words = (
        ("Name in full", f"{child.first_name} {child.last_name}" if child.used_name else ""),
        ("Died", f"{child.died.day} {child.died:%B %Y}" if child.died else ""),
        ("Sex", child.get_sex_display()),
        ("Ethnicity", local[1] if local else codes.label("ethnicity", child.ethnicity)),
        ("Nationality", child.nationality),
        ("Religion", child.religion),
        ("First language", child.first_language + (", needs an interpreter" if child.interpreter_needed else "")),
        ("Disability", child.disability),
        ("Communicates", child.communication),
        ("EHCP", "yes" if child.has_ehcp else ""),
        ("Looked-after parent", "yes" if child.is_parent else ""),
    )
    return [(name, text) for name, text in words if text]


def _now(facts):
    return facts[-1] if facts and facts[-1].ends_on is None else None


def _label(facts, of):
    return codes.label(of, facts[-1].code) if facts and facts[-1].ends_on is None else ""


def _verdict(review) -> str:
    if review.left_out:
        return LEFT_OUT[review.left_out]
    if review.due_on is None:
        return "not judged: its number is not known"
    if not _spoken_for(review):
        return "not judged: it fell due when nothing was known"
    if review.relaxed and review.held_on > review.due_on:
        return "not judged: limits were relaxed in 2020"
    return "on time" if review.held_on <= review.due_on else "late"


def _days_late(due, today) -> int:
    return ENGLAND.between(due.due_on, today) if due and due.due_on < today and _spoken_for(due) else 0


def _spoken_for(review) -> bool:
    return review.council.speaks_of(review.due_on, review.due_on)


def _picture(facts, today):
    starts = [p.starts_on for p in facts["periods"]]
    if not starts:
        return None
    ends = [p.ends_on for p in facts["periods"]]
    last = today if None in ends else max(ends)
    lanes = [
        ("Home", [Span(codes.label("placement_type", p.code), p.starts_on, p.ends_on) for p in facts["placements"]]),
        ("Legal status", [Span(codes.label("legal_status", s.code), s.starts_on, s.ends_on) for s in facts["legal"]]),
        (
            "Social worker",
            [Span(w.worker.name if w.worker else "Not known", w.starts_on, w.ends_on) for w in facts["work"]],
        ),
        ("IRO", [Span(a.iro.name, a.starts_on, a.ends_on) for a in facts["iros"]]),
    ]
    dots = [
        Dot(r.held_on, _verdict(r).split(":")[0].replace(" ", "-"), f"{r.held_on:%d/%m/%Y} {_verdict(r)}")
        for r in facts["reviews"]
        if r.held_on and not r.left_out
    ]
    return picture([(n, s) for n, s in lanes if s], dots, min(starts), max(last, min(starts) + timedelta(days=30)))


@needs(roles.RECORD_REVIEW)
def record_review(request, pk):
    """Record that a review was held."""
    child = open_child(request, pk)
    iro = IroAssignment.objects.standing().filter(child=child, ends_on=None).first()
    due = open_review_of(child)
    meeting = booked(due) if due else None
    together = _same_meeting(meeting, due, request.member)
    initial = {"chaired_by": (meeting and meeting.chaired_by_id) or (iro and iro.iro_id)}
    if meeting and meeting.on <= request.today:
        initial |= {"held_on": meeting.on, "mode": meeting.mode, "place": meeting.place}
    form = RecordReview(request.POST or None, child=child, together=together, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _record(request, child, together, form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The review of {child.name} on {made.held_on:%d/%m/%Y} is recorded.")
            if reviews.late_reason_needed(made):
                messages.warning(request, "It was held after the last day allowed. Say why below.")
                return redirect("review", made.pk)
            return redirect("record", made.pk)
    return render(
        request,
        "web/record_review.html",
        {"title": "Record a review", "child": child, "form": form, "due": due, "why": why_due(due) if due else None},
    )


def _same_meeting(meeting, due, member) -> list[Review]:
    """The reviews of brothers and sisters that are booked for the same meeting."""
    if meeting is None:
        return []
    others = meeting.reviews.filter(held_on=None, child__in=visible_to(member)).exclude(pk=due.pk)
    return list(others.select_related("child"))


@transaction.atomic
def _record(request, child, together, values):
    """Record a review as held, with how the child took part, and those of brothers and sisters in the same meeting."""
    said = {f"part.{name}": values.pop(name) for name in ("there", "views", "current")}
    also = {int(pk) for pk in values.pop("also", [])}
    made = reviews.record_held(child=child, by=request.user, on=request.today, **values)
    for question, text in said.items():
        if text:
            save_answer(made, by=request.user, question=question, text=text, seen=0, writer="recording")
    for other in together:
        if other.pk in also:
            reviews.record_held(child=other.child, by=request.user, on=request.today, **values)
    made.refresh_from_db()
    return made


@needs(roles.SEE_CHILDREN)
def review(request, pk):
    """One review: what is held, why it was due, and its correction."""
    review = open_review(request, pk)
    may_write = request.member.may(roles.RECORD_REVIEW)
    meeting = review.meetings.filter(state=Meeting.HELD).order_by("-on").first()
    initial = {n: getattr(meeting if n in reviews.MEETING else review, n, None) for n in CorrectReview.base_fields}
    form = CorrectReview(request.POST or None, review=review, initial=initial)
    if request.method == "POST" and may_write and review.held_on and form.is_valid():
        try:
            reviews.correct(review, by=request.user, on=request.today, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The review was changed.")
            return redirect("review", review.pk)
    log.look("review", by=request.user, council=review.council_id, child=review.child_id, subject=f"review {review.pk}")
    used = review.council.service.first_day_of_use
    owing = review.held_on and used and review.held_on >= used and not (review.left_out or review.withdrawn_at)
    owed = owed_rows(review, request.today) if owing else []
    context = {
        "title": f"{kind_words(review)} of {review.child.name}",
        "review": review,
        "child": review.child,
        "form": form,
        "why": why_due(review),
        "verdict": _verdict(review) if review.held_on else "not held",
        "owed": owed,
        "may_write": may_write and review.held_on and not review.withdrawn_at,
        "together": _seen_together(meeting, review, request.member),
        "kind": kind_words(review),
        "heading": kind_words(review),
        "meetings": review.meetings.exclude(state=Meeting.CANCELLED).select_related("chaired_by").order_by("on"),
        "move": DateRequest.objects.filter(
            meeting__reviews=review, meeting__state=Meeting.BOOKED, granted=None
        ).first(),
        "cancelled": review.meetings.filter(state=Meeting.CANCELLED).order_by("on"),
        "ready": readiness(review, request.today),
        "after": after_meeting(review),
        "adjourned_until": clock_due("adjournment_limit", review.adjourned_on) if review.adjourned_on else None,
    }
    return render(request, "web/review.html", context)


def _seen_together(meeting, review, member) -> list[str]:
    """The names of the brothers and sisters of the same meeting whom this person may see."""
    if meeting is None:
        return []
    others = reviews.met_together(meeting, review)
    seen = set(visible_to(member).filter(pk__in=[r.child_id for r in others]).values_list("pk", flat=True))
    return [r.child.short_name for r in others if r.child_id in seen]


@needs(roles.RECORD_REVIEW)
def withdraw_review(request, pk):
    """Withdraw a review that was not held."""
    review = open_review(request, pk)
    if not review.held_on or review.withdrawn_at:
        raise Http404
    form = Withdraw(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.withdraw(review, by=request.user, on=request.today, why=form.cleaned_data["why"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The review was withdrawn. What was due before is due again.")
            return redirect("child", review.child_id)
    return render(
        request,
        "web/form.html",
        {
            "title": "Withdraw a review",
            "form": form,
            "button": "Withdraw it",
            "child": review.child,
            "lead": f"The review of {review.child.name} held on {review.held_on:%d/%m/%Y}. It stays in the record as withdrawn.",
        },
    )


@needs(roles.ALLOCATE)
def allocate(request, pk):
    """Choose the IRO of a child."""
    child = open_child(request, pk)
    form = Allocate(request.POST or None, child=child, initial={"starts_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = allocation.allocate(child=child, by=request.user, on=request.today, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            introduce(child, made, request.user)
            messages.success(request, f"{made.iro.name} is {child.name}'s IRO from {made.starts_on:%d/%m/%Y}.")
            return redirect("child", child.pk)
    now = IroAssignment.objects.standing().filter(child=child, ends_on=None).select_related("iro").first()
    lead = (
        f"{child.name}'s IRO is {now.iro.name}, since {now.starts_on:%d/%m/%Y}." if now else f"{child.name} has no IRO."
    )
    return render(
        request,
        "web/form.html",
        {"title": "Choose an IRO", "form": form, "button": "Save", "child": child, "lead": lead},
    )
