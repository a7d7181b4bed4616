"""Who helps a child: advocates, independent visitors and mentors; and what is complained about or praised."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from footprint.accounts.roles import ALLOCATE, IRO, IRO_MANAGER
from footprint.allocation.access import visible_to
from footprint.children.models import PeriodOfCare
from footprint.council.models import Council, Membership
from footprint.council.profile import Profile, profile
from footprint.council.refusals import Refused
from footprint.law.days import ENGLAND
from footprint.law.words import long_day
from footprint.messages.actions import send
from footprint.reviews.sending import managers_of_service
from footprint.voice.models import Advocacy, Complaint, Compliment, Visitor, VisitorPlaces

ADULT = 18
OVER_18 = "Left care, 18 and over"
UNRESOLVED = Q(resolved__in=("no", "part"))


def in_order(row, on: date, steps: dict[str, str]):
    """Refuses days that do not follow each other: none before the child's birth, before a step before it, or to come."""
    before = (f"{row.child.short_name} was born", row.child.born) if getattr(row, "child_id", None) else None
    for name, words in steps.items():
        day = getattr(row, name)
        if day is None:
            continue
        if day > on:
            raise Refused(f"Enter a day on or before today, {long_day(on)}.", name)
        if before and day < before[1]:
            raise Refused(f"{before[0]} on {long_day(before[1])}. Enter that day or a later one.", name)
        before = (words, day)


# -- advocates ---------------------------------------------------------------------------------------------------------


def check_advocacy(row: Advocacy, on: date):
    """The days follow each other; what is resolved says how, and only what is not resolved is raised with somebody."""
    in_order(row, on, {"referred_on": "The advocate was asked for", "begun_on": "It began", "ended_on": "It ended"})
    in_order(row, on, {"referred_on": "The advocate was asked for", "raised_on": "It was raised"})
    if row.issue not in profile(row.council.profile_name).voice["advocacy_issues"]:
        raise Refused("Choose what it is about from the list.", "issue")
    if row.resolved and not row.outcome.strip():
        raise Refused("Say what came of it.", "outcome")
    if bool(row.raised_with.strip()) != bool(row.raised_on):
        raise Refused("Say both with whom it was raised and on which day.", "raised_on" if row.raised_with else "raised_with")  # fmt: skip
    if row.raised_on and row.resolved == "yes":
        raise Refused("It is resolved: nothing is left to raise. Leave this empty.", "raised_with")


def unraised_first(rows: QuerySet[Advocacy]) -> QuerySet[Advocacy]:
    """Not resolved and raised with nobody first, then not resolved, then the newest."""
    place = Case(When(UNRESOLVED & Q(raised_on=None), then=Value(0)), When(UNRESOLVED, then=Value(1)), default=Value(2))
    return rows.order_by(place, "-referred_on", "-pk")


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter of a year in which a day lies."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)


def quarters_before(day: date, n: int) -> list[tuple[date, date]]:
    """The last ``n`` quarters up to the one of a day, the oldest first."""
    found = [quarter_of(day)]
    while len(found) < n:
        found.insert(0, quarter_of(found[0][0] - timedelta(days=1)))
    return found


def by_provider(rows: QuerySet[Advocacy], quarters: list[tuple[date, date]]) -> dict[str, list[int]]:
    """For each provider how many referrals there were in each quarter."""
    since, until = quarters[0][0], quarters[-1][1]
    found = rows.filter(referred_on__range=(since, until)).values_list("provider", "referred_on")
    counts = Counter((provider, quarter_of(day)) for provider, day in found)
    return {p: [counts[p, quarter] for quarter in quarters] for p in sorted({provider for provider, _ in counts})}


def use_by_age(children, rows: QuerySet[Advocacy], quarter: tuple[date, date], of: Profile) -> list[tuple]:
    """(age band, children in care on the quarter's last day, children referred in it), by the profile's bands, and those
    of 18 and over who were referred."""
    first, last = quarter
    cared_for = PeriodOfCare.objects.standing().true_on(last).filter(child__in=children)
    held = _by_band(cared_for, last, of)
    used = _by_band(rows.filter(referred_on__range=(first, last)), last, of)
    return [(band, held[band], used[band]) for band in (*of.age_bands, OVER_18)]


def _by_band(rows, day: date, of: Profile) -> Counter:
    born = dict(rows.values_list("child", "child__born"))
    ages = [(day.year - b.year - ((day.month, day.day) < (b.month, b.day))) for b in born.values()]
    return Counter(OVER_18 if age >= ADULT else of.band(max(0, age)) for age in ages)


# -- independent visitors and learning mentors -------------------------------------------------------------------------


