"""Booking the meetings of reviews, moving them, and the calendar of all."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from icalendar import Calendar, Event

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.audit import log
from footprint.council.models import Membership
from footprint.council.refusals import Refused
from footprint.council.today import today
from footprint.disputes.access import readable_by
from footprint.disputes.models import Step
from footprint.messages.actions import make_feed, send, user_of_feed, withdraw_feed
from footprint.messages.models import FeedLink
from footprint.messages.texts import initials
from footprint.reviews import booking
from footprint.reviews.invited import meet_together
from footprint.reviews.models import DateRequest, Duty, Meeting, Review
from footprint.reviews.preparing import set_duty as put_on_duty
from footprint.reviews.querysets import with_people
from footprint.reviews.sending import invite_again, managers_of_service, tell, tell_cancelled
from footprint.web.doors import needs, number, open_review
from footprint.web.pages import form_page
from footprint.web.presenters import kind_words
from footprint.web.review_forms import Adjourn, AskEarly, AskToMove, Book, ChangeHow, DecideMove, SetDuty, Why
from footprint.web.views.desk import month_days


def _of(review) -> dict:
    """Where a form about a review leads to, before and after."""
    here = reverse("review", args=[review.pk])
    return {"then": here, "back": (here, f"the review of {review.child.name}")}


def _open(request, pk) -> Review:
    """A review that is still to be held."""
    review = open_review(request, pk)
    if review.held_on or review.withdrawn_at:
        raise Http404
    return review


@needs(roles.BOOK)
def book(request, pk):
    """Book the meeting of a review, with brothers and sisters where they meet together."""
    review = _open(request, pk)
    siblings = meet_together(review, visible_to(request.member))
    mine = IroAssignment.objects.standing().filter(child=review.child, ends_on=None).first()
    initial = {"mode": "in person", "minutes": booking.USUAL_MINUTES, "chaired_by": mine and mine.iro_id}
    taken = booking.booked(review)
    form = Book(request.POST or None, council=review.council, siblings=siblings, booked=bool(taken), initial=initial)

    def carry_out(values):
        chosen = {int(pk) for pk in values.pop("together", [])}
        together = [r for r in siblings if r.pk in chosen]
        meeting = booking.book(review, by=request.user, on=request.today, together=together, **values)
        for each in meeting.reviews.all():
            if each.due_on and meeting.on > each.due_on:
                messages.warning(request, f"This is after the last day allowed, {each.due_on:%d/%m/%Y}.")

    by = f" Hold it by {review.due_on:%A %d %B %Y}." if review.due_on else ""
    soon = f" Wanted early: by {review.early_by:%d/%m/%Y}." if review.early_by else ""
    return form_page(
        request,
        form,
        carry_out,
        title=f"Book the review of {review.child.short_name}",
        lead=f"{kind_words(review)}.{by}{soon} Those round {review.child.short_name} are put on the list of invitations.",
        button="Book it",
        told="It is booked. Send the invitations next.",
        **_of(review),
    )


@needs(roles.BOOK)
def change_booking(request, pk):
    """Change where, how and with whom a booked review is held; its day only a manager moves."""
    review = _open(request, pk)
    meeting = booking.booked(review)
    if meeting is None:
        return redirect("book", review.pk)
    initial = {n: getattr(meeting, n) for n in booking.HOW} | {"chaired_by": meeting.chaired_by}
    form = ChangeHow(request.POST or None, council=review.council, initial=initial)

    def carry_out(values):
        chair = values.pop("chaired_by", meeting.chaired_by)
        _tell_of_change(request, booking.change_how(meeting, by=request.user, chaired_by=chair, **values))

    return form_page(
        request,
        form,
        carry_out,
        title="Change the meeting",
        lead=f"{review.child.name}, {meeting.on:%A %d %B %Y}. Those who were invited are told.",
        **_of(review),
    )


@needs(roles.BOOK)
def ask_move(request, pk):
    """Write down who wants a booked review moved; a manager decides."""
    review = _open(request, pk)
    meeting = booking.booked(review)
    if meeting is None:
        return redirect("book", review.pk)
    form = AskToMove(request.POST or None, initial={"day": meeting.on, "time": meeting.at, "asked_by": "iro"})

    def carry_out(values):
        asked = booking.ask_to_move(meeting, by=request.user, on=request.today, **values)
        for user in managers_of_service(review.council, roles.IRO_MANAGER):
            send(
                "date_change_asked",
                council=review.council,
                child=review.child,
                by=request.user,
                user=user,
                link=reverse("moves"),
                day=asked.day,
                about=f"review {review.pk}",
                once=f"{asked.pk}",
            )

    limit = f" The last day allowed is {review.due_on:%A %d %B %Y}." if review.due_on else ""
    return form_page(
        request,
        form,
        carry_out,
        title="Ask for another day",
        lead=f"Only a manager may move a booked review. {review.child.name}'s is on {meeting.on:%A %d %B %Y}.{limit}",
        button="Ask the manager",
        told="The manager is asked.",
        **_of(review),
    )


@needs(roles.SEE_CALENDAR)
def moves(request):
    """Wishes to move booked reviews: those that wait, and what was decided in the last year."""
    seen = DateRequest.objects.filter(review__child__in=visible_to(request.member)).select_related(
        "review__child", "review__council", "meeting", "decided_by"
    )
    form = DecideMove(request.POST or None)
    if request.method == "POST" and request.member.may(roles.MOVE) and form.is_valid():
        asked = get_object_or_404(seen, pk=number(request.POST.get("request")))
        try:
            granted = "grant" in request.POST
            asked = booking.decide_move(asked, by=request.user, on=request.today, granted=granted, **form.values())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if granted:
                _tell_of_change(request, asked.meeting)
            _tell_asker(asked, request.user)
            messages.success(
                request, "It is moved, and everybody invited is told." if granted else "It stays as it was."
            )
            return redirect("moves")
    waiting = list(seen.filter(granted=None, meeting__state=Meeting.BOOKED).order_by("pk"))
    lately = seen.filter(written_at__date__gte=request.today - timedelta(days=365)).exclude(granted=None)
    decided = list(lately.order_by("-pk")[:200])
    log.look("wishes to move reviews", by=request.user, ids=[r.pk for r in (*waiting, *decided)])
    context = {
        "title": "Wishes to move a review",
        "waiting": [(r, booking.is_past_limit(r)) for r in waiting],
        "decided": [(r, booking.is_past_limit(r)) for r in decided],
        "form": form,
    }
    return render(request, "web/moves.html", context)


def _tell_of_change(request, meeting: Meeting):
    """The meeting changed: new invitations for those who had one; the IRO is told, and who must be told by hand is named."""
    by_hand = []
    for review in meeting.reviews.select_related("child", "council", "council__service"):
        try:
            by_hand += invite_again(review, by=request.user, on=request.today)[1]
        except Refused as refusal:
            messages.warning(request, f"No new invitations went out: {refusal}")
        _tell_chair(review, meeting, "invitation_changed", request.user)
    _say_by_hand(request, by_hand)


def _tell_chair(review: Review, meeting: Meeting, key: str, by):
    chair = meeting.chaired_by.user if meeting.chaired_by else None
    if chair and chair != by:
        tell(key, review, by=by, user=chair, link=reverse("review", args=[review.pk]), day=meeting.on)


def _say_by_hand(request, names):
    if names:
        told = ", ".join(dict.fromkeys(names))
        messages.warning(
            request, f"Nothing tells these by itself: {told}. Print it for them from the copies, or ring them."
        )


def _tell_asker(asked: DateRequest, by):
    if asked.written_by and asked.written_by != by:
        send(
            "date_change_decided",
            council=asked.review.council,
            child=asked.review.child,
            by=by,
            user=asked.written_by,
            link=reverse("review", args=[asked.review_id]),
            day=asked.day,
            what="agreed" if asked.granted else "not agreed",
            about=f"review {asked.review_id}",
            once=f"{asked.pk}",
        )


@needs(roles.BOOK)
def cancel_meeting(request, pk):
    """Cancel the booked meeting of a review; the review stays due."""
    review = _open(request, pk)
    meeting = booking.booked(review)
    if meeting is None:
        return redirect("book", review.pk)

    def carry_out(values):
        booking.cancel(meeting, by=request.user, **values)
        _say_by_hand(request, tell_cancelled(meeting, by=request.user))

    return form_page(
        request,
        Why(request.POST or None),
        carry_out,
        title="Cancel the meeting",
        lead=f"{review.child.name}, {meeting.on:%A %d %B %Y}. The review stays due; those who were invited are told.",
        button="Cancel the meeting",
        told="The meeting is cancelled.",
        **_of(review),
    )


@needs(roles.RECORD_REVIEW)
def adjourn(request, pk):
    """A meeting was begun and goes on on another day."""
    review = _open(request, pk)
    form = Adjourn(request.POST or None)

    def carry_out(values):
        _tell_of_change(request, booking.adjourn(review, by=request.user, on=request.today, **values))

    return form_page(
        request,
        form,
        carry_out,
        title="Adjourn the review",
        lead="Once only, where the council has not given enough information. The last day allowed does not move, and "
        "nothing that was proposed may be done before the review is complete.",
        button="Adjourn it",
        **_of(review),
    )


@needs(roles.BOOK)
def ask_early(request, pk):
    """Want a review sooner than the law's last day, because something changed."""
    review = _open(request, pk)
    form = AskEarly(request.POST or None, initial={"early_by": review.early_by, "early_why": review.early_why})

    def carry_out(values):
        booking.ask_early(review, by=request.user, on=request.today, **values)

    by = f"The law's last day is {review.due_on:%A %d %B %Y}." if review.due_on else ""
    return form_page(
        request,
        form,
        carry_out,
        title="Hold the review early",
        lead=f"{by} The earlier day stands on the desk and in the calendar.",
        **_of(review),
    )


