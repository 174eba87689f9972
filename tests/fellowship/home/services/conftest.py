import datetime as dt

import pytest

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.services.templates import create_template
from tests.factories import AdministratorFactory, CohortFactory, PlaceFactory
from tests.fellowship.home.services.applying import START


@pytest.fixture
def administrator(db):
    return AdministratorFactory()


@pytest.fixture
def by(administrator):
    return administrator.person


@pytest.fixture
def cohort(administrator):
    """Three weeks in, with three fellows."""
    programme = administrator.programme
    template = create_template(by=None, programme=programme, name="Our year")
    cohort = CohortFactory(
        programme=programme, template=template, starts_on=START, ends_on=START + dt.timedelta(days=364)
    )
    for name in ("Ada", "Ben", "Cleo"):
        PlaceFactory(cohort=cohort, person__given_name=name, person__family_name="A")
    return lay_out_year(cohort, None)


@pytest.fixture
def report(cohort):
    return cohort.template.milestones.get(title="Report")
