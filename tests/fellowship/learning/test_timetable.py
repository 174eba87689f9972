"""Modules, taught days and assignments of a cohort that runs."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.learning.services.timetable import add_module, add_to_module, change_module, take_out
from fellowship.lib.workflows import NotPossible
from tests.factories import (
    AssignmentFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
)

pytestmark = pytest.mark.django_db
WORDS = {"title": "Leading change", "provider": "", "level": 7, "credits": 20}


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


def test_add_module_with_a_title_that_is_there(place, tutor):
    add_module(cohort=place.cohort, by=tutor, **WORDS)
    with pytest.raises(NotPossible, match="already"):
        add_module(cohort=place.cohort, by=tutor, **WORDS)
    assert Module.objects.get().title == "Leading change"


def test_change_module_to_a_title_that_is_there(place, tutor):
    add_module(cohort=place.cohort, by=tutor, **WORDS)
    other = ModuleFactory(cohort=place.cohort)
    other.title = "Leading change"
    with pytest.raises(NotPossible, match="already"):
        change_module(module=other, by=tutor, changed=["title"])


@pytest.mark.parametrize("who", ["fellow", "mentor", "tutor elsewhere"])
def test_add_module_is_for_tutors_of_the_cohort(place, who):
    person = {
        "fellow": lambda: place.person,
        "mentor": lambda: PairingFactory(place=place).mentor,
        "tutor elsewhere": lambda: TutorFactory().person,
    }[who]()
    with pytest.raises(PermissionDenied):
        add_module(cohort=place.cohort, by=person, **WORDS)


def test_the_same_day_sent_twice_is_there_once(place, tutor):
    module = ModuleFactory(cohort=place.cohort)
    for _time in range(2):
        day = TaughtDay(title="Extra", day=dt.date(2027, 3, 2), starts_at=dt.time(9, 30), ends_at=dt.time(16))
        add_to_module(module=module, new=day, by=tutor)
        add_to_module(module=module, new=Assignment(title="Essay", due_on=dt.date(2027, 4, 1)), by=tutor)
    assert (module.taught_days.count(), module.assignments.count()) == (1, 1)


def test_take_out_what_nothing_hangs_on(place, tutor):
    module = ModuleFactory(cohort=place.cohort)
    TaughtDayFactory(module=module)
    AssignmentFactory(module=module)
    take_out(thing=module, by=tutor)
    assert not Module.objects.exists()


def test_take_out_what_has_results_stays_whole(place, tutor):
    result = ResultFactory(place=place, assignment__module__cohort=place.cohort)
    module = result.assignment.module
    TaughtDayFactory(module=module)
    for thing in (module, result.assignment):
        with pytest.raises(NotPossible, match="cannot be removed"):
            take_out(thing=thing, by=tutor)
    assert module.taught_days.count() == module.assignments.count() == 1


def test_a_module_is_added_changed_and_removed_on_its_pages(client, place, tutor):
    client.force_login(tutor)
    new = {"title": "Coaching", "provider": "", "level": "7", "credits": "10"}
    client.post(reverse("module_new", args=[place.cohort_id]), new)
    module = Module.objects.get(title="Coaching")
    day = {"day-day": "2", "day-month": "3", "day-year": "2027", "starts_at": "9:30", "ends_at": "16:00"}
    client.post(reverse("taught_day_new", args=[module.pk]), {"title": "Workshop", **day})
    due = {"due_on-day": "1", "due_on-month": "4", "due_on-year": "2027"}
    client.post(reverse("assignment_new", args=[module.pk]), {"title": "Essay", **due})
    page = client.get(module.get_absolute_url()).content.decode()
    assert "Workshop" in page
    assert "Essay" in page
    client.post(reverse("module_edit", args=[module.pk]), new | {"credits": "30"})
    assert Module.objects.get().credits == 30
    assert client.post(reverse("module_remove", args=[module.pk])).status_code == 302
    assert not Module.objects.exists()


def test_what_cannot_be_removed_is_answered_with_its_reason(client, place, tutor):
    result = ResultFactory(place=place, assignment__module__cohort=place.cohort)
    client.force_login(tutor)
    answer = client.post(reverse("assignment_remove", args=[result.assignment_id]))
    assert answer.status_code == 409
    assert b"cannot be removed" in answer.content
