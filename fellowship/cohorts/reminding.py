"""When reminders of a fellow's dated things go, and to whom besides the fellow, in whatever room."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from fellowship.cohorts.models import Pairing, Place, RoleAssignment
from fellowship.cohorts.models.place import PlaceQuerySet, PlaceStatus
from fellowship.cohorts.permissions import Role

# The most days before its date on which a thing can be reminded of; the days themselves are the programme's.
MOST_DAYS_BEFORE = 90
# Days after the date: the fellow first; later the others, who may want to call.
FELLOW_AFTER, OTHERS_AFTER = 3, 10


def places_reminded() -> PlaceQuerySet:
    """Fellows whose year is going on: the cohort is launched, the place neither paused nor ended."""
    return Place.objects.filter(status=PlaceStatus.ACTIVE, cohort__launched_at__isnull=False)


def mentors_by_place(places: Iterable[int]) -> dict[int, set[int]]:
    """The mentors in force of each place, as user ids; one query for all."""
    pairings = Pairing.objects.in_force().filter(place__in=set(places))
    return _gathered(pairings.values_list("place", "mentor"))


def others_told(
    places: Iterable[Place], *, mentors_of: Collection[int] | None = None
) -> dict[int, dict[int, str]]:
    """By place: user ids of its mentors in force and of its programme's administrators, and why each is told.

    Two queries for all. `mentors_of`: places whose mentors are told; all of them if it is left out.
    """
    found = {place.pk: place for place in places}
    if not found:
        return {}
    mentors = mentors_by_place(found if mentors_of is None else mentors_of)
    held = RoleAssignment.objects.in_force().filter(role=Role.ADMINISTRATOR)
    administrators = _gathered(held.values_list("programme", "person"))
    told = {}
    for pk, place in found.items():
        why = _("You mentor %(fellow)s.") % {"fellow": place.person.full_name}
        told[pk] = dict.fromkeys(administrators[place.cohort.programme_id], _("You run this programme."))
        told[pk] |= dict.fromkeys(mentors[pk], why)
        told[pk].pop(place.person_id, None)
    return told


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, person in pairs:
        found[key].add(person)
    return found
