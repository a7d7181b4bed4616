"""What a new day brings to say: the month's list, the check two weeks before, what is not booked, late or unanswered.

Each is said once, however often the day's work runs. Nothing is said about what lies before the first day of use.
"""

from datetime import date, timedelta

from footprint.accounts.models import User
from footprint.accounts.roles import BUSINESS_SUPPORT, IRO, IRO_MANAGER, TEAM_MANAGER
from footprint.allocation.access import visible_to
from footprint.allocation.models import IroAssignment
from footprint.children.models import Child, PeriodOfCare
from footprint.council.models import Council, Membership
from footprint.council.profile import profile
from footprint.law.clocks import due_on
from footprint.messages.actions import send
from footprint.plans.facts import due_of
from footprint.reviews.copies import team_managers
from footprint.reviews.invited import worker_of
from footprint.reviews.models import Decision, Meeting, Paper, Review
from footprint.reviews.querysets import due_between
from footprint.reviews.sending import managers_of_service, tell


def remind(council: Council, day: date) -> int:
    """Say what a day brings in a council; returns how many messages were asked for."""
    if not council.service.first_day_of_use or day < council.service.first_day_of_use:
        return 0
    return sum(say(council, day) for say in (_month, _week, _two_weeks, _not_booked, _papers, _unanswered))


def _month(council: Council, day: date) -> int:
    """On the first day of a month (or the first on which the work runs): how many reviews are due in it."""
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    due = Review.objects.open().filter(council=council, missed=False, due_on__range=(first, last))
    number = due.count()
    people = [u for role in (IRO_MANAGER, BUSINESS_SUPPORT, IRO) for u in managers_of_service(council, role)]
    for user in people:
        send(
            "month_list",
            council=council,
            by=None,
            user=user,
            link=f"/reviews/due?month={first:%Y-%m}",
            once=f"{first:%Y-%m}",
            number=number,
            day=first,
        )
    return len(people)


def _week(council: Council, day: date) -> int:
    """Once a week: how many of their children have a plan or an assessment out of date."""
    monday = day - timedelta(days=day.weekday())
    members = Membership.objects.filter(
        service=council.service, role__in=(IRO, TEAM_MANAGER), user__is_active=True
    ).select_related("user", "service", "team")
    late = {pk for pk, states in due_of(_in_care(council, day), day).items() for s in states if s.is_late}
    for member in members:
        seen = set(_own_children(member).values_list("pk", flat=True))
        send(
            "week_list",
            council=council,
            by=None,
            user=member.user,
            link="/plans",
            once=f"{monday}",
            number=len(late & seen),
            day=monday,
        )
    return len(members)


def _in_care(council: Council, day: date):
    periods = PeriodOfCare.objects.standing().filter(ends_on=None, starts_on__lte=day)
    return Child.objects.filter(council=council, pk__in=periods.values("child"))


def _own_children(member: Membership):
    """The children of an IRO, or of a team manager's team."""
    seen = visible_to(member)
    if member.role != IRO:
        return seen
    mine = IroAssignment.objects.standing().filter(ends_on=None, iro__user=member.user_id)
    return seen.filter(pk__in=mine.values("child"))


def _two_weeks(council: Council, day: date) -> int:
    """Two weeks before a booked meeting, business support checks with the social worker and the manager."""
    ahead = timedelta(days=profile(council.profile_name).settings["check_ahead_days"])
    meetings = Meeting.objects.filter(council=council, state=Meeting.BOOKED, on__range=(day, day + ahead))
    told = 0
    for meeting in meetings.prefetch_related("reviews__child", "reviews__council"):
        for review in meeting.reviews.all():
            for user in [*managers_of_service(council, BUSINESS_SUPPORT), *_worker(review)]:
                _tell("two_week_check", review, user, f"{meeting.pk}/{meeting.on}", day=meeting.on)
                told += 1
    return told


def _not_booked(council: Council, day: date) -> int:
    """A review that is due within the time in which it should be booked, and is not."""
    ahead = timedelta(days=profile(council.profile_name).settings["book_ahead_days"])
    reviews = due_between(Review.objects.open().filter(council=council), day, day + ahead)
    reviews = reviews.exclude(meetings__state=Meeting.BOOKED).select_related("child", "council")
    mine = dict(
        IroAssignment.objects.standing()
        .filter(ends_on=None, child__in=reviews.values("child"), iro__user__isnull=False)
        .values_list("child", "iro__user")
    )
    users = User.objects.in_bulk(set(mine.values()))
    told = 0
    for review in reviews:
        by = min(d for d in (review.due_on, review.early_by) if d)
        if review.child_id in mine:
            _tell(
                "review_due_soon",
                review,
                users[mine[review.child_id]],
                f"{review.pk}/{by}",
                day=by,
            )
            told += 1
    return told


def _papers(council: Council, day: date) -> int:
    """A paper that should have come before a meeting, and has not."""
    late = Paper.objects.filter(
        review__council=council, review__held_on=None, review__withdrawn_at=None, received_on=None,
        due_on__range=(day - timedelta(days=14), day - timedelta(days=1)),
    ).select_related("review__child", "review__council")  # fmt: skip
    told = 0
    for paper in late:
        for user in _worker(paper.review):
            _tell("papers_late", paper.review, user, f"{paper.review_id}", day=paper.due_on)
            told += 1
    return told


def _unanswered(council: Council, day: date) -> int:
    """Decisions that the team manager has not answered in five working days: no answer is no agreement."""
    issued = Decision.objects.standing().filter(
        review__in=Review.objects.statutory().filter(council=council),
        reply="",
        status=Decision.OPEN,
        issued_on__range=(day - timedelta(days=60), day),
    )
    together = {
        (decision.review, decision.issued_on): None
        for decision in issued.select_related("review__child", "review__council", "review__iro__user").order_by("pk")
    }
    told = 0
    for review, issued_on in together:
        answer_by = due_on("manager_reply", issued_on)
        if answer_by >= day:
            continue
        iro = [review.iro.user] if review.iro and review.iro.user else []
        for user in [*team_managers(review.child), *iro]:
            _tell("decisions_unanswered", review, user, f"{review.pk}/{answer_by}", day=answer_by)
            told += 1
    return told


def _worker(review: Review) -> list[User]:
    worker = worker_of(review.child)
    return [worker.user] if worker and worker.user else []


def _tell(key: str, review: Review, user: User, once: str, **values):
    tell(key, review, by=None, user=user, link=f"/reviews/{review.pk}", once=once, **values)
