"""The deadline of one assignment for many fellows: how it stands for each, and giving them an own date."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from fellowship.learning.models import Assignment, Result
from fellowship.learning.services.moving import MovedDeadline, move_own_deadlines
from fellowship.learning.taking import places_taking
from fellowship.people.models import User


@dataclass(frozen=True)
class Standing:
    """`own`: an extension, or whatever else gave the fellow a date of their own."""

    due_on: dt.date
    own: dt.date | None = None
    is_handed_in: bool = False
    is_judged: bool = False


def standings_of(assignment: Assignment, places: Collection[int]) -> dict[int, Standing]:
    """By place: of the current fellows among them who take the module."""
    taking = places_taking(assignment.module).filter(pk__in=places)
    results = {one.place_id: one for one in Result.objects.filter(assignment=assignment, place__in=places)}
    return {place: _standing(assignment, results.get(place)) for place in taking.values_list("pk", flat=True)}


def _standing(assignment: Assignment, result: Result | None) -> Standing:
    if result is None:
        return Standing(assignment.due_on)
    is_handed_in = result.submitted_on is not None or result.first_mark is not None
    due_on = result.extended_to or assignment.due_on
    return Standing(due_on, result.extended_to, is_handed_in, bool(result.outcome))


@transaction.atomic
def move_deadlines(
    *,
    assignment: Assignment,
    moves: Mapping[int, tuple[dt.date, dt.date]],
    reason: str,
    by: User,
) -> dict[int, MovedDeadline]:
    """Gives each fellow (by place) the second date, where the first is still the one they have."""
    wanted = {
        place: standing
        for place, standing in standings_of(assignment, moves).items()
        if standing.due_on == moves[place][0]
    }
    moved = move_own_deadlines(
        moves={(place, assignment.pk): moves[place][1] for place in wanted},
        expected={(place, assignment.pk): standing.own for place, standing in wanted.items()},
        reason=reason,
        by=by,
    )
    return {one.place: one for one in moved}
