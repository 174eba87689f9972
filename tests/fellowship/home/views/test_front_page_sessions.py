"""Sessions and sets on the front pages of fellow and mentor: what is on now, what is next, what is late."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from fellowship.home.services.fellow_page import NEXT_DATES
from tests.factories import BriefVersionFactory, ChallengeFactory, MilestoneFactory, PairingFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
)

pytestmark = pytest.mark.django_db
FOUR = dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC)
WEEK, HOUR = dt.timedelta(days=7), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(FOUR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pairing():
    """Of a fellow with a challenge and an agreed brief."""
    challenge = ChallengeFactory()
    BriefVersionFactory(challenge=challenge, status="agreed", answered_at=FOUR)
    return PairingFactory(place=challenge.place)


def words(client, person, page):
    client.force_login(person)
    main = client.get(reverse(page)).content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).split())


def card(client, pairing, title, until):
    """The fellow's front page between two of its headings."""
    return words(client, pairing.place.person, "fellow_home").partition(title)[2].partition(until)[0]


@pytest.mark.parametrize(
    ("minutes_in", "is_on"), [(0, True), (1, True), (59, True), (60, False)], ids=lambda value: str(value)
)
def test_session_stays_on_both_front_pages_until_its_end(client, pairing, now, minutes_in, is_on):
    SessionFactory(pairing=pairing, status="agreed", starts_at=FOUR)
    SessionFactory(pairing=pairing, status="agreed", starts_at=FOUR + WEEK)
    MilestoneFactory(challenge=pairing.place.challenge, title="Late", due_on=FOUR.date() - WEEK)
    now.move_to(FOUR + dt.timedelta(minutes=minutes_in), tick=False)

    needs = card(client, pairing, "Needs you", "The year")
    mine = words(client, pairing.place.person, "fellow_home")
    mentors = words(client, pairing.mentor, "waiting")

    first = f"Session with {pairing.mentor.full_name} now, until 5pm"
    assert needs.strip().startswith(first) == is_on
    assert ("Session: now, until 5pm" in mine) == is_on
    assert ("Next session 7 December 2026 at 4pm" in mine) == (not is_on)
    assert (f"{pairing.place.person.full_name}: now, until 5pm" in mentors) == is_on
    assert ("take place?" in mentors) == (not is_on)
    assert "7 December 2026 at 4pm" in mentors


def test_session_that_is_on_stands_before_all_else_of_a_mentors_page(client, pairing):
    challenge = pairing.place.challenge
    MilestoneFactory(challenge=challenge, status="sent", sent_at=FOUR, title="Baseline")
    SessionFactory(pairing=pairing, status="agreed", starts_at=FOUR)

    page = words(client, pairing.mentor, "waiting")

    assert page.index("now, until 5pm") < page.index("Baseline")
    assert page.count(" Sessions ") == 1


def test_next_dates_name_sessions_and_sets_by_the_readers_clock(client, pairing):
    fellow = pairing.place.person
    fellow.time_zone = "America/New_York"
    fellow.save()
    for days in range(8, 8 + NEXT_DATES):
        MilestoneFactory(
            challenge=pairing.place.challenge, title=f"Later {days}", due_on=days_from_today(days)
        )
    SessionFactory(pairing=pairing, status="agreed", starts_at=FOUR + WEEK)
    learning_set = LearningSetFactory(cohort=pairing.place.cohort, name="Set north")
    SetMemberFactory(learning_set=learning_set, place=pairing.place)
    SetMeetingFactory(learning_set=learning_set, starts_at=FOUR - 2 * HOUR, minutes=60)  # over
    SetMeetingFactory(learning_set=learning_set, starts_at=FOUR - HOUR, minutes=120)
    SetMeetingFactory(learning_set=learning_set, starts_at=FOUR + HOUR, cancelled_at=FOUR)
    elsewhere = LearningSetFactory(cohort=pairing.place.cohort, name="Set south")
    SetMeetingFactory(learning_set=elsewhere, starts_at=FOUR + HOUR)

    dates = card(client, pairing, "Next dates", "Your challenge").split()

    assert " ".join(dates) == (
        "Set north Action learning set today, 30 November 2026 10am to midday your time "
        f"Session with {pairing.mentor.full_name} Session in 7 days, 7 December 2026 "
        "11am to midday your time Later 8 Milestone in 8 days, 8 December 2026"
    )


def test_set_that_a_fellow_left_is_no_next_date(client, pairing):
    learning_set = LearningSetFactory(cohort=pairing.place.cohort, name="Set north")
    SetMemberFactory(learning_set=learning_set, place=pairing.place, left_on=FOUR.date())
    SetMeetingFactory(learning_set=learning_set, starts_at=FOUR + HOUR)

    assert "Set north" not in card(client, pairing, "Next dates", "Your challenge")


def test_what_is_overdue_comes_before_what_is_due_soon(client, pairing):
    session = SessionFactory(pairing=pairing, status="held", starts_at=FOUR - 4 * WEEK)
    ActionFactory(session=session, words="Call the night team", due_on=days_from_today(-2))
    ActionFactory(session=session, words="Far away", due_on=days_from_today(60))
    challenge = pairing.place.challenge
    MilestoneFactory(challenge=challenge, title="Soon", due_on=days_from_today(5))
    MilestoneFactory(challenge=challenge, title="Later still", due_on=days_from_today(-9))

    needs = card(client, pairing, "Needs you", "The year")

    order = [needs.index(title) for title in ("Later still", "Call the night team", "Soon", "Far away")]
    assert order == sorted(order)
