from datetime import date

import pytest

from fellowship.lib.working_days import is_working_day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 7), True),
        (date(2026, 9, 5), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # Boxing Day fell on a Saturday
        (date(2026, 4, 6), False),  # Easter Monday
    ],
)
def test_working_days_in_england_and_wales(day, expected):
    assert is_working_day(day) is expected


def test_bank_holidays_differ_in_scotland():
    assert is_working_day(date(2026, 4, 6), "scotland")
    assert not is_working_day(date(2026, 1, 2), "scotland")


def test_unknown_region_is_refused():
    with pytest.raises(ValueError, match="unknown region"):
        is_working_day(date(2026, 9, 7), "atlantis")
