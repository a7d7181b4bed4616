"""The walk through one child's events, day by day, that keeps which review is due.

Several rules may run at once: those of looked-after children, and those of adoption beside them. The earliest date is
the one that is due, and a review held answers every rule that runs (a review is counted once, from the day held).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from . import disputes
from .breaks import Break, limits_passed
from .clocks import Clock, after_review, clock, due_on
from .days import WorkingDays, add_months
from .events import Event
from .flags import Flag, flag
from .lines import ReviewLine, Settings, Timetable
from .rules import SEQUENCES, rule_on
from .words import full

FULL_STARTS = frozenset({"became_looked_after", "full_time_accommodation", "remanded"})
CARE_ORDERS = frozenset({"C1", "C2", "D1", "E1"})
POLICE_PROTECTION, REMAND = "L1", "J1"

# On one day: what opens care for a child who was out of it, what was held, what changed, what closes care; and, for
# a child who was in care, what opens care again only after that.
_STARTS = {"became_looked_after": 0, "full_time_accommodation": 1, "remanded": 2, "in_care_since_before": 3}
_REVIEWS = {"review_adjourned": 10, "series_meeting": 11, "review_completed": 12, "review_held": 13}
_CHANGES = {"authority_to_place": 22, "placed_for_adoption": 23, "returned_from_adopters": 24}
_ENDS = {"ceased": 41, "adoption_order": 42, "died": 43}
_OTHERS = {"turned_18": -1, "short_break": 4, "legal_status": 5, "dispute_raised": 30, "dispute_stage": 31}
_RANK = _STARTS | _REVIEWS | _CHANGES | _ENDS | _OTHERS
_START_AGAIN = 50


class Due(NamedTuple):
    """A review that is due, before it is held."""

    on: date
    kind: str
    under: str
    rule: str
    counted_from: date


class Sequence:
    """First, second, … review under one set of rules: ``number`` held since ``began_on``, the last on ``last``."""

    __slots__ = ("rules", "under", "began_on", "number", "last")

    def __init__(self, under: str, began_on: date, rules: str = ""):
        self.rules = SEQUENCES[rules or under]
        self.under, self.began_on, self.number = under, began_on, 0
        self.last = began_on

    def held(self, day: date) -> None:
        self.number += 1
        self.last = day

    def due(self, calendar: WorkingDays) -> Due | None:
        """The next one, by the law alone; None where no date can be known."""
        rule = rule_on(self.rules[min(self.number, len(self.rules) - 1)], self.last)
        if rule.limit is None:
            return None
        return Due(rule.limit.after(self.last, calendar), rule.kind, self.under, rule.key, self.last)


class OpenReview:
    """A review of several meetings or adjourned, not yet complete. ``line``: its place when it already counts."""

    __slots__ = ("on", "due", "adjourned_on", "line")

    def __init__(self, on: date, due: Due | None):
        self.on, self.due = on, due
        self.adjourned_on: date | None = None
        self.line: int | None = None


class Interval(NamedTuple):
    """A shorter time between reviews, as set on a day, until another day or for good."""

    months: int
    by: str
    set_on: date
    until: date | None


class Period:
    """One time in care or one series of short breaks."""

    __slots__ = ("began_on", "base", "adoption", "opened", "interval", "long_term_on", "missing", "notified_on", "full")

    def __init__(self, base: Sequence):
        self.began_on, self.base = base.began_on, base
        self.full = base.under == "looked-after"
        self.adoption: Sequence | None = None
        self.opened: OpenReview | None = None
        self.interval: Interval | None = None
        self.long_term_on: date | None = None
        self.missing: Event | None = None
        self.notified_on: date | None = None

    @property
    def beginning_known(self) -> bool:
        return self.base.rules is not SEQUENCES["beginning-unknown"]


class Course:
    """Where the child stands after the events so far."""

    def __init__(self, as_at: date, adult_on: date | None, settings: Settings, calendar: WorkingDays):
        self.as_at, self.adult_on, self.settings, self.calendar = as_at, adult_on, settings, calendar
        self.period: Period | None = None
        self.lines: list[ReviewLine] = []
        self.flags: dict[Flag, None] = {}
        self.breaks: list[Break] = []
        self.series_began = 0
        self.legal_code = ""
        self.completed_on: date | None = None
        self.ever_in_care = False

    @property
    def care(self) -> Period:
        """The period that runs; asked only while one does."""
        assert self.period is not None
        return self.period

    # The walk

    def follow(self, events: Iterable[Event]) -> None:
        """Take the events, in any order; those after ``as_at`` must be left out."""
        for _, day in groupby(sorted(events, key=_place), attrgetter("on")):
            for event in self._order(list(day)):
                handler = _HANDLERS.get(event.name)
                if handler:
                    handler(self, event)

    def _order(self, day: list[Event]) -> list[Event]:
        if len(day) == 1 or self.period is None:
            return day
        if self.period.full and any(e.name == "ceased" for e in day) and any(e.name in FULL_STARTS for e in day):
            # An end and a beginning on one day are one period of care.
            return [e for e in day if e.name != "ceased" and e.name not in FULL_STARTS]
        return sorted(day, key=lambda e: _rank(e) + (_START_AGAIN if 0 <= _rank(e) < 5 else 0))

    def flag(self, code: str, details: str = "") -> None:
        self.flags[flag(code, details)] = None

    # Which review is due

    def due(self, held_on: date | None = None) -> Due | None:
        """The earliest review due; for one held on a day, only rules that a review on that day answers."""
        period = self.care
        found = self._shortened(period.base)
        if period.adoption and (held_on is None or self._answers(period.adoption, held_on)):
            adoption = self._shortened(period.adoption)
            if adoption and (found is None or adoption.on <= found.on):
                return adoption
        return found

    def _shortened(self, sequence: Sequence) -> Due | None:
        """By the law, or by a shorter time that the council or the IRO set after the first review."""
        found = sequence.due(self.calendar)
        if found is None or sequence.number == 0:
            return found
        last, months, interval = sequence.last, self.settings.interval_months, self.care.interval
        if months:
            found = _earlier(found, add_months(last, months), f"interval/{months}", last)
        if interval:
            found = self._by_interval(found, interval, last)
        return found

    def _by_interval(self, found: Due, interval: Interval, last: date) -> Due:
        """Counted from the last review, or from the day on which the shorter time was set where it had passed."""
        asked, rule = interval.by == "iro", f"/{interval.months}"
        counted_from, name = last, "R4" if asked else "interval"
        day = add_months(last, interval.months)
        if day < interval.set_on:
            counted_from, name = interval.set_on, "R4-asked" if asked else "interval-set"
            day = add_months(interval.set_on, interval.months)
        if interval.until and day >= interval.until:
            return found
        return _earlier(found, day, name + rule, counted_from)

    def _answers(self, sequence: Sequence, day: date) -> bool:
        """Whether a review on ``day`` answers the rules of ``sequence``: one too soon for a window does not."""
        window = rule_on(sequence.rules[0], sequence.began_on).not_before
        return window is None or day >= window.after(sequence.began_on, self.calendar)

    # Reviews

    def review_held(self, event: Event) -> None:
        opened = self.period.opened if self.period else None
        if opened and opened.line is not None and not opened.adjourned_on:
            # The series counted from its opening and this is another review.
            self._drop_open()
            opened = None
        if opened:
            self._complete(event.on)
        elif self._is_statutory(event.on):
            self._hold(event.on, event.on, event.on)

    def series_meeting(self, event: Event) -> None:
        if not self._is_statutory(event.on):
            return
        completes = event.fields.get("completes")
        if not self.care.opened and completes:
            self._hold(event.on, event.on, event.on)
            return
        self._open(event.on)
        if completes:
            self._complete(event.on)

    def review_adjourned(self, event: Event) -> None:
        if not self._is_statutory(event.on):
            return
        opened = self._open(event.on)
        if opened.adjourned_on:
            self.flag("adjourned-twice", f"Adjourned on {full(opened.adjourned_on)} and again on {full(event.on)}:")
            return
        opened.adjourned_on = event.on
        due = f", still due on {full(opened.due.on)}" if opened.due else ""
        self.flag("adjourned", f"Adjourned on {full(event.on)}{due}.")

    def review_completed(self, event: Event) -> None:
        if self.period and self.period.opened:
            self._complete(event.on)
        elif self._is_statutory(event.on) and self._hold(event.on, event.on, event.on):
            self.flag("completed-not-opened", f"{full(event.on)}:")

    def _is_statutory(self, day: date) -> bool:
        if self.period:
            return True
        adult = self.adult_on and day >= self.adult_on
        self.flag("review-after-18" if adult else "review-outside-care", f"{full(day)}:")
        return False

    def _open(self, day: date) -> OpenReview:
        period = self.care
        if period.opened is None:
            period.opened = OpenReview(day, self.due(day))
            if self.settings.series_counts_from == "opened" and self._hold(day, day, None):
                period.opened.line = len(self.lines) - 1
        return period.opened

    def _complete(self, day: date) -> None:
        opened, self.care.opened = self.care.opened, None
        if opened is None:
            return
        if opened.adjourned_on:
            self._watch_adjournment(opened.adjourned_on, day)
        if opened.line is None:
            self._hold(day, opened.on, day)
        else:
            self.lines[opened.line] = replace(self.lines[opened.line], completed_on=day)
            self.completed_on = day

    def _watch_adjournment(self, adjourned_on: date, day: date) -> None:
        limit = due_on("adjournment_limit", adjourned_on, self.calendar)
        if day > limit:
            self.flag("adjourned-too-long", f"Adjourned on {full(adjourned_on)}, to be completed by {full(limit)}:")

    def _drop_open(self) -> None:
        opened, self.care.opened = self.care.opened, None
        if opened:
            self.flag("series-not-complete", f"Opened on {full(opened.on)}:")

    def _hold(self, day: date, opened_on: date, completed_on: date | None) -> bool:
        """Judge the review that counts on ``day``, and count on from it."""
        period = self.care
        if period.base.number and period.base.last == day:
            self.flag("two-reviews-one-day", f"{full(day)}:")
            return False
        self.lines.append(self._judged(self.due(day), day, opened_on, completed_on))
        self.completed_on = completed_on or self.completed_on
        period.base.held(day)
        if period.adoption and self._answers(period.adoption, day):
            period.adoption.held(day)
            if period.adoption.under == "adoption-returned":
                period.adoption = None
        elif period.adoption:
            self.flag("before-return-window", f"{full(day)}:")
        return True

    def _judged(self, due: Due | None, held_on: date, opened_on: date, completed_on: date | None) -> ReviewLine:
        flags: tuple[str, ...] = ()
        if due is None:
            base, flags = self.care.base, ("beginning-unknown",)
            return ReviewLine(
                "", base.under, None, base.rules[0], base.began_on, held_on, opened_on, completed_on, None, None, flags
            )
        on_time: bool | None = held_on <= due.on
        late = 0 if on_time else self.calendar.between(due.on, held_on)
        if not on_time and _by_law_alone(due) and rule_on("lateness", due.on).relaxed:
            on_time, flags = None, ("relaxed-2020",)
            self.flag("relaxed-2020", f"Due on {full(due.on)}, held on {full(held_on)}:")
        day, kind, under, rule, counted_from = due
        return ReviewLine(kind, under, day, rule, counted_from, held_on, opened_on, completed_on, on_time, late, flags)

    def _not_held(self, due: Due, on_time: bool | None, until: date) -> ReviewLine:
        late = self.calendar.between(due.on, until) if on_time is False else 0
        opened = self.care.opened
        opened_on = opened.on if opened and opened.line is None else None
        return ReviewLine(due.kind, due.under, due.on, due.rule, due.counted_from, None, opened_on, None, on_time, late)

    # Beginnings and ends

    def _begin(self, sequence: Sequence) -> Period:
        self.period = Period(sequence)
        self.ever_in_care = True
        return self.period

    def _may_begin(self, day: date) -> bool:
        if self.adult_on and day >= self.adult_on:
            self.flag("after-18", f"{full(day)}:")
            return False
        return True

    def start_full(self, event: Event) -> None:
        """The full rules begin, or go on where they ran already."""
        if self.period and self.period.full:
            if event.name == "became_looked_after":
                self.flag("already-looked-after", f"{full(event.on)}:")
        elif self._may_begin(event.on):
            if self.period:
                self._end(event.on)
            self._begin(Sequence("looked-after", event.on))
        if event.name == "remanded" and self.period:
            self.legal_code = REMAND

    def start_unknown(self, event: Event) -> None:
        if not (self.period and self.period.full) and self._may_begin(event.on):
            if self.period:
                self._end(event.on)
            self._begin(Sequence("looked-after", event.on, "beginning-unknown"))
            self.flag("beginning-unknown", f"Before {full(event.on)}:")

    def short_break(self, event: Event) -> None:
        day, fields = event.on, event.fields
        if self.period and self.period.full:
            self.flag("short-break-in-care", f"{full(day)}:")
            return
        if not self._may_begin(day):
            return
        if self.period is None:
            self.series_began = len(self.breaks)
        until = fields.get("until") or day
        self.breaks.append(Break(day, until, fields.get("with") or "", fields.get("at") or ""))
        passed = limits_passed(self.breaks, self.breaks[self.series_began :])
        for code in passed:
            self.flag(code, f"{full(day)} to {full(until)}:")
        if passed or self.legal_code in CARE_ORDERS:
            self.start_full(event)
        elif self.period is None:
            self._begin(Sequence("short-breaks", day))

    def legal_status(self, event: Event) -> None:
        self.legal_code = event.fields.get("code", "").upper()
        if self.period and not self.period.full and self.legal_code in CARE_ORDERS:
            self.start_full(event)

    def ceased(self, event: Event) -> None:
        if self.period is None:
            self.flag("ended-outside-care", f"{full(event.on)}:")
            return
        self._watch_leaving(event)
        self._end(event.on)

    def turned_18(self, event: Event) -> None:
        if self.period:
            self.flag("turned-18", f"{full(event.on)}:")
            self._end(event.on)

    def end_quietly(self, event: Event) -> None:
        if self.period:
            self._end(event.on)

    def _end(self, day: date) -> None:
        """Care ends: a review due before that day and not held was missed; one due that day or later falls away."""
        due = self.due()
        if due and due.on < day:
            self.lines.append(self._not_held(due, False, day))
        self._drop_open()
        self.period = None
        self.legal_code = ""

    def _watch_leaving(self, event: Event) -> None:
        """Regulation 33(3)(c) and (e): a review before accommodation ends that would otherwise end without one."""
        if not self.care.full or self.care.base.number:
            return
        elsewhere = event.fields.get("to") == "other" and event.fields.get("planned")
        accommodated = not self.legal_code or self.legal_code.startswith("V")
        if self.legal_code == POLICE_PROTECTION or (elsewhere and accommodated):
            self.flag(
                "no-review-before-leaving", f"Accommodation ended on {full(event.on)} and no review had been held:"
            )

    # Adoption

    def adoption(self, event: Event) -> None:
        """Authority, placement or return begins a sequence of its own beside that of the looked-after child."""
        if self.period is None or not self.period.full:
            self.flag("adoption-outside-care", f"{full(event.on)}:")
            if self.ever_in_care and self.period is None:
                return
            self.start_unknown(event)
            if self.period is None:
                return
        before = self.period.adoption
        under = _ADOPTION[event.name]
        if before and (before.under == under or event.name == "authority_to_place"):
            return  # authority that is held already, or given again while a later step runs
        self._close_adoption(event.on)
        self.period.adoption = Sequence(under, event.on)

    def _close_adoption(self, day: date) -> None:
        """A review of the sequence that ends, due before that day and not held, was missed."""
        due = self.due()
        if self.care.adoption and due and due.under == self.care.adoption.under and due.on < day:
            self.lines.append(self._not_held(due, False, day))

    # What the review must know of

    def placement_move(self, event: Event) -> None:
        if self.period:
            long_term = event.fields.get("long_term")
            self.period.long_term_on = (self.period.long_term_on or event.on) if long_term else None

    def missing(self, event: Event) -> None:
        if self.period:
            self.period.missing = event

    def notified(self, event: Event) -> None:
        period = self.period
        if period and period.full and period.beginning_known and not period.notified_on:
            period.notified_on = event.on
            limit = due_on("appointment", period.began_on, self.calendar)
            if event.on > limit:
                days = self.calendar.between(period.began_on, event.on)
                self.flag(
                    "notified-late",
                    f"Told on {full(event.on)}, {days} working days after {full(period.began_on)}; "
                    f"an IRO was to be appointed by {full(limit)}.",
                )

    def interval_set(self, event: Event) -> None:
        if self.period is None:
            return
        fields = event.fields
        self.period.interval = Interval(fields["months"], fields.get("by") or "council", event.on, fields.get("until"))
        if fields["months"] >= 6:
            self.flag("interval-not-shorter", f"{fields['months']} months, set on {full(event.on)}:")

    # The end of the walk

    def timetable(self, disputes_found: tuple[list[Clock], list[Flag]]) -> Timetable:
        """What stands at ``as_at``."""
        following = self._following() if self.period else None
        clocks = self._clocks() + disputes_found[0]
        for found in disputes_found[1]:
            self.flags[found] = None
        lines = (*self.lines, following) if following else tuple(self.lines)
        return Timetable(lines, following, tuple(clocks), tuple(self.flags))

    def _following(self) -> ReviewLine | None:
        self._watch_at_the_end()
        due = self.due()
        return self._not_held(due, False if due.on < self.as_at else None, self.as_at) if due else None

    def _watch_at_the_end(self) -> None:
        period = self.care
        if period.opened and period.opened.adjourned_on:
            self._watch_adjournment(period.opened.adjourned_on, self.as_at)
        elif period.opened:
            self.flag("series-not-complete", f"Opened on {full(period.opened.on)}:")
        if period.missing and self._is_missing(period.missing):
            self.flag("missing", f"Missing since {full(period.missing.on)}.")
        if period.long_term_on and add_months(period.long_term_on, 12) < self.as_at:
            self.flag("long-term-fostering", f"Since {full(period.long_term_on)}:")

    def _is_missing(self, missing: Event) -> bool:
        """Until the day given; without one, until a review has been held since."""
        until = missing.fields.get("until")
        return until > self.as_at if until else missing.on >= self.care.base.last

    def _clocks(self) -> list[Clock]:
        found = []
        period = self.period
        if period and period.beginning_known:
            found.append(clock("appointment", period.began_on, self.calendar))
        if self.completed_on:
            found += after_review(self.completed_on, self.calendar)
        if period and period.opened and period.opened.adjourned_on:
            found.append(clock("adjournment_limit", period.opened.adjourned_on, self.calendar))
        return found


_ADOPTION = {
    "authority_to_place": "adoption-authorised",
    "placed_for_adoption": "adoption-placed",
    "returned_from_adopters": "adoption-returned",
}

# Midway reviews and cancelled meetings are not here: they change nothing.
_HANDLERS = {
    "became_looked_after": Course.start_full,
    "full_time_accommodation": Course.start_full,
    "remanded": Course.start_full,
    "in_care_since_before": Course.start_unknown,
    "short_break": Course.short_break,
    "review_held": Course.review_held,
    "series_meeting": Course.series_meeting,
    "review_adjourned": Course.review_adjourned,
    "review_completed": Course.review_completed,
    "ceased": Course.ceased,
    "adoption_order": Course.end_quietly,
    "died": Course.end_quietly,
    "turned_18": Course.turned_18,
    "legal_status": Course.legal_status,
    "placement_move": Course.placement_move,
    "missing": Course.missing,
    "notified": Course.notified,
    "interval_set": Course.interval_set,
    **dict.fromkeys(_ADOPTION, Course.adoption),
}


def _rank(event: Event) -> int:
    return _RANK.get(event.name, 25)


def _place(event: Event) -> tuple:
    """Where an event stands among the others, whatever the order in which they were given."""
    return event.on, _RANK.get(event.name, 25), event.name, _contents(event) if event.fields else ""


def _contents(event: Event) -> str:
    return repr(sorted((name, str(value)) for name, value in event.fields.items()))


def _earlier(found: Due, day: date, rule: str, counted_from: date) -> Due:
    return found._replace(on=day, rule=rule, counted_from=counted_from) if day < found.on else found


def _by_law_alone(due: Due) -> bool:
    return due.kind == "subsequent" and "/" not in due.rule


def dispute_events(events: Iterable[Event]) -> list[Event]:
    """Those that move a dispute, in order."""
    return sorted((event for event in events if event.name in disputes.NAMES), key=_place)
