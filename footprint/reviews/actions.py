"""Writing about reviews: recording, correcting, withdrawing, taking in from files, and keeping due dates right."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from footprint.audit import log
from footprint.children.actions import add_child, lock
from footprint.children.models import Child, PeriodOfCare
from footprint.council.actions import hold
from footprint.council.models import Council, Staff
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.dated.bulk import insert
from footprint.law.participation import UNDER_AGE
from footprint.law.words import long_day
from footprint.reviews.answers import derive, hold_review
from footprint.reviews.booking import drop, open_review
from footprint.reviews.facts import due_rows
from footprint.reviews.invited import expect_everybody
from footprint.reviews.models import Meeting, Review
from footprint.reviews.sending import tell_cancelled
from footprint.reviews.store import DUE_COLUMNS, write_dues

NO_LONGER_DUE = "no longer due"
MEETING = {"mode", "place", "chaired_by", "chaired_by_child"}
PAPERS = {"decisions_sent_on": "decisions", "record_done_on": "record", "distributed_on": "distribution"}


@dataclass(frozen=True)
class ReviewClaim:
    """A review as a file claims it: its participation code and where it stands. A return does not tell the IRO (by id)
    nor the reason for lateness; these are taken in only with a new review."""

    participation: str
    year: str
    row: str
    iro: int | None = None
    late_reason: str = ""


@dataclass
class TakenInReviews:
    """What an import of reviews did. ``as_held`` and ``mended_away`` are keyed as the return's rows are:
    (child number, day, nth on that day)."""

    new: int = 0
    changed_rows: int = 0
    withdrawn: int = 0
    differences: list[tuple] = field(default_factory=list)
    as_held: set = field(default_factory=set)
    mended_away: set = field(default_factory=set)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.changed_rows or self.withdrawn)


def take_in_reviews(
    *, council: Council, by, at, claims: dict[tuple, ReviewClaim], numbers: dict[int, str]
) -> TakenInReviews:
    """Make the reviews that come from files what the files claim. ``claims`` is keyed (child id, day, nth that day);
    ``numbers`` gives the council's number of a child id. What a person recorded, changed or withdrew here stays.
    """
    done = TakenInReviews()
    by_claim: dict[tuple, Review] = {}
    by_day: dict[tuple, list[Review]] = defaultdict(list)
    for r in Review.objects.filter(council=council).exclude(held_on=None, claimed={}).order_by("pk"):
        if r.claimed:
            by_claim[_claim_key(r)] = r
        if r.withdrawn_at is None and r.held_on:
            by_day[(r.child_id, r.held_on)].append(r)
    new, update = [], []
    for key, claim in claims.items():
        child, day, nth = key
        known = by_claim.get(key)
        if known is None:
            ours = [r for r in by_day[(child, day)] if not r.claimed or _claim_key(r) not in claims]
            same = next((r for r in ours if r.participation == claim.participation), None)
            if same:
                same.claimed = _claimed(day, nth, claim)
                update.append(same)
            elif ours:
                done.differences.append(
                    (
                        child,
                        "review",
                        f"held {day:%d/%m/%Y}",
                        ours[0].participation or "no code",
                        claim.participation or "no code",
                        {"held_on": day.isoformat(), "participation": claim.participation},
                    )
                )
            else:
                new.append(_from_claim(council, child, day, nth, claim, at, by))
        elif known.withdrawn_at and not known.withdrawn_by_id:
            _bring_back(known, claim, update)
            done.changed_rows += 1
        elif known.claimed["participation"] != claim.participation:
            _take_code(known, claim, done, update)
    gone = [r for k, r in by_claim.items() if k not in claims and r.withdrawn_at is None and _claim_key(r) == k]
    for r in gone:
        if r.edited_here or r.source_kind == Review.PERSON:
            r.claimed = {}
        else:
            r.withdrawn_at, r.withdrawn_why = at, "no longer in the return"
            done.withdrawn += 1
        update.append(r)
    Review.objects.bulk_update(update, ["claimed", "participation", "withdrawn_at", "withdrawn_why"], batch_size=500)
    insert(Review, new)
    done.new = len(new)
    for r in (*by_claim.values(), *update):
        if r.claimed and r.withdrawn_at is None:
            nth, claimed_on = r.claimed["nth"], date.fromisoformat(r.claimed["held_on"])
            if r.held_on == claimed_on and r.participation == r.claimed["participation"]:
                done.as_held.add((numbers[r.child_id], claimed_on, nth))
    for key, r in by_claim.items():
        if (r.withdrawn_by_id or r.edited_here) and key[0] in numbers:
            done.mended_away.add((numbers[key[0]], *key[1:]))
    return done


def _claim_key(r):
    return (r.child_id, date.fromisoformat(r.claimed["held_on"]), r.claimed["nth"])


def _claimed(day, nth, claim):
    return {"held_on": day.isoformat(), "nth": nth, "participation": claim.participation}


def _from_claim(council, child, day, nth, claim, at, by):
    return {
        "council_id": council.pk,
        "child_id": child,
        "held_on": day,
        "participation": claim.participation,
        "iro_id": claim.iro,
        "late_reason": claim.late_reason,
        "claimed": _claimed(day, nth, claim),
        "recorded_at": at,
        "recorded_by_id": by and by.pk,
        "source_kind": Review.FILE,
        "source_year": claim.year,
        "source_row": claim.row,
    }


def _bring_back(known, claim, update):
    """A review that a file left out and another brings again, with the code that it brings."""
    known.withdrawn_at, known.withdrawn_why = None, ""
    known.participation = claim.participation
    known.claimed = {**known.claimed, "participation": claim.participation}
    update.append(known)


def _take_code(known, claim, done, update):
    if "participation" not in known.edited_here and known.withdrawn_at is None:
        known.participation = claim.participation
        done.changed_rows += 1
    elif known.participation != claim.participation:
        done.differences.append(
            (
                known.child_id,
                "participation",
                f"review of {known.held_on:%d/%m/%Y}",
                known.participation or "no code",
                claim.participation or "no code",
                {"held_on": known.held_on.isoformat(), "participation": claim.participation},
            )
        )
        return
    known.claimed = {**known.claimed, "participation": claim.participation}
    update.append(known)


# -- due dates ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def recompute(*, council: Council, as_at: date, children: list[int] | None = None) -> int:
    """Work out again what is due, for some children or all of a council. Returns how many rows changed."""
    hold(council.pk)
    rows = due_rows(council, as_at, children)
    surplus = [pk for pk, values in rows.stored if values is None]
    if surplus:
        _no_longer_due(surplus)
    changed = [(pk, values) for pk, values in rows.stored if values is not None]
    write_dues(changed)
    of_all = {"council_id": council.pk, "recorded_at": timezone.now()}
    insert(
        Review,
        [
            {**of_all, "child_id": child, **dict(zip(DUE_COLUMNS, values, strict=True))}
            for child, values in _take_up_again(council, rows.missing)
        ],
    )
    _cancel_idle(council, as_at)
    return len(changed) + len(rows.missing) + len(surplus)


def _no_longer_due(ids: list[int]):
    """Reviews that are due no more go; one for which something was prepared stays as withdrawn."""
    gone = Review.objects.filter(pk__in=ids, held_on=None)
    gone.filter(is_prepared=False).delete()
    prepared = list(gone.values_list("pk", flat=True))
    Review.objects.filter(pk__in=prepared).update(withdrawn_at=timezone.now(), withdrawn_why=NO_LONGER_DUE)


def _take_up_again(council: Council, missing: list[tuple]) -> list[tuple]:
    """Reviews that were prepared, were no longer due and are due again stand as they stood, with what was written for them;
    their cancelled meetings stay cancelled. Returns what is still missing."""
    if not missing:
        return missing
    withdrawn = Review.objects.filter(
        council=council, held_on=None, is_prepared=True, withdrawn_why=NO_LONGER_DUE, withdrawn_by=None
    ).order_by("withdrawn_at", "pk")
    known = {_same_review(r.child_id, [getattr(r, name) for name in DUE_COLUMNS]): r for r in withdrawn}
    again, new = [], []
    for child, values in missing:
        review = known.pop(_same_review(child, values), None)
        if review is None:
            new.append((child, values))
        else:
            again.append((review.pk, values))
            log.record(
                "took a review up again, which is due again",
                by=None,
                council=council,
                child=child,
                subject=f"review {review.pk}",
            )
    Review.objects.filter(pk__in=[pk for pk, _ in again]).update(withdrawn_at=None, withdrawn_why="")
    write_dues(again)
    return new


def _same_review(child: int, values) -> tuple:
    """What makes a review the same one: its child, its place in the order, the rule and the day from which it is due."""
    of = dict(zip(DUE_COLUMNS, values, strict=True))
    return (child, of["kind"], of["under"], of["due_rule"], of["due_from"])


def _cancel_idle(council: Council, as_at: date):
    """A booked meeting serves at least one review that is still to be held, or is cancelled; of one that was still to come
    those who were invited are told."""
    to_hold = Review.objects.open().filter(council=council, missed=False, meetings__state=Meeting.BOOKED)
    idle = Meeting.objects.filter(council=council, state=Meeting.BOOKED).exclude(reviews__in=to_hold)
    for meeting in idle.select_related("chaired_by__user").order_by("pk"):
        drop(meeting, by=None, why=NO_LONGER_DUE)
        if meeting.on >= as_at:
            tell_cancelled(meeting, by=None)


@contextmanager
def rescheduled(child: Child, on: date):
    """Around a change to a child's facts: what is due is worked out again in the same transaction."""
    with transaction.atomic():
        lock(child.pk)
        yield
        recompute(council=child.council, as_at=on, children=[child.pk])


