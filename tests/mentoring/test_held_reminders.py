"""Reminders of sessions and sets that leave holds back, and what their person sees of them to come."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.preview import upcoming
from fellowship.notifications.services.sending import send_due
from fellowship.people.models import Leave
from mentoring import reminders, set_reminders
from tests.factories import CohortFactory, PairingFactory, PlaceFactory
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
)

pytestmark = pytest.mark.django_db
FOUR = dt.datetime(2026, 12, 7, 16, tzinfo=dt.UTC)  # Monday, in London
SOURCES = [*reminders.SOURCES, *set_reminders.SOURCES]


@pytest.fixture
def place(time_machine):
    """Of a fellow who is away around the day; planned until two days before it."""
    time_machine.move_to(dt.datetime(2026, 12, 5, 12, tzinfo=dt.UTC), tick=False)
    now = timezone.now()
    place = PlaceFactory(cohort=CohortFactory(launched_at=now, planned_at=now))
    Leave.objects.create(person=place.person, starts_on=dt.date(2026, 12, 6), ends_on=dt.date(2026, 12, 9))
    plan(SOURCES)
    return place


@pytest.fixture(params=["session_due", "set_due"])
def kind(request, place):
    if request.param == "session_due":
        SessionFactory(pairing=PairingFactory(place=place), status="agreed", starts_at=FOUR)
    else:
        learning_set = LearningSetFactory(cohort=place.cohort, name="Set north")
        SetMemberFactory(learning_set=learning_set, place=place)
        SetMeetingFactory(learning_set=learning_set, starts_at=FOUR)
    return request.param


def planned(place, kind, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 6, 9, tzinfo=dt.UTC), tick=False)
    plan(SOURCES)
    return Message.objects.get(person=place.person, kind=kind)


def shown(place):
    return [(item.kind, item.at) for item in upcoming(place.person, sources=SOURCES)]


def test_reminder_held_back_by_leave_goes_shortly_before(place, kind, time_machine):
    three_hours_before = FOUR - dt.timedelta(hours=3)
    assert shown(place) == [(kind, three_hours_before)]

    message = planned(place, kind, time_machine)
    assert shown(place) == [(kind, three_hours_before)]

    send_due()
    message.refresh_from_db()
    assert message.status == MessageStatus.WAITING
    time_machine.move_to(three_hours_before, tick=False)
    send_due()
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    assert message.subject.startswith("Today: ")


def test_reminder_of_what_is_over_is_not_sent_and_not_announced(place, kind, time_machine):
    message = planned(place, kind, time_machine)
    time_machine.move_to(FOUR + dt.timedelta(minutes=1), tick=False)

    assert shown(place) == []
    send_due()
    message.refresh_from_db()
    assert message.status == MessageStatus.NOT_NEEDED


def test_person_sees_which_actions_are_due_and_the_programme_team_does_not(place, client, time_machine):
    session = SessionFactory(pairing=PairingFactory(place=place), held=True)
    for words in ("Ask the night team", "Draw the rota"):
        ActionFactory(session=session, words=words, due_on=dt.date(2026, 12, 12))
    programme = place.cohort.programme_id

    def about(**whose):
        return {item.about for item in upcoming(place.person, sources=SOURCES, **whose)}

    assert about() == {"Ask the night team", "Draw the rota"}
    assert about(programmes={programme}) == {"Something you agreed to do"}

    time_machine.move_to(dt.datetime(2026, 12, 9, 7, tzinfo=dt.UTC), tick=False)
    plan(SOURCES)  # in the outbox, which does not keep the words
    assert Message.objects.filter(kind="action_due").count() == 2
    assert about() == {"Ask the night team", "Draw the rota"}
    assert "rota" not in str(list(Message.objects.values()))
    assert about(programmes={programme}) == {"Something you agreed to do"}


def test_page_of_what_will_come_names_the_action(place, client):
    session = SessionFactory(pairing=PairingFactory(place=place), held=True)
    ActionFactory(session=session, words="Ask the night team", due_on=dt.date(2026, 12, 12))
    client.force_login(place.person)
    assert "Ask the night team" in client.get(reverse("upcoming")).content.decode()
