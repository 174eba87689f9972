"""Ramps and workstreams as they were when a pairing ended, for who reads in the days of grace.

Unlike a piece that was changed since, they are not hidden: what was in them before the end still is.
"""

from collections.abc import Iterable

from django.db.models import Q

from challenges.models import ChallengeChange, Ramp, Workstream
from challenges.models.drivers import Driver
from mentoring.permissions import Standing

# SQL: what `ramp` was called then; `{since}` says of a `change` that it came after the end of the pairing.
NAME_OF_RAMP = """coalesce((
    SELECT word ->> 1 FROM challenges_challengechange change, jsonb_array_elements(change.words) word
    WHERE change.ramp_id = ramp.id AND change.act = 'edit' AND {since} AND word ->> 0 = 'name'
    ORDER BY change.at, change.id LIMIT 1), ramp.name)"""


def as_then(standing: Standing, rows: Iterable[Ramp | Workstream | None]) -> None:
    """Puts back, in these objects only, what others have changed since. One statement; else none."""
    until = standing.sees_until
    found = [row for row in rows if row] if until else []
    if not found:
        return
    ramps = [row.pk for row in found if isinstance(row, Ramp)]
    workstreams = [row.pk for row in found if isinstance(row, Workstream)]
    since = ChallengeChange.objects.filter(
        Q(ramp__in=ramps) | Q(workstream__in=workstreams), act__in=["edit", "end"], at__gte=until
    )
    for change in since.exclude(by=standing.user_id):  # newest first, so what stood at the end is put last
        for row in found:
            if row.pk == (change.ramp_id if isinstance(row, Ramp) else change.workstream_id):
                _take_back(row, change)


def _take_back(row: Ramp | Workstream, change: ChallengeChange) -> None:
    if change.act == "end" and isinstance(row, Workstream):
        row.ended_on = None
    for field, before, _after in change.words:
        if field == "idea" and isinstance(row, Ramp):
            row.idea = Driver(words=before) if before else None
        elif field in ("name", "purpose"):
            setattr(row, field, before)
