import pytest

from tests.access.rooms import make_world
from tests.access.world import World


@pytest.fixture
def world(db) -> World:
    return make_world()
