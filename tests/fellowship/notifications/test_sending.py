import datetime as dt

import pytest
from django.utils import timezone

from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.outbox import put, put_ready
from fellowship.notifications.services.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
THING = "tests.thing"


def put_thing(person, thing="1", kind="milestone_due", **fields):
    return put(person=person, kind=kind, object_kind=THING, object_id=thing, why="You lead this.", **fields)


def test_send_due_hands_over_text_and_html_and_keeps_them(things, sink):
    person = UserFactory()
    things.due_on["1"] = None
    message = put_thing(person)

    assert send_due() == 1

    message.refresh_from_db()
    (mail,) = sink.mails
    assert message.status == MessageStatus.SENT
    assert mail["To"] == message.address == person.email
    assert mail["Subject"] == message.subject
    assert mail["Message-ID"] == message.message_id
    assert "You lead this." in message.text
    assert mail.get_body(("plain",)).get_content().split() == message.text.split()
    assert "Open your page</a>" in mail.get_body(("html",)).get_content()
