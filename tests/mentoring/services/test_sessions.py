"""A session from the first proposal to what became of it."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenges.services.stale import Stale
from fellowship.cohorts.services.pairings import end_pairing
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from mentoring.models import Session
from mentoring.services.sessions import (
    accept_time,
    cancel_session,
    change_place,
    keep_time,
    propose_session,
    propose_times,
    settle_session,
)
from mentoring.workflow import SessionStatus
from tests.factories import UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import SessionFactory, at, pairing_of

pytestmark = pytest.mark.django_db


def proposed(by="mentor", times=None, **facts) -> Session:
    pairing = facts.pop("pairing", None) or pairing_of()
    person = pairing.mentor if by == "mentor" else pairing.place.person
    words = {"minutes": 60, "place": "", "form_id": uuid.uuid4(), **facts}
    return propose_session(pairing=pairing, times=times or [at(7), at(8)], by=person, **words)


def agreed(**facts) -> Session:
    session = proposed(**facts)
    first = session.times.first().starts_at
    return accept_time(session=session, starts_at=first, version=session.version, by=session.fellow)


def kinds_to(person) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_the_other_person_accepts_one_of_the_times():
    session = proposed()
    accepted = accept_time(session=session, starts_at=at(8), version=1, by=session.fellow)
    assert (accepted.status, accepted.starts_at, accepted.sequence) == ("agreed", at(8), 0)
    assert not accepted.times.exists()


def test_who_proposed_cannot_accept():
    session = proposed()
    with pytest.raises(NotPossible):
        accept_time(session=session, starts_at=at(8), version=1, by=session.pairing.mentor)


def test_a_time_that_was_not_proposed_is_refused():
    session = proposed()
    with pytest.raises(NotPossible):
        accept_time(session=session, starts_at=at(9), version=1, by=session.fellow)


def test_accepting_twice_is_no_error_and_invites_once():
    session = proposed()
    for _press in range(2):
        accept_time(session=session, starts_at=at(8), version=1, by=session.fellow)
    assert kinds_to(session.pairing.mentor) == ["session_agreed"]


def test_the_same_form_makes_one_session():
    pairing, form_id = pairing_of(), uuid.uuid4()
    first, second = (proposed(pairing=pairing, form_id=form_id) for _press in range(2))
    assert first == second
    assert kinds_to(pairing.place.person) == ["session"]


def test_an_accepted_move_raises_the_sequence_and_a_proposal_alone_does_not():
    session = agreed()
    moving = propose_times(
        session=session, times=[at(9)], minutes=60, version=session.version, by=session.fellow
    )
    assert (moving.status, moving.starts_at, moving.sequence) == ("moving", at(7), 0)
    moved = accept_time(session=moving, starts_at=at(9), version=moving.version, by=session.pairing.mentor)
    assert (moved.status, moved.starts_at, moved.sequence) == ("agreed", at(9), 1)


def test_a_move_can_change_the_length_and_what_is_agreed_keeps_its_own_until_then():
    session = agreed()
    moving = propose_times(
        session=session, times=[at(7)], minutes=90, version=session.version, by=session.fellow
    )
    assert (moving.minutes, moving.times.get().lasts) == (60, 90)
    moved = accept_time(session=moving, starts_at=at(7), version=moving.version, by=session.pairing.mentor)
    assert (moved.minutes, moved.sequence, moved.ends_at) == (90, 1, at(7) + dt.timedelta(minutes=90))
    assert moved.changes.first().minutes == 90


@pytest.mark.parametrize("make", [proposed, agreed])
def test_what_stands_already_is_not_proposed_again(make):
    session = make(times=[at(7)])
    with pytest.raises(NotPossible, match="stands already"):
        propose_times(session=session, times=[at(7)], minutes=60, version=session.version, by=session.fellow)


def test_another_length_before_anything_is_agreed_is_that_of_the_session():
    session = proposed()
    other = propose_times(session=session, times=[at(9)], minutes=30, version=1, by=session.fellow)
    assert (other.minutes, other.times.get().lasts) == (30, 30)


def test_a_time_proposed_without_a_length_lasts_as_long_as_the_session():
    session = SessionFactory(status="moving", starts_at=at(7), minutes=45)
    session.times.create(starts_at=at(9))
    moved = accept_time(session=session, starts_at=at(9), version=1, by=session.fellow)
    assert (moved.minutes, moved.changes.first().minutes) == (45, None)


def test_keeping_the_agreed_time_forgets_what_was_proposed_instead():
    session = agreed()
    moving = propose_times(
        session=session, times=[at(9)], minutes=60, version=session.version, by=session.fellow
    )
    kept = keep_time(session=moving, version=moving.version, by=session.fellow)
    assert (kept.status, kept.starts_at, kept.times.count()) == ("agreed", at(7), 0)


def test_a_new_place_raises_the_sequence_of_an_agreed_session_only():
    session = proposed()
    session = change_place(session=session, place="Room 2", version=1, by=session.fellow)
    assert session.sequence == 0
    session = accept_time(session=session, starts_at=at(7), version=session.version, by=session.fellow)
    session = change_place(session=session, place="Room 3", version=session.version, by=session.fellow)
    assert session.sequence == 1


def test_cancelling_tells_calendars_only_of_what_they_knew():
    session = proposed()
    cancel_session(session=session, reason="", version=1, by=session.pairing.mentor)
    assert kinds_to(session.fellow) == ["session", "session"]
    session = agreed()
    cancelled = cancel_session(
        session=session, reason="Ill", version=session.version, by=session.pairing.mentor
    )
    assert (cancelled.status, cancelled.sequence) == ("cancelled", 1)
    assert kinds_to(session.fellow) == ["session", "session_agreed", "session_agreed"]


def test_a_form_shown_before_the_other_moved_it_is_stale():
    session = agreed()
    propose_times(session=session, times=[at(9)], minutes=60, version=session.version, by=session.fellow)
    with pytest.raises(Stale):
        cancel_session(session=session, reason="", version=session.version, by=session.pairing.mentor)


def test_held_is_said_once_its_time_has_come_and_can_be_put_right():
    session = agreed()
    with pytest.raises(NotPossible):
        settle_session(session=session, act="held", by=session.fellow)
    with time_machine.travel(at(7) + dt.timedelta(hours=2), tick=False):
        held = settle_session(session=session, act="held", by=session.fellow)
        assert held.status == SessionStatus.HELD
        assert settle_session(session=session, act="not_held", by=held.pairing.mentor).status == "not_held"


def test_a_time_in_the_past_and_a_fourth_time_are_refused():
    with pytest.raises(NotPossible):
        proposed(times=[timezone.now() - dt.timedelta(minutes=1)])
    with pytest.raises(NotPossible):
        proposed(times=[at(days) for days in (5, 6, 7, 8)])


def test_a_proposal_within_two_days_goes_at_once_whatever_is_preferred():
    session = proposed(times=[timezone.now() + dt.timedelta(hours=30), at(9)])
    assert kinds_to(session.fellow) == ["session_soon"]


def test_somebody_else_and_who_has_left_cannot_propose():
    pairing = pairing_of()
    for person in (UserFactory(), pairing_of().mentor):
        with pytest.raises(PermissionDenied):
            propose_session(
                pairing=pairing, times=[at(7)], minutes=60, place="", form_id=uuid.uuid4(), by=person
            )
    ended = pairing_of(starts_on=days_from_today(-30), ends_on=days_from_today(-2))
    with pytest.raises(PermissionDenied):
        proposed(pairing=ended)


def test_who_sees_a_session():
    session = SessionFactory(held=True)
    place = session.pairing.place
    other_mentor = pairing_of(place.challenge, kind="second").mentor
    seen = [session.fellow, session.pairing.mentor]
    assert all(Session.objects.visible_to(person).count() == 1 for person in seen)
    assert not any(Session.objects.visible_to(person).exists() for person in (other_mentor, UserFactory()))


def test_a_former_mentor_reads_it_in_the_days_of_grace_and_not_after():
    grace = SessionFactory(
        held=True, pairing=pairing_of(starts_on=days_from_today(-60), ends_on=days_from_today(-3))
    )
    after = SessionFactory(
        held=True, pairing=pairing_of(starts_on=days_from_today(-60), ends_on=days_from_today(-40))
    )
    assert Session.objects.visible_to(grace.pairing.mentor).exists()
    assert not Session.objects.visible_to(after.pairing.mentor).exists()


def test_two_people_accepting_different_times_at_once_end_with_one():
    session = proposed(times=[at(7), at(8)])
    accept_time(session=session, starts_at=at(7), version=1, by=session.fellow)
    with pytest.raises(PermissionDenied):
        accept_time(session=session, starts_at=at(8), version=1, by=session.fellow)
    session.refresh_from_db()
    assert session.starts_at == at(7)


def test_what_is_arranged_for_after_the_pairing_is_called_off_and_calendars_are_told():
    team, pairing = UserFactory(), pairing_of()
    within, late = agreed(pairing=pairing, times=[at(2)]), agreed(pairing=pairing, times=[at(9)])
    moving = agreed(pairing=pairing, times=[at(3)])
    propose_times(session=moving, times=[at(9)], minutes=60, version=moving.version, by=moving.fellow)
    early_or_late, only_late = proposed(pairing=pairing, times=[at(4), at(9)]), proposed(pairing=pairing)
    held = SessionFactory(pairing=pairing, held=True)
    Message.objects.all().delete()

    end_pairing(by=team, pairing=pairing, on=days_from_today(5), reason="A new post")

    for session in (within, late, moving, early_or_late, only_late, held):
        session.refresh_from_db()
    assert [within.status, moving.status, held.status] == ["agreed", "agreed", "held"]
    assert [late.status, only_late.status] == ["cancelled", "cancelled"]
    assert list(early_or_late.times.values_list("starts_at", flat=True)) == [at(4)]
    assert late.sequence == 1
    assert "The pairing ends on" in late.changes.first().reason
    for person in (pairing.mentor, pairing.place.person):
        assert kinds_to(person) == ["session_agreed"]
