"""When reminders of a fellow's dated things go, and to whom besides the fellow, in whatever room."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

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
    """Somebody is told that nothing has happened: so many days after the date, and why this person.

    `since`: who began to run the programme on that day is not told what others were told before it.
    """

    days: int
    why: str
    since: dt.date = dt.date.min


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


def told_from(place: Place) -> dt.date:
    """The day the fellow's year began here. What was late before it was brought along, and nobody is told."""
    launched = place.cohort.launched_at
    return max(place.starts_on, timezone.localdate(launched)) if launched else place.starts_on


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
    administrators = _administrators()
    told: dict[int, dict[int, Told]] = {}
    for pk, place in found.items():
        programme = place.cohort.programme_id
        why = because("You mentor %(fellow)s.", fellow=place.person.full_name)
        told[pk] = {}
        days = agreed[programme].days(late, Role.MENTOR)
        if days is not None:
            told[pk] = {mentor: Told(days, why) for mentor in mentors[pk]}
        days = agreed[programme].days(late, Role.ADMINISTRATOR)
        if days is not None:
            for person, since in administrators[programme].items():
                _add(told[pk], person, Told(days, because("You run this programme."), since))
        told[pk].pop(place.person_id, None)
    return told


def _add(told: dict[int, Told], person: int, one: Told) -> None:
    known = told.get(person)
    if known:
        one = Told(min(known.days, one.days), both(known.why, one.why), min(known.since, one.since))
    told[person] = one


def _administrators() -> dict[int, dict[int, dt.date]]:
    """By programme: who runs it now, by user id, and since which day."""
    held = RoleAssignment.objects.in_force().filter(role=Role.ADMINISTRATOR).order_by("-starts_on")
    found: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for programme, person, since in held.values_list("programme", "person", "starts_on"):
        found[programme][person] = since
    return found


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, person in pairs:
        found[key].add(person)
    return found
