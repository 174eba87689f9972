import pytest
from django.urls import reverse

from fellowship.cohorts.models import Invitation, Pairing
from fellowship.people.models import User
from tests.factories import AdministratorFactory, PairingFactory, PlaceFactory, UserFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    place = PlaceFactory()
    client.force_login(AdministratorFactory(programme=place.cohort.programme).person)
    return place


def typed(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def somebody(**changes):
    return {
        "title": "Dr",
        "given_name": "Helen",
        "family_name": "Ashworth",
        "email": "Helen@Example.org",
        **typed("starts_on", days_from_today(0)),
    } | changes


def new(place, kind="lead"):
    return reverse("pairing_new", args=[place.pk, kind])


def test_new_person_becomes_the_mentor_with_an_invitation_ready(client, place):
    client.post(new(place), somebody())

    helen = User.objects.get(email="helen@example.org")
    assert place.pairings.get().mentor == helen
    assert Invitation.objects.get(person=helen).times_sent == 0


def test_known_address_is_the_known_person(client, place):
    known = UserFactory(email="helen@example.org", given_name="Helena")

    client.post(new(place), somebody())

    assert place.pairings.get().mentor == known
    assert not Invitation.objects.exists()
    known.refresh_from_db()
    assert known.given_name == "Helena"


def test_change_of_mentor_says_until_when_the_old_one_stays(client, place):
    old = PairingFactory(place=place)
    other = PairingFactory(place__cohort=place.cohort).mentor

    asked = client.get(new(place)).content.decode()
    assert f"{old.mentor.full_name} is the mentor until the day before." in asked
    client.post(new(place), {"mentor": other.pk, "reason": "Moved", **typed("starts_on", days_from_today(3))})

    old.refresh_from_db()
    assert (old.ends_on, old.end_reason) == (days_from_today(2), "Moved")
    assert place.pairings.get(ends_on=None).mentor == other


def test_mentors_of_another_programme_are_not_offered_or_taken(client, place):
    foreign = PairingFactory().mentor

    assert foreign.full_name not in client.get(new(place)).content.decode()
    response = client.post(new(place), {"mentor": foreign.pk, **typed("starts_on", days_from_today(0))})

    assert "Select a valid choice" in response.content.decode()
    assert not place.pairings.exists()


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("lead", {"email": ""}, "Choose a mentor above, or enter the email address"),
        ("lead", {"email": "nonsense"}, "Enter an email address like name@example.org"),
        ("lead", {"starts_on-day": "32"}, "The first day must be a real date"),
        ("cover", {}, "Enter the last day"),
        ("cover", typed("ends_on", days_from_today(-3)), "The last day is before the first"),
        ("second", {"given_name": "x" * 200}, "at most 100 characters"),
    ],
)
def test_pairing_that_makes_no_sense_is_refused_and_leaves_nobody_behind(
    client, place, kind, changes, sentence
):
    people = User.objects.count()

    response = client.post(new(place, kind), somebody(**changes))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Pairing.objects.exists()
    assert User.objects.count() == people


def test_unknown_kind_is_not_found(client, place):
    assert client.get(new(place, "boss")).status_code == 404


def test_ending_needs_a_reason(client, place):
    pairing = PairingFactory(place=place)
    address = reverse("pairing_end", args=[pairing.pk])

    assert "The programme team will see the reason." in client.get(address).content.decode()
    refused = client.post(address, typed("on", days_from_today(0)) | {"reason": " "})
    assert "Enter reason" in refused.content.decode()
    client.post(address, typed("on", days_from_today(0)) | {"reason": "Retired"})

    pairing.refresh_from_db()
    assert (pairing.ends_on, pairing.end_reason) == (days_from_today(0), "Retired")


def test_list_shows_who_is_without_a_mentor(client, place):
    paired = PairingFactory(place__cohort=place.cohort).place
    PairingFactory(place=place, ends_on=days_from_today(-1))

    page = client.get(reverse("pairings", args=[place.cohort_id]), {"without": "yes"}).content.decode()

    assert place.person.full_name in page
    assert paired.person.full_name not in page
