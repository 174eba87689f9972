"""Front pages, overview, calendar."""

from collections.abc import Callable
from uuid import uuid4

from fellowship.home.services.calendar_feeds import make_feed
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories.cohorts import CallFactory, days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "switch_role": ["fellow"],
    "overview": [":cohort"],
    "rehearsal": [":cohort"],
    "overview_export": [":cohort", "csv"],
    "person": [":fellow"],
    "call_new": [":place"],
    "call_remove": [":call"],
    "calendar_feed": [":calendar_secret"],
}


def fill(world: World) -> None:
    world.things["calendar_secret"] = make_feed(by=world.fellow)
    world.things["call"] = CallFactory(
        place=world.place, by=world.people["team"], note=marker("note on a call")
    )


SENT: dict[str, Callable[[World], dict]] = {
    "calendar_feed_new": lambda world: {},
    "calendar_feed_end": lambda world: {},
    "call_new": lambda world: {
        **day("called_on", days_from_today(0)),
        "note": "A word.",
        "form_id": str(uuid4()),
    },
    "call_remove": lambda world: {},
}
