"""One child at a time: what is due, what was held, and what it says about it."""

from datetime import date

import pytest

from footprint.law.days import WorkingDays
from footprint.law.events import Event
from footprint.law.timetable import Settings, explain, timetable

D = date.fromisoformat


def of(*events, as_at="2030-01-01", **options):
    """A timetable of events written "2025-06-02 name", with fields in a dict behind."""
    made = []
    for event in events:
        words, fields = (event, {}) if isinstance(event, str) else event
        on, name = words.split()
        made.append(Event(D(on), name, fields))
    return timetable(made, as_at=D(as_at), **options)


def line(review):
    iso = review.due_on and review.due_on.isoformat()
    return review.kind, review.under, iso, review.on_time


def following(found):
    return found.next and line(found.next)[:3]


def codes(found):
    return {flag.code for flag in found.flags}


CARE = "2025-01-06 became_looked_after"  # first due 3 Feb 2025
FIRST = "2025-01-30 review_held"
SECOND = "2025-04-24 review_held"


# First, second, subsequent


def test_the_three_kinds_counted_from_the_review_held():
    found = of(CARE, FIRST, SECOND, as_at="2025-05-01")
    assert [line(r) for r in found.reviews] == [
        ("first", "looked-after", "2025-02-03", True),
        ("second", "looked-after", "2025-04-30", True),
        ("subsequent", "looked-after", "2025-10-24", None),
    ]
    assert found.next is found.reviews[-1]
    assert found.flags == ()


def test_late_by_working_days():
    found = of(CARE, "2025-02-06 review_held", as_at="2025-02-07")
    assert (found.reviews[0].on_time, found.reviews[0].working_days_late) == (False, 3)
    assert following(found) == ("second", "looked-after", "2025-05-06")


def test_due_and_not_held_is_overdue_the_day_after():
    assert of(CARE, as_at="2025-02-03").next.on_time is None
    overdue = of(CARE, as_at="2025-02-04").next
    assert (overdue.on_time, overdue.working_days_late) == (False, 1)


def test_before_april_2011_the_first_review_was_due_within_four_weeks():
    found = of("2010-12-20 became_looked_after", as_at="2010-12-21")
    assert found.next.due_on == D("2011-01-17")
    assert "not yet checked" in found.next.explain().source_texts()[0]


def test_an_event_after_today_has_not_happened():
    found = of(CARE, FIRST, as_at="2025-01-29")
    assert following(found) == ("first", "looked-after", "2025-02-03")
    assert of(CARE, as_at="2025-01-05").next is None


def test_midway_reviews_and_cancelled_meetings_change_nothing():
    assert of(CARE, FIRST, "2025-03-01 midway_review", "2025-03-02 review_cancelled") == of(CARE, FIRST)


def test_two_reviews_on_one_day_count_once():
    found = of(CARE, FIRST, FIRST, as_at="2025-02-01")
    assert len(found.reviews) == 2
    assert "two-reviews-one-day" in codes(found)


# Where the beginning is not known


def test_a_beginning_that_is_not_known():
    before = of("2025-01-06 in_care_since_before", as_at="2025-06-01")
    assert (before.next, before.reviews, before.clocks) == (None, (), ())
    assert codes(before) == {"beginning-unknown"}
    found = of("2025-01-06 in_care_since_before", FIRST, "2025-08-05 review_held", as_at="2025-09-01")
    assert [line(r) for r in found.reviews] == [
        ("", "looked-after", None, None),
        ("subsequent", "looked-after", "2025-07-30", False),
        ("subsequent", "looked-after", "2026-02-05", None),
    ]
    assert found.reviews[0].working_days_late is None
    assert "beginning-unknown" in found.reviews[0].flags
    assert "No due date is claimed" in found.reviews[0].explain().because
    assert "number of that review is not known" in found.reviews[1].explain().because
    assert "not known" not in found.reviews[2].explain().because


# Shorter intervals


def test_a_shorter_interval_of_the_council():
    found = of(CARE, FIRST, SECOND, settings=Settings(interval_months=4), as_at="2025-05-01")
    assert found.reviews[1].due_on == D("2025-04-30")
    assert (found.next.due_on, found.next.rule) == (D("2025-08-24"), "interval/4")
    assert found.next.explain().sources[0].kind == "council protocol"


def test_the_iro_asks_for_a_shorter_interval():
    asked = ("2025-05-01 interval_set", {"months": 3, "by": "iro", "reason": "moves"})
    found = of(CARE, FIRST, SECOND, asked, as_at="2025-05-02")
    assert (found.next.due_on, found.next.rule) == (D("2025-07-24"), "R4/3")
    assert found.next.explain().because == (
        "Due Thu 24 Jul 2025: 3 months after the last review held on 24 Apr 2025. The IRO asked for this shorter time."
    )
    assert "reg 33(3)(a)" in found.next.explain().source_texts()[0]


