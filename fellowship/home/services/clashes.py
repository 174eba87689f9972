"""Two things of one's own that want the same days, and things of one's own on days one is not there.

What clashes is judged in learning/services/clashes.py, where the dates are made.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from challenges.models import Milestone
from challenges.workflow import OPEN_MILESTONES
from fellowship.cohorts.models import Place
from fellowship.cohorts.services.pauses import Pause, pauses_now
from fellowship.home.services.calendar import Entry
from fellowship.home.services.year_dates import YearDates
from fellowship.learning.services.clashes import too_close, why_away
from fellowship.people.models import ClinicalDay, Leave, User


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
        if milestone.uid.startswith("milestone-") and too_close(assignment.day, milestone.day)
    ]


@dataclass(frozen=True)
class Away:
    """`why`: clinical, leave or pause. For the person alone."""

    entry: Entry
    why: str


def away_from(user: User, entries: Sequence[Entry]) -> list[Away]:
    """`away_among` with the user's own days away. Three queries."""
    own = [entry for entry in entries if entry.own]
    if not own:
        return []
    since, until = own[0].day, own[-1].day
    return away_among(
        own,
        leave=Leave.objects.visible_to(user).touching(since, until),
        clinical=ClinicalDay.objects.visible_to(user).touching(since, until),
        pauses=pauses_now(Place.objects.filter(person=user).current().values("pk")).values(),
    )


def away_among(
    own: Sequence[Entry], *, leave: Iterable[Leave], clinical: Iterable[ClinicalDay], pauses: Iterable[Pause]
) -> list[Away]:
    """Taught days on clinical days, and whatever falls into leave or a pause. `own`: in order of date."""
    if not own:
        return []
    since, until = own[0].day, own[-1].day
    days = {"leave": _days(leave, since, until), "clinical": _days(clinical, since, until)}
    pauses = list(pauses)
    found = []
    for entry in own:
        taught = entry.uid.startswith("taught-day-")
        if why := why_away(entry.day, taught=taught, pauses=pauses, **days):
            found.append(Away(entry, why))
    return found


def clashes_in(year: YearDates, pause: Pause | None, today: dt.date) -> int:
    """How many there are among the dates a front page has fetched already; meetings are on the calendar."""
    own = [
        Entry(
            f"{dated.kind.replace('_', '-')}-{number}", dated.on, dated.title, dated.kind, dated.url, own=True
        )
        for number, dated in enumerate(year.dates)
        if dated.on >= today and (dated.todo or dated.status in OPEN_MILESTONES or dated.kind == "taught_day")
    ]
    pauses = [pause] if pause else []
    return len(clashes_of(own)) + len(
        away_among(own, leave=year.leave, clinical=year.clinical, pauses=pauses)
    )


def milestones_due(places: Collection[int], since: dt.date, until: dt.date) -> Iterable[tuple[int, dt.date]]:
    """Place and day of each open milestone between the two, for learning/services/clashes.py."""
    rows = Milestone.objects.filter(
        challenge__place__in=places, status__in=OPEN_MILESTONES, due_on__range=(since, until)
    )
    return rows.values_list("challenge__place", "due_on")


def _days(rows: Iterable[ClinicalDay | Leave], since: dt.date, until: dt.date) -> set[dt.date]:
    return {day for row in rows for day in row.days(since, until)}
