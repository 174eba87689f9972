from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.typed_numbers import read_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("12.5", "12.5"),
        (" 12.50 ", "12.5"),
        ("1,234", "1234"),
        ("1,234,567.5", "1234567.5"),
        ("1 234", None),
        ("−3", "-3"),
        ("-0", "0"),
        (".5", "0.5"),
        ("+7", "7"),
        ("95%", "95"),
        ("95 %", "95"),
        (12, "12"),
        (71.42857142857143, "71.428571"),
        (1e-7, "0"),
        ("0.1234567", "0.123457"),
        ("999999999999", "999999999999"),
    ],
)
def test_number_is_read_by_one_rule(typed, number):
    if number is None:
        with pytest.raises(ValueError, match="is not a number"):
            read_number(typed)
    else:
        assert read_number(typed).number == Decimal(number)


@pytest.mark.parametrize("typed", ["", " ", "-", "–", "n/a", "Missing", "#N/A", None])
def test_what_says_that_there_is_none_is_none(typed):
    assert read_number(typed).number is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("12,5", "has a comma, and it is not clear what for"),
        ("1,23", "has a comma"),
        ("1234,5", "has a comma"),
        ("1.234,5", "has a comma"),
        ("1,2345", "has a comma"),
        ("1e309", "is a number in short form"),
        ("1.2E+05", "is a number in short form"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        (float("nan"), "is not a number"),
        (float("inf"), "is not a number"),
        (True, "is not a number"),
        ("=A1*2", "is a formula"),
        ("12 days", "is not a number"),
        ("١٢", "is not a number"),
        ("1000000000000", "is too large"),
        ("9" * 5000, "is not a number"),
        ("#REF!", "is not a number"),
    ],
)
def test_what_is_not_clear_is_refused_in_a_sentence(typed, reason):
    with pytest.raises(ValueError, match=reason):
        read_number(typed)


def test_percent_sign_is_told():
    assert read_number("95%").has_percent_sign
    assert not read_number("95").has_percent_sign


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_whatever_comes_is_a_number_or_refused_as_a_value(typed):
    with suppress(ValueError):
        found = read_number(typed).number
        assert found is None or abs(found) <= 10**12


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_number_written_out_comes_back(number):
    assert read_number(f"{number:,f}").number == number