def test_a_shorter_interval_does_not_make_a_review_overdue_on_the_day_it_is_set():
    found = of(CARE, FIRST, SECOND, ("2025-08-20 interval_set", {"months": 1}), as_at="2025-08-21")
    assert (found.next.due_on, found.next.rule, found.next.counted_from) == (
        D("2025-09-20"),
        "interval-set/1",
        D("2025-08-20"),
    )


def test_an_interval_never_lengthens_the_laws():
    found = of(CARE, FIRST, SECOND, ("2025-05-01 interval_set", {"months": 12}), as_at="2025-05-02")
    assert following(found) == ("subsequent", "looked-after", "2025-10-24")
    assert "interval-not-shorter" in codes(found)
    assert of(CARE, settings=Settings(interval_months=1), as_at="2025-01-07").next.due_on == D("2025-02-03")


# Series of meetings and adjournment

SERIES = ("2025-01-28 series_meeting", ("2025-02-05 series_meeting", {"completes": True}))


def test_a_series_counts_from_its_completion():
    found = of(CARE, *SERIES, as_at="2025-02-06")
    first = found.reviews[0]
    assert (first.held_on, first.opened_on, first.completed_on) == (
        D("2025-02-05"),
        D("2025-01-28"),
        D("2025-02-05"),
    )
    assert first.on_time is False
    assert found.next.due_on == D("2025-05-05")


def test_a_series_counts_from_its_opening_where_the_service_says_so():
    found = of(CARE, *SERIES, settings=Settings("opened"), as_at="2025-02-06")
    first = found.reviews[0]
    assert (first.held_on, first.completed_on, first.on_time) == (D("2025-01-28"), D("2025-02-05"), True)
    assert found.next.due_on == D("2025-04-28")
    assert next(c.due_on for c in found.clocks if c.name == "decisions") == D("2025-02-12")
    assert len(found.reviews) == 2


def test_a_series_without_an_end():
    found = of(CARE, SERIES[0], as_at="2025-02-01")
    assert found.next.opened_on == D("2025-01-28")
    assert "series-not-complete" in codes(found)


def test_an_adjournment_never_moves_the_due_date():
    adjourned = "2025-01-30 review_adjourned"
    found = of(CARE, adjourned, as_at="2025-01-31")
    assert following(found) == ("first", "looked-after", "2025-02-03")
    assert next(c.due_on for c in found.clocks if c.name == "adjournment_limit") == D("2025-02-27")
    assert codes(found) == {"adjourned"}
    done = of(CARE, adjourned, "2025-02-28 review_completed", as_at="2025-03-01")
    assert line(done.reviews[0]) == ("first", "looked-after", "2025-02-03", False)
    assert codes(done) == {"adjourned", "adjourned-too-long"}
    resumed = of(CARE, adjourned, "2025-02-03 review_held", as_at="2025-03-01")
    assert (resumed.reviews[0].on_time, resumed.reviews[0].opened_on) == (True, D("2025-01-30"))
    assert codes(resumed) == {"adjourned"}
    assert "adjourned-twice" in codes(of(CARE, adjourned, "2025-02-10 review_adjourned"))
    assert "adjourned-too-long" in codes(of(CARE, adjourned))


def test_completed_without_being_opened():
    found = of(CARE, "2025-02-03 review_completed", as_at="2025-02-04")
    assert found.reviews[0].on_time is True
    assert codes(found) == {"completed-not-opened"}


# Ends and new beginnings


def test_a_new_period_is_a_new_sequence():
    found = of(CARE, FIRST, "2025-03-03 ceased", "2025-06-02 became_looked_after", as_at="2025-06-03")
    assert [r.kind for r in found.reviews] == ["first", "first"]
    assert following(found) == ("first", "looked-after", "2025-06-30")


@pytest.mark.parametrize("start", ["became_looked_after", "full_time_accommodation", "remanded"])
def test_an_end_and_a_beginning_on_one_day_are_one_period(start):
    found = of(CARE, FIRST, "2025-03-03 ceased", f"2025-03-03 {start}", as_at="2025-03-04")
    assert following(found) == ("second", "looked-after", "2025-04-30")


def test_a_review_due_on_the_day_care_ends_is_not_missed():
    assert of(CARE, "2025-02-03 ceased").reviews == ()
    assert of(CARE, "2025-01-20 ceased").reviews == ()
    missed = of(CARE, "2025-02-04 ceased")
    assert [line(r) for r in missed.reviews] == [("first", "looked-after", "2025-02-03", False)]
    assert (missed.reviews[0].working_days_late, missed.next) == (1, None)


