import datetime as dt
import threading

import pytest
from django.db import connections

from fellowship.people.models import ClinicalDay, Leave
from fellowship.people.services.availability import CannotAdd, add_clinical_days, add_leave, away_days
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2027, 3, 1)


@pytest.fixture
def person():
    return UserFactory()


def on(number):
    return MONDAY + dt.timedelta(days=number)


def away(*people, since=MONDAY, until=None):
    return away_days(people=[one.pk for one in people], since=since, until=until or on(13))


def test_leave_and_clinical_days_are_days_away(person):
    add_leave(person=person, starts_on=on(2), ends_on=on(3), by=person)
    add_clinical_days(person=person, weekdays=[1], by=person)
    assert away(person) == {person.pk: {on(1), on(2), on(3), on(8)}}


def test_only_the_days_asked_for_are_told(person):
    add_leave(person=person, starts_on=on(-30), ends_on=on(0), by=person)
    add_leave(person=person, starts_on=on(13), ends_on=on(40), by=person)
    assert away(person) == {person.pk: {on(0), on(13)}}


def test_clinical_day_counts_from_and_until_its_dates(person):
    add_clinical_days(person=person, weekdays=[1], starts_on=on(2), ends_on=on(8), by=person)
    assert away(person) == {person.pk: {on(8)}}
    assert away(person, until=on(7)) == {}


def test_leap_day_and_the_night_clocks_change_are_days_like_others(person):
    add_leave(person=person, starts_on=dt.date(2028, 2, 28), ends_on=dt.date(2028, 3, 1), by=person)
    found = away(person, since=dt.date(2028, 2, 1), until=dt.date(2028, 3, 31))
    assert len(found[person.pk]) == 3
    add_clinical_days(person=person, weekdays=[6], by=person)  # 28 March 2027, a Sunday: summer time begins
    assert dt.date(2027, 3, 28) in away(person, until=dt.date(2027, 3, 31))[person.pk]


def test_of_people_without_days_nothing_is_told(person):
    assert away(person, UserFactory()) == {}


def test_two_queries_for_however_many(django_assert_num_queries):
    for number in (1, 3):
        people = UserFactory.create_batch(number)
        for one in people:
            add_leave(person=one, starts_on=on(1), ends_on=on(1), by=one)
        with django_assert_num_queries(2):
            assert len(away(*people)) == number


def test_same_leave_again_is_one(person):
    for _time in range(2):
        add_leave(person=person, starts_on=on(1), ends_on=on(5), by=person)
    assert Leave.objects.count() == 1


def test_overlapping_days_are_refused_in_words(person):
    add_leave(person=person, starts_on=on(1), ends_on=on(5), by=person)
    with pytest.raises(CannotAdd, match="2 March 2027 to 6 March 2027"):
        add_leave(person=person, starts_on=on(5), ends_on=on(6), by=person)
    add_clinical_days(person=person, weekdays=[1], by=person)
    with pytest.raises(CannotAdd, match="Tuesday"):
        add_clinical_days(person=person, weekdays=[1], starts_on=on(0), by=person)


def test_same_clinical_days_again_are_one(person):
    for _time in range(2):
        add_clinical_days(person=person, weekdays=[1, 3], by=person)
    assert ClinicalDay.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_leave_entered_twice_at_the_same_moment_is_one(person):
    together = threading.Barrier(2)

    def press():
        together.wait()
        add_leave(person=person, starts_on=on(1), ends_on=on(5), by=person)
        connections.close_all()

    presses = [threading.Thread(target=press) for _time in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert Leave.objects.count() == 1
