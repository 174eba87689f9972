import pytest

from tests.factories import PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import MentorProfileFactory


@pytest.fixture
def fellows(cohort):
    return [PlaceFactory(cohort=cohort) for _number in range(3)]


@pytest.fixture
def mentors(cohort):
    """Two: the first takes two fellows, the second one."""
    return [MentorProfileFactory(programme=cohort.programme, capacity=capacity).person for capacity in (2, 1)]


@pytest.fixture
def first_day():
    return days_from_today(7)
