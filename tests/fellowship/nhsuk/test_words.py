from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from fellowship.nhsuk import words


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (9, 0, "9am"),
        (10, 42, "10:42am"),
        (12, 0, "midday"),
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (13, 30, "1:30pm"),
    ],
)
def test_clock_is_written_the_nhs_way(hour, minute, expected):
    assert words.clock(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == expected


def test_moment_is_shown_in_the_active_time_zone():
    late = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    assert words.moment(late) == "1 September 2026 at 12:30am"
    with timezone.override("America/New_York"):
        assert words.moment(late) == "31 August 2026 at 7:30pm"
        assert words.day(late) == "31 August 2026"


def test_relative_day_of_a_moment_counts_local_days():
    late = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    assert words.relative_day(late, today=date(2026, 9, 1)) == "today"
    assert words.relative_day(date(2026, 9, 4), today=date(2026, 9, 1)) == "in 3 days"


def test_nothing_is_shown_for_nothing():
    assert [words.day(None), words.clock(None), words.moment(None), words.relative_day(None)] == [
        "",
        "",
        "",
        "",
    ]


def test_a_day_is_named_in_the_language_of_each_reader():
    for language, expected in [
        ("en-gb", "3 September 2026"),
        ("cy", "3 Medi 2026"),
        ("en-gb", "3 September 2026"),
    ]:
        with translation.override(language):
            assert words.day(date(2026, 9, 3)) == expected
