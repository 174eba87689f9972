"""The world of these tests, room by room.

Each room has `ARGUMENTS` (by address: what stands in its brackets; “:cohort” is that thing of the world,
anything else stands there as it is) and `SENT` (by address, or address/variant: what somebody who may do
it would send). Some have `fill`, which puts their things into the world.
"""

from collections.abc import Callable

from tests.access.rooms import (
    announcements,
    api,
    calendar,
    challenges,
    closing,
    cohorts,
    home,
    learning,
    many,
    matching,
    mentoring,
    messages,
    notifications,
    people,
    sealed,
    sessions,
    templates,
    workspace,
)
from tests.access.world import World, cohort_with_people

_ROOMS = [
    home,
    people,
    cohorts,
    matching,
    calendar,
    templates,
    many,
    closing,
    announcements,
    notifications,
    messages,
    learning,
    challenges,
    workspace,
    mentoring,
    sessions,
    api,
]
# In this order: later ones build on what is there.
_FILLED = [
    challenges,
    workspace,
    sealed,
    sessions,
    learning,
    cohorts,
    matching,
    templates,
    notifications,
    messages,
    home,
    many,
    calendar,
    closing,
    announcements,
    api,
]

ARGUMENTS: dict[str, list[str]] = {name: words for room in _ROOMS for name, words in room.ARGUMENTS.items()}
SENT: dict[str, Callable[[World], dict]] = {row: data for room in _ROOMS for row, data in room.SENT.items()}


def make_world() -> World:
    world = cohort_with_people()
    for room in _FILLED:
        room.fill(world)
    return world
