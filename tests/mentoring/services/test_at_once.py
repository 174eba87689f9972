"""Two people at the same moment, on two connections."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from fellowship.notifications.models import Message
from mentoring.models import Session, SessionNotes
from mentoring.services.session_notes import save_notes
from mentoring.services.sessions import accept_time, cancel_session
from tests.factories.sessions import SessionFactory, at
from tests.mentoring.services.test_sessions import proposed

pytestmark = pytest.mark.django_db(transaction=True)


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
