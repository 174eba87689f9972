"""Two things of one's own that want the same days, and things of one's own on days one is not there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fellowship.cohorts.models import Place
from fellowship.cohorts.services.pauses import pauses_now
from fellowship.home.services.calendar import Entry
from fellowship.people.models import ClinicalDay, Leave, User

# Closer together than this, one of the two will suffer.
TOO_CLOSE = dt.timedelta(days=2)


@dataclass(frozen=True)
class Clash:
    assignment: Entry
    milestone: Entry


def clashes_of(entries: Sequence[Entry]) -> list[Clash]:
    """Each of one's own assignments with each of one's own milestones due within two days of it."""
    own = [entry for entry in entries if entry.own]
    return [
        Clash(assignment, milestone)
        for assignment in own
        if assignment.uid.startswith("assignment-")
        for milestone in own
        if milestone.uid.startswith("milestone-") and abs(assignment.day - milestone.day) <= TOO_CLOSE
    ]


@dataclass(frozen=True)
class Away:
    """`why`: clinical, leave or pause. For the person alone."""

    entry: Entry
    why: str


def away_from(user: User, entries: Sequence[Entry]) -> list[Away]:
    """Own taught days on own clinical days, and whatever of one's own falls into leave or a pause.

    Three queries. What is due on a clinical day is no clash: it can be done the evening before.
    """
    own = [entry for entry in entries if entry.own]
    if not own:
        return []
    since, until = own[0].day, own[-1].day
    clinical = _days(ClinicalDay.objects.visible_to(user).touching(since, until), since, until)
    leave = _days(Leave.objects.visible_to(user).touching(since, until), since, until)
    pauses = list(pauses_now(Place.objects.filter(person=user).current().values("pk")).values())
    found = []
    for entry in own:
        if any(one.starts_on <= entry.day and (not one.back_on or entry.day < one.back_on) for one in pauses):
            found.append(Away(entry, "pause"))
        elif entry.day in leave:
            found.append(Away(entry, "leave"))
        elif entry.day in clinical and entry.uid.startswith("taught-day-"):
            found.append(Away(entry, "clinical"))
    return found


def _days(rows: Iterable[ClinicalDay | Leave], since: dt.date, until: dt.date) -> set[dt.date]:
    return {day for row in rows for day in row.days(since, until)}
