"""What a room tells the reminders engine (services/planning.py) about its dated things."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Reminder:
    """One person is to be told about one dated thing on the day `due_on` + `offset_days`."""

    person_id: int
    object_id: str
    due_on: date
    offset_days: int
    about: str  # the thing in a few words, for the preview: “Milestone: Baseline measured”
    why: str  # a sentence: “You lead the challenge “Better sleep”.”
    programme_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    happens_at: datetime | None = None  # of a timely kind (kinds.py): when it takes place
    own_about: str = ""  # the thing as only its person may read it: never stored

    @property
    def day(self) -> date:
        return self.due_on + timedelta(days=self.offset_days)


@dataclass(frozen=True)
class ReminderSource:
    """One kind of reminder and where to find what is to be reminded of.

    `due(since, until, person_id)` gives every reminder whose day (`due_on` + `offset_days`) lies between
    the two days, both included, for things that are still open, in launched cohorts, and for people
    still concerned; of one person only, unless `person_id` is None. The source knows the programme's
    offsets and which role is told when. The engine decides the rest: the person's time zone and hour,
    what a missed run has to catch up on, that only the newest of several missed ones goes, and that
    none goes twice.
    """

    kind: str
    object_kind: str
    due: Callable[[date, date, int | None], Iterable[Reminder]]


_sources: list[ReminderSource] = []


def register(sources: Iterable[ReminderSource]) -> None:
    """Called once at start by fellowship/home, which knows every room."""
    _sources[:] = sources


def sources() -> list[ReminderSource]:
    return list(_sources)
