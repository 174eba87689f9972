"""A mail server that says no, is away, or hangs up."""

import datetime as dt

import pytest
from django.utils import timezone

from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(things) -> Message:
    things.due_on["1"] = None
    return put(person=UserFactory(), kind="pairing", object_kind="tests.thing", object_id="1", why="Why.")


def test_refused_for_good_fails_at_once_and_the_next_one_goes(things, sink, message):
    things.due_on["2"] = None
    put(person=UserFactory(), kind="pairing", object_kind="tests.thing", object_id="2", why="Why.")
    gone = message.person.email
    sink.at_recipient = lambda to: "550 No such mailbox" if to == gone else None

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED
    assert "550 No such mailbox" in message.last_error
    assert len(sink.mails) == 1


def test_refused_for_now_waits_longer_each_time_then_fails(sink, message, time_machine):
    sink.answer = lambda number, to: "451 Try later"
    now = timezone.now()
    pauses = []
    for attempt in range(1, 7):
        time_machine.move_to(now, tick=False)
        send_due()
        message.refresh_from_db()
        assert message.attempts == attempt
        if message.status == MessageStatus.WAITING:
            pauses.append((message.send_after - now) // dt.timedelta(minutes=1))
            send_due()  # too early: nothing happens
            now = message.send_after

    assert pauses == [2, 8, 32, 128, 512]
    assert message.status == MessageStatus.FAILED
    assert "451 Try later" in message.last_error
    assert sink.mails == []


def test_server_away_keeps_everything_and_sends_it_later(settings, things, message, time_machine):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 8399  # nobody listens there
    send_due()

    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.WAITING, 1)
    assert "refused" in message.last_error


def test_server_away_and_back_sends_it_once(sink, settings, message, time_machine):
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 8399
    send_due()
    settings.EMAIL_PORT = port
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=3))
    send_due()
    send_due()

    assert len(sink.mails) == 1


def test_line_broken_after_the_text_was_handed_over_is_unsure_and_not_sent_again(sink, message, time_machine):
    sink.hang_up_at = 1

    send_due()
    time_machine.move_to(timezone.now() + dt.timedelta(days=1))
    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.UNSURE
    assert sink.mails == []


def test_server_that_hangs_up_after_each_message_gets_them_all(things, sink):
    sink.hang_up_after_each = True
    for number in range(3):
        things.due_on[str(number)] = None
        put(
            person=UserFactory(),
            kind="pairing",
            object_kind="tests.thing",
            object_id=str(number),
            why="Why.",
        )
    for _minute in range(3):
        send_due()
        Message.objects.filter(status=MessageStatus.WAITING).update(send_after=timezone.now())

    assert len(sink.mails) == 3
    assert set(Message.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_address_that_cannot_be_written_fails_at_once(sink, message):
    type(message.person).objects.filter(pk=message.person_id).update(email="no address at all\n")

    send_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED
