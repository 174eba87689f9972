import datetime as dt
from decimal import Decimal

import pytest

from challenges.entries import Entry, EntryRefused, entry_of, entry_words, read_day
from challenges.models import Measure
from tests.factories.cohorts import days_from_today

DAY = dt.date(2026, 3, 1)
DAYS = Measure(made_of="value", unit="days")
SHARE = Measure(made_of="percentage", unit="%", decimals=1)


def test_parts_make_the_percentage():
    entry = entry_of(SHARE, day=DAY, numerator="5", denominator="7", note=" Half-term  week ")
    assert entry == Entry(DAY, Decimal("71.428571"), Decimal(5), Decimal(7), "Half-term week")
    assert entry_words(entry, SHARE) == "71.4 % (5 of 7). Half-term week"


@pytest.mark.parametrize("value", ["71", "71%", "71 %"])
def test_percentage_alone_will_do(value):
    assert entry_of(SHARE, day=DAY, value=value) == Entry(DAY, Decimal(71))


def test_missing_is_an_entry_without_value():
    assert entry_of(DAYS, day=DAY, value="missing") == Entry(DAY, None)
    assert entry_of(SHARE, day=DAY) == Entry(DAY, None)


def test_value_below_nought_is_possible_where_numbers_are_plain():
    assert entry_of(DAYS, day=DAY, value="-3").value == -3


@pytest.mark.parametrize(
    ("measure", "typed", "field", "reason"),
    [
        (SHARE, {"numerator": "5"}, "denominator", "Say out of how many"),
        (SHARE, {"denominator": "5"}, "numerator", "Say how many"),
        (SHARE, {"numerator": "5", "denominator": "0"}, "denominator", "out of 0"),
        (SHARE, {"numerator": "-5", "denominator": "7"}, "numerator", "cannot be below 0"),
        (SHARE, {"numerator": "5", "denominator": "-7"}, "denominator", "cannot be below 0"),
        (SHARE, {"numerator": "8", "denominator": "7"}, "numerator", "8 out of 7 is more than all"),
        (SHARE, {"numerator": "8%", "denominator": "9"}, "numerator", "without a percent sign"),
        (SHARE, {"numerator": "0", "denominator": "0.00001"}, "denominator", "too small"),
        (SHARE, {"value": "101"}, "value", "between 0 and 100"),
        (SHARE, {"value": "-1"}, "value", "between 0 and 100"),
        (SHARE, {"value": "NaN"}, "value", "not a number"),
        (DAYS, {"value": "95%"}, "value", "has a percent sign, but this measure is in another unit: days"),
        (DAYS, {"numerator": "5", "denominator": "7"}, "value", "one number a date"),
        (DAYS, {"value": "1", "note": "a" * 301}, "note", "at most 300"),
        (DAYS, {"value": "1", "day": days_from_today(1)}, "day", "is in the future"),
    ],
)
def test_what_cannot_be_a_reading_says_why(measure, typed, field, reason):
    with pytest.raises(EntryRefused, match=reason) as refusal:
        entry_of(measure, **{"day": DAY, **typed})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("03/04/2026", dt.date(2026, 4, 3)),
        ("2026-03-01", DAY),
        ("1 March 2026", DAY),
        ("March 2026", DAY),
        ("Mar-26", DAY),
        ("mar '26", DAY),
        ("2026-03", DAY),
    ],
)
def test_day_comes_first_and_a_month_is_its_first_day(typed, day):
    assert read_day(typed) == day


@pytest.mark.parametrize("typed", ["13/25/2026", "03/13/2026", "2026-13", "soon", "", "31/02/2026", "1899"])
def test_day_that_cannot_be_is_refused(typed):
    with pytest.raises(ValueError, match=r"date|Enter"):
        read_day(typed)


def test_table_keeps_what_it_does_not_speak_of():
    stored = Entry(DAY, Decimal("71.428571"), Decimal(5), Decimal(7), "Half-term")
    assert Entry(DAY, Decimal("71.428571")).kept_over(stored) == stored
    assert Entry(DAY, Decimal(80)).kept_over(stored) == Entry(DAY, Decimal(80), note="Half-term")
    assert Entry(DAY, stored.value, note="Strike").kept_over(stored).note == "Strike"
