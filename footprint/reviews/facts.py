"""Rows → the events that the law counts from, and its answer → the rows that should stand. Many children at once."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from footprint.children.codes import LONG_TERM_FOSTERING, PLACED_FOR_ADOPTION, PLACEMENT_ORDER, SHORT_BREAKS
from footprint.children.models import (
    Child,
    LegalStatus,
    MissingTime,
    PeriodOfCare,
    Placement,
    ReviewInterval,
)
from footprint.council.profile import profile
from footprint.law.days import eighteenth_birthday
from footprint.law.events import Event
from footprint.law.timetable import Settings, timetable
from footprint.reviews.models import Review
from footprint.reviews.store import DUE_COLUMNS

ADOPTED = ("E11", "E12")
HOME = ("E4A", "E4B")


@dataclass
class DueRows:
    """What must be written: ``stored`` (review id, values, or None to delete) and ``missing`` (child id, values)."""

    stored: list[tuple] = field(default_factory=list)
    missing: list[tuple] = field(default_factory=list)


@dataclass
class ChildFacts:
    """Everything about one child from which due dates follow."""

    born: date
    died: date | None
    periods: list = field(default_factory=list)
    legal: list = field(default_factory=list)
    placements: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    intervals: list = field(default_factory=list)
    reviews: list = field(default_factory=list)


def due_rows(council, as_at: date, children: list[int] | None = None) -> DueRows:
    """What stands beside what should stand, for some children or all of a council."""
    settings = Settings(series_counts_from=profile(council.profile_name).settings["series_counts_from"])
    rows = DueRows()
    for child, facts in facts_of(council, children).items():
        _one_child(rows, child, facts, as_at, settings)
    return rows


def facts_of(council, children: list[int] | None = None) -> dict[int, ChildFacts]:
    """The facts of each child, in one query a table."""
    of = {"council": council} if children is None else {"council": council, "child_id__in": children}
    chosen = Child.objects.filter(council=council) if children is None else Child.objects.filter(pk__in=children)
    facts = {pk: ChildFacts(born, died) for pk, born, died in chosen.values_list("pk", "born", "died")}

    def add(to, model, *columns):
        rows = model.objects.standing().filter(**of).order_by("child_id", "starts_on")
        for child, *values in rows.values_list("child_id", "starts_on", "ends_on", *columns).iterator(
            chunk_size=10_000
        ):
            getattr(facts[child], to).append(values)

    add("periods", PeriodOfCare, "start_known", "end_reason")
    add("legal", LegalStatus, "code")
    add("placements", Placement, "code")
    add("missing", MissingTime)
    add("intervals", ReviewInterval, "months", "reason", "set_by")
    reviews = Review.objects.standing().filter(**of).order_by("child_id", "held_on", "due_on", "pk")
    for child, *values in reviews.values_list("child_id", "pk", "held_on", "opened_on", *DUE_COLUMNS).iterator(
        chunk_size=10_000
    ):
        facts[child].reviews.append(values)
    return facts


def _one_child(rows: DueRows, child: int, facts: ChildFacts, as_at, settings):
    kept, left_out = _sorted_out(facts, as_at)
    answer = timetable(events(facts, kept), as_at=as_at, born=facts.born, died=facts.died, settings=settings)
    by_day = {line.held_on: line for line in answer.reviews if line.held_on}
    for pk, held_on, _, *values in facts.reviews:
        if held_on:
            now = (
                _values(by_day[held_on])
                if pk in kept and held_on in by_day
                else _unjudged(left_out.get(pk, "outside-care"))
            )
            if now != tuple(values):
                rows.stored.append((pk, now))
    wanted = [
        _values(line, missed=line is not answer.next)
        for line in answer.reviews
        if line.held_on is None and not _same(line, answer.next)
    ]
    wanted += [_values(answer.next)] if answer.next else []
    open_rows = [(pk, tuple(values)) for pk, held_on, _, *values in facts.reviews if not held_on]
    _match_open(rows, child, wanted, open_rows)


def _match_open(rows, child, wanted, open_rows):
    """Rows still to be held keep their id where they can: first those that say the same, then in order of due date."""
    left, spare = list(wanted), []
    for pk, values in open_rows:
        if values in left:
            left.remove(values)
        else:
            spare.append((pk, values))
    for (pk, _), values in zip(spare, left, strict=False):
        rows.stored.append((pk, values))
    rows.stored += [(pk, None) for pk, _ in spare[len(left) :]]
    rows.missing += [(child, values) for values in left[len(spare) :]]


def _same(line, other) -> bool:
    return other is not None and (line.under, line.due_on, line.kind) == (other.under, other.due_on, other.kind)


def _values(line, missed: bool = False) -> tuple:
    return (
        line.kind,
        line.under,
        line.due_on,
        line.rule or "",
        line.counted_from,
        "relaxed-2020" in line.flags,
        "",
        missed,
    )


def _unjudged(reason: str) -> tuple:
    return ("", "", None, "", None, False, reason, False)


def _sorted_out(facts: ChildFacts, as_at: date) -> tuple[set[int], dict[int, str]]:
    """The held reviews that the law may count (ids), and why each other one is left out."""
    kept: set[int] = set()
    left_out: dict[int, str] = {}
    seen: set[date] = set()
    adult = eighteenth_birthday(facts.born)
    for pk, held_on, *_ in facts.reviews:
        if held_on is None:
            continue
        reason = _why_out(facts, held_on, as_at, adult, seen)
        seen.add(held_on)
        if reason:
            left_out[pk] = reason
        else:
            kept.add(pk)
    return kept, left_out


def _why_out(facts, day, as_at, adult, seen) -> str:
    if day > as_at:
        return "after-today"
    if day >= adult:
        return "turned-18"
    if not any(start <= day and (end is None or day <= end) for start, end, *_ in facts.periods):
        first = facts.periods[0] if facts.periods else None
        return "before-known-care" if first is None or (day < first[0] and not first[2]) else "outside-care"
    return "second-on-day" if day in seen else ""


def events(facts: ChildFacts, kept: set[int] | None = None) -> list[Event]:
    """The child's facts as events, in the words of the calculator."""
    found: list[Event] = []
    breaks = [(s, e) for s, e, code in facts.legal if code in SHORT_BREAKS]
    remands = {s for s, _, code in facts.legal if code == "J1"}
    for start, end, start_known, reason in facts.periods:
        found += _beginning(start, end, start_known, breaks, remands)
        if end:
            found.append(_ending(end, reason))
    found += [Event(on=start, name="legal_status", fields={"code": code}) for start, _, code in facts.legal]
    # The decision that a child should be placed (DATE_PLACED of the return) is no authority: the placement order is.
    found += [Event(on=start, name="authority_to_place") for start, _, code in facts.legal if code == PLACEMENT_ORDER]
    found += _placement_events(facts)
    found += [Event(on=start, name="missing", fields={"until": end}) for start, end in facts.missing]
    found += [
        Event(on=start, name="interval_set", fields={"months": months, "reason": reason, "by": by, "until": end})
        for start, end, months, reason, by in facts.intervals
    ]
    for pk, held_on, opened_on, *_ in facts.reviews:
        if held_on and (kept is None or pk in kept):
            if opened_on and opened_on < held_on:
                found.append(Event(on=opened_on, name="series_meeting"))
                found.append(Event(on=held_on, name="series_meeting", fields={"completes": True}))
            else:
                found.append(Event(on=held_on, name="review_held"))
    return found


def _beginning(start, end, start_known, breaks, remands) -> list[Event]:
    if any(s <= start and (e is None or (end and end <= e)) for s, e in breaks):
        until = end or start + timedelta(days=1)
        return [Event(on=start, name="short_break", fields={"until": until})]
    if not start_known:
        return [Event(on=start, name="in_care_since_before")]
    return [Event(on=start, name="remanded" if start in remands else "became_looked_after")]


def _ending(end, reason) -> Event:
    if reason in ADOPTED:
        return Event(on=end, name="adoption_order")
    return Event(on=end, name="ceased", fields={"to": "parent" if reason in HOME else "other"})


def _placement_events(facts) -> list[Event]:
    found, placed = [], False
    for start, _, code in facts.placements:
        if code in PLACED_FOR_ADOPTION:
            if not placed:
                found.append(Event(on=start, name="placed_for_adoption"))
            placed = True
        else:
            if placed and _in_care_before(facts, start):
                found.append(Event(on=start, name="returned_from_adopters"))
            placed = False
            found.append(Event(on=start, name="placement_move", fields={"long_term": code in LONG_TERM_FOSTERING}))
    return found


def _in_care_before(facts, day) -> bool:
    return any(start < day and (end is None or day < end) for start, end, *_ in facts.periods)
