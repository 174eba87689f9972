"""What the reminders engine learns of the PgCert: assignments and taught days of fellows in their year.

An assignment: before its date and on it, the fellow; after it whom and when the programme agreed (cohorts,
Escalation), mentors only if the fellow shares marks with them. A taught day: 3 days before.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.escalation import Late
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.reminding import (
    MOST_DAYS_BEFORE,
    Told,
    days_after,
    escalations,
    others_told,
    places_reminded,
    told_from,
)
from fellowship.learning.emails import sharing_marks
from fellowship.learning.models import Assignment, Result, TaughtDay
from fellowship.learning.taking import Taking
from fellowship.notifications.because import because
from fellowship.notifications.reminders import Reminder, ReminderSource

TAUGHT_DAY_BEFORE = 3


@dataclass(frozen=True)
class Expected:
    """One assignment that one fellow has not handed in; `due_on` is the fellow's own, extended or not."""

    assignment: Assignment
    place: Place
    due_on: dt.date

    def reminder(self, offset_days: int) -> Reminder:
        return self._reminder(
            self.place.person_id, str(self.assignment.pk), offset_days, _why_fellow(self.place)
        )

    def reminder_to(self, person_id: int, told: Told) -> Reminder:
        """Names the place too: several fellows may be late with one assignment."""
        return self._reminder(person_id, f"{self.assignment.pk}.{self.place.pk}", told.days, told.why)

    def is_late_by(self, days: int, since: dt.date, until: dt.date) -> bool:
        """Whether these days have passed since its date on a day between the two, the year having begun."""
        since = max(since, told_from(self.place))
        return since <= self.due_on + dt.timedelta(days=days) <= until

    def _reminder(self, person_id: int, object_id: str, offset_days: int, why: str) -> Reminder:
        return Reminder(
            person_id=person_id,
            object_id=object_id,
            due_on=self.due_on,
            offset_days=offset_days,
            about=_("Assignment: %(title)s") % {"title": self.assignment.title},
            why=why,
            programme_id=self.place.cohort.programme_id,
        )


def due_assignments(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    for expected in _expected(since, until + dt.timedelta(days=MOST_DAYS_BEFORE), person_id):
        for days in {*expected.place.cohort.days_before, 0}:
            if since <= expected.due_on - dt.timedelta(days=days) <= until:
                yield expected.reminder(-days)


def overdue_assignments(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    agreed = escalations()
    for expected in _missed(days_after(Late.ASSIGNMENT, agreed, Role.FELLOW), since, until, person_id):
        days = agreed[expected.place.cohort.programme_id].days(Late.ASSIGNMENT, Role.FELLOW)
        if days is not None and expected.is_late_by(days, since, until):
            yield expected.reminder(days)
    days_of_others = days_after(Late.ASSIGNMENT, agreed, Role.MENTOR, Role.ADMINISTRATOR)
    missing = list(_missed(days_of_others, since, until, None))
    places = {expected.place.pk: expected.place for expected in missing}
    told = others_told(places.values(), Late.ASSIGNMENT, mentors_of=sharing_marks(places))
    for expected in missing:
        for person, one in told[expected.place.pk].items():
            if person_id in (None, person) and expected.is_late_by(one.days, max(since, one.since), until):
                yield expected.reminder_to(person, one)


def due_taught_days(since: dt.date, until: dt.date, person_id: int | None) -> Iterator[Reminder]:
    before = dt.timedelta(days=TAUGHT_DAY_BEFORE)
    days = list(
        TaughtDay.objects.filter(day__range=(since + before, until + before)).select_related("module")
    )
    places = _places({day.module.cohort_id for day in days}, person_id)
    taking = Taking(places)
    for day in days:
        for place in places.get(day.module.cohort_id, []):
            if not taking.takes(place, day.module):
                continue
            yield Reminder(
                person_id=place.person_id,
                object_id=str(day.pk),
                due_on=day.day,
                offset_days=-TAUGHT_DAY_BEFORE,
                about=_("Taught day: %(title)s") % {"title": day.title},
                why=_why_fellow(place),
                programme_id=place.cohort.programme_id,
            )


SOURCES = [
    ReminderSource("assignment_due", "learning.assignment", due_assignments),
    ReminderSource("assignment_overdue", "learning.assignment", overdue_assignments),
    ReminderSource("taught_day", "learning.taughtday", due_taught_days),
]


def _missed(
    days: Collection[int], since: dt.date, until: dt.date, person_id: int | None
) -> Iterator[Expected]:
    """What was due from the most to the fewest of these days ago."""
    if days:
        first, last = since - dt.timedelta(days=max(days)), until - dt.timedelta(days=min(days))
        yield from _expected(first, last, person_id)


def _expected(first: dt.date, last: dt.date, person_id: int | None) -> Iterator[Expected]:
    """What is not handed in and has its date between the two days, of one fellow or of all."""
    between = (first, last)
    assignments = list(
        Assignment.objects.filter(Q(due_on__range=between) | Q(results__extended_to__range=between))
        .select_related("module")
        .distinct()
    )
    places = _places({item.module.cohort_id for item in assignments}, person_id)
    found = Result.objects.filter(assignment__in=assignments)
    if person_id is not None:
        found = found.filter(place__person=person_id)
    results = {(result.assignment_id, result.place_id): result for result in found}
    taking = Taking(places)
    for item in assignments:
        for place in places.get(item.module.cohort_id, []):
            result = results.get((item.pk, place.pk))
            if (result and result.is_done) or not taking.takes(place, item.module):
                continue
            due_on = (result and result.extended_to) or item.due_on
            if first <= due_on <= last:
                yield Expected(item, place, due_on)


def _places(cohort_ids: set[int], person_id: int | None) -> dict[int, list[Place]]:
    places = places_reminded().filter(cohort__in=cohort_ids).select_related("cohort__programme", "person")
    if person_id is not None:
        places = places.filter(person=person_id)
    by_cohort: dict[int, list[Place]] = {}
    for place in places:
        by_cohort.setdefault(place.cohort_id, []).append(place)
    return by_cohort


def _why_fellow(place: Place) -> str:
    return because("You are a fellow in %(cohort)s.", cohort=place.cohort)
