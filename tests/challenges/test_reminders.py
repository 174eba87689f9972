import datetime as dt

import pytest
from django.db.models import F

from challenges.reminders import milestone_letters, milestones_due, milestones_overdue
from challenges.services.milestones import act_on_milestone, move_milestone
from fellowship.cohorts.forms.cohorts import RemindersForm
from fellowship.cohorts.models import Escalation
from fellowship.cohorts.reminding import MOST_DAYS_BEFORE
from fellowship.notifications.models import Message
from fellowship.notifications.services.rendering import words_of
from tests import factories
from tests.factories.cohorts import days_from_today

TODAY = days_from_today(0)


@pytest.fixture
def milestone(world):
    return factories.MilestoneFactory(challenge=world.challenge, due_on=TODAY, title="Aim agreed")


def due(since: int, until: int, source=milestones_due, person=None) -> set[tuple[int, int]]:
    """(person, offset) of what is due between two days, counted from today."""
    found = source(days_from_today(since), days_from_today(until), person)
    return {(reminder.person_id, reminder.offset_days) for reminder in found}


def test_fellow_is_reminded_14_and_3_days_before_and_on_the_day(world, milestone):
    fellow = world.owner.pk
    assert due(-14, -14) == {(fellow, -14)}
    assert due(-3, -3) == {(fellow, -3)}
    assert due(0, 0) == {(fellow, 0)}
    assert due(-13, -4) == set()
    assert due(1, 60) == set()


def test_missed_days_are_caught_up_by_the_range(world, milestone):
    assert due(-20, 5) == {(world.owner.pk, offset) for offset in (-14, -3, 0)}


def test_programmes_own_days_before_are_used(world, milestone):
    programme = world.place.cohort.programme
    programme.remind_days_before = [30]
    programme.save()
    assert due(-40, 0) == {(world.owner.pk, -30), (world.owner.pk, 0)}


def test_every_day_before_that_a_programme_may_choose_is_found(world, milestone):
    """The form of the programme accepts up to MOST_DAYS_BEFORE; each of them has to be found on its day."""
    form = RemindersForm({"days_before": f"{MOST_DAYS_BEFORE}, 61"})
    assert form.is_valid()
    programme = world.place.cohort.programme
    programme.remind_days_before = form.cleaned_data["days_before"]
    programme.save()
    for days in (MOST_DAYS_BEFORE, 61):
        assert due(-days, -days) == {(world.owner.pk, -days)}


def test_overdue_is_told_to_the_fellow_then_to_mentors_and_administrators(world, milestone):
    assert due(3, 3, milestones_overdue) == {(world.owner.pk, 3)}
    others = {world.mentor.pk, world.second_mentor.pk, world.administrator.pk}
    assert due(10, 10, milestones_overdue) == {(person, 10) for person in others}
    assert due(4, 9, milestones_overdue) == set()


@pytest.mark.parametrize(("person", "offsets"), [("owner", {3}), ("mentor", {10}), ("stranger", set())])
def test_one_persons_reminders_can_be_asked_for(world, milestone, person, offsets):
    asked = getattr(world, person).pk
    assert due(0, 30, milestones_overdue, asked) == {(asked, offset) for offset in offsets}


@pytest.mark.parametrize("act", ["send", "drop"])
def test_work_no_longer_with_the_fellow_is_not_reminded(world, milestone, act):
    act_on_milestone(milestone=milestone, act=act, by=world.owner, reason="x")
    assert due(-20, 20) == due(-20, 20, milestones_overdue) == set()


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_place_that_is_not_active_is_not_reminded(world, milestone, status):
    world.place.status = status
    world.place.save()
    assert due(-20, 20) == due(-20, 20, milestones_overdue) == set()


def test_cohort_before_its_launch_is_not_reminded(world, milestone):
    world.place.cohort.launched_at = None
    world.place.cohort.save()
    assert due(-20, 20) == set()


