import datetime as dt

import pytest

from fellowship.learning.emails import assignment_letters, taught_day_letters
from fellowship.learning.reminders import due_assignments, due_taught_days
from fellowship.notifications.models import Message
from tests.factories import AssignmentFactory, PlaceFactory, ResultFactory, TaughtDayFactory

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 14)


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module__cohort=place.cohort, due_on=DUE)


def days(reminders) -> list[tuple[int, int]]:
    return sorted((reminder.person_id, reminder.offset_days) for reminder in reminders)


def whole_year(person_id=None):
    return due_assignments(dt.date(2026, 1, 1), dt.date(2026, 12, 31), person_id)


def test_assignment_is_reminded_of_before_and_on_the_day(assignment, place):
    person = place.person_id
    assert days(whole_year()) == [(person, -14), (person, -3), (person, 0)]


def test_assignment_reminder_falls_in_the_range_asked_for(assignment, place):
    asked = dt.date(2026, 11, 30)
    assert days(due_assignments(asked, asked, None)) == [(place.person_id, -14)]
    assert not days(due_assignments(asked + dt.timedelta(days=1), DUE - dt.timedelta(days=4), None))


def test_assignment_handed_in_or_extended_is_not_reminded_of_at_the_old_date(assignment, place):
    result = ResultFactory(assignment=assignment, place=place, extended_to=dt.date(2026, 12, 28))
    assert {reminder.due_on for reminder in whole_year()} == {dt.date(2026, 12, 28)}
    result.submitted_on = dt.date(2026, 12, 1)
    result.save()
    assert not days(whole_year())


def test_fellow_who_left_and_cohort_not_launched_get_none(assignment, place):
    place.status = "withdrawn"
    place.save()
    assert not days(whole_year())
    place.status = "active"
    place.save()
    place.cohort.launched_at = None
    place.cohort.save()
    assert not days(whole_year())


def test_assignment_of_one_person_only(assignment, place):
    other = PlaceFactory(cohort=place.cohort)
    assert {reminder.person_id for reminder in whole_year(other.person_id)} == {other.person_id}


def message(place, thing, kind, due_on):
    return Message.objects.create(
        person=place.person,
        kind=kind,
        object_kind=thing._meta.label_lower,
        object_id=str(thing.pk),
        due_on=due_on,
    )


def test_assignment_letter_is_dropped_when_no_longer_needed(assignment, place):
    asked = message(place, assignment, "assignment_due", DUE)
    assert set(assignment_letters([asked])) == {asked.pk}
    moved = message(place, assignment, "assignment_due", DUE - dt.timedelta(days=7))
    assert moved.pk not in assignment_letters([asked, moved])
    ResultFactory(assignment=assignment, place=place, submitted_on=DUE)
    assert not assignment_letters([asked])


def test_assignment_deleted_has_no_letter(assignment, place):
    asked = message(place, assignment, "assignment_due", DUE)
    assignment.delete()
    assert not assignment_letters([asked])


def test_taught_day_three_days_before(place):
    day = TaughtDayFactory(module__cohort=place.cohort, day=DUE)
    asked = DUE - dt.timedelta(days=3)
    assert days(due_taught_days(asked, asked, None)) == [(place.person_id, -3)]
    sent = message(place, day, "taught_day", DUE)
    assert set(taught_day_letters([sent])) == {sent.pk}
    day.day = DUE + dt.timedelta(days=1)
    day.save()
    assert not taught_day_letters([sent])
