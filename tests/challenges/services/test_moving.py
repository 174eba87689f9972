import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

from challenges.models import MilestoneChange
from challenges.services.moving import move_milestones, put_back
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.moving import Moved
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, ChallengeFactory, MilestoneFactory, PairingFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2027, 3, 1), dt.date(2027, 3, 29)


@pytest.fixture
def challenge():
    return ChallengeFactory()


@pytest.fixture
def administrator(challenge):
    return AdministratorFactory(programme=challenge.place.cohort.programme).person


def milestones_of(challenge, number, **words):
    return MilestoneFactory.create_batch(number, challenge=challenge, due_on=BEFORE, **words)


def test_moved_milestones_have_the_history_of_a_single_move(challenge, administrator):
    first, second = milestones_of(challenge, 2)

    moved = move_milestones(moves={second.pk: AFTER, first.pk: AFTER}, reason="Later.", by=administrator)

    assert moved == [Moved(first.pk, BEFORE, AFTER), Moved(second.pk, BEFORE, AFTER)]
    first.refresh_from_db()
    assert (first.due_on, first.version) == (AFTER, 2)
    change = MilestoneChange.objects.get(milestone=first)
    assert (change.act, change.due_before, change.due_after) == ("move", BEFORE, AFTER)
    assert (change.status_before, change.status_after) == ("planned", "planned")
    assert (change.by, change.reason) == (administrator, "Later.")
    event = AuditEvent.objects.get(object_kind="challenges.milestone", object_id=str(first.pk))
    assert (event.act, event.by) == ("move", administrator)
    assert event.detail == {"status": "planned", "due_on": "2027-03-29"}


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        (MilestoneStatus.PLANNED, True),
        (MilestoneStatus.IN_PROGRESS, True),
        (MilestoneStatus.CHANGES_ASKED, True),
        (MilestoneStatus.DROPPED, False),
    ],
)
def test_only_what_is_with_the_fellow_moves(challenge, administrator, status, moves):
    (milestone,) = milestones_of(challenge, 1, status=status)
    moved = move_milestones(moves={milestone.pk: AFTER}, reason="Later.", by=administrator)
    assert bool(moved) is moves


def test_sent_and_signed_off_milestones_stay(challenge, administrator):
    now = AFTER
    sent, signed = milestones_of(challenge, 2)
    type(sent).objects.filter(pk=sent.pk).update(status="sent", sent_at=f"{now} 12:00Z")
    type(sent).objects.filter(pk=signed.pk).update(status="signed_off", signed_off_at=f"{now} 12:00Z")
    moves = {sent.pk: AFTER, signed.pk: AFTER}
    assert move_milestones(moves=moves, reason="Later.", by=administrator) == []
    assert not MilestoneChange.objects.exists()


def test_milestone_that_is_there_already_leaves_no_history(challenge, administrator):
    (milestone,) = milestones_of(challenge, 1)
    assert move_milestones(moves={milestone.pk: BEFORE}, reason="Later.", by=administrator) == []
    assert not MilestoneChange.objects.exists()


def test_put_back_leaves_what_somebody_moved_on(challenge, administrator):
    first, second = milestones_of(challenge, 2)
    moved = move_milestones(moves={first.pk: AFTER, second.pk: AFTER}, reason="Later.", by=administrator)
    move_milestones(moves={second.pk: dt.date(2027, 4, 5)}, reason="Once more.", by=administrator)

    back = put_back(moved=moved, reason="Undone.", by=administrator)

    assert back == [Moved(first.pk, AFTER, BEFORE)]
    second.refresh_from_db()
    assert second.due_on == dt.date(2027, 4, 5)


def test_system_may_move_and_nobody_is_named(challenge):
    (milestone,) = milestones_of(challenge, 1)
    move_milestones(moves={milestone.pk: AFTER}, reason="Later.", by=None)
    assert MilestoneChange.objects.get().by is None


@pytest.mark.parametrize("who", ["fellow", "mentor", "administrator of another programme"])
def test_nobody_else_moves_many(challenge, who):
    (milestone,) = milestones_of(challenge, 1)
    by = {
        "fellow": lambda: challenge.place.person,
        "mentor": lambda: PairingFactory(place=challenge.place, starts_on=days_from_today(-9)).mentor,
        "administrator of another programme": lambda: AdministratorFactory().person,
    }[who]()
    with pytest.raises(PermissionDenied):
        move_milestones(moves={milestone.pk: AFTER}, reason="Later.", by=by)


def test_as_many_statements_for_three_hundred_as_for_three(
    challenge, administrator, django_assert_max_num_queries
):
    for number in (3, 300):
        moves = {milestone.pk: AFTER for milestone in milestones_of(challenge, number)}
        with django_assert_max_num_queries(6):
            assert len(move_milestones(moves=moves, reason="Later.", by=administrator)) == number


@pytest.mark.django_db(transaction=True)
def test_two_at_once_move_one_after_the_other(challenge, administrator):
    milestones = milestones_of(challenge, 20)
    together = threading.Barrier(2)

    def move(day):
        together.wait()
        with transaction.atomic():
            keys = [one.pk for one in milestones][:: -1 if day == AFTER else 1]
            move_milestones(moves=dict.fromkeys(keys, day), reason="Later.", by=administrator)
        connections.close_all()

    other = dt.date(2027, 6, 1)
    threads = [threading.Thread(target=move, args=[day]) for day in (AFTER, other)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    days = set(type(milestones[0]).objects.values_list("due_on", "version"))
    assert days in ({(AFTER, 3)}, {(other, 3)})
    assert MilestoneChange.objects.count() == 40
