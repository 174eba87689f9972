from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from fellowship.lib.dates import (
    Offset,
    in_words,
    local_moment,
    next_allowed_moment,
    relative_in_words,
    today_in,
    week_of,
    weeks_between,
)

DARZI = date(2026, 9, 7)  # a Monday
starts = st.dates(date(1995, 1, 1), date(2090, 12, 31))
weeks = st.integers(-260, 260).filter(bool)


@given(starts, weeks)
def test_week_of_agrees_with_the_offset(start, week):
    assert week_of(start, Offset.parse(f"week {week}").on(start)) == week


def test_dates_in_words():
    assert in_words(date(2026, 9, 3)) == "3 September 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (3, "in 3 days"),
        (-3, "3 days ago"),
        (14, "in 14 days"),
    ],
)
def test_relative_dates_in_words(days, words):
    assert relative_in_words(DARZI + timedelta(days=days), DARZI) == words


def test_weeks_of_a_year_long_cohort():
    end = date(2027, 8, 31)  # 51 weeks and 2 days
    assert (week_of(DARZI, date(2026, 11, 23)), weeks_between(DARZI, end)) == (12, 51)
    for days in (364, 365, 366):
        assert weeks_between(DARZI, DARZI + timedelta(days=days - 1)) == 52
    assert weeks_between(DARZI, DARZI) == 1
    assert weeks_between(end, DARZI) == 0


def test_today_is_the_persons_own():
    with time_machine.travel(datetime(2026, 9, 6, 23, 30, tzinfo=UTC), tick=False):
        assert today_in("Europe/London") == date(2026, 9, 7)
        assert today_in("America/New_York") == date(2026, 9, 6)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 7, 1), time(9), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (date(2026, 12, 1), time(9), datetime(2026, 12, 1, 9, tzinfo=UTC)),
        # 25 October 2026, 01:00 to 02:00 happens twice: the first, still summer time
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_local_moment_over_clock_changes(day, at, expected):
    assert local_moment(day, at, "Europe/London") == expected


def test_local_moment_that_the_clocks_skip_is_refused_in_words():
    with pytest.raises(ValueError, match="Clocks go forward that night; there is no 1:30am"):
        local_moment(date(2027, 3, 28), time(1, 30), "Europe/London")
    assert local_moment(date(2027, 3, 28), time(2), "Europe/London") == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_quiet_hours_that_end_at_a_skipped_time_end_after_the_change():
    moment = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    end = next_allowed_moment(moment, "Europe/London", time(22), time(1, 30))
    assert end == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 12, 1, 12), datetime(2026, 12, 1, 12)),
        (datetime(2026, 12, 1, 23), datetime(2026, 12, 2, 7)),
        (datetime(2026, 12, 2, 3), datetime(2026, 12, 2, 7)),
        (datetime(2026, 12, 2, 7), datetime(2026, 12, 2, 7)),
        (datetime(2026, 7, 1, 21, 30), datetime(2026, 7, 2, 6)),  # 22:30 in summer
        (datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 6)),  # the clocks change in the night
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(moment, expected):
    moved = next_allowed_moment(moment.replace(tzinfo=UTC), "Europe/London", time(22), time(7))
    assert moved == expected.replace(tzinfo=UTC)


def test_quiet_hours_that_end_in_the_repeated_hour_never_go_back_in_time():
    second_time_round = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    moved = next_allowed_moment(second_time_round, "Europe/London", time(23), time(1, 30))
    assert moved == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_equal_ends_mean_no_quiet_hours():
    moment = datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert next_allowed_moment(moment, "Europe/London", time(8), time(8)) == moment


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
    st.times(),
    st.times(),
)
def test_next_allowed_moment_is_never_early_and_never_quiet(moment, tzname, quiet_from, quiet_until):
    moved = next_allowed_moment(moment, tzname, quiet_from, quiet_until)
    assert moment <= moved <= moment + timedelta(hours=26)
    clock = moved.astimezone(ZoneInfo(tzname)).time()
    if quiet_from < quiet_until:
        assert not quiet_from <= clock < quiet_until
    elif quiet_from > quiet_until:
        assert quiet_until <= clock < quiet_from