@transaction.atomic
def admit(*, council: Council, by, on: date, **child) -> Child:
    """Add a child who has come into care, with what is due."""
    made = add_child(council=council, by=by, on=on, **child)
    recompute(council=council, as_at=on, children=[made.pk])
    return made


# -- what a person does ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_held(
    *,
    child: Child,
    by,
    on: date,
    held_on: date,
    participation: str = "",
    late_reason: str = "",
    mode: str = "",
    place: str = "",
    chaired_by: Staff | None = None,
    chaired_by_child: bool = False,
    opened_on: date | None = None,
) -> Review:
    """Record that a review was held. ``on`` is today. Refuses a future day, a day outside care and a day that has one.

    Of a review of several meetings ``opened_on`` is the first and ``held_on`` the last; the profile's
    ``series_counts_from`` says which of them counts as the day held.
    """
    child = lock(child.pk)
    _check_day(child, held_on, on)
    meetings = sorted({opened_on or held_on, held_on})
    if opened_on:
        _check_day(child, opened_on, on, "opened_on")
        if profile(child.council.profile_name).settings["series_counts_from"] == "opened":
            held_on = opened_on
    if Review.objects.statutory().filter(child=child, held_on=held_on).exists():
        raise Refused(
            f"A review of {child.short_name} held on {long_day(held_on)} is recorded already. Correct that one instead.",
            "held_on",
        )
    if opened_on and opened_on > meetings[0]:
        raise Refused("The first meeting of a series cannot be after the last.", "opened_on")
    _check_code(child, held_on, participation)
    review = open_review(child) or Review(
        council=child.council, child=child, recorded_at=timezone.now(), recorded_by=by
    )
    if child.age_on(held_on) < UNDER_AGE:
        participation = "PN0"
    review.held_on, review.opened_on, review.participation, review.iro = held_on, opened_on, participation, chaired_by
    review.completed_on = meetings[-1] if opened_on else None
    review.recorded_at, review.recorded_by, review.source_kind = timezone.now(), by, Review.PERSON
    review.save()
    for day in meetings:
        meeting = _meeting_of(review, day)
        meeting.state, meeting.on = Meeting.HELD, day
        meeting.mode, meeting.place = mode or meeting.mode, place or meeting.place
        meeting.chaired_by = chaired_by or meeting.chaired_by
        meeting.chaired_by_child = chaired_by_child
        meeting.save()
        meeting.reviews.add(review)
    expect_everybody(review, by=by, on=held_on)
    derive(review)
    recompute(council=child.council, as_at=on, children=[child.pk])
    review.refresh_from_db()
    _keep_late_reason(review, late_reason)
    log.record(
        "recorded a review",
        by=by,
        council=child.council_id,
        child=child,
        subject=f"review {review.pk}",
        held_on=held_on.isoformat(),
    )
    return review


