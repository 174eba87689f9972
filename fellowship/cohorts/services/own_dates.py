"""By how many days fellows' own calendars move what is new in their year, as they moved what was there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from fellowship.cohorts.models import PlaceChange
from fellowship.cohorts.models.place_change import ChangeKind

Shift = Callable[[dt.date], int]


def shifts_of_new(cohort_id: int) -> dict[int, Shift]:
    """By place, of those whose calendar moved something: the days to add to a template’s day. One query."""
    changes = PlaceChange.objects.standing().filter(
        place__cohort=cohort_id,
        done_at__isnull=False,
        kind__in=[ChangeKind.RESUME, ChangeKind.EXTEND, ChangeKind.HOURS],
    )
    by_place = defaultdict(list)
    for change in changes.order_by("at", "pk"):
        if change.facts.get("moved"):
            by_place[change.place_id].append(change)
    return {place: _through(changes) for place, changes in by_place.items()}


def _through(changes: list[PlaceChange]) -> Shift:
    def shift(day: dt.date) -> int:
        moved = day
        for change in changes:
            moved += dt.timedelta(days=_days(change, moved))
        return (moved - day).days

    return shift


def _days(change: PlaceChange, day: dt.date) -> int:
    """As `calendars/planning.py` moved what was due on that day."""
    if day < _since(change):
        return 0
    percent = change.facts.get("percent")
    if change.kind == ChangeKind.HOURS and percent:
        before, after = percent
        days = (day - change.starts_on).days
        return (2 * days * before + after) // (2 * after) - days
    return change.days


def _since(change: PlaceChange) -> dt.date:
    """From which due date on things moved: of a pause its first day, of an extension the first that did."""
    if change.kind == ChangeKind.RESUME:
        return change.starts_on - dt.timedelta(days=change.days)
    if change.kind == ChangeKind.HOURS:
        return change.starts_on
    return min(dt.date.fromisoformat(one["before"]) for one in change.facts["moved"] if one["before"])
