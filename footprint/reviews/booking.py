"""Booking, moving and cancelling the meetings of reviews, and asking for a review early."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from footprint.audit import log
from footprint.children.actions import lock
from footprint.children.models import Child, PeriodOfCare
from footprint.council.actions import hold
from footprint.council.models import Council, Staff
from footprint.council.refusals import Refused
from footprint.law.clocks import due_on
from footprint.law.words import long_day
from footprint.reviews.invited import expect_everybody, expect_papers
from footprint.reviews.models import DateRequest, Meeting, Review

USUAL_MINUTES = 60
SCHOOL_FROM, SCHOOL_TO = time(9), time(15, 30)
SCHOOL_AGES = range(4, 17)
HOW = ("minutes", "mode", "place", "link", "at_home", "at_school", "school_why", "chosen_place", "chosen_time",
       "chosen_people")  # fmt: skip


def open_review(child: Child) -> Review | None:
    """The review of a child that is to be held next."""
    return Review.objects.open().filter(child=child, missed=False).order_by("due_on").first()


def booked(review: Review) -> Meeting | None:
    """The next meeting that is booked for a review."""
    return review.meetings.filter(state=Meeting.BOOKED).order_by("on", "at").first()


@transaction.atomic
def book(
    review: Review,
    *,
    by,
    on: date,
    day: date,
    at: time,
    chaired_by: Staff | None = None,
    together: list[Review] | None = None,
    another: bool = False,
    **how,
) -> Meeting:
    """Book a meeting for a review, and for those of brothers and sisters who meet together. ``on`` is today.

    Refuses a day that is over, a review that is booked already (unless it is ``another`` meeting of a series), a chair or
    a room that is taken at that time, and a booking without a place or a link.
    """
    _hold_service(review.council)
    reviews = [_still_to_hold(each) for each in [review, *(together or [])]]
    _hold_all(reviews)
    for each in reviews:
        taken = booked(each)
        if taken and not another:
            raise Refused(
                f"{each.child.short_name}'s review is booked for {_moment(taken)} already. Ask to move it, or cancel it.",
                "day",
            )
    _check_when(reviews, on, day, at, how)
    _check_free(reviews[0].council, day, at, how.get("minutes") or USUAL_MINUTES, chaired_by, how.get("place", ""))
    meeting = Meeting.objects.create(
        council=reviews[0].council,
        state=Meeting.BOOKED,
        on=day,
        at=at,
        chaired_by=chaired_by,
        booked_at=timezone.now(),
        booked_by=by,
        **{"minutes": USUAL_MINUTES, **how},
    )
    meeting.reviews.set(reviews)
    for each in reviews:
        Review.objects.filter(pk=each.pk).update(is_prepared=True)
        expect_everybody(each, by=by, on=day)
        expect_papers(each, by=by, on=day, today=on)
        _note("booked a review", each, by, meeting, day=day.isoformat())
    return meeting


@transaction.atomic
def change_how(meeting: Meeting, *, by, chaired_by: Staff | None, **how) -> Meeting:
    """Change where and how a booked meeting is held, and by whom it is chaired; its day and time only a manager moves."""
    meeting = _booked_meeting(meeting)
    reviews = list(meeting.reviews.select_related("child"))
    _check_place({**{name: getattr(meeting, name) for name in HOW}, **how})
    _check_school(reviews, meeting.on, meeting.at, {**{n: getattr(meeting, n) for n in HOW}, **how})
    minutes = how.get("minutes") or meeting.minutes or USUAL_MINUTES
    _check_free(
        meeting.council, meeting.on, meeting.at, minutes, chaired_by, how.get("place", meeting.place), besides=meeting
    )
    for name, value in how.items():
        setattr(meeting, name, value)
    meeting.chaired_by = chaired_by
    meeting.save()
    for review in reviews:
        _note("changed a booking", review, by, meeting)
    return meeting


@transaction.atomic
def ask_to_move(meeting: Meeting, *, by, on: date, asked_by: str, why: str, day: date, time: time) -> DateRequest:
    """Write down who wants a booked meeting moved, why and to when. Only a manager grants it (``decide_move``)."""
    meeting = _booked_meeting(meeting)
    if not why.strip():
        raise Refused("Say why the day should change.", "why")
    if day < on:
        raise Refused("Enter a day from today on.", "day")
    if (day, time) == (meeting.on, meeting.at):
        raise Refused("It is booked for that day and time already.", "day")
    if meeting.requests.filter(granted=None).exists():
        raise Refused("A wish to move this meeting is waiting for a manager already.", "day")
    review = meeting.reviews.select_related("child").order_by("due_on")[0]
    asked = DateRequest.objects.create(
        review=review,
        meeting=meeting,
        asked_by=asked_by,
        why=why.strip(),
        day=day,
        time=time,
        limit=review.due_on,
        written_at=timezone.now(),
        written_by=by,
    )
    _note("asked to move a review", review, by, meeting, day=day.isoformat())
    return asked


@transaction.atomic
def decide_move(asked: DateRequest, *, by, on: date, granted: bool, answer: str = "") -> DateRequest:
    """Grant or refuse a wish to move a meeting. A day past the limit is granted only with a reason in ``answer``."""
    _hold_service(asked.meeting.council)
    asked = DateRequest.objects.select_related("meeting", "review__child").get(pk=asked.pk)
    if asked.granted is not None:
        raise Refused("This was decided already.")
    meeting = _booked_meeting(asked.meeting)
    reviews = list(meeting.reviews.select_related("child"))
    if granted:
        if is_past_limit(asked) and not answer.strip():
            raise Refused("The new day lies past the last day allowed. Say why it is granted all the same.", "answer")
        how = {name: getattr(meeting, name) for name in HOW}
        _check_when(reviews, on, asked.day, asked.time, how)
        _check_free(
            meeting.council, asked.day, asked.time, meeting.minutes, meeting.chaired_by, meeting.place, besides=meeting
        )
        meeting.on, meeting.at = asked.day, asked.time
        meeting.save()
        for review in reviews:
            expect_papers(review, by=by, on=meeting.on, today=on)
    elif not answer.strip():
        raise Refused("Say why the day does not change.", "answer")
    asked.granted, asked.answer = granted, answer.strip()
    asked.decided_at, asked.decided_by = timezone.now(), by
    asked.save()
    for review in reviews:
        _note("decided about a review's day", review, by, meeting, granted=granted, day=asked.day.isoformat())
    return asked


def is_past_limit(asked: DateRequest) -> bool:
    """Whether the day asked for lies after the last day that the law allowed when it was asked."""
    return asked.limit is not None and asked.day > asked.limit


@transaction.atomic
def cancel(meeting: Meeting, *, by, why: str) -> Meeting:
    """Cancel a booked meeting, with the reason; the review stays due."""
    meeting = _booked_meeting(meeting)
    if not why.strip():
        raise Refused("Say why the meeting is cancelled.", "why")
    return drop(meeting, by=by, why=why.strip())


def drop(meeting: Meeting, *, by, why: str) -> Meeting:
    """Write that a meeting is cancelled, in the transaction of whoever decided it."""
    meeting.state, meeting.cancelled_why = Meeting.CANCELLED, why
    meeting.save(update_fields=["state", "cancelled_why"])
    meeting.requests.filter(granted=None).update(
        granted=False, answer="the meeting was cancelled", decided_at=timezone.now(), decided_by=by
    )
    for review in meeting.reviews.select_related("child"):
        _note("cancelled a review's meeting", review, by, meeting)
    return meeting


@transaction.atomic
def adjourn(review: Review, *, by, on: date, adjourned_on: date, why: str, day: date, at: time) -> Meeting:
    """A meeting was begun and could not be finished: it goes on on another day, once, and within 20 working days.

    The last day allowed for the review does not move; brothers and sisters who met together go on together. ``adjourned_on`` is the day of the meeting that was begun.
    """
    _hold_service(review.council)
    review = _still_to_hold(review)
    if review.adjourned_on:
        raise Refused(
            f"This review was adjourned on {long_day(review.adjourned_on)} already; it is adjourned once only."
        )
    if adjourned_on > on:
        raise Refused("Enter the day of the meeting that was begun, on or before today.", "adjourned_on")
    if not why.strip():
        raise Refused("Say what was missing.", "why")
    limit = due_on("adjournment_limit", adjourned_on)
    if not adjourned_on < day <= limit:
        raise Refused(f"The meeting goes on by {long_day(limit)} at the latest.", "day")
    begun = booked(review)
    if begun is None:
        raise Refused("No meeting of this review is booked. Book the one that was begun first.", "adjourned_on")
    if begun.on > on:
        raise Refused(
            f"The meeting is booked for {_moment(begun)}, which is still to come: ask to move it.", "adjourned_on"
        )
    with_it = (
        begun.reviews.filter(held_on=None, withdrawn_at=None).exclude(pk=review.pk).select_related("child", "council")
    )
    others = list(with_it.order_by("pk"))
    begun.state, begun.on = Meeting.HELD, adjourned_on
    begun.save()
    Review.objects.filter(pk__in=[review.pk, *(r.pk for r in others)]).update(
        adjourned_on=adjourned_on, adjourned_why=why.strip()
    )
    begun.requests.filter(granted=None).update(
        granted=False, answer="the meeting was adjourned", decided_at=timezone.now(), decided_by=by
    )
    how = {name: getattr(begun, name) for name in HOW}
    again = book(review, by=by, on=on, day=day, at=at, chaired_by=begun.chaired_by, together=others, **how)
    for each in [review, *others]:
        _note("adjourned a review", each, by, again, adjourned_on=adjourned_on.isoformat())
    return again


@transaction.atomic
def ask_early(review: Review, *, by, on: date, early_by: date, early_why: str, early_words: str = "") -> Review:
    """Want a review sooner than the law's last day, because something changed. The law's day stays beside it."""
    review = _still_to_hold(review)
    if early_by < on:
        raise Refused("Enter a day from today on.", "early_by")
    if review.due_on and early_by > review.due_on:
        raise Refused(f"The review is due by {long_day(review.due_on)} in any case. Enter an earlier day.", "early_by")
    if early_why == "accommodation":
        _check_leaving(review.child, on)
    review.early_by, review.early_why, review.early_words, review.is_prepared = early_by, early_why, early_words, True
    review.save(update_fields=["early_by", "early_why", "early_words", "is_prepared"])
    log.record(
        "wanted a review early",
        by=by,
        council=review.council_id,
        child=review.child_id,
        subject=f"review {review.pk}",
        early_by=early_by.isoformat(),
        early_why=early_why,
    )
    return review


def _check_leaving(child: Child, on: date):
    """Accommodation about to end (reg 33(3)(e)): for young people of 16 or over who go to no parent."""
    if child.age_on(on) < 16:
        raise Refused(f"This reason is for young people of 16 and over; {child.short_name} is younger.", "early_why")
    if not PeriodOfCare.objects.standing().filter(child=child, ends_on=None).exists():
        raise Refused(f"{child.short_name} is not in care.", "early_why")


# -- checks ------------------------------------------------------------------------------------------------------------


def _still_to_hold(review: Review) -> Review:
    lock(review.child_id)
    review = Review.objects.select_related("child", "council", "council__service").get(pk=review.pk)
    if review.withdrawn_at:
        raise Refused("This review is no longer due.")
    if review.held_on:
        raise Refused("This review was held already.")
    return review


def _booked_meeting(meeting: Meeting) -> Meeting:
    _hold_service(meeting.council)
    meeting = Meeting.objects.select_related("council", "chaired_by").get(pk=meeting.pk)
    if meeting.state != Meeting.BOOKED:
        raise Refused(f"This meeting is {meeting.get_state_display()}.")
    return meeting


def _hold_all(reviews: list[Review]):
    """An IRO and a room may serve two councils of one service: their records are held still together."""
    if len({r.council.service_id for r in reviews}) > 1:
        raise Refused("Brothers and sisters who meet together must be in one service.")
    _hold_service(reviews[0].council)


def _hold_service(council: Council):
    for pk in Council.objects.filter(service=council.service_id).order_by("pk").values_list("pk", flat=True):
        hold(pk)


def _check_when(reviews: list[Review], on: date, day: date, at: time, how: dict):
    if day < on:
        raise Refused(f"Enter a day from today, {long_day(on)}, on.", "day")
    if any(r.child.died for r in reviews):
        raise Refused("A child has died.")
    _check_place(how)
    _check_school(reviews, day, at, how)


def _check_place(how: dict):
    if how.get("mode") in ("video", "telephone") and not (how.get("link") or how.get("place")):
        raise Refused("Enter the link or the number to call.", "link")
    if how.get("mode") not in ("video", "telephone") and not how.get("place", "").strip():
        raise Refused("Enter the room or the place.", "place")
    if how.get("mode") == "hybrid" and not how.get("link"):
        raise Refused("Some join from elsewhere: enter the link.", "link")


def _check_school(reviews: list[Review], day: date, at: time | None, how: dict):
    """Not in school hours or at school, unless there is a reason, which is recorded."""
    of_school_age = any(r.child.age_on(day) in SCHOOL_AGES for r in reviews)
    in_hours = bool(at and day.weekday() < 5 and SCHOOL_FROM <= at < SCHOOL_TO and day.month != 8)
    if of_school_age and (in_hours or how.get("at_school")) and not how.get("school_why", "").strip():
        where = "at school" if how.get("at_school") else "in school hours"
        raise Refused(f"The meeting would be {where}. Choose another time, or say why it must be.", "school_why")


def _check_free(council, day, at, minutes, chaired_by, place, besides: Meeting | None = None):
    """Nobody chairs two meetings at once, and no room holds two."""
    others = _at_once(council, day, at, minutes or USUAL_MINUTES).exclude(pk=besides and besides.pk)
    if chaired_by and (clash := others.filter(chaired_by=chaired_by).first()):
        raise Refused(f"{chaired_by.name} has another review at {clash.at:%H:%M} that day.", "at")
    room = place.strip()
    if room and (clash := others.filter(place__iexact=room, at_home=False).first()):
        raise Refused(f"“{room}” is taken at {clash.at:%H:%M} that day.", "place")


def _at_once(council, day: date, at: time, minutes: int) -> QuerySet:
    """Booked meetings of the service that share a minute with this time."""
    start = datetime.combine(day, at)
    end = start + timedelta(minutes=minutes)
    same_day = Meeting.objects.filter(
        council__service=council.service_id, state=Meeting.BOOKED, on=day, at__lt=end.time()
    )
    over = [
        m.pk
        for m in same_day
        if m.at and datetime.combine(day, m.at) + timedelta(minutes=m.minutes or USUAL_MINUTES) > start
    ]
    return Meeting.objects.filter(Q(pk__in=over))


def _note(what: str, review: Review, by, meeting: Meeting, **more):
    log.record(what, by=by, council=review.council_id, child=review.child_id, subject=f"meeting {meeting.pk}", **more)


def _moment(meeting: Meeting) -> str:
    return f"{long_day(meeting.on)}{f', {meeting.at:%H:%M}' if meeting.at else ''}"
