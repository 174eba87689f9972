"""What the programme team announces."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

from django.utils import timezone

from fellowship.cohorts.models import Announcement
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "announcements": [":cohort"],
    "announcement_new": [":cohort"],
    "announcement": [":announcement"],
    "announcement_edit": [":announcement_planned"],
    "announcement_cancel": [":announcement_planned"],
}


def fill(world: World) -> None:
    about = {"cohort": world.cohort, "by": world.team}
    now = timezone.now()
    sent = Announcement.objects.create(
        **about, subject="Another room", text=f"Room 3. {marker('announcement')}", send_at=now, sent_at=now
    )
    sent.told.add(world.fellow)
    world.things |= {
        "announcement": sent,
        "announcement_planned": Announcement.objects.create(
            **about,
            subject="A visit",
            text=f"In May. {marker('planned announcement')}",
            send_at=now + dt.timedelta(days=9),
        ),
    }


WORDS = {
    "subject": "Another room",
    "text": "We meet in room 3.",
    **day("day", days_from_today(9)),
    "at": "9:30",
}

SENT: dict[str, Callable[[World], dict]] = {
    "announcement_new": lambda world: {**WORDS, "form_id": str(uuid4())},
    "announcement_edit": lambda world: {**WORDS, "version": "1"},
    "announcement_cancel": lambda world: {},
}
