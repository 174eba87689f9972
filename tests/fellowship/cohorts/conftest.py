import pytest

from tests.factories import AdministratorFactory, ChallengeFactory, CohortFactory
from tests.fellowship.cohorts.services.a_year import END, START, Year


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def administrator(cohort):
    return AdministratorFactory(programme=cohort.programme).person


@pytest.fixture
def year() -> Year:
    """Of one fellow, from September 2026."""
    challenge = ChallengeFactory(place__cohort=CohortFactory(starts_on=START, ends_on=END))
    programme = challenge.place.cohort.programme
    return Year(challenge, AdministratorFactory(programme=programme).person)