def message(person, milestone, offset: int) -> Message:
    return Message.objects.create(
        person=person,
        kind="milestone_due" if offset <= 0 else "milestone_overdue",
        object_kind="challenges.milestone",
        object_id=str(milestone.pk),
        due_on=milestone.due_on,
        offset_days=offset,
        why="You lead the challenge “Home by noon”.",
    )


@pytest.mark.parametrize(
    ("person", "days", "offset", "subject"),
    [
        ("owner", 3, -3, "“Aim agreed” is due in 3 days"),
        ("owner", 0, 0, "“Aim agreed” is due today"),
        ("owner", -3, 3, "Overdue: “Aim agreed” was due 3 days ago"),
        ("mentor", -10, 10, "Amara Okafor: “Aim agreed” is overdue"),
        ("administrator", -10, 10, "Amara Okafor: “Aim agreed” is overdue"),
    ],
)
def test_letter_says_what_is_asked(world, milestone, person, days, offset, subject):
    world.owner.given_name, world.owner.family_name = "Amara", "Okafor"
    world.owner.save()
    milestone.due_on = days_from_today(days)
    milestone.save()
    one = message(getattr(world, person), milestone, offset)
    words = words_of(one, milestone_letters([one])[one.pk])
    assert words.subject == subject
    assert milestone.get_absolute_url() in words.text
    assert milestone.get_absolute_url() in words.html


def test_letter_is_not_needed_once_moved_done_or_its_reader_gone(world, milestone):
    reminders = [message(world.owner, milestone, 0), message(world.mentor, milestone, 10)]
    assert len(milestone_letters(reminders)) == 2
    world.place.pairings.filter(mentor=world.mentor).update(ends_on=F("starts_on"))
    assert set(milestone_letters(reminders)) == {reminders[0].pk}
    move_milestone(milestone=milestone, due_on=TODAY + dt.timedelta(days=9), reason="x", by=world.owner)
    assert milestone_letters(reminders) == {}


@pytest.mark.parametrize("status", ["paused", "completed", "withdrawn"])
def test_letter_is_not_needed_once_the_place_is_not_active(world, milestone, status):
    reminders = [message(getattr(world, who), milestone, 10) for who in ("mentor", "administrator")]
    reminders.append(message(world.owner, milestone, 0))
    assert len(milestone_letters(reminders)) == 3
    world.place.status = status
    world.place.save()
    assert milestone_letters(reminders) == {}


def test_letter_is_not_needed_once_the_role_has_ended(world, milestone):
    reminder = message(world.administrator, milestone, 10)
    assert set(milestone_letters([reminder])) == {reminder.pk}
    world.administrator.roles.update(ends_on=days_from_today(-1))
    assert milestone_letters([reminder]) == {}
    assert world.administrator.pk not in {one for one, _offset in due(10, 10, milestones_overdue)}


def test_letter_for_a_deleted_milestone_is_not_needed(world, milestone):
    one = message(world.owner, milestone, 0)
    milestone.delete()
    assert milestone_letters([one]) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_letters_take_the_same_queries_however_many(world, count, django_assert_num_queries):
    for _one in range(count):
        milestone = factories.MilestoneFactory(challenge=world.challenge)
        message(world.owner, milestone, 0)
        message(world.mentor, milestone, 10)
    messages = list(Message.objects.select_related("person"))
    with django_assert_num_queries(5):
        assert len(milestone_letters(messages)) == 2 * count


def test_programme_that_agreed_otherwise_is_followed(world, milestone):
    Escalation.objects.create(
        programme=world.place.cohort.programme,
        milestone_fellow=5,
        milestone_mentor=None,
        milestone_administrator=20,
    )

    assert due(-30, 60, milestones_overdue) == {(world.owner.pk, 5), (world.administrator.pk, 20)}


def test_who_mentors_and_administers_is_told_once_with_both_reasons(world, milestone):
    factories.AdministratorFactory(programme=world.place.cohort.programme, person=world.mentor)

    found = [
        reminder
        for reminder in milestones_overdue(days_from_today(-30), days_from_today(60), None)
        if reminder.person_id == world.mentor.pk
    ]

    assert len(found) == 1
    assert "You mentor" in found[0].why
    assert "You run this programme." in found[0].why
