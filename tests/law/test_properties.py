"""What holds of every child, whatever happened."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.law.days import ENGLAND, WorkingDays, add_months
from footprint.law.events import Event
from footprint.law.timetable import Settings, timetable

START = date(2018, 1, 1)
AS_AT = date(2026, 1, 1)
DAYS = st.integers(0, 2900).map(lambda n: START + timedelta(days=n))
QUIET = ("midway_review", "review_cancelled")
IN_CARE = (
    "review_held",
    "series_meeting",
    "review_adjourned",
    "review_completed",
    "authority_to_place",
    "placed_for_adoption",
    "returned_from_adopters",
    "placement_move",
    "missing",
    "notified",
)
ANY = (*IN_CARE, "became_looked_after", "ceased", "remanded", "full_time_accommodation", "adoption_order")


def events(names):
    plain = st.builds(Event, DAYS, st.sampled_from(names))
    others = (
        st.builds(lambda d: Event(d, "series_meeting", {"completes": True}), DAYS),
        st.builds(
            lambda d, m, by: Event(d, "interval_set", {"months": m, "by": by}),
            DAYS,
            st.integers(1, 8),
            st.sampled_from(("iro", "council")),
        ),
    )
    if "ceased" in names:
        others += (
            st.builds(lambda d, n: Event(d, "short_break", {"until": d + timedelta(days=n)}), DAYS, st.integers(1, 25)),
            st.builds(lambda d: Event(d, "in_care_since_before"), DAYS),
        )
    return st.lists(st.one_of(plain, plain, *others), max_size=16)


options = st.builds(Settings, st.sampled_from(("completed", "opened")), st.one_of(st.none(), st.integers(1, 8)))
modest = settings(max_examples=150, deadline=None)
BECAME = Event(START, "became_looked_after")


@modest
@given(events(IN_CARE), options)
def test_in_care_exactly_one_review_is_due_next(happened, chosen):
    found = timetable([BECAME, *happened], as_at=AS_AT, settings=chosen)
    assert found.next is not None
    assert [r for r in found.reviews if r is found.next] == [found.next]
    assert found.reviews[-1] is found.next
    assert found.next.held_on is None


@modest
@given(events(IN_CARE), options)
def test_never_later_than_the_limit_from_the_last_review_held(happened, chosen):
    found = timetable([BECAME, *happened], as_at=AS_AT, settings=chosen)
    held = [r.held_on for r in found.reviews if r.held_on]
    limits = [
        ENGLAND.add(START, 20),
        add_months(held[-1], 3) if held else None,
        add_months(held[-1], 6) if held else None,
    ]
    assert found.next.due_on <= limits[min(len(held), 2)]


@modest
@given(events(ANY), st.lists(st.builds(Event, DAYS, st.sampled_from(QUIET)), max_size=5), options)
def test_midway_reviews_and_cancelled_meetings_change_nothing(happened, quiet, chosen):
    known = {"as_at": AS_AT, "settings": chosen}
    assert timetable([*happened, *quiet], **known) == timetable(happened, **known)


@modest
@given(events(ANY).flatmap(lambda e: st.tuples(st.just(e), st.permutations(e))), options)
def test_the_order_in_which_events_are_given_is_free(pair, chosen):
    one, other = (timetable(e, as_at=AS_AT, born=date(2007, 6, 1), settings=chosen) for e in pair)
    assert one == other


@modest
@given(st.lists(DAYS, min_size=1, max_size=6, unique=True), st.lists(DAYS, max_size=20))
def test_no_closed_day_moves_a_date_counted_in_months(held, closed):
    reviews = [BECAME, *(Event(day, "review_held") for day in held)]
    shut = timetable(reviews, as_at=AS_AT, calendar=WorkingDays(extra=closed))
    usual = timetable(reviews, as_at=AS_AT)
    assert [r.due_on for r in shut.reviews[1:]] == [r.due_on for r in usual.reviews[1:]]


@modest
@given(events(ANY), options)
def test_every_line_can_be_explained_and_held_in_order(happened, chosen):
    found = timetable(happened, as_at=AS_AT, died=date(2025, 6, 1), settings=chosen)
    for review in found.reviews:
        why = review.explain()
        assert why.value == review.due_on
        assert why.because.endswith(".")
        assert why.source_texts()
    held = [r.held_on for r in found.reviews if r.held_on]
    assert held == sorted(set(held))
