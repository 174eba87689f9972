"""Changes of places were kept in the audit alone until now; they become rows, so that nothing is lost."""

from django.db import migrations
from django.utils import timezone

KINDS = {
    "place paused": "pause",
    "place resumed": "resume",
    "place completed": "complete",
    "place withdrawn": "withdraw",
}


def from_the_audit(apps, schema_editor):
    """In the order in which things were done. A place that is gone has no history to keep."""
    events = apps.get_model("people", "AuditEvent").objects.filter(
        object_kind="cohorts.place", act__in=list(KINDS)
    )
    changes = apps.get_model("cohorts", "PlaceChange").objects
    places = set(apps.get_model("cohorts", "Place").objects.values_list("pk", flat=True))
    pauses = {}
    for event in events.order_by("at", "pk"):
        place = int(event.object_id)
        kind = KINDS[event.act]
        if place not in places or (kind == "pause" and place in pauses):
            continue
        day = timezone.localdate(event.at)
        if pause := pauses.pop(place, None) if kind != "pause" else None:
            pause.ended_on = max(day, pause.starts_on)
            pause.save(update_fields=["ended_on"])
        elif kind == "resume":
            kind = "reopen"
        made = changes.create(
            place_id=place,
            kind=kind,
            starts_on=day,
            reason=event.detail.get("reason", "")[:300],
            by_id=event.by_id,
            at=event.at,
            done_at=event.at,
        )
        if kind == "pause":
            pauses[place] = made


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0009_calendar_changes")]

    operations = [migrations.RunPython(from_the_audit, migrations.RunPython.noop)]
