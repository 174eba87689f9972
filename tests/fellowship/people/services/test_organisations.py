from datetime import date

import pytest

from fellowship.people.models import Organisation
from fellowship.people.services.organisation_names import name_key
from fellowship.people.services.organisations import (
    Ambiguous,
    NotFound,
    closed_warning,
    find_organisation,
    find_organisations,
)
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def epsom():
    return OrganisationFactory(code="RVR", name="Epsom and St Helier University Hospitals NHS Trust")


@pytest.mark.parametrize(
    "text",
    [
        "RVR",
        " rvr ",
        "EPSOM AND ST HELIER UNIVERSITY HOSPITALS NHS TRUST",
        "The Epsom & St. Helier University Hospitals NHS Trust",
        "epsom  and  st  helier university hospitals nhs trust",
        "Épsom and St Helier University Hospitals NHS Trust",
    ],
)
def test_find_organisation_by_code_or_other_spelling(epsom, text):
    assert find_organisation(text) == epsom


@pytest.mark.parametrize(
    "name",
    [
        "Guy's & St Thomas' NHS Trust",
        "The Christie",
        "Stoke-on-Trent (North) Trust",
        "Thé Ælfric’s Œuvre, Ltd.",
    ],
)
def test_name_key_in_the_database_equals_the_one_in_python(name):
    organisation = OrganisationFactory(name=name)

    assert find_organisation(name.upper()) == organisation
    assert find_organisation(name_key(name)) == organisation


def test_find_organisation_unknown_suggests_close_names(epsom):
    OrganisationFactory(name="Moorfields Eye Hospital NHS Foundation Trust")

    assert find_organisation("Epson and St Heliers Hospital") == NotFound([epsom])


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "xyzzy", "\N{GRINNING FACE}", "'; drop table x; --", "a" * 5000]
)
def test_find_organisation_by_nonsense_finds_nothing(epsom, text):
    assert find_organisation(text) == NotFound([])


def test_find_organisation_prefers_the_open_one_of_two_namesakes():
    OrganisationFactory(name="Barts Health", closed_on=date(2012, 4, 1))
    open_one = OrganisationFactory(name="BARTS HEALTH")

    assert find_organisation("Barts Health") == open_one


def test_find_organisation_of_two_open_namesakes_is_ambiguous():
    both = [OrganisationFactory(name="Queen Elizabeth Hospital") for _ in range(2)]

    found = find_organisation("Queen Elizabeth Hospital")

    assert isinstance(found, Ambiguous)
    assert found.choices == both


def test_find_organisations_asks_twice_whatever_the_number(django_assert_num_queries):
    names = [f"Hospital number {n}" for n in range(30)]
    made = [OrganisationFactory(name=name) for name in names]

    with django_assert_num_queries(2):
        found = find_organisations([*names, *(one.code for one in made)])

    assert [found[name] for name in names] == made


def test_closed_warning_names_the_day():
    closed = OrganisationFactory(name="Solent NHS Trust", closed_on=date(2024, 10, 1))

    assert closed_warning(closed, date(2026, 9, 7)) == (
        "Solent NHS Trust closed on 1 October 2024. Check that it is the right organisation."
    )
    assert closed_warning(closed, date(2020, 1, 1)) == ""
    assert closed_warning(OrganisationFactory(), date(2026, 9, 7)) == ""


def test_matching_finds_part_of_a_name(epsom):
    assert list(Organisation.objects.matching("helier eps")) == [epsom]
