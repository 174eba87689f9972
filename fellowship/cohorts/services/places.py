"""A fellow's own calendar changes: paused, taken up again, extended, other hours, completed, withdrawn.

Each change leaves a PlaceChange that knows what it moved. The reason stays there, for the programme team;
what fellow and mentor read in the history of a moved thing is `MOVED`.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.models import Place, PlaceChange
from fellowship.cohorts.models.place import ENDED, PlaceStatus
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.moving import LEAVING, MOVERS
from fellowship.cohorts.services.calendars.checking import CannotChange, check_possible
from fellowship.cohorts.services.calendars.planning import LAST_DAY, Line, Plan, Wish, plan
from fellowship.cohorts.services.pairings import CannotPair, end_pairing
from fellowship.cohorts.services.pauses import running_pause
from fellowship.people.models import User
from fellowship.people.services import audit

__all__ = ["ACTS", "CannotChange", "PlanChanged", "change_place"]

MOVED = gettext_lazy("Moved with the fellow’s calendar.")
# What each is called in the audit. Reasons never go there: others read it too.
ACTS = {
    ChangeKind.PAUSE: "place paused",
    ChangeKind.RESUME: "place resumed",
    ChangeKind.EXTEND: "place extended",
    ChangeKind.HOURS: "place working time changed",
    ChangeKind.COMPLETE: "place completed",
    ChangeKind.WITHDRAW: "place withdrawn",
    ChangeKind.REOPEN: "place reopened",
}
STATUS_AFTER = {
    ChangeKind.PAUSE: PlaceStatus.PAUSED,
    ChangeKind.RESUME: PlaceStatus.ACTIVE,
    ChangeKind.COMPLETE: PlaceStatus.COMPLETED,
    ChangeKind.WITHDRAW: PlaceStatus.WITHDRAWN,
    ChangeKind.REOPEN: PlaceStatus.ACTIVE,
}
# The last day is what these acts are about: the page offers nothing to untick.
GIVES_THE_LAST_DAY = (ChangeKind.COMPLETE, ChangeKind.WITHDRAW, ChangeKind.REOPEN)


class PlanChanged(Exception):
    """Something moved since the plan was shown; `plan` is how it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The plan was made anew.")
        self.plan = plan


@transaction.atomic
def change_place(
    *,
    by: User,
    place: Place,
    wish: Wish,
    reason: str,
    chosen: Collection[str] | None = None,
    seen: str = "",
    form_id: uuid.UUID | None = None,
) -> PlaceChange:
    """Does what was asked for and moves what was `chosen` of the plan's keys (None: all of it).

    `seen` is the plan's mark as it was shown; raises `PlanChanged` if it would now be another. The same
    `form_id` again gives the change it made. Raises `CannotChange` with a sentence.
    """
    place = _locked(place, by)
    if form_id and (made := PlaceChange.objects.filter(place=place, form_id=form_id).first()):
        return made
    check_possible(place, wish)
    planned = plan(place, wish, lock=True)
    if seen and seen != planned.seen:
        raise PlanChanged(planned)
    keys = _keys(planned, wish, chosen)
    change = PlaceChange(
        place=place,
        kind=wish.kind,
        starts_on=wish.on,
        until_on=wish.until,
        percent=wish.percent,
        reason=reason,
        form_id=form_id,
        by=by,
    )
    is_for_later = wish.kind == ChangeKind.PAUSE and wish.on > timezone.localdate()
    if not is_for_later:
        change.done_at = timezone.now()
        change.facts = _carry_out(place, wish, planned, keys, by)
        change.days = planned.days
    change.save()
    detail = {"starts_on": str(wish.on), "ends_on": str(place.ends_on)}
    audit.record("pause planned" if is_for_later else ACTS[ChangeKind(wish.kind)], place, by=by, **detail)
    return change


