"""The last change of a fellow's calendar is taken back, as long as nothing it moved was changed since."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowship.cohorts.models import Pairing, Place, PlaceChange
from fellowship.cohorts.moving import LEAVING, MOVERS, Moved
from fellowship.cohorts.services.calendars.telling import tell_of_undone_change
from fellowship.people.models import User
from fellowship.people.services import audit


class CannotUndo(ValueError):
    """Why the change stays, in a sentence for the administrator."""


@transaction.atomic
def undo_change(*, change: PlaceChange, by: User) -> PlaceChange:
    """Whole or not at all. Undone twice is undone once."""
    place = Place.objects.select_for_update().get(pk=change.place_id)
    if not Place.objects.run_by(by).filter(pk=place.pk).exists():
        raise PermissionDenied(_("Only the programme team changes a fellow’s calendar."))
    change = PlaceChange.objects.get(pk=change.pk)
    if change.undone_at:
        return change
    if change != place.changes.standing().first():
        raise CannotUndo(_("Something was changed after this. Undo the last change first."))
    if change.done_at and not change.facts:
        raise CannotUndo(_("This was made before changes could be undone. Make a new change instead."))
    _put_place_back(place, change.facts)
    _put_dates_back(change.facts.get("moved", []), by)
    _put_pairings_back(place, change.facts, by)
    for kind, rows in change.facts.get("left", {}).items():
        LEAVING[kind].put_back(place, rows, by)
    PlaceChange.objects.filter(pk=change.facts.get("pause")).update(ended_on=None)
    PlaceChange.objects.filter(pk__in=change.facts.get("given_up", [])).update(undone_at=None)
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    tell_of_undone_change(change, by=by)
    audit.record("calendar change undone", place, by=by, change=change.kind, ends_on=str(place.ends_on))
    return change


def _put_place_back(place: Place, facts: dict[str, Any]) -> None:
    now = {"status": place.status, "ends_on": place.ends_on.isoformat(), "percent": place.percent}
    changed = [name for name in now if name in facts]
    if any(now[name] != facts[name][1] for name in changed):
        raise CannotUndo(_("The place was changed since, so this stays. Make a new change instead."))
    for name in changed:
        before = facts[name][0]
        setattr(place, name, dt.date.fromisoformat(before) if name == "ends_on" else before)
    place.save(update_fields=changed)


def _put_dates_back(rows: list[dict[str, Any]], by: User) -> None:
    kept = 0
    for kind, mover in MOVERS.items():
        moved = [
            Moved(row["pk"], _day(row["before"]), _day(row["after"])) for row in rows if row["kind"] == kind
        ]
        back = mover.put_back(moved, reason=_("The change of the fellow’s calendar was undone."), by=by)
        kept += len(moved) - len(back)
    if kept:
        raise CannotUndo(
            ngettext(
                "%(count)d date that this moved was changed or finished since, so it stays.",
                "%(count)d dates that this moved were changed or finished since, so it stays.",
                kept,
            )
            % {"count": kept}
        )


def _put_pairings_back(place: Place, facts: dict[str, Any], by: User) -> None:
    """A place that has ended takes no pairing, so nothing stands where these were."""
    for row in facts.get("pairings", []):
        still = Pairing.objects.filter(pk=row["pk"], place=place, ends_on=_day(row["after"]))
        still.update(ends_on=_day(row["before"]), end_reason="")
    for row in facts.get("cancelled", []):
        days = {"starts_on": _day(row["starts_on"]), "ends_on": _day(row["ends_on"])}
        pairing = Pairing.objects.create(
            pk=row["pk"], place=place, mentor_id=row["mentor"], kind=row["kind"], **days
        )
        audit.record("paired", pairing, by=by, place=place.pk, mentor=row["mentor"], kind=row["kind"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
