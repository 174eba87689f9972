import pytest

from tests.factories import AdministratorFactory, CohortFactory


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def administrator(cohort):
    return AdministratorFactory(programme=cohort.programme).person
