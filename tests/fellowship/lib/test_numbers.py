import pytest

from fellowship.lib.numbers import as_number


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("9" * 9, 999_999_999)])
def test_number_is_read(text, number):
    assert as_number(text) == number


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "x", "٣", "²", "\x00", "1" * 10, "1" * 5000])
def test_what_is_no_number_of_ours_is_nothing(text):
    assert as_number(text) == 0
