"""When a place was, is and will be paused: the effect alone, never the reason."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place, PlaceChange
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.people.models import User
from fellowship.people.services import audit


@dataclass(frozen=True)
class Pause:
    """`back_on` is the first day back as planned, if one is."""

    starts_on: dt.date
    back_on: dt.date | None

    @property
    def is_planned(self) -> bool:
        return self.starts_on > timezone.localdate()

    @property
    def is_overdue(self) -> bool:
        """The planned day has passed, and nobody has taken the year up again."""
        return self.back_on is not None and self.back_on < timezone.localdate()


def pauses_of(place: Place) -> list[tuple[dt.date, dt.date | None]]:
    """First day of each pause that has begun and the first day back; None while it lasts."""
    pauses = _pauses().filter(place=place, done_at__isnull=False)
    return list(pauses.order_by("starts_on").values_list("starts_on", "ended_on"))


def pauses_now(places: Collection[int] | QuerySet) -> dict[int, Pause]:
    """By place: the pause that is going on, or else the next one planned. One query for all."""
    found: dict[int, Pause] = {}
    rows = _pauses().filter(place__in=places, ended_on=None).order_by("-starts_on")
    for place, starts_on, back_on in rows.values_list("place", "starts_on", "until_on"):
        found[place] = Pause(starts_on, back_on)
    return found


def with_pause(places: QuerySet[Place]) -> QuerySet[Place]:
    """Places that `pause_seen` can read, in the same query."""
    rows = _pauses().filter(place=OuterRef("pk"), ended_on=None).order_by("starts_on")
    return places.annotate(
        paused_from=Subquery(rows.values("starts_on")[:1]), back_on=Subquery(rows.values("until_on")[:1])
    )


def pause_seen(place: Place) -> Pause | None:
    """Of a place fetched through `with_pause`: the pause that is going on, or else the next one planned."""
    return Pause(place.paused_from, place.back_on) if place.paused_from else None  # type: ignore[attr-defined]


def running_pause(place: Place) -> PlaceChange | None:
    """The pause a paused place is in. None for one that is not, or was paused in a way nobody dated."""
    if place.status != PlaceStatus.PAUSED:
        return None
    return _pauses().filter(place=place, done_at__isnull=False, ended_on=None).first()


def begin_planned_pauses() -> int:
    """Those whose first day has come, also where earlier runs were missed; each once. Gives how many."""
    today = timezone.localdate()
    begun = 0
    for pk, place in PlaceChange.objects.to_begin(today).order_by("pk").values_list("pk", "place"):
        begun += _begin(pk, place, today)
    return begun


@transaction.atomic
def _begin(pk: int, place_id: int, today: dt.date) -> bool:
    place = Place.objects.select_for_update().get(pk=place_id)
    pause = PlaceChange.objects.to_begin(today).filter(pk=pk).select_related("by").first()
    if pause is None or place.status != PlaceStatus.ACTIVE:
        return False
    place.status = PlaceStatus.PAUSED
    place.save(update_fields=["status"])
    pause.done_at, pause.facts = timezone.now(), {"status": [PlaceStatus.ACTIVE, PlaceStatus.PAUSED]}
    pause.save(update_fields=["done_at", "facts"])
    audit.record("place paused", place, by=pause.by, starts_on=str(pause.starts_on))
    return True


class CannotPlan(ValueError):
    """Why the return cannot be planned so, in a sentence for the administrator."""


@transaction.atomic
def plan_return(*, place: Place, back_on: dt.date | None, by: User) -> PlaceChange:
    """Another first day back, or none; nothing moves until the fellow is back."""
    Place.objects.select_for_update().get(pk=place.pk)
    pause = _pauses().filter(place=place, ended_on=None).first()
    if pause is None:
        raise CannotPlan(_("The place is not paused."))
    if back_on and back_on <= pause.starts_on:
        raise CannotPlan(_("The first day back must be after the first day of the pause."))
    before, pause.until_on = pause.until_on, back_on
    pause.save(update_fields=["until_on"])
    audit.record("return planned", place, by=by, before=str(before or ""), back_on=str(back_on or ""))
    return pause


def _pauses():
    return PlaceChange.objects.standing().filter(kind=ChangeKind.PAUSE)
