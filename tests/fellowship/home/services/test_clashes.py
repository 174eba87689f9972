import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.models import PlaceChange
from fellowship.home.services.calendar import entries_of
from fellowship.home.services.clashes import away_from, clashes_of
from fellowship.people.models import ClinicalDay, Leave
from tests.factories import (
    AssignmentFactory,
    ChallengeFactory,
    MilestoneFactory,
    PairingFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory()


@pytest.fixture
def assignment(challenge):
    return AssignmentFactory(module__cohort=challenge.place.cohort, due_on=days_from_today(20))


def clashes(person):
    return clashes_of(entries_of(person, since=days_from_today(0)))


@pytest.mark.parametrize(("days", "number"), [(17, 0), (18, 1), (22, 1), (23, 0)])
def test_milestone_within_two_days_of_an_assignment_clashes(client, challenge, assignment, days, number):
    MilestoneFactory(challenge=challenge, due_on=days_from_today(days))
    fellow = challenge.place.person
    assert len(clashes(fellow)) == number
    client.force_login(fellow)
    page = client.get(reverse("calendar")).content.decode()
    assert ("These dates are close together" in page) is bool(number)


def test_granted_date_ends_the_clash_and_may_make_another(challenge, assignment):
    MilestoneFactory(challenge=challenge, due_on=days_from_today(20))
    later = MilestoneFactory(challenge=challenge, due_on=days_from_today(34))
    ResultFactory(assignment=assignment, place=challenge.place, extended_to=days_from_today(34))
    (clash,) = clashes(challenge.place.person)
    assert clash.milestone.uid == f"milestone-{later.pk}"


def test_what_is_handed_in_clashes_with_nothing(challenge, assignment):
    MilestoneFactory(challenge=challenge, due_on=days_from_today(20))
    ResultFactory(assignment=assignment, place=challenge.place, submitted_on=days_from_today(-1))
    assert not clashes(challenge.place.person)


def test_mentor_who_teaches_is_not_warned_of_others_dates(challenge, assignment):
    MilestoneFactory(challenge=challenge, due_on=days_from_today(20))
    mentor = PairingFactory(place=challenge.place).mentor
    TutorFactory(cohort=challenge.place.cohort, person=mentor)
    assert len(entries_of(mentor, since=days_from_today(0))) == 2
    assert not clashes(mentor)


def away(person):
    found = away_from(person, entries_of(person, since=days_from_today(0)))
    return [(one.entry.uid.rpartition("-")[0], one.why) for one in found]


@pytest.fixture
def taught_day(challenge):
    return TaughtDayFactory(module__cohort=challenge.place.cohort, day=days_from_today(20))


def test_taught_day_on_a_clinical_day_is_warned_of(client, challenge, taught_day):
    fellow = challenge.place.person
    MilestoneFactory(challenge=challenge, due_on=taught_day.day)  # can be done the evening before
    ClinicalDay.objects.create(person=fellow, weekday=taught_day.day.weekday())
    assert away(fellow) == [("taught-day", "clinical")]
    client.force_login(fellow)
    assert "you work clinically on that day" in client.get(reverse("calendar")).content.decode()


def test_whatever_falls_into_leave_is_warned_of(challenge, taught_day, assignment):
    fellow = challenge.place.person
    MilestoneFactory(challenge=challenge, due_on=days_from_today(21))
    MilestoneFactory(challenge=challenge, due_on=days_from_today(22))
    Leave.objects.create(person=fellow, starts_on=days_from_today(20), ends_on=days_from_today(21))
    assert sorted(away(fellow)) == [("assignment", "leave"), ("milestone", "leave"), ("taught-day", "leave")]


@pytest.mark.parametrize(("back", "number"), [(20, 0), (21, 1), (None, 1)])
def test_what_falls_into_a_planned_pause_is_warned_of(challenge, taught_day, back, number):
    PlaceChange.objects.create(
        place=challenge.place,
        kind="pause",
        starts_on=days_from_today(5),
        until_on=back and days_from_today(back),
    )
    assert away(challenge.place.person) == [("taught-day", "pause")] * number


def test_other_peoples_dates_and_days_warn_of_nothing(challenge, taught_day, assignment):
    MilestoneFactory(challenge=challenge, due_on=days_from_today(20))
    mentor = PairingFactory(place=challenge.place).mentor
    TutorFactory(cohort=challenge.place.cohort, person=mentor)
    Leave.objects.create(person=mentor, starts_on=days_from_today(0), ends_on=days_from_today(90))
    PlaceChange.objects.create(
        place=challenge.place, kind="pause", starts_on=days_from_today(-5), done_at=timezone.now()
    )
    assert away(mentor) == []
