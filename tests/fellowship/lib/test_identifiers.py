import logging

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fellowship.lib.identifiers import MOST_WARNINGS, is_valid_nhs_number, warnings_in
from tests.fellowship.lib.timing import taking_less_than

# NHS numbers beginning 999 are kept for tests by the NHS and given to nobody
TEST_NUMBER = "9990000018"


def found(text):
    return [(warning.kind.value, warning.piece) for warning in warnings_in(text)]


nine_digits = st.text("0123456789", min_size=9, max_size=9).filter(lambda digits: len(set(digits)) > 1)


def with_check_digit(nine):
    """The ten digits, or None where the check digit would be ten; counted the long way round."""
    total = sum((10 - place) * int(digit) for place, digit in enumerate(nine))
    check = 11 - total % 11
    return None if check == 10 else nine + str(0 if check == 11 else check)


@given(nine_digits)
def test_exactly_one_last_digit_at_most_is_valid(nine):
    valid = [nine + last for last in "0123456789" if is_valid_nhs_number(nine + last)]
    expected = with_check_digit(nine)
    assert valid == ([expected] if expected else [])


@given(nine_digits, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_never_valid(nine, place, shift):
    number = with_check_digit(nine)
    assume(number)
    wrong = str((int(number[place]) + shift) % 10)
    assert not is_valid_nhs_number(number[:place] + wrong + number[place + 1 :])


@given(nine_digits, st.integers(0, 8))
def test_two_neighbours_swapped_are_never_valid(nine, place):
    number = with_check_digit(nine)
    assume(number and number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not is_valid_nhs_number(swapped)


@given(nine_digits, st.sampled_from(["", " ", "-", "\u00a0"]), st.text("ab .,\n()", max_size=5))
def test_valid_number_is_found_within_any_text(nine, gap, around):
    number = with_check_digit(nine)
    assume(number)
    shown = gap.join([number[:3], number[3:6], number[6:]])
    assert [piece for kind, piece in found(f"{around} {shown} {around}") if "number" in kind] == [shown]


@pytest.mark.parametrize("number", ["0000000000", "999000001", "99900000180", "999000001x", "٩٩٩٠٠٠٠٠١٨", ""])
def test_other_strings_are_no_nhs_number(number):
    assert not is_valid_nhs_number(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"NHS number {TEST_NUMBER}.", [("nhs_number", TEST_NUMBER)]),
        ("(999 000 0018)", [("nhs_number", "999 000 0018")]),
        ("999-000-0018 and 9990000026", [("nhs_number", "999-000-0018"), ("nhs_number", "9990000026")]),
        ("CHI 0101701234 0306406152", [("chi_number", "0306406152")]),
        ("DOB 3/4/1956", [("date_of_birth", "DOB 3/4/1956")]),
        ("d.o.b.: 03-04-56", [("date_of_birth", "d.o.b.: 03-04-56")]),
        ("Date of birth is 1956-04-03", [("date_of_birth", "Date of birth is 1956-04-03")]),
        ("born on the 3rd March 1956", [("date_of_birth", "born on the 3rd March 1956")]),
        ("MRN 00123456", [("hospital_number", "MRN 00123456")]),
        ("Hospital number: RJ12345/2", [("hospital_number", "Hospital number: RJ12345/2")]),
        ("hosp. no. K998877", [("hospital_number", "hosp. no. K998877")]),
        ("ring 07700 900123", [("mobile_number", "07700 900123")]),
        ("+44 (0)7700 900 123", [("mobile_number", "+44 (0)7700 900 123")]),
        ("a patient, Mr Smith", [("patient_name", "patient, Mr Smith")]),
        ("patient named Ms A B O'Neill fell", [("patient_name", "patient named Ms A B O'Neill")]),
        ("Mrs A Jones, 82, fell", [("patient_name", "Mrs A Jones, 82")]),
        ("Mr Smith (79)", [("patient_name", "Mr Smith (79")]),
        ("Miss Patel aged 7", [("patient_name", "Miss Patel aged 7")]),
        ("an 82-year-old Mr Khan", [("patient_name", "82-year-old Mr Khan")]),
        ("lives at SE1 7EH", [("postcode", "SE1 7EH")]),
        ("at m11ae or ec1a 1bb or EC1A1BB", [("postcode", "ec1a 1bb"), ("postcode", "EC1A1BB")]),
    ],
)
def test_likely_identifiers_are_pointed_out(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"1{TEST_NUMBER} and {TEST_NUMBER}1 and 0.{TEST_NUMBER} and 12-{TEST_NUMBER}",
        "9990000017",
        "ISBN 0306406152",
        "switchboard 020 7946 0958, bleep 1234",
        "Ms Judith Carrick and Mr Owen Ellis met on 3 September 2026",
        "Mr Ellis, 3 September 2026; Mr Nolan, 2 projects; Mr Nolan, 12 weeks",
        "an idea born in 2019, born of need",
        "patient number 12 in the queue; hospital number one priority",
        "patients told Mr Ellis's team",
        "Q1 2nd, B7 4th, W1 1st, band 8a 3 nurses",
        "helen.ashworth@example.org",
        "47 of 62 patients (76 %), p = 0.03, 2026-09-07",
        "order 1234 567 8901",
        "шлях 👩🏽‍⚕️ שלום",
    ],
)
def test_ordinary_words_raise_no_alarm(text):
    assert found(text) == []


def test_one_place_is_pointed_out_once():
    assert found(f"patient number {TEST_NUMBER}") == [("nhs_number", TEST_NUMBER)]


def test_warning_says_why_and_what_to_do():
    (warning,) = warnings_in("Seen at SE1 7EH today")
    assert warning.start == 8
    assert warning.sentence == (
        "“SE1 7EH” is a full postcode, often only a few homes. Write the town or the area."
    )


def test_text_is_not_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        warnings_in(f"Mr Smith (79), {TEST_NUMBER}")
    assert caplog.records == []


@pytest.mark.parametrize(
    "piece", ["1 ", "7-", "999 000 0018 ", "Mrs A A Jones ", "born on the ", "12-years-old ", "a"]
)
def test_a_page_full_of_anything_is_read_in_time(piece):
    with taking_less_than(1):
        assert len(warnings_in(piece * (100_000 // len(piece)))) <= MOST_WARNINGS
