"""Step changes: from a reading on, the chart has a new mean and new limits, for a reason people can read."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.models import Measure, StepChange
from challenges.services.pieces import keep_change, locked
from challenges.services.stale import refuse_if_stale
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User


@transaction.atomic
def mark_step_change(
    *, measure: Measure, day: dt.date, reason: str, by: User, version: int | None = None
) -> StepChange:
    """`day` is that of a reading, not the first. The same mark again is the one that is there."""
    current = locked(measure, by=by)
    stored = current.step_changes.filter(day=day).first()
    if stored and stored.reason == reason:
        return stored
    if not reason.strip():
        raise NotPossible(_("Say why the process is a new one from here on."))
    if stored:
        raise NotPossible(_("There is a step change at this reading already."))
    refuse_if_stale(current, version)
    days = list(current.readings.order_by("day").values_list("day", flat=True))
    if day not in days:
        raise NotPossible(_("There is no reading for %(day)s.") % {"day": in_words(day)})
    if day == days[0]:
        raise NotPossible(_("A step change cannot begin at the first reading: there is nothing before it."))
    step = current.step_changes.create(day=day, reason=reason)
    keep_change(current, "mark_step_change", by, [[in_words(day), "", _("Step change")]], reason=reason)
    return step


@transaction.atomic
def remove_step_change(*, step_change: StepChange, reason: str, by: User, version: int | None = None) -> None:
    current = locked(step_change.measure, by=by)
    stored = current.step_changes.filter(pk=step_change.pk).first()
    if stored is None:
        return
    if not reason.strip():
        raise NotPossible(_("Say why it is taken off the chart."))
    refuse_if_stale(current, version)
    said = [[in_words(stored.day), stored.reason, ""]]
    stored.delete()
    keep_change(current, "remove_step_change", by, said, reason=reason)
