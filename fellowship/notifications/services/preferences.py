"""How a person wants messages: kind by kind, and never in quiet hours."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from fellowship.notifications.models import HoldWhenAway, Message, MessageStatus, Preference, QuietHours
from fellowship.people.models import User
from fellowship.people.services import audit


@transaction.atomic
def save_preferences(
    *,
    person: User,
    deliveries: Mapping[str, str],
    quiet_hours: tuple[dt.time, dt.time] | None,
    on_clinical_days: bool,
    on_leave: bool,
    by: User,
) -> None:
    """`deliveries` by kind. What already waits follows the new choice.

    The last two: whether what can wait is held back on clinical days, and during leave.
    """
    Preference.objects.bulk_create(
        [Preference(person=person, kind=kind, delivery=delivery) for kind, delivery in deliveries.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["delivery"],
    )
    waiting = Message.objects.filter(person=person, status=MessageStatus.WAITING)
    for delivery in set(deliveries.values()):
        kinds = [kind for kind, chosen in deliveries.items() if chosen == delivery]
        waiting.filter(kind__in=kinds).update(delivery=delivery)
    if quiet_hours is None:
        QuietHours.objects.filter(person=person).delete()
    else:
        starts_at, ends_at = quiet_hours
        QuietHours.objects.update_or_create(
            person=person, defaults={"starts_at": starts_at, "ends_at": ends_at}
        )
    HoldWhenAway.objects.update_or_create(
        person=person, defaults={"on_clinical_days": on_clinical_days, "on_leave": on_leave}
    )
    audit.record("chose_messages", person, by=by, deliveries=dict(deliveries))
