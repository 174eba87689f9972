"""The calendar of readers who live by another clock than the venues."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from tests.factories import PairingFactory, PlaceFactory, TaughtDayFactory, UserFactory
from tests.factories.sessions import LearningSetFactory, SessionFactory, SetMeetingFactory

pytestmark = pytest.mark.django_db
FOUR = dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC)  # in London; 11am in New York


def place_in(zone):
    return PlaceFactory(person=UserFactory(time_zone=zone))


def lines(client, place):
    """What the page says, without its tags."""
    client.force_login(place.person)
    page = client.get(reverse("calendar")).content.decode()
    return " ".join(re.sub("<[^>]+>", " ", page.partition("<main")[2]).split())


def a_session(place, **facts):
    return SessionFactory(pairing=PairingFactory(place=place), status="agreed", **{"starts_at": FOUR} | facts)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-23 09:00Z", tick=False):
        yield


@pytest.mark.parametrize(
    ("zone", "session", "meeting"),
    [
        ("Europe/London", "Monday 30 November 2026 4pm to 5pm Session", "4pm to 6pm Set"),
        ("America/New_York", "Monday 30 November 2026 11am to midday your time Session", "11am to 1pm your"),
        ("Asia/Tokyo", "Tuesday 1 December 2026 1am to 2am your time Session", "1am to 3am your time Set"),
    ],
)
def test_sessions_and_sets_are_by_the_readers_clock_which_is_said(client, zone, session, meeting):
    place = place_in(zone)
    a_session(place)
    learning_set = LearningSetFactory(cohort=place.cohort, name="Set north", facilitator=place.person)
    SetMeetingFactory(learning_set=learning_set, starts_at=FOUR)

    page = lines(client, place)

    assert session in page
    assert meeting in page
    assert (f"Your time is that of {zone.replace('_', ' ')}." in page) == (zone != "Europe/London")


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Europe/London", "1 December 2026 9am to 4pm Systems"),
        ("Europe/Lisbon", "1 December 2026 9am to 4pm Systems"),  # another name for the same clock
        ("America/New_York", "1 December 2026 9am to 4pm in Europe/London Systems"),
    ],
)
def test_taught_day_is_by_the_clock_of_the_venue_which_is_said_to_others(client, zone, hours):
    place = place_in(zone)
    TaughtDayFactory(
        day=dt.date(2026, 12, 1),
        starts_at=dt.time(9),
        ends_at=dt.time(16),
        module__cohort=place.cohort,
        module__title="Systems",
    )
    assert hours in lines(client, place)


def test_session_across_midnight_ends_in_the_file_when_it_ends(client):
    place = place_in("Europe/London")
    starts_at = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)
    a_session(place, starts_at=starts_at, minutes=120)
    client.force_login(place.person)

    (event,) = Calendar.from_ical(client.get(reverse("calendar_download")).content).walk("VEVENT")

    assert event["dtstart"].dt == starts_at
    assert event["dtend"].dt == starts_at + dt.timedelta(hours=2)
    assert "11:30pm to 1:30am" in lines(client, place)
