import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from fellowship.people.models import AuditEvent, User

READ = "read"
# One statement; two requests at the same instant may note the same reading twice, which harms nobody.
_NOTE_ONCE = """
    INSERT INTO people_auditevent (at, by_id, act, object_kind, object_id, detail)
    SELECT now(), %(by)s, %(act)s, %(kind)s, %(id)s, '{}'
    WHERE NOT EXISTS (
        SELECT FROM people_auditevent
        WHERE object_kind = %(kind)s AND object_id = %(id)s AND at >= %(today)s
          AND by_id = %(by)s AND act = %(act)s
    )"""


def record(act: str, subject: Model, *, by: User | None, **detail: object) -> AuditEvent:
    """Notes that `by` did `act` to `subject` (None: the system did). Never pass private words."""
    return AuditEvent.objects.create(
        act=act, object_kind=subject._meta.label_lower, object_id=str(subject.pk), by=by, detail=detail
    )


def record_many(act: str, subjects: Iterable[tuple[Model, dict[str, Any]]], *, by: User | None) -> None:
    """The same act done to several, each with its detail; one statement."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                act=act, object_kind=one._meta.label_lower, object_id=str(one.pk), by=by, detail=detail
            )
            for one, detail in subjects
        ]
    )


def record_read(subject: Model, *, by: User) -> None:
    """Notes that `by` opened `subject`: once a person, record and day."""
    midnight = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))
    values: dict[str, Any] = {
        "by": by.pk,
        "act": READ,
        "kind": subject._meta.label_lower,
        "id": str(subject.pk),
        "today": midnight,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_ONCE, values)
