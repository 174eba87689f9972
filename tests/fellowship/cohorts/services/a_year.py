import datetime as dt
from dataclasses import dataclass

import time_machine

from challenges.models import Challenge
from fellowship.cohorts.models import Place, PlaceChange
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from fellowship.people.models import User
from tests.factories import (
    AssignmentFactory,
    MilestoneFactory,
    TaughtDayFactory,
)

START, END = dt.date(2026, 9, 7), dt.date(2027, 9, 6)


@dataclass
class Year:
    """A fellow's year from September 2026, whose changes are made on days that the test chooses."""

    challenge: Challenge
    administrator: User

    @property
    def place(self) -> Place:
        return Place.objects.get(pk=self.challenge.place_id)

    def milestone(self, due_on: dt.date, **words):
        return MilestoneFactory(challenge=self.challenge, due_on=due_on, **words)

    def assignment(self, due_on: dt.date):
        return AssignmentFactory(module__cohort=self.place.cohort, due_on=due_on)

    def taught_day(self, day: dt.date):
        return TaughtDayFactory(module__cohort=self.place.cohort, day=day)

    def change(self, kind: str, on: dt.date, *, today: dt.date | None = None, **asked) -> PlaceChange:
        """`asked` of Wish goes there, the rest to the service."""
        wish = {name: asked.pop(name) for name in list(asked) if name in Wish.__dataclass_fields__}
        asked.setdefault("reason", "Stated to the team.")
        asked.setdefault("by", self.administrator)
        with time_machine.travel(dt.datetime.combine(today or on, dt.time(12), dt.UTC), tick=False):
            return change_place(place=self.place, wish=Wish(kind, on, **wish), **asked)


def due(row) -> dt.date:
    row.refresh_from_db()
    return row.due_on
