"""Notices, addresses that take no mail, a programme's own words, and what was agreed."""

from collections.abc import Callable

from django.utils import timezone

from fellowship.notifications.models import AddressTrouble, Message
from tests.access.world import World

LETTER = "challenges-milestone"
ARGUMENTS: dict[str, list[str]] = {
    "notice": [":notice"],
    "address_works": [":address_trouble"],
    "escalation": [":programme"],
    "wordings": [":programme"],
    "wording": [":programme", LETTER],
    "wording_back": [":programme", LETTER],
    "wording_test": [":programme", LETTER],
}


def fill(world: World) -> None:
    world.things["notice"] = Message.objects.create(
        person=world.fellow,
        kind="comment",
        object_kind="mentoring.comment",
        object_id="0",
        programme_id=world.programme.pk,
        why="You lead the challenge.",
        status="sent",
        sent_at=timezone.now(),
        subject="Somebody commented",
        path="/you/",
    )
    world.things["address_trouble"] = AddressTrouble.objects.create(
        address=world.fellow.email, person=world.fellow, reason="bounced", suppressed_at=timezone.now()
    )


SENT: dict[str, Callable[[World], dict]] = {
    "notices_all_read": lambda world: {},
    "address_works": lambda world: {},
    "escalation": lambda world: {"milestone_fellow": "4", "answer_mentor": "9"},
    "wording": lambda world: {"subject": "Soon: {milestone}", "lead": "", "closing": ""},
    "wording_back": lambda world: {},
    "wording_test": lambda world: {},
}
