"""What the reminders engine learns of the PgCert: assignments and taught days of current fellows."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import Assignment, Result, TaughtDay
from fellowship.notifications.reminders import Reminder, ReminderSource

TAUGHT_DAY_OFFSETS = (-3,)
FARTHEST = dt.timedelta(days=365)


def _places(cohort_ids: set[int], person_id: int | None) -> dict[int, list[Place]]:
    places = Place.objects.current().filter(cohort__in=cohort_ids).select_related("cohort__programme")
    if person_id is not None:
        places = places.filter(person=person_id)
    by_cohort: dict[int, list[Place]] = {}
    for place in places:
        by_cohort.setdefault(place.cohort_id, []).append(place)
    return by_cohort


def _days_ahead(until: dt.date) -> dt.date:
    return until + FARTHEST


def due_assignments(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    """Before the programme's offsets and on the day, counted from the fellow's own (extended) date."""
    assignments = list(
        Assignment.objects.filter(module__cohort__launched_at__isnull=False)
        .filter(Q(due_on__range=(since, _days_ahead(until))) | Q(results__extended_to__gte=since))
        .select_related("module")
        .distinct()
    )
    places = _places({item.module.cohort_id for item in assignments}, person_id)
    results = {
        (result.assignment_id, result.place_id): result
        for result in Result.objects.filter(assignment__in=assignments)
    }
    for item in assignments:
        for place in places.get(item.module.cohort_id, []):
            result = results.get((item.pk, place.pk))
            if result and (result.submitted_on or result.outcome):
                continue
            due_on = (result and result.extended_to) or item.due_on
            for offset in [*(-days for days in place.cohort.programme.days_before), 0]:
                if since <= due_on + dt.timedelta(days=offset) <= until:
                    yield Reminder(
                        person_id=place.person_id,
                        object_id=str(item.pk),
                        due_on=due_on,
                        offset_days=offset,
                        about=_("Assignment: %(title)s") % {"title": item.title},
                        why=_("You are a fellow in %(cohort)s.") % {"cohort": place.cohort},
                        programme_id=place.cohort.programme_id,
                    )


def due_taught_days(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    days = list(
        TaughtDay.objects.filter(
            module__cohort__launched_at__isnull=False, day__range=(since, _days_ahead(until))
        ).select_related("module")
    )
    places = _places({day.module.cohort_id for day in days}, person_id)
    for day in days:
        for offset in TAUGHT_DAY_OFFSETS:
            if not since <= day.day + dt.timedelta(days=offset) <= until:
                continue
            for place in places.get(day.module.cohort_id, []):
                yield Reminder(
                    person_id=place.person_id,
                    object_id=str(day.pk),
                    due_on=day.day,
                    offset_days=offset,
                    about=_("Taught day: %(title)s") % {"title": day.title},
                    why=_("You are a fellow in %(cohort)s.") % {"cohort": place.cohort},
                    programme_id=place.cohort.programme_id,
                )


SOURCES = [
    ReminderSource("assignment_due", "learning.assignment", due_assignments),
    ReminderSource("taught_day", "learning.taughtday", due_taught_days),
]
