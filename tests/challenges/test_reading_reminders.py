import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from challenges.entries import Entry
from challenges.reading_reminders import SOURCES, reading_letters, readings_due
from challenges.services.pieces import bring_back_piece, remove_piece
from challenges.services.readings import add_reading
from fellowship.notifications.models import Message
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.rendering import words_of
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import MeasureFactory, ReadingFactory

TODAY = days_from_today(0)


@pytest.fixture
def measure(world):
    """Its next reading is due today."""
    measure = MeasureFactory(
        challenge=world.challenge,
        name="Doctors who left",
        frequency="weekly",
        made_at=timezone.now() - dt.timedelta(days=60),
    )
    ReadingFactory(measure=measure, day=days_from_today(-14))
    ReadingFactory(measure=measure, day=days_from_today(-7))
    return measure


def due(since: int, until: int, person=None) -> set[tuple[int, int, dt.date]]:
    """(person, offset, due date) of what is due between two days, counted from today."""
    found = readings_due(days_from_today(since), days_from_today(until), person)
    return {(reminder.person_id, reminder.offset_days, reminder.due_on) for reminder in found}


def test_fellow_is_reminded_on_the_day_and_three_days_after(world, measure):
    fellow = world.owner.pk
    assert due(0, 0) == {(fellow, 0, TODAY)}
    assert due(3, 3) == {(fellow, 3, TODAY)}
    assert due(-30, -1) == due(1, 2) == due(4, 60) == set()


@pytest.mark.parametrize(
    ("frequency", "last", "expected"),
    [
        ("daily", dt.date(2026, 2, 28), dt.date(2026, 3, 1)),
        ("weekly", dt.date(2026, 2, 28), dt.date(2026, 3, 7)),
        ("fortnightly", dt.date(2026, 2, 28), dt.date(2026, 3, 14)),
        ("monthly", dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        ("monthly", dt.date(2026, 12, 1), dt.date(2027, 1, 1)),
        ("quarterly", dt.date(2025, 11, 30), dt.date(2026, 2, 28)),
    ],
)
def test_every_frequency_finds_its_next_date(world, frequency, last, expected):
    measure = MeasureFactory(challenge=world.challenge, frequency=frequency)
    ReadingFactory(measure=measure, day=last)
    found = {(reminder.due_on, reminder.offset_days) for reminder in readings_due(expected, expected, None)}
    assert found == {(expected, 0)}
    three_days_on = expected + dt.timedelta(days=3)
    found = {reminder.offset_days for reminder in readings_due(three_days_on, three_days_on, None)}
    assert found == {3}


def test_measure_without_readings_counts_from_the_day_it_was_made(world):
    MeasureFactory(
        challenge=world.challenge, frequency="weekly", made_at=timezone.now() - dt.timedelta(days=7)
    )
    assert due(0, 0) == {(world.owner.pk, 0, TODAY)}


def test_readings_taken_now_and_then_are_never_due(world):
    MeasureFactory(challenge=world.challenge, frequency="irregular")
    assert due(-90, 400) == set()


def test_reading_that_came_moves_the_date_on(world, measure):
    add_reading(measure=measure, entry=Entry(TODAY, Decimal(3)), by=world.owner)
    assert due(-20, 6) == set()
    assert due(7, 7) == {(world.owner.pk, 0, days_from_today(7))}


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_place_that_is_not_active_is_not_reminded(world, measure, status):
    world.place.status = status
    world.place.save()
    assert due(-20, 20) == set()


def test_removed_measure_and_cohort_before_its_launch_are_not_reminded(world, measure):
    removed = remove_piece(piece=measure, by=world.owner)
    assert due(-20, 20) == set()
    bring_back_piece(piece=removed, by=world.owner)
    assert due(0, 0)
    world.place.cohort.launched_at = None
    world.place.cohort.save()
    assert due(-20, 20) == set()


def test_one_persons_reminders_can_be_asked_for(world, measure):
    assert due(0, 0, world.owner.pk) == {(world.owner.pk, 0, TODAY)}
    assert due(0, 0, world.mentor.pk) == set()


def test_planned_twice_a_reminder_is_in_the_outbox_once(world, measure):
    noon = timezone.now().replace(hour=12)
    with time_machine.travel(noon, tick=False):
        plan(SOURCES)
        plan(SOURCES)
    message = Message.objects.get(kind="reading_due")
    assert (message.person, message.due_on, message.offset_days) == (world.owner, TODAY, 0)


def message(person, measure, offset: int = 0) -> Message:
    return Message.objects.create(
        person=person,
        kind="reading_due",
        object_kind="challenges.measure",
        object_id=str(measure.pk),
        due_on=TODAY,
        offset_days=offset,
        why="You lead the challenge “Home by noon”.",
    )


def test_letter_leads_to_the_measure_and_does_not_name_it(world, measure):
    one = message(world.owner, measure)
    words = words_of(one, reading_letters([one])[one.pk])
    assert words.subject == "A reading of one of your measures is due today"
    assert measure.get_absolute_url() in words.text
    assert measure.get_absolute_url() in words.html
    assert measure.name not in words.text + words.html + words.subject


def test_letter_is_not_needed_once_the_reading_came_or_the_measure_went(world, measure):
    one, late = message(world.owner, measure), message(world.owner, measure, 3)
    assert set(reading_letters([one, late])) == {one.pk, late.pk}
    measure = remove_piece(piece=measure, by=world.owner)
    assert reading_letters([one, late]) == {}
    measure = bring_back_piece(piece=measure, by=world.owner)
    add_reading(measure=measure, entry=Entry(TODAY, None), by=world.owner)
    assert reading_letters([one, late]) == {}


def test_letter_is_for_nobody_but_the_fellow(world, measure):
    assert reading_letters([message(world.mentor, measure)]) == {}
    world.place.status = "paused"
    world.place.save()
    assert reading_letters([message(world.owner, measure)]) == {}


def test_as_many_letters_take_as_many_queries(world, measure, django_assert_num_queries):
    messages = [message(world.owner, measure)]
    with django_assert_num_queries(1):
        reading_letters(messages)
    for _number in range(2):
        other = MeasureFactory(challenge=world.challenge, frequency="weekly")
        ReadingFactory(measure=other, day=days_from_today(-7))
        messages.append(message(world.owner, other))
    with django_assert_num_queries(1):
        assert len(reading_letters(messages)) == 3
