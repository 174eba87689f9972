import datetime as dt

import pytest
import time_machine

from fellowship.home.services.week import week_words

STARTS = dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-09-06", "starts tomorrow, 7 September 2026"),
        ("2026-09-07", "week 1 of 52"),
        ("2026-11-23", "week 12 of 52"),
        ("2027-09-05", "week 52 of 52"),
        ("2027-09-06", "week 52 of 52"),  # the one day that a year has beyond 52 weeks
        ("2027-09-07", "ended on 6 September 2027"),
    ],
)
def test_week_of_a_year_in_words(today, words):
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        assert week_words(STARTS, dt.date(2027, 9, 6)) == words
