"""What figures count: each population is a queryset with a unit and a day on which each record's attributes are read."""

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from footprint.children.codes import SHORT_BREAKS
from footprint.children.models import Child, LegalStatus, PeriodOfCare
from footprint.council.models import Council
from footprint.council.today import today
from footprint.figures.challenge.populations import CHALLENGED
from footprint.figures.counted import Population, over_by
from footprint.figures.period import Period
from footprint.law.days import born_18_by
from footprint.reviews.models import Ask, Change, DateRequest, Decision, Meeting, Paper, Review
from footprint.reviews.querysets import SPOKEN_FOR
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

MATCHED, UNMATCHED = "matched", "waiting for a match"
ON_TIME, LATE, RELAXED, UNJUDGED, NOT_HELD = "on time", "late", "relaxed", "not judged", "not held"
NOT_COME, DROPPED, AGAIN, OVERDUE, NOT_DUE = "not come", "no longer needed", "decided again", "overdue", "not due yet"


# How a review kept its limit. A later review that the 2020 rules let go past its six months is neither on time nor late.
TIMING = Case(
    When(Q(due_on=None) | ~SPOKEN_FOR, then=Value(UNJUDGED)),
    When(held_on__lte=F("due_on"), then=Value(ON_TIME)),
    When(relaxed=True, then=Value(RELAXED)),
    When(held_on=None, then=Value(NOT_HELD)),
    default=Value(LATE),
    output_field=CharField(),
)


def _in_care(council: Council, period: Period) -> QuerySet:
    care = PeriodOfCare.objects.standing().filter(council=council).true_on(period.last)
    under_18 = Child.objects.filter(born__gt=born_18_by(period.last))
    return under_18.filter(~Exists(_short_breaks("pk", period.last)), pk__in=care.values("child"))


def _entrants(council: Council, period: Period) -> QuerySet:
    began = PeriodOfCare.objects.standing().filter(council=council, start_known=True)
    return began.filter(
        ~Exists(_short_breaks("child", OuterRef("starts_on"))), starts_on__range=(period.first, period.last)
    )


def _leavers(council: Council, period: Period) -> QuerySet:
    ended = PeriodOfCare.objects.standing().filter(council=council, ends_on__range=(period.first, period.last))
    breaks = LegalStatus.objects.standing().filter(
        child=OuterRef("child"),
        code__in=SHORT_BREAKS,
        starts_on__lt=OuterRef("ends_on"),
        until__gte=OuterRef("ends_on"),
    )
    return ended.filter(~Exists(breaks))


def _held(council: Council, period: Period) -> QuerySet:
    held = Review.objects.held_in(period.first, period.last).filter(council=council).exclude(under="short-breaks")
    return held.annotate(timing=TIMING)


def _due(council: Council, period: Period) -> QuerySet:
    due = Review.objects.due_in(period.first, over_by(council, period)).filter(SPOKEN_FOR, council=council)
    return due.exclude(under="short-breaks").annotate(timing=TIMING)


def _overdue(council: Council, period: Period) -> QuerySet:
    """Not held by the day, of children who were in care on it since before the day due. What was never held is told
    by no later row: it stands until the child's next review."""
    day = over_by(council, period)
    not_held = Q(held_on=None) | Q(held_on__gt=period.last)
    care = PeriodOfCare.objects.standing().filter(child=OuterRef("child"), starts_on__lte=OuterRef("due_on"))
    since = Review.objects.statutory().filter(child=OuterRef("child"), held_on__gt=OuterRef("due_on"))
    answered = Q(missed=True) & Exists(since.filter(held_on__lte=period.last))
    due = Review.objects.statutory().filter(SPOKEN_FOR, not_held, council=council, due_on__lte=day)
    return due.filter(~answered, Exists(care.true_on(period.last))).exclude(under="short-breaks")


def _children_reviewed(council: Council, period: Period) -> QuerySet:
    return Child.objects.filter(pk__in=_held(council, period).order_by().values("child"))


def _children_due(council: Council, period: Period) -> QuerySet:
    judged = _due(council, period).exclude(timing=RELAXED).order_by()
    wrong = judged.exclude(timing=ON_TIME).values("child")
    every = Case(When(pk__in=wrong, then=Value("no")), default=Value("yes"), output_field=CharField())
    return Child.objects.filter(pk__in=judged.values("child")).annotate(all_on_time=every)