def _meeting_of(review: Review, day: date) -> Meeting:
    """The meeting of that day: the one already known, else the next one booked, else a new one."""
    known = review.meetings.exclude(state=Meeting.CANCELLED)
    of_day = known.filter(on=day).first()
    following = known.filter(state=Meeting.BOOKED).order_by("on").first()
    if of_day or following is None or not _is_shared(following, review):
        return of_day or following or Meeting(council=review.council, on=day)  # type: ignore[misc]
    following.reviews.remove(review)  # brothers and sisters still meet on the day that was booked
    return Meeting(council=review.council, on=day)  # type: ignore[misc]


def _is_shared(meeting: Meeting, review: Review) -> bool:
    return meeting.reviews.filter(held_on=None, withdrawn_at=None).exclude(pk=review.pk).exists()


@transaction.atomic
def correct(review: Review, *, by, on: date, **values) -> Review:
    """Change the day held, participation code, reason for lateness, the days on which papers went out, or how, where
    and by whom the (last) meeting was held.

    The columns become ours: an import that says otherwise leaves a difference for a person to decide.
    """
    child = lock(review.child_id)
    review = hold_review(review.pk)
    if review.withdrawn_at:
        raise Refused("This review was withdrawn. Record it anew.")
    if not review.held_on:
        raise Refused("This review is not held yet. Record it as held first.")
    last = review.meetings.filter(state=Meeting.HELD).order_by("-on").first()
    meeting = last or Meeting(council=review.council, on=review.held_on)  # type: ignore[misc]
    of = {k: meeting if k in MEETING else review for k in values}
    before = {k: getattr(of[k], k) for k in values}
    changed = {k: v for k, v in values.items() if before[k] != v}
    if "held_on" in changed:
        _check_day(child, changed["held_on"], on)
        if Review.objects.statutory().filter(child=child, held_on=changed["held_on"]).exclude(pk=review.pk).exists():
            raise Refused(f"Another review is recorded on {long_day(changed['held_on'])}.", "held_on")
    _check_code(child, changed.get("held_on", review.held_on), changed.get("participation", ""))
    held = changed.get("held_on", review.held_on)
    if review.opened_on and held < review.opened_on:
        raise Refused(
            f"The first of its meetings was on {long_day(review.opened_on)}: enter that day or a later one.", "held_on"
        )
    complete = review.complete_on if review.complete_on != review.held_on else held
    for name in PAPERS:
        if day := changed.get(name, getattr(review, name)):
            _check_paper_day(complete, name, day, on)
    if "held_on" in changed:
        _split_off(review, before["held_on"], meeting)
    for name, value in changed.items():
        setattr(of[name], name, value)
    if "chaired_by" in changed:
        review.iro = changed["chaired_by"]
    review.edited_here = sorted({*review.edited_here, *(k for k in changed if k not in MEETING)})
    review.save()
    if MEETING & set(changed):
        meeting.save()
        meeting.reviews.add(review)
    if "held_on" in changed:
        if review.completed_on == before["held_on"]:
            Review.objects.filter(pk=review.pk).update(completed_on=changed["held_on"])
        review.meetings.filter(on=before["held_on"], state=Meeting.HELD).update(on=changed["held_on"])
        if "participation" not in changed:
            derive(review)  # the child's age and the council's reading are those of the day held
        recompute(council=child.council, as_at=on, children=[child.pk])
        review.refresh_from_db()
    if changed.get("decisions_sent_on") and before["decisions_sent_on"]:
        first = review.decisions.filter(issued_on=before["decisions_sent_on"])
        first.update(issued_on=changed["decisions_sent_on"])
    if changed:
        log.record(
            "corrected a review",
            by=by,
            council=review.council_id,
            child=child,
            subject=f"review {review.pk}",
            before={k: str(before[k] or "") for k in changed},
            after={k: str(v or "") for k, v in changed.items()},
        )
    return review


