import pytest
from django.db import transaction

from tests.access.rooms import make_world
from tests.access.visits import Visit, visit_everything
from tests.access.world import World


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture(scope="package")
def visits(django_db_setup, django_db_blocker) -> list[Visit]:
    """Every page, and every link on it, as everybody; once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        visits = visit_everything(make_world())
        transaction.set_rollback(True)
    return visits
