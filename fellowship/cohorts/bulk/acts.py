"""Beginning a bulk act, taking it back, and trying again what a fault stopped."""

import logging
import uuid
from collections.abc import Iterable
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from fellowship.cohorts.archive import SENTENCE
from fellowship.cohorts.bulk.kinds import KINDS
from fellowship.cohorts.models import BulkAct, BulkRow, Cohort, Programme
from fellowship.cohorts.models.bulk import BulkStatus, RowStatus
from fellowship.people.models import User
from fellowship.people.services import audit

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 1000


class CannotUndo(Exception):
    """A sentence for the administrator."""


@transaction.atomic
def start(
    *,
    by: User,
    programme: Programme,
    kind: str,
    rows: Iterable[BulkRow],
    cohort: Cohort | None = None,
    facts: dict[str, Any] | None = None,
    form_id: uuid.UUID | None = None,
) -> BulkAct:
    """Keeps what is to be done; the worker does it. A second press (the same `form_id`) is the same act.

    `rows` are not saved yet. Those that are left out from the beginning say so (status and words), so
    that the result list has everybody who was chosen. In a closed cohort nothing is begun.
    """
    values: dict[str, Any] = {"programme": programme, "cohort": cohort, "by": by, "facts": facts or {}}
    values["kind"] = KINDS[kind].code
    act, is_new = BulkAct.objects.get_or_create(form_id=form_id or uuid.uuid4(), defaults=values)
    if not is_new:
        return act
    _refuse_if_closed(act)
    rows = list(rows)
    for row in rows:
        row.act = act
    BulkRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    act.in_all = sum(row.status == RowStatus.WAITING for row in rows)
    act.save(update_fields=["in_all"])
    audit.record("bulk act begun", act, by=by, kind=act.kind, rows=act.in_all)
    wake_a_worker(act)
    return act


@transaction.atomic
def undo(*, by: User, act: BulkAct) -> BulkAct:
    """Puts back what was done so far, where nobody has changed it since; what still waited never happens."""
    act = BulkAct.objects.select_for_update().get(pk=act.pk)  # waits for the chunk that is being done
    if act.status in (BulkStatus.UNDOING, BulkStatus.UNDONE):
        return act
    _refuse_if_closed(act)
    if KINDS[act.kind].undo is None:
        raise CannotUndo(_("This cannot be undone."))
    never = act.rows.filter(status=RowStatus.WAITING)
    never.update(status=RowStatus.LEFT_OUT, words=_("Stopped before it was done."))
    act.status, act.undone_by, act.undone_at = BulkStatus.UNDOING, by, timezone.now()
    act.in_all, act.handled = act.rows.filter(status=RowStatus.DONE).count(), 0
    _move(act, "status", "undone_by", "undone_at", "in_all", "handled")
    audit.record("bulk act undone", act, by=by, kind=act.kind, rows=act.in_all)
    return act


@transaction.atomic
def try_again(*, by: User, act: BulkAct) -> BulkAct:
    """Goes on where a fault stopped it, or where nobody has come for it."""
    act = BulkAct.objects.select_for_update().get(pk=act.pk)
    _refuse_if_closed(act)
    if act.status == BulkStatus.FAILED:
        act.status = BulkStatus.UNDOING if act.undone_at else BulkStatus.RUNNING
        audit.record("bulk act tried again", act, by=by, kind=act.kind)
    if act.is_unfinished:
        _move(act, "status")
    return act


def stop_those_of(cohort: Cohort) -> None:
    """Before it is closed. What was done stays; each row that was still to come says why it did not."""
    for act in cohort.bulk_acts.unfinished().select_for_update(of=("self",)):
        undoing = act.status == BulkStatus.UNDOING
        before, after = (
            (RowStatus.DONE, RowStatus.KEPT) if undoing else (RowStatus.WAITING, RowStatus.LEFT_OUT)
        )
        act.rows.filter(status=before).update(status=after, words=_("The cohort was closed."))
        act.status = BulkStatus.UNDONE if undoing else BulkStatus.DONE
        act.moved_at = timezone.now()
        act.save(update_fields=["status", "moved_at"])


def _refuse_if_closed(act: BulkAct) -> None:
    """The worker would meet the database's refusal, where nobody is told."""
    if act.cohort_id and Cohort.objects.filter(pk=act.cohort_id).exclude(closed_at=None).exists():
        raise PermissionDenied(SENTENCE)


def _move(act: BulkAct, *names: str) -> None:
    act.attempts, act.moved_at = 0, timezone.now()
    act.save(update_fields=[*names, "attempts", "moved_at"])
    wake_a_worker(act)


def wake_a_worker(act: BulkAct) -> None:
    """Once this transaction is committed. Should the broker be away, the beat comes for it."""
    transaction.on_commit(lambda: _send_task(act.pk))


def _send_task(act_id: int) -> None:
    try:
        current_app.send_task("fellowship.cohorts.tasks.run_bulk_act", [act_id], retry=False)
    except OperationalError:
        log.warning("The broker is away; bulk act %s begins with the next beat.", act_id)
