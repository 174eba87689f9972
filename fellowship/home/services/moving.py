"""What moves with a fellow's calendar: own milestones, and own deadlines of the cohort's assignments.

The fellow is told of what moves, and of nothing else of the change: its reason can be an illness.
Registered with `fellowship.cohorts.moving` at start (apps.py), because that room may not know these.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from challenges.models import Milestone
from challenges.services import moving as milestones
from challenges.workflow import WITH_THE_FELLOW
from fellowship.cohorts.models import Place
from fellowship.cohorts.moving import Dated, Moved, Mover
from fellowship.cohorts.services.calendars.telling import tell_of_change
from fellowship.learning.models import Assignment, Attendance, Module, Result, TaughtDay
from fellowship.learning.services import moving as deadlines
from fellowship.people.models import User


class Milestones:
    """What is with the mentor or signed off stays where it is."""

    def open_items(self, place: Place, *, lock: bool = False) -> list[Dated]:
        rows = Milestone.objects.filter(challenge__place=place, status__in=WITH_THE_FELLOW)
        if lock:
            rows = rows.select_for_update(of=("self",)).order_by("pk")
        return [
            Dated("milestone", pk, title, day) for pk, title, day in rows.values_list("pk", "title", "due_on")
        ]

    def move(self, place: Place, days: Mapping[int, dt.date], *, reason: str, by: User) -> Sequence[Moved]:
        return _told(place, milestones.move_milestones(moves=days, reason=reason, by=by), by)

    def put_back(self, moved: Iterable[Moved], *, reason: str, by: User) -> Sequence[Moved]:
        return milestones.put_back(moved=moved, reason=reason, by=by)


class Deadlines:
    """Of assignments neither handed in nor judged. The fellow gets an own date; the cohort's stays."""

    def open_items(self, place: Place, *, lock: bool = False) -> list[Dated]:
        results = Result.objects.filter(place=place)
        if lock:
            results = results.select_for_update().order_by("pk")
        own = {result.assignment_id: result for result in results}
        return [
            Dated("assignment", one.pk, one.title, (found and found.extended_to) or one.due_on)
            for one in Assignment.objects.filter(module__in=Module.objects.taken_by(place))
            if (found := own.get(one.pk)) is None or not (found.is_done or found.first_mark is not None)
        ]

    def move(self, place: Place, days: Mapping[int, dt.date], *, reason: str, by: User) -> Sequence[Moved]:
        moves = {(place.pk, assignment): day for assignment, day in days.items()}
        return _told(place, deadlines.move_own_deadlines(moves=moves, reason=reason, by=by), by)

    def put_back(self, moved: Iterable[Moved], *, reason: str, by: User) -> Sequence[Moved]:
        return deadlines.put_back(moved=moved, reason=reason, by=by)


def _told(place: Place, moved: Sequence[Moved], by: User) -> Sequence[Moved]:
    if moved:
        tell_of_change(place, by=by)
    return moved


MOVERS: dict[str, Mover] = {"milestone": Milestones(), "assignment": Deadlines()}


def taught_days(place: Place, since: dt.date, until: dt.date) -> list[Dated]:
    """Where it is recorded whether the fellow came, nothing is left to tell."""
    taken = Module.objects.taken_by(place)
    days = TaughtDay.objects.filter(module__in=taken, day__gte=since, day__lt=until)
    days = days.exclude(attendance__in=Attendance.objects.filter(place=place).exclude(status=""))
    return [
        Dated("taught_day", day.pk, f"{day.module.title}: {day.title}", day.day)
        for day in days.select_related("module")
    ]
