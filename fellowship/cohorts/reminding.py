"""When reminders of a fellow's dated things go, and to whom besides the fellow, in whatever room."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fellowship.cohorts.models import Escalation, Pairing, Place, RoleAssignment
from fellowship.cohorts.models.place import PlaceQuerySet, PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.notifications.because import because, both

# The most days before its date on which a thing can be reminded of; the days themselves are the programme's.
MOST_DAYS_BEFORE = 90
# Days after the date of what concerns one person only, and is told to nobody else.
FELLOW_AFTER = 3


@dataclass(frozen=True)
class Told:
    """Somebody is told that nothing has happened: so many days after the date, and why this person."""

    days: int
    why: str


def escalations() -> Mapping[int, Escalation]:
    """What each programme agreed, by its id; the defaults for those that changed nothing."""
    return _Agreed({rule.programme_id: rule for rule in Escalation.objects.all()})


class _Agreed(dict[int, Escalation]):
    def __missing__(self, programme_id: int) -> Escalation:
        return Escalation(programme_id=programme_id)


def days_after(late: str, agreed: Mapping[int, Escalation], *roles: str) -> set[int]:
    """Every number of days after which some programme tells one of the roles, the defaults included."""
    rules = [Escalation(), *agreed.values()]
    return {days for rule in rules for role in roles if (days := rule.days(late, role)) is not None}


def places_reminded() -> PlaceQuerySet:
    """Fellows whose year is going on: the cohort is launched, the place neither paused nor ended."""
    return Place.objects.filter(status=PlaceStatus.ACTIVE, cohort__launched_at__isnull=False)


def mentors_by_place(places: Iterable[int]) -> dict[int, set[int]]:
    """The mentors in force of each place, as user ids; one query for all."""
    pairings = Pairing.objects.in_force().filter(place__in=set(places))
    return _gathered(pairings.values_list("place", "mentor"))


def others_told(
    places: Iterable[Place], late: str, *, mentors_of: Collection[int] | None = None
) -> dict[int, dict[int, Told]]:
    """By place: its mentors in force and its programme's administrators, by user id, as the programme agreed.

    Three queries for all. `mentors_of`: places whose mentors may be told; all of them if it is left out.
    Who is both is told once, at the earlier of the two days.
    """
    found = {place.pk: place for place in places}
    if not found:
        return {}
    agreed = escalations()
    mentors = mentors_by_place(found if mentors_of is None else mentors_of)
    held = RoleAssignment.objects.in_force().filter(role=Role.ADMINISTRATOR)
    administrators = _gathered(held.values_list("programme", "person"))
    told: dict[int, dict[int, Told]] = {}
    for pk, place in found.items():
        programme = place.cohort.programme_id
        why = because("You mentor %(fellow)s.", fellow=place.person.full_name)
        told[pk] = {}
        _add(told[pk], mentors[pk], agreed[programme].days(late, Role.MENTOR), why)
        days = agreed[programme].days(late, Role.ADMINISTRATOR)
        _add(told[pk], administrators[programme], days, because("You run this programme."))
        told[pk].pop(place.person_id, None)
    return told


def _add(told: dict[int, Told], people: Iterable[int], days: int | None, why: str) -> None:
    if days is None:
        return
    for person in people:
        known = told.get(person)
        told[person] = Told(min(known.days, days), both(known.why, why)) if known else Told(days, why)


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, person in pairs:
        found[key].add(person)
    return found
