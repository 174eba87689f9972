"""One challenge and everybody who might want to look at it."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests import factories
from tests.factories.cohorts import days_from_today


def a_pdf(words: bytes = b"results") -> bytes:
    return b"%PDF-1.7\n" + words + b"\n%%EOF\n"


@pytest.fixture
def world(db) -> SimpleNamespace:
    """People by what they are to `challenge`, whose fellow is `owner`."""
    challenge = factories.ChallengeFactory(title="Home by noon")
    place, cohort = challenge.place, challenge.place.cohort
    programme = cohort.programme

    def mentor(**facts: object):
        return factories.PairingFactory(place=place, **facts).mentor

    people = {
        "owner": place.person,
        "mentor": mentor(starts_on=days_from_today(-40)),
        "second_mentor": mentor(kind="second"),
        "mentor_in_grace": mentor(kind="second", starts_on=days_from_today(-60), ends_on=days_from_today(-3)),
        "former_mentor": mentor(kind="second", starts_on=days_from_today(-80), ends_on=days_from_today(-50)),
        "administrator": factories.AdministratorFactory(programme=programme).person,
        "tutor": factories.TutorFactory(cohort=cohort).person,
        "evaluator": factories.EvaluatorFactory(programme=programme).person,
        "same_cohort": factories.PlaceFactory(cohort=cohort).person,
        "other_cohort": factories.PlaceFactory(cohort__programme=programme).person,
        "other_administrator": factories.AdministratorFactory().person,
        "stranger": factories.UserFactory(),
    }
    return SimpleNamespace(challenge=challenge, place=place, **people)


@pytest.fixture
def fellow_client(world, client):
    client.force_login(world.owner)
    client.get(reverse("notes"))  # the first page of a session also notes the session; count later ones
    return client


@pytest.fixture
def as_person(world, client):
    """`as_person("tutor")`: the client signed in as that person; "anonymous" signs out."""

    def sign_in(name: str):
        client.logout()
        if name != "anonymous":
            client.force_login(getattr(world, name))
        return client

    return sign_in


def day_boxes(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
