import datetime as dt

import pytest
from django.utils import timezone

from challenges.answer_reminders import answer_letters, answers_overdue
from challenges.models import LogEntry
from fellowship.cohorts.models import Cohort, Escalation, Pairing
from fellowship.notifications.models import Message
from fellowship.notifications.services.rendering import words_of
from tests import factories
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world):
    """A log entry that waits since ten days ago, and a milestone since six, in a year that began before."""
    Cohort.objects.update(launched_at=timezone.now() - dt.timedelta(days=60))
    factories.LogEntryFactory(challenge=world.challenge, waiting_since=timezone.now() - dt.timedelta(days=10))
    factories.MilestoneFactory(
        challenge=world.challenge, status="sent", sent_at=timezone.now() - dt.timedelta(days=6)
    )
    return world


def told(since: int, until: int) -> set[tuple[int, int]]:
    found = answers_overdue(days_from_today(since), days_from_today(until), None)
    return {(reminder.person_id, reminder.offset_days) for reminder in found}


def message(person, waits: int = -10, offset: int = 7) -> Message:
    place = LogEntry.objects.get().challenge
    return Message.objects.create(
        person=person,
        kind="answer_overdue",
        object_kind="challenges.challenge",
        object_id=str(place.pk),
        due_on=days_from_today(waits),
        offset_days=offset,
        why="You mentor Amina.",
    )


def test_mentor_is_told_after_a_week_and_the_programme_team_after_two(waiting):
    assert told(-3, -3) == {(waiting.mentor.pk, 7), (waiting.second_mentor.pk, 7)}
    assert told(4, 4) == {(waiting.administrator.pk, 14)}
    assert told(-2, 3) == set()


def test_one_message_counts_from_the_oldest_of_several_things(waiting):
    mentors = {(waiting.mentor.pk, 7), (waiting.second_mentor.pk, 7)}
    assert told(-30, 30) == mentors | {(waiting.administrator.pk, 14)}


def test_programme_that_agreed_otherwise_is_followed(waiting):
    Escalation.objects.create(
        programme=waiting.place.cohort.programme, answer_mentor=None, answer_administrator=12
    )

    assert told(-30, 30) == {(waiting.administrator.pk, 12)}


def test_letter_says_who_waits_since_when_and_where_to_answer(waiting):
    one = message(waiting.mentor)

    letters = answer_letters([one])

    words = words_of(one, letters[one.pk])
    assert waiting.owner.full_name in words.subject
    assert "10 days ago" in words.text
    assert f"/review/{waiting.challenge.pk}/" in words.text
    assert "/if-nothing-happens/" in words.text


@pytest.mark.parametrize("became", ["answered", "paused", "agreed otherwise", "mentor left"])
def test_letter_is_not_needed_any_more(waiting, became):
    one = message(waiting.mentor)
    if became == "answered":
        LogEntry.objects.update(waiting_since=None)
    elif became == "paused":
        waiting.place.status = "paused"
        waiting.place.save()
    elif became == "agreed otherwise":
        Escalation.objects.create(programme=waiting.place.cohort.programme, answer_mentor=None)
    else:
        Pairing.objects.filter(mentor=waiting.mentor).update(ends_on=days_from_today(-1))

    assert answer_letters([one]) == {}


def test_what_still_waits_counts_from_its_own_day(waiting):
    LogEntry.objects.update(waiting_since=None)

    assert told(-3, -3) == set()
    assert told(1, 1) == {(waiting.mentor.pk, 7), (waiting.second_mentor.pk, 7)}


def test_who_mentors_and_administers_is_told_once_with_both_reasons(waiting):
    factories.AdministratorFactory(programme=waiting.place.cohort.programme, person=waiting.mentor)

    found = [
        reminder
        for reminder in answers_overdue(days_from_today(-30), days_from_today(30), None)
        if reminder.person_id == waiting.mentor.pk
    ]

    assert [reminder.offset_days for reminder in found] == [7]
    assert "You mentor" in found[0].why
    assert "You run this programme." in found[0].why
