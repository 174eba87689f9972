"""Ramps and workstreams as they were when a pairing ended, for who reads in the days of grace.

Unlike a piece that was changed since, they are not hidden: what was in them before the end still is.
"""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from challenges.models import Ramp, Workstream
from challenges.models.drivers import Driver
from mentoring.permissions import Standing

# SQL: what `ramp` was called then; `{since}` says of a `change` that it came after the end of the pairing.
NAME_OF_RAMP = """coalesce((
    SELECT word ->> 1 FROM challenges_challengechange change, jsonb_array_elements(change.words) word
    WHERE change.ramp_id = ramp.id AND change.act = 'edit' AND {since} AND word ->> 0 = 'name'
    ORDER BY change.at, change.id LIMIT 1), ramp.name)"""


def as_then(standing: Standing, rows: Iterable[Ramp | Workstream | None]) -> None:
    """Puts back, in these objects only, what others have changed since. It came with the challenge."""
    until = standing.sees_until
    if until is None:
        return
    changes = [json.loads(told) for told in standing.renamed]
    since = [told for told in changes if dt.datetime.fromisoformat(told["at"]) >= until]
    for row in rows:
        if row is None:
            continue
        kind = "ramp" if isinstance(row, Ramp) else "workstream"
        for told in since:  # newest first, so what stood at the end is put last
            if told[kind] == row.pk and told["by"] != standing.user_id:
                _take_back(row, told)


def _take_back(row: Ramp | Workstream, told: dict[str, Any]) -> None:
    if told["act"] == "end" and isinstance(row, Workstream):
        row.ended_on = None
    for field, before, _after in told["words"]:
        if field == "idea" and isinstance(row, Ramp):
            row.idea = Driver(words=before) if before else None
        elif field in ("name", "purpose"):
            setattr(row, field, before)
