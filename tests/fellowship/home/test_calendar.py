import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from fellowship.home.models import CalendarFeed
from fellowship.home.services.calendar_feeds import make_feed
from tests.factories import (
    AssignmentFactory,
    MilestoneFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return PlaceFactory()


def fetch(client, secret):
    return client.get(reverse("calendar_feed", args=[secret]))


def events(response) -> dict[str, object]:
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


@time_machine.travel("2026-09-01 12:00Z", tick=False)
def test_feed_keeps_the_hour_in_summer_and_in_winter(client, place):
    module = {"module__cohort": place.cohort, "module__title": "Systems"}
    TaughtDayFactory(day=dt.date(2026, 10, 24), title="Summer time", **module)
    TaughtDayFactory(day=dt.date(2026, 10, 26), title="Winter time", module=place.cohort.modules.get())
    found = events(fetch(client, make_feed(by=place.person)))
    summer, winter = found["Systems: Summer time"], found["Systems: Winter time"]
    assert summer["dtstart"].dt.astimezone(dt.UTC).hour == 8
    assert winter["dtstart"].dt.astimezone(dt.UTC).hour == 9
    assert summer["dtstart"].params["TZID"] == "Europe/London"


@time_machine.travel("2026-09-01 12:00Z", tick=False)
def test_feed_brings_its_time_zone_rules(client, place):
    TaughtDayFactory(day=dt.date(2026, 10, 24), module__cohort=place.cohort)
    calendar = Calendar.from_ical(fetch(client, make_feed(by=place.person)).content)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_feed_holds_own_deadlines_as_whole_days(client, place):
    milestone = MilestoneFactory(challenge__place=place, title="Remit, agreed; \n twice")
    assignment = AssignmentFactory(module__cohort=place.cohort)
    extended = assignment.due_on + dt.timedelta(days=9)
    ResultFactory(assignment=assignment, place=place, extended_to=extended)
    MilestoneFactory(title="somebody else's")
    found = events(fetch(client, make_feed(by=place.person)))
    assert found.pop("Remit, agreed; \n twice")["dtstart"].dt == milestone.due_on
    (essay,) = found.values()
    assert essay["dtstart"].dt == extended


def test_feed_of_a_mentor_names_the_fellow(client, place):
    mentor = PairingFactory(place=place).mentor
    milestone = MilestoneFactory(challenge__place=place)
    found = events(fetch(client, make_feed(by=mentor)))
    assert list(found) == [f"{place.person.full_name}: {milestone.title}"]


def test_feed_of_a_former_mentor_is_empty(client, place):
    pairing = PairingFactory(place=place, ends_on=place.starts_on + dt.timedelta(days=5))
    MilestoneFactory(challenge__place=place)
    assert not events(fetch(client, make_feed(by=pairing.mentor)))


def test_new_address_ends_the_old_one(client, place):
    old = make_feed(by=place.person)
    new = make_feed(by=place.person)
    assert fetch(client, old).status_code == 404
    assert fetch(client, new).status_code == 200


def test_address_of_somebody_locked_out_is_dead(client, place):
    secret = make_feed(by=place.person)
    place.person.is_active = False
    place.person.save()
    assert fetch(client, secret).status_code == 404


def test_address_is_shown_once_and_never_stored(client, place):
    client.force_login(place.person)
    page = client.post(reverse("calendar_feed_new")).content.decode()
    secret = page.split('.ics"')[0].rsplit("/", 1)[1]
    assert fetch(client, secret).status_code == 200
    assert secret not in client.get(reverse("calendar")).content.decode()
    assert secret not in str(CalendarFeed.objects.values())


def test_address_ended_by_its_person(client, place):
    secret = make_feed(by=place.person)
    client.force_login(place.person)
    client.post(reverse("calendar_feed_end"))
    assert fetch(client, secret).status_code == 404


@pytest.mark.parametrize("guess", ["x", "a" * 43, "%00", "../etc"])
def test_guessed_address_is_not_found(client, guess):
    assert client.get(f"/calendar/{guess}.ics").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_asks_the_same_number_of_queries(client, place, django_assert_num_queries, count):
    for _number in range(count):
        TaughtDayFactory(module__cohort=place.cohort)
        AssignmentFactory(module__cohort=place.cohort)
    MilestoneFactory(challenge__place=place)
    client.force_login(place.person)
    client.get(reverse("calendar"))  # the first request of a session also notes its device
    with django_assert_num_queries(15):
        assert client.get(reverse("calendar")).status_code == 200


def test_calendar_of_somebody_without_a_role_says_what_comes(client):
    client.force_login(UserFactory())
    assert "Nothing is planned" in client.get(reverse("calendar")).content.decode()