def test_a_review_on_the_day_care_ends_counts():
    found = of(CARE, "2025-01-30 ceased", FIRST)
    assert [line(r) for r in found.reviews] == [("first", "looked-after", "2025-02-03", True)]


def test_a_meeting_outside_care_is_left_out():
    found = of(CARE, "2025-01-10 ceased", FIRST)
    assert found.reviews == ()
    assert codes(found) == {"review-outside-care"}


def test_death_and_the_eighteenth_birthday_end_reviews():
    assert of(CARE, died=D("2025-01-20")).next is None
    found = of(CARE, FIRST, "2025-04-01 review_held", born=D("2007-04-01"))
    assert [r.kind for r in found.reviews] == ["first"]
    assert codes(found) == {"turned-18", "review-after-18"}
    assert of(CARE, born=D("2007-02-03")).reviews == ()
    assert codes(of("2026-01-01 remanded", born=D("2007-02-03"))) == {"after-18"}


def test_adoption_order_ends_reviews():
    assert of(CARE, FIRST, "2025-04-01 adoption_order").next is None


def test_ends_and_starts_that_do_nothing():
    assert codes(of("2025-01-01 ceased")) == {"ended-outside-care"}
    again = of(CARE, FIRST, "2025-02-10 became_looked_after", as_at="2025-02-11")
    assert following(again) == ("second", "looked-after", "2025-04-30")
    assert codes(again) == {"already-looked-after"}


def test_legal_status_and_moves_do_not_restart():
    status = ("2025-02-10 legal_status", {"code": "C2"})
    found = of(CARE, FIRST, status, "2025-02-11 placement_move", as_at="2025-02-12")
    assert found == of(CARE, FIRST, as_at="2025-02-12")


def test_remand_begins_looked_after_time():
    assert following(of("2025-01-06 remanded", as_at="2025-01-07")) == ("first", "looked-after", "2025-02-03")


def test_a_review_before_leaving():
    leaving = ("2025-01-20 ceased", {"to": "other", "planned": True})
    assert codes(of(CARE, leaving)) == {"no-review-before-leaving"}
    assert codes(of(CARE, "2025-01-15 review_held", leaving)) == set()
    assert codes(of(CARE, ("2025-01-06 legal_status", {"code": "C1"}), leaving)) == set()
    assert codes(of(CARE, ("2025-01-20 ceased", {"to": "parent", "planned": True}))) == set()
    assert codes(of(CARE, ("2025-01-06 legal_status", {"code": "L1"}), "2025-01-08 ceased")) == {
        "no-review-before-leaving"
    }


# Short breaks


def brk(on, until, **fields):
    return f"{on} short_break", {"until": D(until), **fields}


def test_short_breaks_have_their_own_rules():
    found = of(brk("2025-01-10", "2025-01-13"), brk("2025-02-10", "2025-02-13"), "2025-04-09 review_held")
    assert [line(r) for r in found.reviews] == [
        ("first", "short-breaks", "2025-04-10", True),
        ("subsequent", "short-breaks", "2025-10-09", False),
    ]


@pytest.mark.parametrize(
    ("breaks", "flag"),
    [
        ([("2025-01-06", "2025-01-23")], None),
        ([("2025-01-06", "2025-01-24")], "short-break-over-17"),
        ([("2020-05-04", "2020-06-04")], None),
        ([("2020-09-26", "2020-10-20")], "short-break-over-17"),
        ([(f"2025-0{m}-01", f"2025-0{m}-16") for m in range(1, 6)], None),
        ([(f"2025-0{m}-01", f"2025-0{m}-16") for m in range(1, 7)], "short-breaks-over-75"),
        ([("2023-01-01", "2023-01-16")] + [(f"2025-0{m}-01", f"2025-0{m}-16") for m in range(1, 6)], None),
    ],
)
def test_17_and_75_days(breaks, flag):
    last = breaks[-1][0]
    found = of(*(brk(*days) for days in breaks), as_at=last)
    assert codes(found) == ({flag} if flag else set())
    assert found.next.under == ("looked-after" if flag else "short-breaks")
    assert not flag or found.next.counted_from == D(last)


def test_breaks_with_another_person_in_another_place():
    one = brk("2025-01-10", "2025-01-13", **{"with": "carer 1", "at": "home 1"})
    same_place = brk("2025-02-10", "2025-02-13", **{"with": "carer 2", "at": "home 1"})
    other = brk("2025-02-10", "2025-02-13", **{"with": "carer 2", "at": "home 2"})
    assert codes(of(one, same_place)) == set()
    found = of(one, other, as_at="2025-02-11")
    assert codes(found) == {"short-breaks-different"}
    assert following(found) == ("first", "looked-after", "2025-03-10")


