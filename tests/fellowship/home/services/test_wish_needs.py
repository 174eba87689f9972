import pytest
from django.urls import reverse

from fellowship.cohorts.models import FellowProfile
from tests.factories import PairingFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import WishRoundFactory

pytestmark = pytest.mark.django_db
ASKED = "Whom do you wish for as your mentor?"


@pytest.fixture
def place(client):
    place = PlaceFactory()
    client.force_login(place.person)
    return place


def front_page(client):
    return client.get(reverse("fellow_home")).content.decode()


def test_fellow_without_a_mentor_is_asked_until_it_is_answered(client, place):
    assert ASKED not in front_page(client)
    WishRoundFactory(cohort=place.cohort)
    assert ASKED in front_page(client)
    FellowProfile.objects.create(place=place)
    assert ASKED not in front_page(client)


def test_fellow_with_a_mentor_is_not_asked(client, place):
    WishRoundFactory(cohort=place.cohort)
    PairingFactory(place=place)

    assert ASKED not in front_page(client)


def test_nobody_is_asked_after_the_last_day(client, place):
    WishRoundFactory(cohort=place.cohort, until=days_from_today(-1))

    assert ASKED not in front_page(client)
