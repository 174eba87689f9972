from django.db.models import Model

from fellowship.people.models import AuditEvent, User


def record(act: str, subject: Model, *, by: User | None, **detail: object) -> AuditEvent:
    """Notes that `by` did `act` to `subject` (None: the system did). Never pass private words."""
    return AuditEvent.objects.create(
        act=act, object_kind=subject._meta.label_lower, object_id=str(subject.pk), by=by, detail=detail
    )