def _second_reviews(council: Council, period: Period) -> QuerySet:
    """Each with the day on which the time in care began in which it was held."""
    care = PeriodOfCare.objects.standing().filter(child=OuterRef("child")).true_on(OuterRef("held_on"))
    second = _held(council, period).filter(kind="second", under="looked-after")
    return second.annotate(began=Subquery(care.order_by("-starts_on").values("starts_on")[:1]))


def _of_reviews(council: Council) -> Q:
    """Of what belongs to reviews: those that count as reviews of a child in care."""
    counts = Q(review__council=council, review__withdrawn_at=None, review__left_out="")
    return counts & ~Q(review__under="short-breaks")


def _papers(council: Council, period: Period) -> QuerySet:
    """Due on a day that is over, for reviews that were held or are booked: a meeting that was cancelled needs none."""
    booked = Meeting.objects.filter(reviews=OuterRef("review"), state=Meeting.BOOKED)
    came = Case(
        When(received_on=None, then=Value(NOT_COME)),
        When(received_on__lte=F("due_on"), then=Value(ON_TIME)),
        default=Value(LATE),
        output_field=CharField(),
    )
    due = Paper.objects.filter(_of_reviews(council), due_on__range=(period.first, over_by(council, period)))
    return due.filter(Q(review__held_on__isnull=False) | Exists(booked)).annotate(came=came)


def _requests(council: Council, period: Period) -> QuerySet:
    asked = DateRequest.objects.filter(_of_reviews(council)).annotate(asked_on=TruncDate("written_at"))
    return asked.filter(asked_on__gte=period.first, asked_on__lte=period.last)


def _cancelled(council: Council, period: Period) -> QuerySet:
    """One record a meeting, under the first of the children whom it was for."""
    reviews = Review.objects.statutory().exclude(under="short-breaks").filter(meetings=OuterRef("pk")).order_by("pk")
    meetings = Meeting.objects.filter(council=council, state=Meeting.CANCELLED, on__range=(period.first, period.last))
    return meetings.annotate(child=Subquery(reviews.values("child")[:1])).filter(child__isnull=False)


def _decisions(council: Council, period: Period) -> QuerySet:
    return _decided(council, period).filter(held_on__gte=period.first)


def _decisions_overdue(council: Council, period: Period) -> QuerySet:
    """Of children who are in care on the day."""
    care = PeriodOfCare.objects.standing().filter(child=OuterRef("child")).true_on(period.last)
    return _decided(council, period).filter(Exists(care), outcome=OVERDUE)


def _decided(council: Council, period: Period) -> QuerySet:
    """Decided by the end of the period, each with how it stood then. Of what was decided again the newest stands."""
    ended, end = Q(closed_on__lte=period.last), period.last
    again = Decision.objects.standing().filter(again_of=OuterRef("pk"), review__held_on__lte=end)
    outcome = Case(
        When(ended & Q(status=Decision.DROPPED), then=Value(DROPPED)),
        When(ended & Q(status=Decision.DONE, closed_on__lte=F("due_on")), then=Value(ON_TIME)),
        When(ended & Q(status=Decision.DONE), then=Value(LATE)),
        When(Exists(again), then=Value(AGAIN)),
        When(due_on__lte=over_by(council, period), then=Value(OVERDUE)),
        default=Value(NOT_DUE),
        output_field=CharField(),
    )
    decided = Decision.objects.standing().filter(_of_reviews(council), review__held_on__lte=end)
    return decided.annotate(held_on=F("review__held_on"), outcome=outcome)


def _changes(council: Council, period: Period) -> QuerySet:
    return Change.objects.filter(council=council, happened_on__range=(period.first, period.last))


def _forms_sent(council: Council, period: Period) -> QuerySet:
    """Each with whether it came back, whenever that was."""
    back = Case(When(answered_on=None, then=Value("no")), default=Value("yes"), output_field=CharField())
    sent = Response.objects.standing().filter(council=council, asked_on__range=(period.first, period.last))
    return sent.annotate(back=back)


def _said(council: Council, period: Period) -> QuerySet:
    talk = Case(
        When(wants_talk=False, then=Value("")),
        When(talked_on=None, then=Value("no")),
        default=Value("yes"),
        output_field=CharField(),
    )
    answered = Response.objects.answered().filter(council=council, answered_on__range=(period.first, period.last))
    return answered.annotate(talk=talk)