def _locked(place: Place, by: User) -> Place:
    """Ours alone until the transaction ends."""
    place = Place.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=place.pk)
    if not Place.objects.run_by(by).filter(pk=place.pk).exists():
        raise PermissionDenied(_("Only the programme team changes a fellow’s calendar."))
    return place


def _keys(planned: Plan, wish: Wish, chosen: Collection[str] | None) -> set[str]:
    """Of what the plan moves, what was chosen, and the last day where the act is about it."""
    settled = {LAST_DAY} if wish.kind in GIVES_THE_LAST_DAY else set()
    return planned.keys if chosen is None else planned.keys & (settled | set(chosen))


def _carry_out(place: Place, wish: Wish, planned: Plan, keys: set[str], by: User) -> dict[str, Any]:
    """Gives the facts that undoing needs: before and after of what became different."""
    before = _state(place)
    facts: dict[str, Any] = {}
    if wish.kind in (ChangeKind.RESUME, ChangeKind.COMPLETE, ChangeKind.WITHDRAW):
        facts |= _close_pauses(place, wish)
    if wish.kind in (ChangeKind.COMPLETE, ChangeKind.WITHDRAW):
        facts |= _end_pairings(place, planned, wish.on, by)
        facts["left"] = {kind: leaving.leave(place, wish.on, by) for kind, leaving in LEAVING.items()}
    if not planned.later:
        facts["moved"] = _move(place, [line for line in planned.lines if line.key in keys], by)
        if LAST_DAY in keys:
            place.ends_on = planned.ends_after
    place.status = STATUS_AFTER.get(ChangeKind(wish.kind), place.status)
    place.percent = wish.percent or place.percent
    place.save(update_fields=["status", "ends_on", "percent"])
    after = _state(place)
    return facts | {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def _state(place: Place) -> dict[str, Any]:
    return {"status": str(place.status), "ends_on": place.ends_on.isoformat(), "percent": place.percent}


def _move(place: Place, lines: list[Line], by: User) -> list[dict[str, Any]]:
    moved = []
    for kind, mover in MOVERS.items():
        days = {line.item.pk: line.after for line in lines if line.item.kind == kind}
        for one in mover.move(place, days, reason=str(MOVED), by=by) if days else []:
            moved.append({"kind": kind, "pk": one.pk, "before": _iso(one.before), "after": _iso(one.after)})
    return moved


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _close_pauses(place: Place, wish: Wish) -> dict[str, Any]:
    """The one that is going on ends; what was planned for later is given up with a place that ends."""
    facts: dict[str, Any] = {}
    if pause := running_pause(place):
        pause.ended_on = max(wish.on, pause.starts_on)
        pause.save(update_fields=["ended_on"])
        facts["pause"] = pause.pk
    if STATUS_AFTER[ChangeKind(wish.kind)] in ENDED:
        later = place.changes.standing().filter(kind=ChangeKind.PAUSE, done_at=None)
        facts["given_up"] = list(later.values_list("pk", flat=True))
        later.update(undone_at=timezone.now())
    return facts


def _end_pairings(place: Place, planned: Plan, on: dt.date, by: User) -> dict[str, Any]:
    """On that day; what was used already, though it begins later, on its own first day.

    What has not begun is cancelled: its row goes, so the facts hold all of it.
    """
    ended, cancelled, reason = [], [], _("The fellowship has ended.")
    for pairing in planned.pairings:
        before = _iso(pairing.ends_on)
        try:
            left = end_pairing(by=by, pairing=pairing, on=on, reason=reason)
        except CannotPair:
            left = end_pairing(by=by, pairing=pairing, on=pairing.starts_on, reason=reason)
        if left:
            ended.append({"pk": pairing.pk, "before": before, "after": _iso(left.ends_on)})
        else:
            row = {"pk": pairing.pk, "mentor": pairing.mentor_id, "kind": pairing.kind}
            cancelled.append(row | {"starts_on": _iso(pairing.starts_on), "ends_on": before})
    return {"pairings": ended, "cancelled": cancelled}
