"""Many due dates at once: a fellow's calendar, a template or a list was changed.

A few statements however many milestones. The history is that of `milestones.move_milestone`; reminders
follow by themselves, since they are read from the due dates. What is with the mentor, signed off or
dropped stays, and so does the row somebody else is changing until they are done.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Milestone
from challenges.workflow import WITH_THE_FELLOW
from fellowship.cohorts.models import Place
from fellowship.cohorts.moving import Moved
from fellowship.people.models import User

# The rows are locked already. One statement writes dates, history and audit.
_MOVE = """
WITH wanted AS (
    SELECT * FROM unnest(%(pks)s::bigint[], %(before)s::date[], %(after)s::date[]) AS w (pk, before, after)
), moved AS (
    UPDATE challenges_milestone milestone SET due_on = wanted.after, version = milestone.version + 1
    FROM wanted WHERE milestone.id = wanted.pk
    RETURNING milestone.id, milestone.status, wanted.before, wanted.after
), history AS (
    INSERT INTO challenges_milestonechange
        (milestone_id, at, by_id, act, status_before, status_after, due_before, due_after, reason)
    SELECT id, %(now)s, %(by)s::bigint, 'move', status, status, before, after, %(reason)s FROM moved
)
INSERT INTO people_auditevent (at, by_id, act, object_kind, object_id, detail)
SELECT %(now)s, %(by)s::bigint, 'move', 'challenges.milestone', id::text,
       jsonb_build_object('status', status, 'due_on', after)
FROM moved"""


@transaction.atomic
def move_milestones(*, moves: Mapping[int, dt.date], reason: str, by: User | None) -> list[Moved]:
    """Gives each milestone (by pk) its new date; says what was moved, in order of pk.

    Fellow and mentors read `reason` in the history. `by`: an administrator of every programme concerned,
    or None for the system.
    """
    return _move({pk: (None, day) for pk, day in moves.items()}, reason, by)


@transaction.atomic
def put_back(*, moved: Iterable[Moved], reason: str, by: User | None) -> list[Moved]:
    """Undoes `move_milestones` where the date is still the one it gave; what was moved on since stays."""
    return _move({one.pk: (one.after, one.before) for one in moved if one.before}, reason, by)


def _move(wanted: Mapping[int, tuple[dt.date | None, dt.date]], reason: str, by: User | None) -> list[Moved]:
    """`wanted`: the date a milestone must have now (None: any) and its next."""
    _check_runs(by, wanted)
    rows = Milestone.objects.filter(pk__in=list(wanted), status__in=WITH_THE_FELLOW).order_by("pk")
    moved = []
    for pk, due_on in rows.select_for_update().values_list("pk", "due_on"):
        expected, day = wanted[pk]
        if day != due_on and expected in (None, due_on):
            moved.append(Moved(pk, due_on, day))
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, _values(moved, reason, by))
    return moved


def _values(moved: list[Moved], reason: str, by: User | None) -> dict[str, Any]:
    return {
        "pks": [one.pk for one in moved],
        "before": [one.before for one in moved],
        "after": [one.after for one in moved],
        "now": timezone.now(),
        "by": by.pk if by else None,
        "reason": reason,
    }


def _check_runs(by: User | None, milestones: Iterable[int]) -> None:
    if by is None:
        return
    places = Place.objects.filter(challenge__milestones__in=list(milestones))
    if places.exclude(pk__in=Place.objects.run_by(by).order_by().values("pk")).exists():
        raise PermissionDenied(_("Only the programme team moves dates of several milestones at once."))
