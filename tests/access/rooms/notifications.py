"""Messages."""

from collections.abc import Callable

from fellowship.notifications.forms.preferences import CHOOSABLE
from fellowship.notifications.models import Message
from fellowship.notifications.services.unsubscribing import unsubscribe_address
from tests.access.world import World

ARGUMENTS: dict[str, list[str]] = {
    "message": [":message"],
    "message_try_again": [":message"],
    "unsubscribe": [":unsubscribe_token"],
}


def fill(world: World) -> None:
    world.things["message"] = Message.objects.create(
        person=world.fellow,
        kind="milestone_due",
        object_kind="challenges.milestone",
        object_id=str(world.milestone.pk),
        programme_id=world.programme.pk,
        why="You get this because a date is near.",
        status="failed",
        subject="A milestone is due",
        text="A milestone is due.",
    )
    world.things["unsubscribe_token"] = unsubscribe_address(world.message).rstrip("/").split("/")[-1]


def _preferences(world: World) -> dict:
    chosen = {kind.code: "off" for kind in CHOOSABLE}
    return {**chosen, "digest": "off", "quiet_from": "20:00", "quiet_until": "08:00"}


SENT: dict[str, Callable[[World], dict]] = {
    "messages_try_all_again": lambda world: {},
    "message_try_again": lambda world: {},
    "preferences": _preferences,
    "unsubscribe": lambda world: {},
}
