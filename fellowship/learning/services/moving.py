"""Fellows' own deadlines, many at once: a fellow's calendar, a template or a list was changed.

A few statements however many. What is handed in or judged stays. Reminders and calendars follow by
themselves, since they read the fellow's own date where there is one.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.moving import Moved
from fellowship.learning.models import Assignment, Result
from fellowship.people.models import User

Deadline = tuple[int, int]  # ids of place and assignment

# The rows are locked already. One statement writes dates, history and audit. Tutors who have the result
# open notice by `recorded_at` that it changed.
_MOVE = """
WITH wanted AS (
    SELECT * FROM unnest(%(pks)s::bigint[], %(after)s::date[]) AS w (pk, after)
), moved AS (
    UPDATE learning_result result
    SET extended_to = wanted.after, recorded_by_id = %(by)s::bigint, recorded_at = %(now)s
    FROM wanted WHERE result.id = wanted.pk
    RETURNING result.id, result.attempt, result.assignment_id, wanted.after
), told AS (
    SELECT moved.id, moved.attempt,
           jsonb_build_object('due_on', coalesce(moved.after, assignment.due_on)::text) AS detail
    FROM moved JOIN learning_assignment assignment ON assignment.id = moved.assignment_id
), history AS (
    INSERT INTO learning_resultchange (result_id, attempt, act, before, after, detail, by_id, at)
    SELECT id, attempt, 'move', 'open', 'open', detail, %(by)s::bigint, %(now)s FROM told
)
INSERT INTO people_auditevent (at, by_id, act, object_kind, object_id, detail)
SELECT %(now)s, %(by)s::bigint, 'result_move', 'learning.result', id::text,
       detail || jsonb_build_object('reason', %(reason)s::text)
FROM told"""


@dataclass(frozen=True)
class MovedDeadline(Moved):
    place: int
    assignment: int


@transaction.atomic
def move_own_deadlines(
    *,
    moves: Mapping[Deadline, dt.date | None],
    reason: str,
    by: User,
    expected: Mapping[Deadline, dt.date | None] | None = None,
) -> list[MovedDeadline]:
    """Gives fellows their own date for an assignment; None takes it away, and the cohort's counts again.

    Who has another own date by now than is `expected` keeps it. `reason` goes to the audit alone.
    `by` records results of every cohort concerned.
    """
    _check_records(by, {place for place, _assignment in moves})
    _make_results(moves)
    places = {place for place, _assignment in moves}
    rows = _open_results().filter(place__in=places)
    moved = []
    for pk, place, assignment, before in rows:
        one = (place, assignment)
        if one in moves and before != moves[one] and (expected is None or before == expected[one]):
            moved.append(MovedDeadline(pk, before, moves[one], place, assignment))
    _write(moved, reason, by)
    return moved


@transaction.atomic
def put_back(*, moved: Iterable[Moved], reason: str, by: User) -> list[MovedDeadline]:
    """Undoes `move_own_deadlines` where the date is still the one it gave; what was moved on since stays."""
    wanted = {one.pk: one for one in moved}
    _check_records(by, Place.objects.filter(results__in=list(wanted)).values_list("pk", flat=True))
    back = [
        MovedDeadline(pk, now, wanted[pk].before, place, assignment)
        for pk, place, assignment, now in _open_results().filter(pk__in=list(wanted))
        if now == wanted[pk].after and now != wanted[pk].before
    ]
    _write(back, reason, by)
    return back


def _open_results():
    """(pk, place, assignment, own date) of what is still to be handed in, locked in order of pk."""
    rows = Result.objects.filter(submitted_on=None, outcome="", first_mark=None).order_by("pk")
    return rows.select_for_update().values_list("pk", "place", "assignment", "extended_to")


def _make_results(moves: Mapping[Deadline, dt.date | None]) -> None:
    """A row for each deadline that has none yet, if the assignment is the cohort's or this fellow's own."""
    places = dict(
        Place.objects.filter(pk__in={place for place, _assignment in moves}).values_list("pk", "cohort")
    )
    assignments = {
        pk: (cohort, whose)
        for pk, cohort, whose in Assignment.objects.filter(
            pk__in={assignment for _place, assignment in moves}
        ).values_list("pk", "module__cohort", "module__place")
    }
    missing = [
        Result(place_id=place, assignment_id=assignment)
        for place, assignment in sorted(moves)
        if moves[place, assignment]
        and place in places
        and assignments.get(assignment) in ((places[place], None), (places[place], place))
    ]
    Result.objects.bulk_create(missing, ignore_conflicts=True, batch_size=2000)


def _write(moved: list[MovedDeadline], reason: str, by: User) -> None:
    if not moved:
        return
    values: dict[str, Any] = {
        "pks": [one.pk for one in moved],
        "after": [one.after for one in moved],
        "now": timezone.now(),
        "by": by.pk,
        "reason": reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, values)


def _check_records(by: User, places: Iterable[int]) -> None:
    taught = Cohort.objects.taught_by(by).order_by().values("pk")
    if Place.objects.filter(pk__in=list(places)).exclude(cohort__in=taught).exists():
        raise PermissionDenied(_("Only the cohort's tutors and the programme team record results."))
