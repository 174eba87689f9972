"""Two people at the same moment, on two connections."""

import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction

from challenges.models import Ramp
from challenges.services.cycles import add_ramp, remove_ramp
from fellowship.cohorts.models import Place
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from mentoring.models import Comment, Session, SessionNotes, SetAttendance
from mentoring.services.comments import add_comment
from mentoring.services.learning_sets import change_set, leave_sets, take_attendance
from mentoring.services.session_notes import save_notes
from mentoring.services.sessions import accept_time, cancel_session
from tests.factories import AdministratorFactory, ChallengeFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
    at,
)
from tests.mentoring.services.test_sessions import proposed

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each: “done” or “refused”."""
    start, outcomes = threading.Barrier(len(acts)), ["" for _act in acts]

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            outcomes[number] = "done"
        except PermissionDenied:
            outcomes[number] = "refused"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_accepting_two_times_at_once_agrees_one_and_invites_once():
    session = proposed(times=[at(7), at(8)])
    fellow = session.fellow
    outcomes = at_once(
        *[
            lambda day=day: accept_time(session=session, starts_at=at(day), version=1, by=fellow)
            for day in (7, 8)
        ]
    )
    assert outcomes == ["done", "refused"]
    assert Session.objects.get().sequence == 0
    assert Message.objects.filter(kind="session_agreed").count() == 2


def test_accepting_while_the_other_withdraws_ends_in_one_of_the_two():
    session = proposed(times=[at(7)])
    outcomes = at_once(
        lambda: accept_time(session=session, starts_at=at(7), version=1, by=session.fellow),
        lambda: cancel_session(session=session, reason="", version=1, by=session.pairing.mentor),
    )
    assert outcomes == ["done", "refused"]


def test_both_saving_the_first_notes_at_once_loses_nothing():
    session = SessionFactory(held=True)
    people = [session.fellow, session.pairing.mentor]
    outcomes = at_once(
        *[
            lambda person=person: save_notes(session=session, words=f"Of {person.pk}", version=0, by=person)
            for person in people
        ]
    )
    assert outcomes == ["done", "refused"]
    assert SessionNotes.objects.count() == 1


class Beside:
    """An act in a thread of its own, begun in the middle of one's own transaction. Say `join` at its end."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.fault: Exception | None = None
        self.thread = threading.Thread(target=self._run, args=(act,))
        self.thread.start()
        while self.thread.is_alive() and not self._waits():
            time.sleep(0.02)

    def _run(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:
            self.fault = fault
        finally:
            connections.close_all()

    def _waits(self) -> bool:
        """For a lock that this connection holds."""
        with connection.cursor() as cursor:
            cursor.execute(WAITS)
            return cursor.fetchone()[0] > 0

    def join(self) -> None:
        self.thread.join()
        if self.fault:
            raise self.fault


@pytest.fixture
def learning_set():
    place = PlaceFactory()
    found = LearningSetFactory(cohort=place.cohort)
    SetMemberFactory(learning_set=found, place=place)
    return found


def end_place(place: Place) -> Place:
    """What ending a place does first: it is held until all that ends with it has."""
    found = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    found.status = "withdrawn"
    found.save()
    return found


def test_attendance_marked_while_a_member_leaves_waits_and_nobody_is_refused(learning_set, time_machine):
    time_machine.move_to(at(0, 9), tick=False)
    meeting = SetMeetingFactory(learning_set=learning_set, starts_at=at(0, 14))
    place = learning_set.memberships.get().place
    with transaction.atomic():
        found = end_place(place)
        beside = Beside(
            lambda: take_attendance(meeting=meeting, marks={place.pk: "present"}, by=learning_set.facilitator)
        )
        leave_sets(found, days_from_today(0), learning_set.facilitator)
    beside.join()
    assert SetAttendance.objects.get().presence == "present"
    assert learning_set.memberships.get().left_on


def test_who_leaves_at_the_moment_of_being_chosen_is_no_member(learning_set):
    team = AdministratorFactory(programme=learning_set.cohort.programme).person
    stays = learning_set.memberships.get().place
    leaves = PlaceFactory(cohort=learning_set.cohort)
    with transaction.atomic():
        found = end_place(leaves)
        beside = Beside(
            lambda: change_set(
                learning_set=learning_set,
                name=learning_set.name,
                facilitator=learning_set.facilitator,
                places=[stays, leaves],
                by=team,
            )
        )
        leave_sets(found, days_from_today(0), team)
    beside.join()
    assert [member.place for member in learning_set.memberships.filter(left_on=None)] == [stays]


@pytest.fixture
def ramp():
    challenge = ChallengeFactory()
    by = challenge.place.person
    return add_ramp(challenge=challenge, name="Quiet nights", idea=None, form_id=uuid.uuid4(), by=by)


def comment_on(ramp: Ramp) -> Comment:
    by = ramp.challenge.place.person
    return add_comment(on=ramp, text="What would make you stop?", by=by, form_id=uuid.uuid4())


def test_a_first_comment_on_a_ramp_being_removed_is_refused_with_a_sentence(ramp):
    with transaction.atomic():
        remove_ramp(ramp=Ramp.objects.get(), by=ramp.challenge.place.person)
        beside = Beside(lambda: comment_on(ramp))
    with pytest.raises(NotPossible, match="removed in the meantime"):
        beside.join()
    assert not Comment.objects.exists()


def test_a_ramp_that_gets_its_first_comment_at_this_moment_stays_with_a_sentence(ramp):
    with transaction.atomic():
        comment_on(ramp)
        beside = Beside(lambda: remove_ramp(ramp=ramp, by=ramp.challenge.place.person))
    with pytest.raises(NotPossible, match="comments on this ramp"):
        beside.join()
    assert Ramp.objects.get() == ramp


def test_removing_a_ramp_with_two_presses_at_once_is_no_error_of_ours(ramp):
    with transaction.atomic():
        remove_ramp(ramp=Ramp.objects.get(), by=ramp.challenge.place.person)
        beside = Beside(lambda: remove_ramp(ramp=ramp, by=ramp.challenge.place.person))
    with pytest.raises(NotPossible):
        beside.join()