# -- the calendar ------------------------------------------------------------------------------------------------------


def _meetings(member, first, last):
    """Meetings that are booked or held in a time, with those of their reviews that the member may see."""
    held = Meeting.reviews.through.objects.filter(meeting__on__range=(first, last))
    seen = Review.objects.filter(pk__in=held.values("review"), child__in=visible_to(member))
    reviews = with_people(seen.select_related("child"))
    return (
        Meeting.objects.filter(on__range=(first, last), reviews__child__in=visible_to(member))
        .exclude(state=Meeting.CANCELLED)
        .select_related("chaired_by")
        .prefetch_related(Prefetch("reviews", queryset=reviews, to_attr="seen"))
        .distinct()
        .order_by("on", "at", "pk")
    )


@needs(roles.SEE_CALENDAR)
def calendar(request):
    """All reviews of a month by day, for team managers and business support, with who covers; and one's own feed."""
    first, last = month_days(request.GET.get("month", ""), request.today)
    secret = ""
    if request.method == "POST" and "feed" in request.POST:
        secret = make_feed(request.user, by=request.user)
    elif request.method == "POST" and "close" in request.POST:
        withdraw_feed(request.user, by=request.user)
        messages.success(request, "The address of your calendar is closed.")
        return redirect("calendar")
    meetings = list(_meetings(request.member, first, last)[:1000])
    log.look("calendar", by=request.user, month=f"{first:%Y-%m}", ids=[m.pk for m in meetings])
    days: dict = {}
    for meeting in meetings:
        days.setdefault(meeting.on, []).append(meeting)
    duties = Duty.objects.filter(staff__service=request.service, starts_on__lte=last, ends_on__gte=first)
    context = {
        "title": f"Calendar, {first:%B %Y}",
        "first": first,
        "days": list(days.items()),
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1),
        "duties": duties.select_related("staff").order_by("starts_on"),
        "feed": request.build_absolute_uri(reverse("feed", args=[secret])) if secret else "",
        "has_feed": FeedLink.objects.filter(user=request.user, withdrawn_at=None).exists(),
    }
    response = render(request, "web/calendar.html", context)
    response["Cache-Control"] = "no-store"
    return response


