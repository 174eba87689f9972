import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from bench.counting import counted
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    EvaluatorFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)


@pytest.fixture
def rows_counted():
    """`with rows_counted() as count:` counts statements and the rows the database answers with."""
    return counted


@pytest.fixture
def world():
    """One fellow with everybody around, by what they are to that fellow. Nobody's role is `stranger`'s."""
    place = ChallengeFactory().place
    other = ChallengeFactory().place  # of another programme
    programme = place.cohort.programme
    return {
        "place": place,
        "fellow": place.person,
        "peer": PlaceFactory(cohort=place.cohort).person,
        "fellow of another cohort": PlaceFactory(cohort=CohortFactory(programme=programme)).person,
        "fellow of another programme": other.person,
        "mentor": PairingFactory(place=place).mentor,
        "administrator": AdministratorFactory(programme=programme).person,
        "administrator of another programme": AdministratorFactory(programme=other.cohort.programme).person,
        "tutor": TutorFactory(cohort=place.cohort).person,
        "evaluator": EvaluatorFactory(programme=programme).person,
        "stranger": UserFactory(),
    }


@pytest.fixture
def who_may_open(client, world):
    """`who_may_open(path)`: of everybody in `world`, those who are answered 200. The others get 404."""

    def open_as_each(path: str) -> set[str]:
        answered = set()
        for who, user in world.items():
            if who == "place":
                continue
            client.force_login(user)
            status = client.get(path).status_code
            assert status in (200, 404), f"{who} is answered {status}"
            if status == 200:
                answered.add(who)
        client.logout()
        assert client.get(path).status_code == 302  # to the sign-in page
        return answered

    return open_as_each


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for the tests of a file."""
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True), transaction.atomic():
        call_command("load_demonstration", verbosity=0)
        yield
        transaction.set_rollback(True)
