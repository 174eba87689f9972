from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellowship.lib.offsets import FromEnd, Offset, month_of, offset_of

DARZI = date(2026, 9, 7)  # a Monday
LAST_DAY = date(2027, 9, 6)
starts = st.dates(date(1995, 1, 1), date(2090, 12, 31))
months = st.integers(-60, 60).filter(bool)
weeks = st.integers(-260, 260).filter(bool)
month_days = st.integers(1, 31)
weekdays = st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
offsets = st.one_of(
    st.just("start"),
    st.builds("start + {} days".format, st.integers(2, 1830)),
    st.builds("start - {} weeks".format, st.integers(2, 260)),
    st.just("end"),
    st.builds("end - {} days".format, st.integers(2, 1830)),
    st.builds("end + {} weeks".format, st.integers(2, 260)),
    st.builds("end + {} months".format, st.integers(2, 59)),
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
        ("last Friday of month 12", date(2027, 9, 3)),
        ("first Wednesday", date(2026, 9, 9)),
        ("start - 2 months", date(2026, 7, 7)),
        ("end", date(2027, 9, 6)),
        ("end - 1 week", date(2027, 8, 30)),
        ("end + 6 months", date(2028, 3, 6)),
    ],
)
def test_offset_counts_from_the_start(text, expected):
    assert Offset.parse(text).on(DARZI, LAST_DAY) == expected


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
        ("first Wednesday", "first Wednesday of month 1"),
        ("End", "end"),
        ("the end – 1 weeks", "end - 1 week"),
        ("end - 0 months", "end"),
        ("2 weeks after the start", "start + 2 weeks"),
        ("3 days before end", "end - 3 days"),
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
        ("5 October", "We do not know “october”"),
        ("first month of month 2", "is not a date we can count"),
        ("frist Wednesday", "We do not know “frist”"),
        ("start + 2 years", "We do not know “years”"),
        ("end + 60 months", "too far from the end"),
        ("month ٣", "is not a date we can count"),
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
    end = start + timedelta(days=364)
    assert Offset.parse(str(offset)).on(start, end) == offset.on(start, end)


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


@pytest.mark.parametrize(
    ("end", "text", "expected"),
    [
        (date(2027, 8, 31), "end - 2 months", date(2027, 6, 30)),
        (date(2027, 8, 31), "end + 6 months", date(2028, 2, 29)),
        (date(2028, 2, 29), "end + 1 week", date(2028, 3, 7)),
    ],
)
def test_end_at_month_ends_takes_the_last_day_there_is(end, text, expected):
    assert Offset.parse(text).on(DARZI, end) == expected


def test_end_without_a_last_day_says_what_is_missing():
    with pytest.raises(ValueError, match="“end - 1 week” needs a last day"):
        FromEnd(-1, "week").on(DARZI)


@given(starts, st.integers(-900, 900))
def test_date_of_one_year_becomes_words_that_mean_it(start, days):
    day, end = start + timedelta(days=days), start + timedelta(days=364)
    words = str(offset_of(day, start, end))

    assert Offset.parse(words).on(start, end) == day


@given(offsets, starts)
def test_words_that_mean_the_date_already_are_kept(text, start):
    end, offset = start + timedelta(days=364), Offset.parse(text)

    assert offset_of(offset.on(start, end), start, end, like=offset) == offset
    assert offset_of(offset.on(start, end) + timedelta(days=1), start, end, like=offset) != offset


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text):
    try:
        words = str(Offset.parse(text))
    except ValueError as refusal:
        words = str(refusal)
    else:
        assert str(Offset.parse(words)) == words
    assert 3 <= len(words) < 300


@given(offsets, starts, st.integers(-40, 40))
def test_moved_by_weeks_is_so_many_weeks_later(text, start, count):
    end = start + timedelta(days=364)
    offset = Offset.parse(text)

    later = offset.moved(count, start, end)

    assert later.on(start, end) == offset.on(start, end) + timedelta(weeks=count)
    if "week" in text:
        assert type(later) is type(offset)


@given(starts, months, month_days)
def test_month_of_agrees_with_the_offset(start, month, day):
    assert month_of(start, Offset.parse(f"month {month}, day {day}").on(start)) == month