@needs(roles.MOVE)
def set_duty(request):
    """Say which IRO covers for the others, and when."""
    form = SetDuty(request.POST or None, service=request.service, initial={"starts_on": request.today})

    def carry_out(values):
        put_on_duty(request.service, by=request.user, **values)

    here = reverse("calendar")
    return form_page(
        request,
        form,
        carry_out,
        title="Duty cover",
        lead="Who answers for an IRO who is away.",
        then=here,
        back=(here, "the calendar"),
    )


@login_not_required
def feed(request, secret):
    """A person's calendar for their own programme: initials and times only. The address is a secret that can be closed."""
    user = user_of_feed(secret)
    member = user and Membership.objects.filter(user=user).select_related("service").first()
    if member is None or not member.may(roles.SEE_CALENDAR):
        raise Http404
    day = today(member.service)
    made = Calendar()
    made.add("prodid", "-//Footprint//reviews//EN")
    made.add("version", "2.0")
    found = _meetings(member, day - timedelta(days=60), day + timedelta(days=365))
    if member.role == roles.IRO:
        found = found.filter(chaired_by__user=user)
    for meeting in found[:1000]:
        made.add_component(_entry(meeting))
    for entry in _answers_due(member):
        made.add_component(entry)
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


def _answers_due(member) -> Iterator[Event]:
    """The days on which answers to a member's own challenges are due, and those by which somebody waits for theirs."""
    own = Q(dispute__raised_by=member.user_id) | Q(dispute__iro__user=member.user_id) | Q(asked=member.user_id)
    waits = Step.objects.filter(own, ended_on=None, answered_on=None, dispute__in=readable_by(member).open())
    children = Prefetch(
        "dispute__children", visible_to(member).select_related("council").order_by("challenged__pk").distinct()
    )
    for step in waits.select_related("dispute").prefetch_related(children).order_by("due_on")[:1000]:
        entry = Event()
        entry.add("uid", f"challenge-step-{step.pk}@footprint")
        entry.add("dtstamp", step.dispute.raised_at)
        names = " and ".join(initials(child) for child in step.dispute.children.all())
        entry.add("summary", f"Answer due: {step.dispute.number} {names}".strip())
        entry.add("dtstart", step.due_on)
        yield entry


def _entry(meeting: Meeting) -> Event:
    entry = Event()
    entry.add("uid", f"meeting-{meeting.pk}@footprint")
    entry.add("dtstamp", meeting.booked_at or datetime.combine(meeting.on, datetime.min.time()))
    names = " and ".join(initials(review.child) for review in meeting.seen)
    entry.add("summary", f"Review {names}")
    if meeting.at:
        start = datetime.combine(meeting.on, meeting.at)
        entry.add("dtstart", start)
        entry.add("dtend", start + timedelta(minutes=meeting.minutes or booking.USUAL_MINUTES))
    else:
        entry.add("dtstart", meeting.on)
    return entry
