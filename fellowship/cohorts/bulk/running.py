"""The worker's part: chunk after chunk, each with the states of its rows in one transaction.

A worker that is killed, or a database that goes away, loses the chunk it was at and nothing else; whoever
comes next goes on from there. The act's row is locked while a chunk is done, so two workers never do the
same one.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from fellowship.cohorts.bulk.kinds import KINDS
from fellowship.cohorts.models import BulkAct, BulkRow
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.people.services import audit

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5  # faults in a row, then a person has to look
STOPPED_MOVING = dt.timedelta(minutes=1)

# Written by hand: the ORM's CASE for 500 rows takes longer than most of what kinds do.
SAVE = """
UPDATE cohorts_bulkrow row SET status = new.status, words = new.words, before = new.before::jsonb,
       after = new.after::jsonb
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
     AS new(id, status, words, before, after)
WHERE row.id = new.id"""


def run(act_id: int) -> None:
    """Does what is left of an act, or of its undoing. Leaves at once when somebody else is at it."""
    try:
        while _next_chunk(act_id):
            pass
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing can be noted, and the beat comes again
    except Exception:
        log.exception("Bulk act %s met a fault.", act_id)
        _note_fault(act_id)


def stopped_moving() -> list[int]:
    """Acts nobody seems to be at: their worker died, or the broker lost them."""
    late = timezone.now() - STOPPED_MOVING
    return list(BulkAct.objects.unfinished().filter(moved_at__lt=late).values_list("pk", flat=True))


@transaction.atomic
def _next_chunk(act_id: int) -> bool:
    """Whether there may be more to do."""
    free = BulkAct.objects.unfinished().select_for_update(skip_locked=True, of=("self",))
    act = free.select_related("by", "undone_by", "programme", "cohort").filter(pk=act_id).first()
    if act is None:
        return False
    kind, undoing = KINDS[act.kind], act.status == BulkStatus.UNDOING
    before, after = (RowStatus.DONE, RowStatus.UNDONE) if undoing else (RowStatus.WAITING, RowStatus.DONE)
    rows = act.rows.filter(status=before).order_by("-pk" if undoing else "pk")
    chunk = list(rows.select_related("place__person")[: kind.chunk])
    if not chunk:
        _finish(act, undoing)
        return False
    for row in chunk:
        row.status = after
    work = kind.undo if undoing else kind.apply
    if work is None:
        raise RuntimeError(f"{act.kind} cannot be undone")
    work(act, chunk)
    if any(row.status == before for row in chunk):
        raise RuntimeError(f"{act.kind} left rows as they were")
    _save(chunk)
    act.status = BulkStatus.UNDOING if undoing else BulkStatus.RUNNING
    act.handled, act.attempts, act.moved_at = act.handled + len(chunk), 0, timezone.now()
    act.save(update_fields=["status", "handled", "attempts", "moved_at"])
    return True


def _save(chunk: Sequence[BulkRow]) -> None:
    values: list[Any] = [
        [row.pk for row in chunk],
        [str(row.status) for row in chunk],
        [row.words[:500] for row in chunk],
        [json.dumps(row.before, cls=DjangoJSONEncoder) for row in chunk],
        [json.dumps(row.after, cls=DjangoJSONEncoder) for row in chunk],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)


def _finish(act: BulkAct, undoing: bool) -> None:
    act.status = BulkStatus.UNDONE if undoing else BulkStatus.DONE
    act.moved_at = timezone.now()
    act.save(update_fields=["status", "moved_at"])
    by = act.undone_by if undoing else act.by
    audit.record("bulk act put back" if undoing else "bulk act done", act, by=by, kind=act.kind)


@transaction.atomic
def _note_fault(act_id: int) -> None:
    act = BulkAct.objects.unfinished().select_for_update().filter(pk=act_id).first()
    if act is None:
        return
    act.attempts, act.moved_at = act.attempts + 1, timezone.now()
    if act.attempts >= MOST_ATTEMPTS:
        act.status = BulkStatus.FAILED
    act.save(update_fields=["attempts", "moved_at", "status"])
