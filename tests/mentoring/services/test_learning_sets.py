"""Action learning sets: who makes, sees and leads them, invitations, attendance."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from mentoring.models import LearningSet
from mentoring.services.learning_sets import (
    add_meeting,
    cancel_meeting,
    change_set,
    facilitators_for,
    make_set,
    move_meeting,
    take_attendance,
)
from tests.factories import AdministratorFactory, PlaceFactory, TutorFactory, UserFactory
from tests.factories.sessions import SetMeetingFactory, at, pairing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """A set of two, made by the administrator and led by the cohort's tutor."""
    place = PlaceFactory()
    tutor = TutorFactory(cohort=place.cohort).person
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    places = [place, PlaceFactory(cohort=place.cohort)]
    learning_set = make_set(
        cohort=place.cohort, name="Thursday", facilitator=tutor, places=places, by=administrator
    )
    return learning_set, administrator, tutor, places


def meet(learning_set, by, days=7):
    return add_meeting(
        learning_set=learning_set, starts_at=at(days), minutes=120, place="", form_id=uuid.uuid4(), by=by
    )


def told() -> set[tuple[int, str]]:
    rows = Message.objects.filter(object_kind="mentoring.setmeeting")
    return set(rows.values_list("person_id", "object_id"))


def test_who_sees_a_set(made):
    learning_set, administrator, tutor, places = made
    for person in (administrator, tutor, *(place.person for place in places)):
        assert LearningSet.objects.visible_to(person).get() == learning_set
    peer = PlaceFactory(cohort=learning_set.cohort).person
    for person in (peer, UserFactory(), AdministratorFactory().person):
        assert not LearningSet.objects.visible_to(person).exists()


def test_only_the_programme_team_makes_sets(made):
    learning_set, _administrator, tutor, places = made
    with pytest.raises(PermissionDenied):
        make_set(cohort=learning_set.cohort, name="Mine", facilitator=tutor, places=places, by=tutor)


def test_two_sets_have_two_names(made):
    learning_set, administrator, tutor, places = made
    with pytest.raises(NotPossible):
        make_set(
            cohort=learning_set.cohort, name="Thursday", facilitator=tutor, places=places, by=administrator
        )


def test_a_place_of_another_cohort_is_not_taken_in(made):
    learning_set, administrator, tutor, _places = made
    change_set(
        learning_set=learning_set, name="X", facilitator=tutor, places=[PlaceFactory()], by=administrator
    )
    assert not learning_set.memberships.filter(left_on=None).exists()


def test_everybody_is_invited_to_a_date_and_told_when_it_moves_and_is_cancelled(made):
    learning_set, _administrator, tutor, places = made
    people = {tutor.pk, *(place.person_id for place in places)}
    meeting = meet(learning_set, tutor)
    assert told() == {(person, f"{meeting.pk}.0") for person in people}
    meeting = move_meeting(meeting=meeting, starts_at=at(8), minutes=120, place="", by=tutor)
    meeting = cancel_meeting(meeting=meeting, by=tutor)
    assert meeting.sequence == 2
    assert told() == {(person, f"{meeting.pk}.{number}") for person in people for number in range(3)}


def test_who_joins_is_invited_to_the_dates_to_come(made):
    learning_set, administrator, tutor, places = made
    meeting = meet(learning_set, tutor)
    new = PlaceFactory(cohort=learning_set.cohort)
    change_set(
        learning_set=learning_set, name="Thursday", facilitator=tutor, places=[*places, new], by=administrator
    )
    assert (new.person_id, f"{meeting.pk}.1") in told()


def test_the_facilitator_marks_who_came_and_can_put_it_right(made):
    learning_set, administrator, tutor, places = made
    meeting = SetMeetingFactory(learning_set=learning_set, starts_at=at(0, 0))
    for presence in ("present", "excused"):
        take_attendance(meeting=meeting, marks={places[0].pk: presence}, by=tutor)
    assert list(meeting.attendance.values_list("place", "presence")) == [(places[0].pk, "excused")]
    for person in (administrator, places[0].person):
        with pytest.raises(PermissionDenied):
            take_attendance(meeting=meeting, marks={places[0].pk: "present"}, by=person)


def test_nobody_is_marked_before_the_day_or_who_is_not_in_the_set(made):
    learning_set, _administrator, tutor, _places = made
    coming = SetMeetingFactory(learning_set=learning_set)
    with pytest.raises(NotPossible):
        take_attendance(meeting=coming, marks={}, by=tutor)
    meeting = SetMeetingFactory(learning_set=learning_set, starts_at=at(-1))
    take_attendance(meeting=meeting, marks={PlaceFactory().pk: "present"}, by=tutor)
    assert not meeting.attendance.exists()


def test_mentors_tutors_and_the_team_can_facilitate():
    pairing = pairing_of()
    cohort = pairing.place.cohort
    tutor = TutorFactory(cohort=cohort).person
    administrator = AdministratorFactory(programme=cohort.programme).person
    TutorFactory()
    assert set(facilitators_for(cohort)) == {pairing.mentor, tutor, administrator}
