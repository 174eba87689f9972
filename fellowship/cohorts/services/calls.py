"""Who called a fellow, and when: noted by the programme team, for the programme team."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Call, Place
from fellowship.people.models import User
from fellowship.people.services import audit


@transaction.atomic
def note_call(*, by: User, place: Place, called_on: dt.date, note: str, form_id: uuid.UUID) -> Call:
    """Sent twice (the same `form_id`), it is noted once."""
    _check_runs(by, place)
    call, is_new = Call.objects.get_or_create(
        form_id=form_id, defaults={"place": place, "called_on": called_on, "note": note, "by": by}
    )
    if is_new:
        audit.record("call noted", place, by=by, called_on=str(called_on))
    return call


@transaction.atomic
def take_back_call(*, by: User, call: Call) -> None:
    """It was noted by mistake: what it made quiet counts again."""
    _check_runs(by, call.place)
    called_on = str(call.called_on)
    call.delete()
    audit.record("call taken back", call.place, by=by, called_on=called_on)


def _check_runs(by: User, place: Place) -> None:
    if not Place.objects.run_by(by).filter(pk=place.pk).exists():
        raise PermissionDenied(_("Only the programme team notes calls."))
