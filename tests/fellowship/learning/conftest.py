import pytest

from tests.factories import AssignmentFactory, PlaceFactory, TutorFactory


@pytest.fixture
def files_elsewhere(settings, tmp_path):
    """Where files handed in are kept, apart from those of other tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module__cohort=place.cohort)


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


@pytest.fixture
def second(place):
    return TutorFactory(cohort=place.cohort).person
