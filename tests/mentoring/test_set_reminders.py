"""Reminders of the dates of a learning set: to whom, once, and what makes them needless."""

import pytest
from django.utils import timezone

from fellowship.home.letters import LETTERS
from fellowship.notifications.models import Message
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.rendering import words_of
from mentoring.set_reminders import SOURCES, meeting_due_letters, meetings_due
from tests.factories import CohortFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import LearningSetFactory, SetMeetingFactory, SetMemberFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """Tomorrow, of two members in a launched cohort; the reminders were looked for yesterday."""
    cohort = CohortFactory(launched_at=timezone.now(), planned_at=timezone.now())
    learning_set = LearningSetFactory(cohort=cohort, name="Thursday")
    for _number in range(2):
        SetMemberFactory(learning_set=learning_set, place=PlaceFactory(cohort=cohort))
    return SetMeetingFactory(learning_set=learning_set, starts_at=at(1), place="Secret room")


def reminded(person_id: int | None = None) -> list[int]:
    found = meetings_due(days_from_today(-1), days_from_today(5), person_id)
    return sorted(one.person_id for one in found)


def in_set(meeting) -> list[int]:
    members = meeting.learning_set.memberships.values_list("place__person", flat=True)
    return sorted([*members, meeting.learning_set.facilitator_id])


def test_members_and_who_facilitates_are_reminded_the_day_before_once(meeting):
    found = list(meetings_due(days_from_today(0), days_from_today(0), None))
    assert {one.day for one in found} == {days_from_today(0)}
    plan(SOURCES)
    meeting.sequence = 4  # somebody joined meanwhile
    meeting.save()
    plan(SOURCES)
    messages = list(Message.objects.filter(kind="set_due"))
    assert sorted(message.person_id for message in messages) == in_set(meeting)
    for message in messages:
        letter = LETTERS[message.kind, message.object_kind]([message])[message.pk]
        text = words_of(message, letter)
        assert text.subject == "Tomorrow: Thursday"
        assert "Secret" not in text.text


def test_the_day_before_is_by_each_ones_own_clock(meeting):
    member = meeting.learning_set.memberships.first().place.person
    member.time_zone = "Asia/Tokyo"
    member.save()
    meeting.starts_at = at(3, hour=20)  # the day after, in Tokyo
    meeting.save()
    found = list(meetings_due(days_from_today(0), days_from_today(5), None))
    days = {one.person_id: one.day for one in found}
    assert days.pop(member.pk) == days_from_today(3)
    assert set(days.values()) == {days_from_today(2)}


def test_one_person_is_told_of_the_own_sets_only(meeting):
    SetMeetingFactory(starts_at=at(1))
    member = meeting.learning_set.memberships.first().place.person_id
    for person in (member, meeting.learning_set.facilitator_id):
        assert reminded(person) == [person]


@pytest.mark.parametrize("change", ["cancelled", "not launched", "closed"])
def test_a_date_that_does_not_take_place_reminds_nobody(meeting, change):
    plan(SOURCES)
    cohort = meeting.learning_set.cohort
    if change == "cancelled":
        meeting.cancelled_at = timezone.now()
    elif change == "not launched":
        cohort.launched_at = None
    else:
        cohort.closed_at = timezone.now()
    meeting.save()
    cohort.save()
    assert reminded() == []
    assert meeting_due_letters(list(Message.objects.filter(kind="set_due"))) == {}


@pytest.mark.parametrize("change", ["left", "paused"])
def test_who_left_the_set_or_is_away_from_the_year_is_not_reminded(meeting, change):
    plan(SOURCES)
    member = meeting.learning_set.memberships.first()
    if change == "left":
        member.left_on = days_from_today(0)
        member.save()
    else:
        member.place.status = "paused"
        member.place.save()
    gone = member.place.person_id
    assert reminded() == [person for person in in_set(meeting) if person != gone]
    messages = {message.person_id: message for message in Message.objects.filter(kind="set_due")}
    letters = meeting_due_letters(list(messages.values()))
    assert messages[gone].pk not in letters
    assert len(letters) == 2


def test_a_date_on_another_day_needs_no_letter_for_the_old_one(meeting):
    plan(SOURCES)
    meeting.starts_at = at(4)
    meeting.save()
    assert meeting_due_letters(list(Message.objects.filter(kind="set_due"))) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_reminders_take_as_many_statements_however_many_dates_there_are(
    meeting, count, django_assert_num_queries
):
    for number in range(count):
        SetMeetingFactory(learning_set=meeting.learning_set, starts_at=at(1, 9 + number))
    with django_assert_num_queries(1):
        list(meetings_due(days_from_today(0), days_from_today(0), None))
