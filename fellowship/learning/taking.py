"""Who takes which modules: the cohort's, but for those left out, and one's own taken elsewhere."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q

from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.models.place import PlaceQuerySet, PlaceStatus
from fellowship.learning.models import Assignment, LeftOut, Module, Result, TaughtDay
from fellowship.learning.models.module import CURRENT
from fellowship.people.models import User


class Taking:
    """The same for many fellows at once, after one query."""

    def __init__(self, cohorts: Collection[int]) -> None:
        self._left_out = set(LeftOut.objects.filter(place__cohort__in=cohorts).values_list("place", "module"))

    def takes(self, place: Place, module: Module) -> bool:
        return (
            module.cohort_id == place.cohort_id
            and module.place_id in (None, place.pk)
            and (place.pk, module.pk) not in self._left_out
        )


def credits_needed(place: Place, modules: Iterable[Module]) -> int:
    """What the cohort says, else what its modules give together, also where the fellow leaves some out;
    in a cohort without any, what the fellow's own give. `modules`: the cohort's and the fellow's own."""
    if place.cohort.credits_needed is not None:
        return place.cohort.credits_needed
    modules = list(modules)
    shared = sum(module.credits for module in modules if module.place_id is None)
    return shared or sum(module.credits for module in modules if module.place_id == place.pk)


def places_taking(module: Module) -> PlaceQuerySet:
    """Current fellows of the cohort who take the module."""
    places = module.cohort.places.current().exclude(left_out__module=module)
    return places.filter(pk=module.place_id) if module.place_id else places


def places_of_day(day: TaughtDay) -> PlaceQuerySet:
    """Whose names the register has: who takes the module and was in their year on that day, and whoever has
    a mark. So it reads the same when somebody has withdrawn since, or the whole cohort has completed."""
    module = day.module
    has_begun = Q(starts_on__lte=max(day.day, module.cohort.starts_on))
    has_not_ended = Q(status__in=CURRENT) | Q(ends_on__gte=day.day)
    takes = ~Exists(LeftOut.objects.filter(place=OuterRef("pk"), module=module))
    marked = Exists(day.attendance.filter(place=OuterRef("pk")).exclude(status=""))
    places = module.cohort.places.filter(Q(marked) | (has_begun & has_not_ended & Q(takes)))
    return places.filter(pk=module.place_id) if module.place_id else places


def places_due(assignment: Assignment) -> PlaceQuerySet:
    """Whom its date is for: who takes the module, has no own date, and has not handed it in."""
    places = places_taking(assignment.module)
    if not assignment.pk:
        return places
    settled = Result.objects.filter(assignment=assignment).filter(
        Q(extended_to__isnull=False) | Q(submitted_on__isnull=False) | ~Q(outcome="")
    )
    return places.exclude(pk__in=settled.values("place"))


def places_on_record(cohort: Cohort) -> PlaceQuerySet:
    """Whose results count: whoever has completed too, and of those withdrawn who has a result."""
    judged = Result.objects.filter(place=OuterRef("pk")).exclude(outcome="")
    return cohort.places.filter(~Q(status=PlaceStatus.WITHDRAWN) | Exists(judged))


def places_judged(assignment: Assignment) -> PlaceQuerySet:
    """The same of those who take the module; of those withdrawn, who has a result of this assignment."""
    module = assignment.module
    judged = assignment.results.filter(place=OuterRef("pk")).exclude(outcome="")
    places = module.cohort.places.filter(~Q(status=PlaceStatus.WITHDRAWN) | Exists(judged))
    places = places.exclude(left_out__module=module)
    return places.filter(pk=module.place_id) if module.place_id else places


def place_taking(user: User, module: Module) -> Place | None:
    """The user's own place that takes the module."""
    places = user.places.filter(cohort=module.cohort_id).exclude(left_out__module=module)
    found = places.select_related("cohort").first()
    return found if found and module.place_id in (None, found.pk) else None
