"""Who said they would do it is told that it is late: when the programme agreed, once, and nobody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse

from fellowship.cohorts.services.escalation import change_escalation
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.sending import send_due
from mentoring.models import Action
from mentoring.reminders import SOURCES, actions_overdue
from mentoring.services.actions import settle_action
from tests.factories import AdministratorFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SetMeetingFactory,
    SetMemberFactory,
    pairing_of,
)

pytestmark = pytest.mark.django_db
TODAY = days_from_today(0)


def noon(day: int) -> dt.datetime:
    return dt.datetime.combine(TODAY + dt.timedelta(days=day), dt.time(12), tzinfo=dt.UTC)


@pytest.fixture
def beat(time_machine) -> Callable[..., None]:
    """Plans and sends at noon of each of the days, counted from the date of the action."""

    def run(*days: int) -> None:
        for day in days:
            time_machine.move_to(noon(day), tick=False)
            plan(SOURCES)
            send_due()

    return run


@pytest.fixture
def action() -> Action:
    """The fellow's, due today, in a year that began two months ago."""
    action = ActionFactory(due_on=TODAY)
    cohort = cohort_of(action)
    cohort.launched_at = noon(-60)
    cohort.save()
    AdministratorFactory(programme=cohort.programme)
    return action


def cohort_of(action: Action):
    return action.session.pairing.place.cohort


def told() -> list[tuple[int, int]]:
    """(person, days after the date) of every message."""
    rows = Message.objects.filter(kind="action_overdue").exclude(status=MessageStatus.NOT_NEEDED)
    return list(rows.order_by("pk").values_list("person_id", "offset_days"))


def test_nobody_but_the_owner_is_told_and_reads_what_was_agreed(action, beat):
    beat(*range(-1, 20))

    assert told() == [(action.owner_id, 3)]
    assert reverse("if_nothing_happens") in Message.objects.get(kind="action_overdue").text


@pytest.mark.parametrize(("days", "expected"), [(8, [8]), (None, [])])
def test_it_goes_when_the_programme_agreed(action, beat, days, expected):
    change_escalation(
        programme=cohort_of(action).programme, days={"action_owner": days}, by=action.session.pairing.mentor
    )
    beat(*range(-1, 20))

    assert told() == [(action.owner_id, one) for one in expected]


def test_action_opened_again_after_its_days_is_told_once(action, beat):
    beat(-1)
    settle_action(action=action, act="done", by=action.owner)
    beat(*range(13))
    assert told() == []

    settle_action(action=action, act="reopen", by=action.owner)
    beat(13, 14, 30)
    assert told() == [(action.owner_id, 3)]


def test_who_takes_a_late_action_over_is_told_too(action, beat):
    beat(*range(-1, 12))
    before, action.owner = action.owner_id, action.session.pairing.mentor
    action.save()
    beat(12, 13)

    assert told() == [(before, 3), (action.owner_id, 3)]


def test_what_was_late_before_the_launch_is_told_to_nobody(action, beat):
    cohort = cohort_of(action)
    cohort.launched_at = noon(20)
    cohort.save()
    beat(20, 21, 22)

    assert told() == []


@pytest.mark.parametrize(("status", "number"), [("active", 1), ("paused", 0)])
def test_own_action_of_a_set_stops_with_its_owners_year(status, number):
    place = pairing_of().place
    place.status = status
    place.save()
    learning_set = LearningSetFactory(cohort=place.cohort)
    SetMemberFactory(learning_set=learning_set, place=place)
    SetMemberFactory(learning_set=LearningSetFactory(cohort=place.cohort), place=place)  # in another set too
    ActionFactory(
        session=None,
        meeting=SetMeetingFactory(learning_set=learning_set),
        owner=place.person,
        made_by=place.person,
        due_on=days_from_today(-3),
    )

    assert len(list(actions_overdue(days_from_today(-1), TODAY, None))) == number