def test_from_short_breaks_to_full_time_and_back():
    full_time = of(brk("2025-01-10", "2025-01-13"), "2025-02-03 full_time_accommodation", as_at="2025-02-04")
    assert following(full_time) == ("first", "looked-after", "2025-03-03")
    back = of(CARE, FIRST, "2025-03-03 ceased", brk("2025-03-03", "2025-03-05"), as_at="2025-03-06")
    assert following(back) == ("first", "short-breaks", "2025-06-03")
    order = of(brk("2025-01-10", "2025-01-13"), ("2025-02-03 legal_status", {"code": "C1"}), as_at="2025-02-04")
    assert following(order) == ("first", "looked-after", "2025-03-03")
    assert codes(of(CARE, FIRST, brk("2025-02-10", "2025-02-12"))) == {"short-break-in-care"}


# Adoption

AUTHORITY = "2025-05-01 authority_to_place"


def test_authority_to_place():
    found = of(CARE, FIRST, SECOND, AUTHORITY, as_at="2025-05-02")
    assert following(found) == ("first", "adoption-authorised", "2025-08-01")
    later = of(CARE, FIRST, SECOND, AUTHORITY, "2025-07-30 review_held", as_at="2025-08-01")
    assert following(later) == ("subsequent", "adoption-authorised", "2026-01-30")


def test_the_earliest_of_several_rules():
    found = of(CARE, FIRST, "2025-03-03 authority_to_place", as_at="2025-03-04")
    assert following(found) == ("second", "looked-after", "2025-04-30")
    later = of(CARE, FIRST, "2025-03-03 authority_to_place", SECOND, as_at="2025-05-01")
    assert following(later) == ("subsequent", "adoption-authorised", "2025-10-24")


def test_placed_for_adoption():
    placed = [CARE, FIRST, SECOND, AUTHORITY, "2025-06-02 placed_for_adoption"]
    found = of(*placed, "2025-06-27 review_held", "2025-09-20 review_held", as_at="2025-09-21")
    assert [line(r)[:3] for r in found.reviews[2:]] == [
        ("first", "adoption-placed", "2025-06-30"),
        ("second", "adoption-placed", "2025-09-27"),
        ("subsequent", "adoption-placed", "2026-03-20"),
    ]


def test_a_review_missed_before_placement():
    found = of(CARE, FIRST, SECOND, AUTHORITY, "2025-09-01 placed_for_adoption", as_at="2025-09-02")
    assert line(found.reviews[2]) == ("first", "adoption-authorised", "2025-08-01", False)
    assert following(found) == ("first", "adoption-placed", "2025-09-29")


def test_returned_from_adopters():
    back = [CARE, FIRST, SECOND, "2025-06-02 placed_for_adoption", "2025-07-01 returned_from_adopters"]
    found = of(*back, as_at="2025-07-02")
    assert following(found) == ("first", "adoption-returned", "2025-08-12")
    assert "28 to 42 days" in found.next.explain().because
    too_soon = of(*back, "2025-07-20 review_held", as_at="2025-07-21")
    assert following(too_soon) == ("first", "adoption-returned", "2025-08-12")
    assert "before-return-window" in codes(too_soon)
    held = of(*back, "2025-07-29 review_held", as_at="2025-08-01")
    assert line(held.reviews[-2]) == ("first", "adoption-returned", "2025-08-12", True)
    assert following(held) == ("subsequent", "looked-after", "2026-01-29")


def test_adoption_of_a_child_of_whom_nothing_else_is_known():
    found = of(AUTHORITY, as_at="2025-05-02")
    assert following(found) == ("first", "adoption-authorised", "2025-08-01")
    assert codes(found) == {"adoption-outside-care", "beginning-unknown"}
    assert of(CARE, "2025-03-03 ceased", AUTHORITY, as_at="2025-05-02").next is None


# 2020


def history(last):
    return "2019-10-01 became_looked_after", "2019-10-20 review_held", "2019-12-01 review_held", last


def test_the_relaxation_of_2020():
    found = of(*history("2020-07-01 review_held"), as_at="2020-07-02")
    assert (found.reviews[2].on_time, found.reviews[2].flags) == (None, ("relaxed-2020",))
    why = found.reviews[2].explain()
    assert "where reasonably practicable" in why.because
    assert "SI 2020/445" in why.source_texts()[1]
    assert of(*history("2020-05-31 review_held")).reviews[2].on_time is True
    assert of(*history("2019-12-02 midway_review"), as_at="2020-07-01").next.on_time is False
    second = of("2020-02-01 became_looked_after", "2020-02-20 review_held", "2020-06-20 review_held")
    assert line(second.reviews[1]) == ("second", "looked-after", "2020-05-20", False)


