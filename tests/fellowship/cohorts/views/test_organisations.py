import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import AdministratorFactory, OrganisationFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def epsom():
    return OrganisationFactory(
        code="RVR", name="Epsom and St Helier University Hospitals NHS Trust", town="Carshalton"
    )


@pytest.fixture
def place(client):
    place = PlaceFactory()
    client.force_login(AdministratorFactory(programme=place.cohort.programme).person)
    return place


def test_part_of_a_name_finds_it_as_json(client, epsom):
    client.force_login(UserFactory())

    found = client.get(reverse("organisation_search"), {"q": "helier epsom"}, **JSON).json()

    assert found == {
        "organisations": [
            {"id": epsom.pk, "name": epsom.name, "code": "RVR", "town": "Carshalton", "closed": False}
        ]
    }


@pytest.mark.parametrize(
    "asked", ["", "  ", "\0", "zzzz", "%", "_", "'; drop table", "x" * 5000, "\N{GRINNING FACE}"]
)
def test_search_by_nonsense_finds_nothing_and_does_not_fail(client, epsom, asked):
    client.force_login(UserFactory())

    assert client.get(reverse("organisation_search"), {"q": asked}, **JSON).json() == {"organisations": []}
    assert client.get(reverse("organisation_search"), {"q": asked}).status_code == 200


def test_search_without_javascript_is_a_page_with_close_names(client, epsom):
    client.force_login(UserFactory())

    page = client.get(reverse("organisation_search"), {"q": "Epson Hellier"}).content.decode()

    assert "These come close" in page
    assert epsom.name in page


def test_search_shows_open_organisations_first(client):
    OrganisationFactory(name="Alpha Trust", closed_on=dt.date(2020, 1, 1))
    OrganisationFactory(name="Beta Trust")
    client.force_login(UserFactory())

    found = client.get(reverse("organisation_search"), {"q": "trust"}, **JSON).json()["organisations"]

    assert [(one["name"], one["closed"]) for one in found] == [("Beta Trust", False), ("Alpha Trust", True)]


def test_search_needs_signing_in(client):
    assert client.get(reverse("organisation_search"), {"q": "x"}, **JSON).status_code == 401


@pytest.mark.parametrize("typed", ["RVR", "the EPSOM & ST HELIER university hospitals nhs trust"])
def test_host_is_found_by_what_was_typed(client, epsom, place, typed):
    response = client.post(reverse("place_host", args=[place.pk]), {"host": typed})

    place.refresh_from_db()
    assert response.status_code == 302
    assert place.host == epsom


def test_unclear_host_offers_what_comes_close_and_takes_the_choice(client, epsom, place):
    before = place.host
    address = reverse("place_host", args=[place.pk])

    page = client.post(address, {"host": "Epson St Helier"}).content.decode()
    assert "Did you mean" in page
    assert f'type="radio" value="{epsom.pk}"' in page
    assert 'value="Epson St Helier"' in page
    place.refresh_from_db()
    assert place.host == before

    client.post(address, {"host": "Epson St Helier", "host-choice": str(epsom.pk)})
    place.refresh_from_db()
    assert place.host == epsom


@pytest.mark.parametrize("choice", ["0", "x", "9" * 30, "-1", ""])
def test_forged_choice_falls_back_on_the_text(client, epsom, place, choice):
    client.post(reverse("place_host", args=[place.pk]), {"host": "RVR", "host-choice": choice})

    place.refresh_from_db()
    assert place.host == epsom


@pytest.mark.parametrize("typed", ["", "Nowhere at all", "\0", "x" * 100_000, "<script>alert(1)</script>"])
def test_host_that_nobody_knows_is_refused(client, place, typed):
    before = place.host

    response = client.post(reverse("place_host", args=[place.pk]), {"host": typed})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    place.refresh_from_db()
    assert place.host == before


def test_closed_host_is_taken_with_a_warning(client, place):
    closed = OrganisationFactory(code="X9", name="Closed Trust", closed_on=dt.date(2020, 3, 1))

    page = client.post(reverse("place_host", args=[place.pk]), {"host": "X9"}, follow=True).content.decode()

    assert "Closed Trust closed on 1 March 2020" in page
    place.refresh_from_db()
    assert place.host == closed