def check_visitor(row: Visitor, on: date):
    """The days follow each other, an end says why, and a child waits for or has one of a kind at a time."""
    in_order(row, on, {"asked_on": "It was asked for", "matched_on": "They were matched", "ended_on": "It ended"})
    if row.ended_on and not row.ended_why.strip():
        raise Refused("Say why it ended.", "ended_why")
    others = Visitor.objects.filter(withdrawn_at=None, child=row.child, kind=row.kind, ended_on=None).exclude(pk=row.pk)
    if row.ended_on is None and (other := others.first()):
        raise Refused(
            f"{row.child.short_name} has or waits for one since {long_day(other.asked_on)}. Write down its end first.",
            "kind",
        )


def check_places(row: VisitorPlaces, on: date):
    """One number of places for each provider, kind and day."""
    same = VisitorPlaces.objects.filter(
        withdrawn_at=None, council=row.council, kind=row.kind, provider=row.provider, starts_on=row.starts_on
    )
    if same.exclude(pk=row.pk).exists():
        raise Refused("The places of this provider from that day are written down already. Correct them.", "starts_on")


def matched_and_waiting(rows: QuerySet[Visitor], places: QuerySet[VisitorPlaces], day: date) -> list[dict]:
    """For each kind and provider on a day: the places, how many children are matched and how many wait."""
    found: dict[tuple[str, str], dict] = {}
    kinds = dict(Visitor.KINDS)

    def line(kind, provider):
        empty = {"kind": kinds[kind], "provider": provider, "places": None, "matched": 0, "waiting": 0}
        return found.setdefault((kind, provider), empty)

    for kind, provider, number in (
        places.filter(starts_on__lte=day).order_by("starts_on").values_list("kind", "provider", "places")
    ):
        line(kind, provider)["places"] = number
    for kind, provider, matched in rows.filter(ended_on=None, asked_on__lte=day).values_list(
        "kind", "provider", "matched_on"
    ):
        line(kind, provider)["matched" if matched and matched <= day else "waiting"] += 1
    return [found[key] for key in sorted(found)]


# -- complaints and compliments ----------------------------------------------------------------------------------------


def check_complaint(row: Complaint, on: date):
    """Works out by when it is answered. An answer has its day, outcome and words; what is not about this service is kept
    here only where a child was helped with it."""
    in_order(row, on, {"received_on": "It came in", "answered_on": "It was answered"})
    row.due_on = ENGLAND.add(row.received_on, answer_days(row.council))
    if row.helped and row.child_id is None:
        raise Refused("Begin at the child's own page, so that it is known who was helped.", "helped")
    if row.about not in Complaint.OURS and not row.helped:
        raise Refused("A complaint about others is kept here only where the child was helped to make it.", "helped")
    if bool(row.answered_on) != bool(row.outcome):
        raise Refused("Give both the day and the outcome of the answer.", "outcome" if row.answered_on else "answered_on")  # fmt: skip
    if row.answered_on and not row.answer.strip():
        raise Refused("Say what was answered.", "answer")


def answer_days(council: Council) -> int:
    return profile(council.profile_name).voice["complaint_answer"]["working_days"]


def tell_of_complaint(row: Complaint, by):
    """Managers are told of a complaint about an IRO, whoever wrote it down, so that it does not stay with the IRO."""
    if row.about != Complaint.IRO:
        return
    for user in managers_of_service(row.council, IRO_MANAGER):
        send(
            "complaint_about_iro", council=row.council, by=by, user=user, link=f"/voice/complaints?row={row.pk}",
            about=f"complaint {row.pk}", once=f"{row.pk}",
        )  # fmt: skip


def readable_complaints(member: Membership) -> QuerySet[Complaint]:
    """The complaints that a member may read, with ``sees_child``. One about an IRO is read by no IRO but who wrote it down,
    and by the manager even where the child's record is restricted."""
    children = visible_to(member)
    which = Q(child=None) | Q(child__in=children)
    if member.role == IRO:
        which &= ~Q(about=Complaint.IRO) | Q(written_by=member.user_id)
    elif member.may(ALLOCATE):
        which |= Q(about=Complaint.IRO)
    rows = Complaint.objects.filter(which, council__service=member.service_id)
    return rows.annotate(sees_child=Exists(children.filter(pk=OuterRef("child"))))


def overdue_first(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Not answered first, by the day by which they are answered; then the newest answers."""
    place = Case(When(answered_on=None, then=Value(0)), default=Value(1))
    return rows.order_by(place, Case(When(answered_on=None, then="due_on")), "-answered_on", "-pk")


def check_compliment(row: Compliment, on: date):
    """It came on a day that is over, and is about somebody of the service."""
    in_order(row, on, {"received_on": "It came in"})
    if row.about and row.about.service_id != row.council.service_id:
        raise Refused("Choose somebody of the service.", "about")
