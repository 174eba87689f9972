"""What becomes late, or late again, after the day on which it would have been told."""

import datetime as dt
from collections.abc import Callable

import pytest

from challenges.answer_reminders import SOURCES as ANSWERS
from challenges.models import LogEntry
from challenges.reminders import SOURCES as MILESTONES
from challenges.services.milestones import act_on_milestone
from fellowship.cohorts.services.escalation import change_escalation
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.planning import plan
from fellowship.notifications.services.preview import upcoming
from fellowship.notifications.services.sending import send_due
from tests import factories
from tests.factories.cohorts import days_from_today

TODAY = days_from_today(0)


def on(day: int) -> dt.date:
    return TODAY + dt.timedelta(days=day)


def noon(day: int) -> dt.datetime:
    return dt.datetime.combine(on(day), dt.time(12), tzinfo=dt.UTC)


@pytest.fixture
def go_to(time_machine) -> Callable[[int], None]:
    return lambda day: time_machine.move_to(noon(day), tick=False)


@pytest.fixture
def beat(go_to) -> Callable[..., None]:
    """Plans and sends at noon of each of the days, counted from the date of the milestone."""

    def run(*days: int) -> None:
        for day in days:
            go_to(day)
            plan([*MILESTONES, *ANSWERS])
            send_due()

    return run


@pytest.fixture
def year(world):
    """A year that began two months ago."""
    cohort = world.place.cohort
    cohort.launched_at = noon(-60)
    cohort.save()
    return world


@pytest.fixture
def milestone(year):
    return factories.MilestoneFactory(challenge=year.challenge, due_on=TODAY, title="Aim agreed")


def told(kind: str = "milestone_overdue") -> list[tuple[int, int]]:
    """(person, days after the date) of every message of the kind."""
    rows = Message.objects.filter(kind=kind).exclude(status=MessageStatus.NOT_NEEDED)
    return sorted(rows.values_list("person_id", "offset_days"))


def others(world, days: int = 10) -> list[tuple[int, int]]:
    return [(one.pk, days) for one in (world.mentor, world.second_mentor, world.administrator)]


@pytest.mark.parametrize("acts", [["ask_for_changes"], ["sign_off", "withdraw_sign_off"]])
def test_milestone_sent_back_after_its_days_is_told_once(year, milestone, beat, acts):
    beat(-1)
    act_on_milestone(milestone=milestone, act="send", by=year.owner)
    beat(*range(13))
    assert told() == []
    for act in acts:
        milestone.refresh_from_db()
        act_on_milestone(milestone=milestone, act=act, by=year.mentor, reason="Numbers are missing.")
    beat(13, 14, 15, 30)
    assert told() == sorted([(year.owner.pk, 3), *others(year)])


def test_who_was_told_before_it_was_sent_is_not_told_again(year, milestone, beat):
    beat(*range(-1, 5))
    act_on_milestone(milestone=milestone, act="send", by=year.owner)
    beat(*range(5, 20))
    milestone.refresh_from_db()
    act_on_milestone(milestone=milestone, act="ask_for_changes", by=year.mentor, reason="x")
    beat(20, 21)
    assert told() == sorted([(year.owner.pk, 3), *others(year)])


def test_reminder_not_needed_on_its_day_goes_when_it_is_needed_again(year, milestone, beat, go_to):
    beat(2)
    go_to(3)
    plan(MILESTONES)
    act_on_milestone(milestone=milestone, act="send", by=year.owner)
    send_due()
    assert Message.objects.get(kind="milestone_overdue").status == MessageStatus.NOT_NEEDED
    beat(4, 5)
    milestone.refresh_from_db()
    act_on_milestone(milestone=milestone, act="ask_for_changes", by=year.mentor, reason="x")
    beat(9)
    assert Message.objects.get(kind="milestone_overdue").status == MessageStatus.SENT


def test_standstill_of_weeks_tells_what_is_still_late_and_only_the_latest(year, milestone, beat):
    beat(-20, 15, 16)
    assert told() == sorted([(year.owner.pk, 3), *others(year)])
    assert not Message.objects.filter(kind="milestone_due").exists()