# Missing, long-term fostering, notification, disputes


def test_missing_and_long_term_fostering():
    missing = "2025-02-10 missing"
    found = of(CARE, FIRST, missing, as_at="2025-02-11")
    assert following(found) == ("second", "looked-after", "2025-04-30")
    assert codes(found) == {"missing"}
    assert codes(of(CARE, FIRST, (missing, {"until": D("2025-02-11")}), as_at="2025-02-20")) == set()
    assert codes(of(CARE, FIRST, missing, SECOND, as_at="2025-05-01")) == set()
    settled = ("2025-02-10 placement_move", {"long_term": True})
    later = of(CARE, FIRST, SECOND, settled, "2026-02-01 review_held", as_at="2026-03-01")
    assert following(later) == ("subsequent", "looked-after", "2026-08-01")
    assert codes(later) == {"long-term-fostering"}


def test_told_too_late():
    assert codes(of(CARE, FIRST, "2025-01-13 notified")) == set()
    assert codes(of(CARE, FIRST, "2025-01-14 notified")) == {"notified-late"}


def test_clocks_run_from_the_completion_of_the_latest_review():
    found = of("2025-05-05 became_looked_after", "2025-06-02 review_held", as_at="2025-06-03")
    assert {c.name: c.due_on.isoformat() for c in found.clocks} == {
        "appointment": "2025-05-12",
        "decisions": "2025-06-09",
        "manager_reply": "2025-06-16",
        "record": "2025-06-23",
        "distribution": "2025-06-30",
    }


def clocks(found):
    return {c.name: c.due_on.isoformat() for c in found.clocks if c.name.startswith("dispute")}


def test_disputes():
    raised = ("2025-01-08 dispute_raised", {"stages": [5, 5, 5, 5]})
    stages = {f"dispute_stage_{n}": day for n, day in enumerate(("2025-01-15", "2025-01-22", "2025-01-29"), 1)}
    whole = {"dispute_stage_4": "2025-02-05", "dispute": "2025-02-05"}
    assert clocks(of(raised, as_at="2025-01-09")) == stages | whole
    moved = of(raised, "2025-01-10 dispute_stage", as_at="2025-01-13")
    assert clocks(moved)["dispute_stage_2"] == "2025-01-17"
    assert clocks(moved)["dispute"] == "2025-02-05"
    assert clocks(of(raised, "2025-02-05 dispute_resolved")) == {}
    assert codes(of(raised, "2025-02-05 dispute_resolved")) == set()
    assert codes(of(raised, "2025-02-06 dispute_resolved")) == {"dispute-over-limit"}
    assert codes(of(raised, as_at="2025-02-06")) == {"dispute-over-limit"}
    assert codes(of(("2025-01-08 dispute_raised", {"stages": [10, 15]}), as_at="2025-01-09")) == {
        "dispute-stages-over-limit"
    }
    assert codes(of("2025-01-08 dispute_resolved")) == {"dispute-not-raised"}


# Sentences


@pytest.mark.parametrize(
    ("rule", "counted_from", "due_on", "because"),
    [
        (
            "R1",
            "2024-12-23",
            "2025-01-23",
            "Due Thu 23 Jan 2025: 20 working days after becoming looked after on 23 Dec 2024, "
            "not counting 25 Dec, 26 Dec and 1 Jan.",
        ),
        (
            "R3",
            "2024-08-08",
            "2025-02-08",
            "Due Sat 8 Feb 2025: 6 months after the last review held on 8 Aug 2024. "
            "A Saturday does not move the date, so hold it by Fri 7 Feb.",
        ),
        (
            "R3",
            "2025-06-26",
            "2025-12-26",
            "Due Fri 26 Dec 2025: 6 months after the last review held on 26 Jun 2025. "
            "A bank holiday does not move the date, so hold it by Wed 24 Dec.",
        ),
    ],
)
def test_sentences(rule, counted_from, due_on, because):
    assert explain(rule, D(counted_from), D(due_on)).because == because


def test_the_services_own_closed_days():
    ours = WorkingDays(extra=[D("2025-01-20")])
    found = of(CARE, as_at="2025-01-07", calendar=ours)
    assert found.next.due_on == D("2025-02-04")
    assert "not counting 20 Jan" in found.next.explain(ours).because
