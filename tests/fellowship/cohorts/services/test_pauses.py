import datetime as dt

import pytest
import time_machine

from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.pauses import pauses_of
from fellowship.cohorts.services.places import change_place
from tests.factories import AdministratorFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    place = PlaceFactory()
    by = AdministratorFactory(programme=place.cohort.programme).person

    def at(day: dt.date, what: str):
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False):
            change_place(by=by, place=place, wish=Wish(what, day), reason="Leave")
        return place

    return at


def test_place_that_was_never_paused_has_no_pauses():
    assert pauses_of(PlaceFactory()) == []


def test_pauses_are_told_from_their_first_day_to_the_day_of_return(change):
    change(dt.date(2026, 10, 1), "pause")
    change(dt.date(2026, 11, 1), "resume")
    place = change(dt.date(2026, 12, 1), "pause")

    assert pauses_of(place) == [
        (dt.date(2026, 10, 1), dt.date(2026, 11, 1)),
        (dt.date(2026, 12, 1), None),
    ]


def test_pauses_of_another_place_are_not_told(change):
    change(dt.date(2026, 10, 1), "pause")
    assert pauses_of(PlaceFactory()) == []