def test_milestone_moved_far_into_the_past_is_told_once(year, milestone, beat):
    beat(-13)
    milestone.due_on = on(-30)
    milestone.save()
    beat(-12, -11)
    of_fellow = Message.objects.filter(person=year.owner, due_on=milestone.due_on)
    assert [message.offset_days for message in of_fellow] == [3]


def test_what_was_late_before_the_launch_is_told_to_nobody(year, milestone, beat):
    beat(20)
    Message.objects.all().delete()
    year.place.cohort.launched_at = noon(21)
    year.place.cohort.save()
    beat(21, 22, 23)
    assert told() == []


def test_new_administrator_is_not_told_all_that_is_late_and_new_mentor_is(year, milestone, beat):
    beat(*range(-1, 12))
    programme = year.place.cohort.programme
    administrator = factories.AdministratorFactory(programme=programme, starts_on=on(12)).person
    mentor = factories.PairingFactory(place=year.place, kind="second", starts_on=on(12)).mentor
    beat(12, 13)
    people = {person for person, _days in told()}
    assert mentor.pk in people
    assert administrator.pk not in people


def test_preview_does_not_show_what_is_past(year, milestone, go_to):
    go_to(20)
    assert upcoming(year.owner, sources=MILESTONES) == []


def test_late_reminder_goes_in_the_hours_of_any_other(year, milestone, beat, go_to):
    """Looked for in the morning of London, sent in the morning of who gets it."""
    year.mentor.time_zone = "America/New_York"
    year.mentor.save()
    beat(-20, 15)
    message = Message.objects.get(person=year.mentor, kind="milestone_overdue")
    assert message.send_after.astimezone(year.mentor.zone).hour == 8
    assert message.send_after.date() == noon(15).date()


def test_rule_made_shorter_is_followed_for_what_is_late_by_more(year, milestone, beat):
    """Nine days late when ten become five; of what was told after ten nobody hears again."""
    long_late = factories.MilestoneFactory(challenge=year.challenge, due_on=on(-7))
    beat(*range(-8, 10))
    change_escalation(
        programme=year.place.cohort.programme, days={"milestone_administrator": 5}, by=year.administrator
    )
    beat(10, 11)
    of_administrator = Message.objects.filter(person=year.administrator, kind="milestone_overdue")
    assert dict(of_administrator.values_list("object_id", "offset_days")) == {
        str(long_late.pk): 10,
        str(milestone.pk): 5,
    }
    assert of_administrator.count() == 2


@pytest.mark.parametrize("days", [5, 15])
def test_rule_changed_either_way_tells_nobody_again(year, milestone, beat, days):
    beat(*range(-1, 12))
    before = told()
    change_escalation(
        programme=year.place.cohort.programme,
        days={"milestone_fellow": days, "milestone_mentor": days, "milestone_administrator": days},
        by=year.administrator,
    )
    beat(*range(12, 30))
    assert told() == before


@pytest.fixture
def queue(year):
    """Log entries that wait since day 0, 2 and 4."""
    return [factories.LogEntryFactory(challenge=year.challenge, waiting_since=noon(day)) for day in (0, 2, 4)]


def answer(*entries: LogEntry) -> None:
    LogEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(waiting_since=None)


def about(day: int) -> list[tuple[int, int]]:
    rows = Message.objects.filter(kind="answer_overdue", due_on=on(day))
    return sorted(rows.values_list("person_id", "offset_days"))


def test_what_waited_behind_the_oldest_is_told_once_that_is_answered(year, queue, beat):
    beat(*range(-1, 20))
    mentors = [(year.mentor.pk, 7), (year.second_mentor.pk, 7)]
    assert told("answer_overdue") == sorted([*mentors, (year.administrator.pk, 14)])
    answer(queue[0])
    beat(20, 21, 22)
    assert about(2) == sorted([*mentors, (year.administrator.pk, 14)])
    assert about(4) == []


def test_who_answers_one_after_the_other_is_not_told_of_the_next_each_time(year, queue, beat, time_machine):
    beat(*range(-1, 20))
    for hour, entry in enumerate(queue):
        answer(entry)
        time_machine.move_to(noon(19) + dt.timedelta(hours=1 + hour), tick=False)
        plan(ANSWERS)
    beat(20)
    assert about(2) == about(4) == []
