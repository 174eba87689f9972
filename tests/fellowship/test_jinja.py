"""Addresses in templates."""

import pytest
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch, reverse

from fellowship.jinja import url


@pytest.mark.parametrize("number", [0, 7, 9_007_199_254_740_993, 2**63])
def test_address_with_a_number_is_that_of_django(number):
    assert url("challenge", number) == reverse("challenge", args=[number])


def test_address_with_other_parts_is_that_of_django():
    assert url("piece_new", 3, "cycle") == reverse("piece_new", args=[3, "cycle"])
    assert url("piece", pk=3) == reverse("piece", args=[3])


def test_address_below_another_root_is_kept_apart():
    at_the_root = url("challenge", 3)
    with override_script_prefix("/balcony/"):
        assert url("challenge", 3) == f"/balcony{at_the_root}"


@pytest.mark.parametrize("arguments", [("no such page", 3), ("challenge", -3), ("challenge", "x")])
def test_what_has_no_address_is_refused(arguments):
    with pytest.raises(NoReverseMatch):
        url(*arguments)
