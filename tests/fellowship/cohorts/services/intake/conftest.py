import datetime as dt

import pytest

from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    OrganisationFactory,
)


@pytest.fixture
def cohort():
    OrganisationFactory(code="X1", name="First Invented Trust")
    OrganisationFactory(code="X2", name="Second Invented Trust")
    return CohortFactory(starts_on=dt.date(2026, 9, 7), ends_on=dt.date(2027, 9, 6), launched_at=None)


@pytest.fixture
def administrator(cohort):
    return AdministratorFactory(programme=cohort.programme).person