def _themes(council: Council, period: Period) -> QuerySet:
    """One record a theme of a response."""
    told = _said(council, period)
    return Theme.objects.filter(response__in=told.values("pk")).annotate(answered_on=F("response__answered_on"))


def _about_no_child(model, day: str):
    """Rows of the council that stand beside no child."""

    def records(council: Council, period: Period) -> QuerySet:
        rows = model.objects.filter(
            council=council, withdrawn_at=None, **{f"{day}__range": (period.first, period.last)}
        )
        return rows.annotate(child=Value(None, output_field=IntegerField()))

    return records


def _quotes(council: Council, period: Period) -> QuerySet:
    return Quote.objects.filter(council=council, withdrawn_at=None, said_on__range=(period.first, period.last))


def _wishes(council: Council, period: Period) -> QuerySet:
    asks = Ask.objects.filter(_of_reviews(council), review__held_on__range=(period.first, period.last))
    return asks.annotate(held_on=F("review__held_on"))


def _calls(council: Council, period: Period) -> QuerySet:
    calls = Alarm.objects.filter(council=council, raised_on__range=(period.first, period.last))
    return calls.annotate(kept=_kept("done_on", council))


def _kept(done: str, council: Council) -> Case:
    """How something kept its day ``due_on``: what is not done counts once its day is over."""
    return Case(
        When(**{f"{done}__lte": F("due_on")}, then=Value(ON_TIME)),
        When(**{f"{done}__isnull": False}, then=Value(LATE)),
        When(due_on__lt=today(council.service), then=Value(OVERDUE)),
        default=Value(NOT_DUE),
        output_field=CharField(),
    )


def _referrals(council: Council, period: Period) -> QuerySet:
    standing = Advocacy.objects.filter(council=council, withdrawn_at=None)
    return standing.filter(referred_on__range=(period.first, period.last))


def _visitors(council: Council, period: Period) -> QuerySet:
    """Asked for by the day and not ended, each matched by then or waiting."""
    wanted = Visitor.objects.filter(council=council, withdrawn_at=None, asked_on__lte=period.last)
    state = Case(
        When(matched_on__lte=period.last, then=Value(MATCHED)), default=Value(UNMATCHED), output_field=CharField()
    )
    return wanted.filter(Q(ended_on=None) | Q(ended_on__gt=period.last)).annotate(state=state)


def _complaints(council: Council, period: Period) -> QuerySet:
    standing = Complaint.objects.filter(council=council, withdrawn_at=None)
    within = standing.filter(received_on__range=(period.first, period.last))
    return within.annotate(kept=_kept("answered_on", council))


def _compliments(council: Council, period: Period) -> QuerySet:
    standing = Compliment.objects.filter(council=council, withdrawn_at=None)
    return standing.filter(received_on__range=(period.first, period.last))


def _short_breaks(child: str, day) -> QuerySet:
    breaks = LegalStatus.objects.standing().filter(child=OuterRef(child), code__in=SHORT_BREAKS)
    return breaks.true_on(day)


CARE = "Times in care, legal statuses and placements, from the council's returns and what was recorded here"
REVIEWS = "Reviews held, from the council's returns and what was recorded here; the days due are worked out by the law"
HERE = "What was booked, prepared, decided and told around reviews, as it was recorded here"
SAID = "Forms sent and answered, and what was told, as it was recorded here"
HELP_GIVEN = "Calls for help, advocates, visitors, complaints and compliments, as they were recorded here"

