"""A fellow's place is paused, taken up again, completed or withdrawn."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place import ENDED, PlaceStatus
from fellowship.cohorts.services.pairings import end_pairing
from fellowship.people.models import User
from fellowship.people.services import audit


class CannotChange(ValueError):
    """Why the place cannot change so, in a sentence for the administrator."""


@dataclass(frozen=True)
class Change:
    act: str  # in the audit
    status: PlaceStatus
    possible: frozenset[PlaceStatus]

    @property
    def ends(self) -> bool:
        return self.status in ENDED


CURRENT = frozenset({PlaceStatus.ACTIVE, PlaceStatus.PAUSED})
CHANGES = {
    "pause": Change("place paused", PlaceStatus.PAUSED, frozenset({PlaceStatus.ACTIVE})),
    "resume": Change("place resumed", PlaceStatus.ACTIVE, ENDED | {PlaceStatus.PAUSED}),
    "complete": Change("place completed", PlaceStatus.COMPLETED, CURRENT),
    "withdraw": Change("place withdrawn", PlaceStatus.WITHDRAWN, CURRENT),
}


@transaction.atomic
def change_place_status(*, by: User, place: Place, change: str, reason: str, on: date | None = None) -> Place:
    """`on`: the last day of a place that ends, today or earlier; its pairings end with it.

    `reason` goes to the audit alone, where only the programme team reads it. A place that had ended and is
    resumed lasts to the end of its cohort again; its mentors have to be paired anew.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=place.pk)
    made, before = CHANGES[change], place.status
    if before not in made.possible:
        raise CannotChange(_("The place is %(status)s now.") % {"status": place.get_status_display().lower()})
    if made.ends:
        _end(place, by, on or timezone.localdate())
    elif before in ENDED:
        place.ends_on = place.cohort.ends_on
    place.status = made.status
    place.save(update_fields=["status", "ends_on"])
    audit.record(made.act, place, by=by, reason=reason, ends_on=str(place.ends_on))
    return place


def _end(place: Place, by: User, on: date) -> None:
    if on > timezone.localdate():
        raise CannotChange(_("The last day cannot be in the future. Come back on that day."))
    place.ends_on = max(on, place.starts_on + timedelta(days=1))
    for pairing in place.pairings.in_force_or_later():
        end_pairing(by=by, pairing=pairing, on=on, reason=_("The fellowship has ended."))