def _split_off(review: Review, day: date, last: Meeting):
    """Of a meeting that brothers and sisters had together, a child whose day is another has a meeting of their own from now
    on, like the one of the others. ``last`` is the last meeting of the review, of which the caller goes on to write."""
    for meeting in review.meetings.filter(on=day, state=Meeting.HELD):
        if not met_together(meeting, review):
            continue
        own = last if last.pk == meeting.pk else meeting
        meeting.reviews.remove(review)
        own.pk, own._state.adding = None, True
        own.save()
        own.reviews.add(review)


def met_together(meeting: Meeting, review: Review) -> list[Review]:
    """The reviews of brothers and sisters that were held in the same meeting."""
    return list(meeting.reviews.filter(withdrawn_at=None).exclude(pk=review.pk).select_related("child").order_by("pk"))


@transaction.atomic
def withdraw(review: Review, *, by, on: date, why: str):
    """Withdraw a review that was not held. It stays in the record, and what was due before is due again."""
    if not why.strip():
        raise Refused("Say why the review is withdrawn.", "why")
    child = lock(review.child_id)
    review = Review.objects.get(pk=review.pk)
    if review.withdrawn_at:
        raise Refused("This review was withdrawn already.")
    review.withdrawn_at, review.withdrawn_by, review.withdrawn_why = timezone.now(), by, why.strip()
    review.save()
    recompute(council=child.council, as_at=on, children=[child.pk])
    log.record(
        "withdrew a review",
        by=by,
        council=review.council_id,
        child=child,
        subject=f"review {review.pk}",
        why=why.strip(),
    )


