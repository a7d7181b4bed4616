"""Working days of England and calendar months."""

from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.law.days import (
    ENGLAND,
    OutsideCalendar,
    WorkingDays,
    add_months,
    bank_holidays,
    eighteenth_birthday,
)

D = date.fromisoformat
DAYS = st.dates(D("1995-01-01"), D("2055-12-31"))


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2020-04-08", 20, "2020-05-11"),  # Easter, and the bank holiday moved to 8 May
        ("2022-05-20", 20, "2022-06-21"),  # 30 May is a working day, 2 and 3 June are not
        ("2022-08-30", 20, "2022-09-28"),
        ("2023-04-21", 20, "2023-05-23"),
        ("2024-12-10", 20, "2025-01-10"),
        ("2025-03-28", 20, "2025-04-29"),
        ("2025-08-23", 20, "2025-09-22"),  # a Saturday is day 0
        ("2026-12-18", 20, "2027-01-20"),
        ("2025-06-02", 5, "2025-06-09"),
        ("2025-06-02", 15, "2025-06-23"),
        ("2025-06-02", 20, "2025-06-30"),
        ("2025-05-23", 5, "2025-06-02"),
        ("2025-06-30", -20, "2025-06-02"),
        ("2025-06-28", -1, "2025-06-27"),
        ("2025-06-28", 0, "2025-06-28"),
    ],
)
def test_working_days(start, n, due):
    assert ENGLAND.add(D(start), n) == D(due)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2024-11-30", 3, "2025-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2025-01-31", 3, "2025-04-30"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-02-28", 6, "2025-08-28"),
        ("2025-12-31", 6, "2026-06-30"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-10-15", 3, "2026-01-15"),
    ],
)
def test_months_by_the_corresponding_date(start, n, due):
    assert add_months(D(start), n) == D(due)


def test_bank_holidays_are_those_that_the_government_publishes():
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    published = {h["date"] for h in published if h["date"].weekday() < 5}
    assert len(published) > 60
    first, last = min(published), max(published)
    assert {day for day in bank_holidays() if first <= day <= last} == published


def test_overrides():
    closed, opened = D("2025-06-03"), D("2025-05-26")
    ours = WorkingDays(extra=[closed], opened=[opened])
    assert not ours.is_working(closed)
    assert ours.is_working(opened)
    assert ours.add(D("2025-06-02"), 1) == D("2025-06-04")
    assert ours.skipped(D("2025-05-20"), D("2025-06-10")) == (closed,)


def test_skipped_and_last_on_or_before():
    assert ENGLAND.skipped(D("2024-12-23"), D("2025-01-23")) == (D("2024-12-25"), D("2024-12-26"), D("2025-01-01"))
    assert ENGLAND.last_on_or_before(D("2025-02-08")) == D("2025-02-07")
    assert ENGLAND.last_on_or_before(D("2025-02-07")) == D("2025-02-07")


def test_beyond_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar):
        ENGLAND.add(D("2065-12-30"), 20)
    with pytest.raises(OutsideCalendar):
        ENGLAND.between(D("1900-01-01"), D("2020-01-01"))


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 60))
def test_add_and_between_agree_with_a_walk(day, n):
    due = ENGLAND.add(day, n)
    walked = [day + timedelta(days=i) for i in range(1, (due - day).days + 1)]
    working = [d for d in walked if d.weekday() < 5 and d not in bank_holidays()]
    assert len(working) == n == ENGLAND.between(day, due)
    assert working[-1] == due


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 24))
def test_no_weekend_or_bank_holiday_moves_a_month(day, n):
    due = add_months(day, n)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == n
    assert due.day == day.day or (due.day < day.day and (due + timedelta(days=1)).day == 1)


def test_the_eighteenth_birthday():
    assert eighteenth_birthday(D("2007-05-03")) == D("2025-05-03")
    assert eighteenth_birthday(D("2008-02-29")) == D("2026-03-01")
