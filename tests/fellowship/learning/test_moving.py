import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from fellowship.learning.models import Result, ResultChange
from fellowship.learning.services.moving import move_own_deadlines, put_back
from fellowship.learning.services.results import Changed, record_result
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, AssignmentFactory, PairingFactory, PlaceFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
LATER = days_from_today(60)


@pytest.fixture
def assignment():
    return AssignmentFactory()


@pytest.fixture
def place(assignment):
    return PlaceFactory(cohort=assignment.module.cohort)


@pytest.fixture
def administrator(place):
    return AdministratorFactory(programme=place.cohort.programme).person


def move(place, assignment, by, day=LATER):
    return move_own_deadlines(moves={(place.pk, assignment.pk): day}, reason="Away.", by=by)


def test_fellow_gets_an_own_date_and_the_history_says_so(assignment, place, administrator):
    (moved,) = move(place, assignment, administrator)

    assert (moved.before, moved.after, moved.place, moved.assignment) == (
        None,
        LATER,
        place.pk,
        assignment.pk,
    )
    result = Result.objects.get(pk=moved.pk)
    assert (result.extended_to, result.recorded_by) == (LATER, administrator)
    change = ResultChange.objects.get()
    assert (change.act, change.detail) == ("move", {"due_on": LATER.isoformat()})
    event = AuditEvent.objects.get(act="result_move")
    assert event.detail == {"due_on": LATER.isoformat(), "reason": "Away."}


def test_reason_is_not_in_the_history_the_fellow_reads(assignment, place, administrator):
    move(place, assignment, administrator)
    assert "Away." not in str(ResultChange.objects.get().detail)


def test_what_is_handed_in_or_judged_stays(assignment, place, administrator):
    other = AssignmentFactory(module=assignment.module)
    Result.objects.create(assignment=assignment, place=place, submitted_on=days_from_today(-1))
    Result.objects.create(
        assignment=other, place=place, outcome="deferred", recorded_at=f"{days_from_today(0)} 10:00Z"
    )
    moves = {(place.pk, assignment.pk): LATER, (place.pk, other.pk): LATER}
    assert move_own_deadlines(moves=moves, reason="Away.", by=administrator) == []


def test_own_date_that_is_not_the_expected_one_stays(assignment, place, administrator):
    move(place, assignment, administrator, days_from_today(50))
    wanted = {(place.pk, assignment.pk): LATER}

    def moved_from(own):
        expected = {(place.pk, assignment.pk): own}
        return move_own_deadlines(moves=wanted, expected=expected, reason="Away.", by=administrator)

    assert moved_from(None) == []
    assert Result.objects.get().extended_to == days_from_today(50)
    assert [one.after for one in moved_from(days_from_today(50))] == [LATER]


def test_put_back_gives_the_cohorts_date_again_unless_it_was_moved_on(assignment, place, administrator):
    moved = move(place, assignment, administrator)
    (back,) = put_back(moved=moved, reason="Undone.", by=administrator)
    assert back.after is None
    assert Result.objects.get().extended_to is None

    moved = move(place, assignment, administrator)
    move(place, assignment, administrator, days_from_today(70))
    assert put_back(moved=moved, reason="Undone.", by=administrator) == []


def test_assignment_of_another_cohort_is_left_out(place, administrator):
    assert move(place, AssignmentFactory(), administrator) == []
    assert not Result.objects.exists()


def test_tutor_with_the_form_open_is_told(assignment, place, administrator):
    move(place, assignment, administrator)
    with pytest.raises(Changed):
        record_result(
            assignment=assignment,
            place=place,
            by=administrator,
            stamp=Result().stamp,
            submitted_on=None,
            extended_to=None,
            mark=None,
            outcome="",
        )


def test_fellow_and_mentor_move_nobodys_deadline(assignment, place):
    for by in (place.person, PairingFactory(place=place).mentor, AdministratorFactory().person):
        with pytest.raises(PermissionDenied):
            move(place, assignment, by)


def test_as_many_statements_whatever_the_number(
    assignment, administrator, place, django_assert_max_num_queries
):
    for number in (3, 30):
        places = PlaceFactory.create_batch(number, cohort=place.cohort)
        moves: dict[tuple[int, int], dt.date | None] = {(one.pk, assignment.pk): LATER for one in places}
        with django_assert_max_num_queries(9):
            assert len(move_own_deadlines(moves=moves, reason="Away.", by=administrator)) == number
