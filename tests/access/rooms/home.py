"""Front pages, overview, calendar."""

from collections.abc import Callable

from fellowship.home.services.calendar_feeds import make_feed
from tests.access.world import World

ARGUMENTS: dict[str, list[str]] = {
    "switch_role": ["fellow"],
    "overview": [":cohort"],
    "rehearsal": [":cohort"],
    "overview_export": [":cohort", "csv"],
    "person": [":fellow"],
    "calendar_feed": [":calendar_secret"],
}


def fill(world: World) -> None:
    world.things["calendar_secret"] = make_feed(by=world.fellow)


SENT: dict[str, Callable[[World], dict]] = {
    "calendar_feed_new": lambda world: {},
    "calendar_feed_end": lambda world: {},
}
