from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellowship.lib.dates import in_words, parse_day

SEVENTH = date(2026, 9, 7)
sane_days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        SEVENTH,
        datetime(2026, 9, 7, 23, 59, tzinfo=UTC),
        "07/09/2026",
        "7/9/26",
        "7.9.26",
        "07-09-2026",
        "7 9 2026",
        "07 / 09 / 2026",
        "2026-09-07",
        "2026/09/07",
        "2026-9-7",
        "2026.09.07",
        "2026-09-07 00:00:00",
        "2026-09-07T09:30:00Z",
        "07/09/2026 09:30",
        "7 September 2026",
        " 7\u00a0Sept  2026 ",
        "7th of Sep. 2026",
        "7-Sep-26",
        "Monday 7 September 2026",
        "Mon, 07 Sep 2026",
        "September 7, 2026",
        46272,
        46272.75,
        "46272",
    ],
)
def test_day_in_the_ways_people_write_it(typed):
    assert parse_day(typed) == SEVENTH


def test_two_digit_years_from_ninety_are_last_century():
    assert parse_day("7.9.95") == date(1995, 9, 7)
    assert parse_day("7.9.89") == date(2089, 9, 7)


@pytest.mark.parametrize(
    ("typed", "part_of_sentence"),
    [
        ("31/09/2026", "September 2026 has 30 days"),
        ("29/02/2027", "February 2027 has 28 days"),
        ("0/1/2026", "January 2026 has 31 days"),
        ("09/13/2026", "no month 13. Write the day first"),
        ("2025-13-01", "no month 13. After the year come month and day"),
        ("2025-00-10T09:30:00Z", "no month 0. After the year come month"),
        ("2026-02-29", "February 2026 has 28 days"),
        ("7/9/1889", "between 1990 and 2100"),
        ("7/9/2101", "between 1990 and 2100"),
        (date(1989, 12, 31), "between 1990 and 2100"),
        (datetime(2200, 1, 1), "between 1990 and 2100"),
        ("", "Enter a date"),
        (None, "Enter a date"),
        ("   ", "Enter a date"),
        ("soon", "not a date we can read"),
        ("7/9", "not a date we can read"),
        ("=TODAY()", "not a date we can read"),
        (True, "not a date we can read"),
        (12, "is a number, not a date"),
        (float("nan"), "is a number, not a date"),
        (float("inf"), "is a number, not a date"),
        ("99999", "is a number, not a date"),
        ("7" * 100_000, "not a date we can read"),
    ],
)
def test_day_that_cannot_be_says_why(typed, part_of_sentence):
    with pytest.raises(ValueError, match=part_of_sentence) as refusal:
        parse_day(typed)
    assert len(str(refusal.value)) < 200


@given(sane_days)
def test_every_written_form_of_a_day_reads_back(day):
    assert parse_day(in_words(day)) == day
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day:%d/%m/%Y}") == day
    assert parse_day((day - date(1899, 12, 30)).days) == day


@given(st.one_of(st.text(), st.floats(), st.integers(), st.timedeltas(timedelta(0))))
def test_any_value_gives_a_sane_day_or_a_sentence(value):
    try:
        day, sentence = parse_day(value), ""
    except ValueError as refusal:
        day, sentence = None, str(refusal)
    assert sentence.endswith(".") if day is None else 1990 <= day.year <= 2100
