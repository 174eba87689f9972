"""A fellow's own calendar, and everybody's week and leave."""

from collections.abc import Callable

from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from fellowship.people.services.availability import add_clinical_days, add_leave
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "place_calendar": [":place"],
    "pause_return": [":place_that_will_pause"],
    "place_change_undo": [":place_change"],
    "leave_remove": [":leave"],
    "clinical_day_remove": [":clinical_day"],
}


def fill(world: World) -> None:
    fellow, team = world.fellow, world.team
    longer = Wish("extend", days_from_today(0), until=days_from_today(300), moves="nothing")
    peers = world.peer.places.get()
    pause = Wish("pause", days_from_today(40), until=days_from_today(60))
    change_place(by=team, place=peers, wish=pause, reason="Leave")
    world.things |= {
        "place_change": change_place(
            by=team, place=world.place, wish=longer, reason=marker("reason of a change")
        ),
        "place_that_will_pause": peers,
        "leave": add_leave(
            person=fellow, starts_on=days_from_today(90), ends_on=days_from_today(97), by=fellow
        ),
        "clinical_day": add_clinical_days(person=fellow, weekdays=[1], by=fellow)[0],
    }


SENT: dict[str, Callable[[World], dict]] = {
    "place_status": lambda world: {
        "reason": "Away until spring",
        "act": "confirm",
        **day("on", days_from_today(0)),
    },
    "pause_return": lambda world: day("back_on", days_from_today(70)),
    "place_change_undo": lambda world: {},
    "week_and_leave": lambda world: {"act": "leave", **day("leave-starts_on", days_from_today(5))},
    "leave_remove": lambda world: {},
    "clinical_day_remove": lambda world: {},
}
