"""What was done to some rows, by whom and when, in words, from the audit trail."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.people.models import AuditEvent

MOST_STEPS = 20

# Acts in our own words; an act that is not here is shown as the service named it.
WORDS = {
    "created": gettext_lazy("Added"),
    "place given": gettext_lazy("Given a place"),
    "host changed": gettext_lazy("Host organisation changed"),
    "paired": gettext_lazy("Mentor and fellow paired"),
    "pairing ended": gettext_lazy("Pairing ended"),
    "pairing cancelled": gettext_lazy("Pairing cancelled"),
    "invited": gettext_lazy("Invitation made"),
    "invitation sent": gettext_lazy("Invitation sent"),
    "invitation accepted": gettext_lazy("Invitation accepted"),
    "invitation withdrawn": gettext_lazy("Invitation withdrawn"),
    "role given": gettext_lazy("Given a role"),
    "role ended": gettext_lazy("Role ended"),
    "place paused": gettext_lazy("Fellowship paused"),
    "place resumed": gettext_lazy("Fellowship taken up again"),
    "pause planned": gettext_lazy("Pause planned"),
    "return planned": gettext_lazy("Return from the pause planned"),
    "place extended": gettext_lazy("Fellowship extended"),
    "place working time changed": gettext_lazy("Working time changed"),
    "place reopened": gettext_lazy("Fellowship taken up again after the end"),
    "calendar change undone": gettext_lazy("Change of the calendar undone"),
    "place completed": gettext_lazy("Fellowship completed"),
    "call noted": gettext_lazy("Call noted"),
    "call taken back": gettext_lazy("Note of a call taken back"),
    "place withdrawn": gettext_lazy("Fellow withdrawn"),
}


@dataclass(frozen=True)
class Step:
    at: dt.datetime
    what: str
    who: str
    detail: str


def history_of(rows: Iterable[Model]) -> list[Step]:
    """The newest steps first, in one query."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row._meta.label_lower, []).append(str(row.pk))
    if not ids:
        return []
    about = Q()
    for kind, keys in ids.items():
        about |= Q(object_kind=kind, object_id__in=keys)
    events = AuditEvent.objects.filter(about).select_related("by").order_by("-at", "-pk")[:MOST_STEPS]
    return [
        Step(event.at, _what(event.act), event.by.full_name if event.by else _("the system"), _detail(event))
        for event in events
    ]


def _what(act: str) -> str:
    return str(WORDS.get(act) or act.replace("_", " ").capitalize())


def _detail(event: AuditEvent) -> str:
    """A stated reason, or what a thing was before and is now."""
    detail = event.detail
    if reason := detail.get("reason"):
        return str(reason)
    if isinstance(before := detail.get("before"), str) and isinstance(after := detail.get("host"), str):
        return _("%(before)s → %(after)s") % {"before": before or _("nothing"), "after": after}
    return ""
