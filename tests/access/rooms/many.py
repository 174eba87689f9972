"""Things done to many fellows at once, and when somebody needs a call."""

import uuid
from collections.abc import Callable

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkRow
from fellowship.home.services.many import PLANS
from fellowship.home.services.overview import Wanted, chosen_rows
from tests.access.world import World

ARGUMENTS: dict[str, list[str]] = {
    "many": [":cohort"],
    "bulk_acts": [":cohort"],
    "bulk_act": [":bulk_act"],
    "bulk_undo": [":bulk_act"],
    "bulk_again": [":bulk_act"],
    "call_rules": [":programme"],
}


def fill(world: World) -> None:
    """One that is done."""
    act = acts.start(
        by=world.team,
        programme=world.programme,
        cohort=world.cohort,
        kind="tag",
        facts={"name": "Visit in May", "off": False},
        rows=[BulkRow(place=world.place)],
    )
    running.run(act.pk)
    act.refresh_from_db()
    world.things["bulk_act"] = act


def _message(world: World) -> dict:
    """A preview, which changes nothing."""
    chosen = {"kind": "message", "place": str(world.place.pk), "act": "preview"}
    return chosen | {"subject": "Hello", "text": "A visit."}


def _tag(world: World) -> dict:
    """Confirmed, with the stamp of the preview."""
    rows = chosen_rows(world.cohort, Wanted(), {world.place.pk})
    stamp = PLANS["tag"](world.cohort, rows, {"name": "Visit in June", "off": False}).stamp
    chosen = {"kind": "tag", "place": str(world.place.pk), "new": "Visit in June", "how": "on"}
    return chosen | {"act": "confirm", "stamp": stamp, "form_id": str(uuid.uuid4())}


def _rules(world: World) -> dict:
    return {"on": ["silent_weeks", "mentor_days"], "silent_weeks": "4", "mentor_days": "10"}


SENT: dict[str, Callable[[World], dict]] = {
    "many": _tag,
    "many/message": _message,
    "bulk_undo": lambda world: {},
    "bulk_again": lambda world: {},
    "call_rules": _rules,
}
