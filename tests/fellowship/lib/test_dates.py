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
months = st.integers(-60, 60).filter(bool)
weeks = st.integers(-260, 260).filter(bool)
month_days = st.integers(1, 31)
weekdays = st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
offsets = st.one_of(
    st.just("start"),
    st.builds("start + {} days".format, st.integers(2, 1830)),
    st.builds("start - {} weeks".format, st.integers(2, 260)),
    st.builds("month {}, day {}".format, months, month_days),
    st.builds("week {}".format, weeks),
    st.builds("week {}, {}".format, weeks, weekdays),
    st.builds(
        "{} {} of month {}".format,
        st.sampled_from(["first", "second", "third", "fourth", "last"]),
        weekdays,
        months,
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start", date(2026, 9, 7)),
        ("month 1, day 1", date(2026, 9, 7)),
        ("month 5, day 1", date(2027, 1, 7)),
        ("month 13, day 1", date(2027, 9, 7)),
        ("month -2, day 1", date(2026, 7, 7)),
        ("month -1, day 31", date(2026, 9, 6)),
        ("start + 2 weeks", date(2026, 9, 21)),
        ("start + 10 days", date(2026, 9, 17)),
        ("start - 1 day", date(2026, 9, 6)),
        ("week 1", date(2026, 9, 7)),
        ("week 12", date(2026, 11, 23)),
        ("week -1", date(2026, 8, 31)),
        ("week 3, Wednesday", date(2026, 9, 23)),
        ("first Wednesday of month 2", date(2026, 10, 7)),
        ("last Friday of month 10", date(2027, 7, 2)),
    ],
)
def test_offset_counts_from_the_start(text, expected):
    assert Offset.parse(text).on(DARZI) == expected


def test_week_with_a_weekday_stays_among_the_weeks_seven_days():
    thursday_start = date(2026, 10, 1)
    assert Offset.parse("week 1, Monday").on(thursday_start) == date(2026, 10, 5)
    assert Offset.parse("week 1, Thursday").on(thursday_start) == thursday_start


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        (date(2026, 8, 31), "month 2, day 1", date(2026, 9, 30)),
        (date(2026, 8, 31), "month 3, day 1", date(2026, 10, 31)),
        (date(2026, 8, 31), "month 7, day 1", date(2027, 2, 28)),
        (date(2027, 8, 31), "month 7, day 1", date(2028, 2, 29)),
        (date(2026, 8, 31), "month -2, day 1", date(2026, 6, 30)),
        (date(2026, 9, 7), "month 6, day 31", date(2027, 3, 6)),
        (date(2028, 2, 29), "month 13, day 1", date(2029, 2, 28)),
    ],
)
def test_offset_at_month_ends_takes_the_last_day_there_is(start, text, expected):
    assert Offset.parse(text).on(start) == expected


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("  START ", "start"),
        ("start+2 weeks", "start + 2 weeks"),
        ("start − 1 weeks", "start - 1 week"),
        ("start + 0 weeks", "start"),
        ("start + 3 months", "month 4, day 1"),
        ("start - 2 months", "month -2, day 1"),
        ("Month 5", "month 5, day 1"),
        ("month –2 day 1", "month -2, day 1"),
        ("week 3 wed", "week 3, Wednesday"),
        ("the First weds in month 2", "first Wednesday of month 2"),
    ],
)
def test_offset_reads_what_people_write_and_shows_one_form(typed, canonical):
    assert str(Offset.parse(typed)) == canonical


@pytest.mark.parametrize(
    ("text", "part_of_sentence"),
    [
        ("", "is not a date we can count"),
        ("September", "is not a date we can count"),
        ("month 0, day 1", "There is no month 0"),
        ("week 0", "There is no week 0"),
        ("month 2, day 32", "no day 32"),
        ("month 2, day 0", "no day 0"),
        ("month 61", "too far"),
        ("start + 99999 days", "too far"),
        ("fifth Monday of month 1", "is not a date we can count"),
        ("start\x00", "is not a date we can count"),
        ("x" * 100_000, "is not a date we can count"),
    ],
)
def test_offset_that_cannot_be_read_says_so_in_a_sentence(text, part_of_sentence):
    with pytest.raises(ValueError, match=part_of_sentence) as refusal:
        Offset.parse(text)
    assert len(str(refusal.value)) < 300


@given(offsets, starts)
def test_offset_survives_being_stored_as_text(text, start):
    offset = Offset.parse(text)
    assert str(offset) == text
    assert Offset.parse(str(offset)) == offset
    assert Offset.parse(str(offset)).on(start) == offset.on(start)


@given(starts, st.tuples(months, month_days), st.tuples(months, month_days))
def test_later_month_and_day_is_never_an_earlier_date(start, one, other):
    first, second = sorted([one, other])
    dates = [Offset.parse("month {}, day {}".format(*which)).on(start) for which in (first, second)]
    assert dates == sorted(dates)


@given(starts, st.integers(1, 60))
def test_months_follow_each_other_without_gap_or_overlap(start, month):
    last_day = Offset.parse(f"month {month}, day 31").on(start)
    next_first = Offset.parse(f"month {month + 1 if month < 60 else 60}, day 1").on(start)
    assert next_first - last_day == timedelta(days=1) or month == 60


@given(starts, months, weekdays, st.sampled_from(["first", "second", "third", "fourth", "last"]))
def test_weekday_of_month_is_that_weekday_inside_the_month(start, month, weekday, place):
    found = Offset.parse(f"{place} {weekday} of month {month}").on(start)
    assert f"{found:%A}" == weekday
    assert Offset.parse(f"month {month}, day 1").on(start) <= found
    assert found <= Offset.parse(f"month {month}, day 31").on(start)


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
        # 29 March 2026, 01:00 to 02:00 does not exist in London
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # 25 October 2026, 01:00 to 02:00 happens twice: the first, still summer time
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_local_moment_over_clock_changes(day, at, expected):
    assert local_moment(day, at, "Europe/London") == expected


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
