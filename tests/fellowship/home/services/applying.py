"""A changed template applied to a launched cohort, and taken back."""

import datetime as dt
import uuid

from django.utils import timezone

from challenges.models import Milestone
from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkAct, Cohort
from fellowship.cohorts.models.bulk import BulkStatus
from fellowship.cohorts.services.templates import save_item
from fellowship.home.services.template_changes import apply_template

START = timezone.localdate() - dt.timedelta(days=20)  # three weeks in


def of(cohort, planned):
    """The three fellows' milestones of one item, in the order of their names."""
    rows = Milestone.objects.filter(from_template=planned, challenge__place__cohort=cohort)
    return list(rows.order_by("challenge__place__person__given_name"))


def change(by, item, **fields):
    item.refresh_from_db()
    for name, value in fields.items():
        setattr(item, name, value)
    save_item(by=by, item=item)


def applied(by, cohort) -> BulkAct:
    act = apply_template(by=by, cohort=Cohort.objects.get(pk=cohort.pk), form_id=uuid.uuid4())
    running.run(act.pk)
    act.refresh_from_db()
    assert act.status == BulkStatus.DONE
    return act


def undone(by, act) -> BulkAct:
    acts.undo(by=by, act=act)
    running.run(act.pk)
    act.refresh_from_db()
    assert act.status == BulkStatus.UNDONE
    return act
