"""When a place was paused, as the audit tells it: a place itself knows only its present status."""

import datetime as dt

from django.utils import timezone

from fellowship.cohorts.models import Place
from fellowship.people.models import AuditEvent

PAUSED, RESUMED = "place paused", "place resumed"


def pauses_of(place: Place) -> list[tuple[dt.date, dt.date | None]]:
    """First day of each pause and the day it ended, which is worked again; None while it lasts."""
    told = AuditEvent.objects.filter(
        object_kind=place._meta.label_lower, object_id=str(place.pk), act__in=[PAUSED, RESUMED]
    )
    pauses: list[tuple[dt.date, dt.date | None]] = []
    begun = None
    for act, at in told.order_by("at", "pk").values_list("act", "at"):
        day = timezone.localdate(at)
        if act == PAUSED:
            begun = begun or day
        elif begun:
            pauses.append((begun, day))
            begun = None
    return [*pauses, (begun, None)] if begun else pauses
