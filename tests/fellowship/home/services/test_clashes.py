import pytest
from django.urls import reverse

from fellowship.home.services.calendar import entries_of
from fellowship.home.services.clashes import clashes_of
from tests.factories import (
    AssignmentFactory,
    ChallengeFactory,
    MilestoneFactory,
    PairingFactory,
    ResultFactory,
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