def _check_day(child, held_on, today, field="held_on"):
    if held_on > today:
        raise Refused(f"Enter the day the review was held, on or before today, {long_day(today)}.", field)
    if child.died and held_on > child.died:
        raise Refused(f"{child.short_name} died on {long_day(child.died)}.", field)
    if not PeriodOfCare.objects.standing().filter(child=child, starts_on__lte=held_on, until__gte=held_on).exists():
        raise Refused(
            f"{child.short_name} was not in care on {long_day(held_on)}. Check the day, or the time in care on the history page.",
            field,
        )


def _check_code(child, held_on, code):
    if not code or not held_on:
        return
    age = child.age_on(held_on)
    if code == "PN0" and age > 4:
        raise Refused(f"PN0 is for children under 4; {child.short_name} was {age}.", "participation")
    if code != "PN0" and age < 4:
        raise Refused(
            f"{code} is for children of 4 and over; {child.short_name} was {age}. Choose PN0.", "participation"
        )


def _check_paper_day(complete, name, day, today):
    if day > today:
        raise Refused(f"Enter the day on which it went out, on or before today, {long_day(today)}.", name)
    if day < complete:
        raise Refused("It cannot have gone out before the review was held.", name)


def _keep_late_reason(review, reason):
    if reason and review.due_on and review.held_on > review.due_on:
        if reason not in profile(review.council.profile_name).late_reasons:
            raise Refused("Choose one of the reasons.", "late_reason")
        review.late_reason = reason
        review.save(update_fields=["late_reason"])


def late_reason_needed(review: Review) -> bool:
    """Whether a reason is owed: held late, judged by the law, since the first day of use, and none given."""
    service = review.council.service
    return bool(
        review.due_on
        and review.held_on
        and review.held_on > review.due_on
        and not review.late_reason
        and not review.relaxed
        and not review.left_out
        and service.first_day_of_use
        and review.held_on >= service.first_day_of_use
        and review.council.speaks_of(review.due_on, review.due_on)
    )