POPULATIONS = {
    population.name: population
    for population in (
        Population(
            "in-care",
            "child",
            "Children in care on {last}, without short breaks",
            CARE,
            _in_care,
            child="pk",
            snapshot=True,
        ),
        Population(
            "entrants",
            "period of care",
            "Times in care that began from {first} to {last}, without short breaks; a child who came twice counts twice",
            CARE,
            _entrants,
            day="starts_on",
        ),
        Population(
            "leavers",
            "period of care",
            "Times in care that ended from {first} to {last}, without short breaks",
            CARE,
            _leavers,
            day="ends_on",
            leaving=True,
        ),
        Population(
            "reviews-held",
            "review",
            "Reviews held from {first} to {last}, without short breaks and without meetings outside a time in care",
            REVIEWS,
            _held,
            day="held_on",
        ),
        Population(
            "reviews-due",
            "review",
            "Reviews whose last day allowed fell from {first} to {last} and is over, held or not, as far as the records reach",
            REVIEWS,
            _due,
            day="due_on",
        ),
        Population(
            "reviews-overdue",
            "review",
            "Reviews due by {last} and not held by then, of children in care on that day, as far as the records reach",
            REVIEWS,
            _overdue,
            snapshot=True,
        ),
        Population(
            "children-reviewed",
            "child",
            "Different children with at least one review held from {first} to {last}",
            REVIEWS,
            _children_reviewed,
            child="pk",
        ),
        Population(
            "children-due",
            "child",
            "Children with at least one review due from {first} to {last}, as far as the records reach",
            REVIEWS,
            _children_due,
            child="pk",
        ),
        Population(
            "second-reviews",
            "review",
            "Second reviews of a time in care, held from {first} to {last}",
            REVIEWS,
            _second_reviews,
            day="held_on",
        ),
        Population(
            "papers-due",
            "paper",
            "Papers due from {first} to {last} and by yesterday, for reviews that were held or are booked",
            HERE,
            _papers,
            day="due_on",
            child="review__child",
        ),
        Population(
            "requests",
            "request",
            "Requests to move a meeting that were made from {first} to {last}",
            HERE,
            _requests,
            day="asked_on",
            child="review__child",
        ),
        Population(
            "meetings-cancelled",
            "meeting",
            "Meetings of reviews that were booked for a day from {first} to {last} and cancelled; one of brothers and sisters "
            "counts once",
            HERE,
            _cancelled,
            day="on",
        ),
        Population(
            "decisions",
            "decision",
            "Decisions of reviews held from {first} to {last}",
            HERE,
            _decisions,
            day="held_on",
        ),
        Population(
            "decisions-overdue",
            "decision",
            "Decisions not done by {last} although their day was over, of children in care on that day",
            HERE,
            _decisions_overdue,
            snapshot=True,
        ),
        Population(
            "changes",
            "change",
            "Significant changes that happened from {first} to {last}",
            HERE,
            _changes,
            day="happened_on",
        ),
        Population(
            "forms-sent",
            "form",
            "Forms sent from {first} to {last}, without those taken back",
            SAID,
            _forms_sent,
            day="asked_on",
        ),
        Population(
            "said",
            "statement",
            "Forms answered and statements told from {first} to {last}",
            SAID,
            _said,
            day="answered_on",
        ),
        Population(
            "themes",
            "theme",
            "Themes of what was answered and told from {first} to {last}",
            SAID,
            _themes,
            day="answered_on",
            child="response__child",
        ),
        Population(
            "activities",
            "activity",
            "What the service did to hear children, from {first} to {last}",
            HELP_GIVEN,
            _about_no_child(Activity, "day"),
            day="day",
        ),
        Population(
            "you-said",
            "pair",
            "What was said, as written down from {first} to {last}",
            HELP_GIVEN,
            _about_no_child(YouSaid, "written_on"),
            day="written_on",
        ),
        Population(
            "quotes", "quotation", "Quotations of what was said from {first} to {last}", SAID, _quotes, day="said_on"
        ),
        Population(
            "wishes",
            "wish",
            "Things that children asked for at reviews held from {first} to {last}",
            SAID,
            _wishes,
            day="held_on",
            child="review__child",
        ),
        Population(
            "calls", "call for help", "Calls for help from {first} to {last}", HELP_GIVEN, _calls, day="raised_on"
        ),
        Population(
            "referrals",
            "referral",
            "Children referred to an advocate from {first} to {last}; a child referred twice counts twice",
            HELP_GIVEN,
            _referrals,
            day="referred_on",
        ),
        Population(
            "visitors",
            "match",
            "Independent visitors and learning mentors asked for by {last} and not ended",
            HELP_GIVEN,
            _visitors,
            snapshot=True,
        ),
        Population(
            "complaints",
            "complaint",
            "Complaints received from {first} to {last}",
            HELP_GIVEN,
            _complaints,
            day="received_on",
        ),
        Population(
            "compliments",
            "compliment",
            "Compliments received from {first} to {last}",
            HELP_GIVEN,
            _compliments,
            day="received_on",
        ),
        *CHALLENGED,
    )
}
