import datetime as dt

import pytest
from django.utils import timezone

from fellowship.notifications.models import AddressTrouble, Message, MessageStatus, Preference
from fellowship.notifications.services import bounces
from fellowship.notifications.services.bounces import (
    bounced_people,
    came_back,
    complaint,
    hard_bounce,
    lift,
    soft_bounce,
)
from fellowship.notifications.services.mail_server import is_about_the_address
from fellowship.notifications.services.outbox import put, put_ready
from fellowship.notifications.services.sending import send_due
from fellowship.people.models import AuditEvent, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(email="Gone.Away@example.org")


def put_thing(things, person, thing="1", kind="milestone_due") -> Message:
    things.due_on[thing] = None
    return put(person=person, kind=kind, object_kind="tests.thing", object_id=thing, why="Why.")


def bounced(person, **fields) -> AddressTrouble | None:
    return hard_bounce(address=person.email, words="550 5.1.1 No such user", reported_by="Postmark", **fields)


def test_refused_recipient_stops_all_further_mail_to_the_address(things, sink, person):
    sink.at_recipient = lambda address: "550 5.1.1 No such user here"
    first = put_thing(things, person, "1")
    send_due()
    sink.at_recipient = lambda address: None
    second = put_thing(things, person, "2")

    send_due()

    first.refresh_from_db()
    second.refresh_from_db()
    trouble = AddressTrouble.objects.get()
    assert sink.mails == []
    assert (first.status, second.status) == (MessageStatus.FAILED, MessageStatus.FAILED)
    assert "Nothing is sent to this address since" in second.last_error
    assert second.subject == "Your summary for 1 March 2026: Thing 2" or "Thing 2" in second.subject
    assert (trouble.address, trouble.person, trouble.reason) == (person.email.lower(), person, "bounced")


@pytest.mark.parametrize(
    ("code", "words", "about"),
    [
        (550, "550 5.1.1 User unknown", True),
        (550, "550 no such mailbox", True),
        (553, "553 mailbox name not allowed", True),
        (550, "550 5.7.1 Message refused as spam", False),
        (552, "552 5.2.2 Mailbox full", False),
        (550, "550 5.2.1 Mailbox disabled", True),
        (554, "554 Transaction failed", False),
    ],
)
def test_only_refusals_about_the_address_count(code, words, about):
    assert is_about_the_address(code, words) is about


def test_refused_text_stops_nothing_but_this_message(things, sink, person):
    sink.answer = lambda number, address: "554 5.7.1 Looks like spam"
    put_thing(things, person)

    send_due()

    assert not AddressTrouble.objects.exists()


def test_bounce_told_twice_or_late_counts_once(person):
    at = timezone.now()
    trouble = bounced(person, event_id="e1", at=at)
    assert bounced(person, event_id="e1", at=at) is None
    lift(trouble=trouble, by=UserFactory())

    assert bounced(person, event_id="e0", at=at - dt.timedelta(days=1)) is None
    trouble.refresh_from_db()
    assert trouble.suppressed_at is None


def sent_thing(things, person, thing="1") -> Message:
    message = put_thing(things, person, thing)
    send_due()
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    return message


def test_mail_that_came_back_is_failed_and_goes_again_only_by_hand(things, sink, person):
    message, other = sent_thing(things, person), sent_thing(things, person, "2")

    came_back(message_id=message.message_id.strip("<>"), address=person.email, words="552 Mailbox full")
    send_due()

    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.status, message.last_error) == (MessageStatus.FAILED, "552 Mailbox full")
    assert other.status == MessageStatus.SENT
    assert len(sink.mails) == 2


def test_news_from_before_a_message_was_tried_again_says_nothing_about_now(things, sink, person):
    message = sent_thing(things, person)
    before = timezone.now() - dt.timedelta(hours=1)

    came_back(message_id=message.message_id, address=person.email, words="Mailbox full", at=before)

    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_fifth_soft_bounce_in_a_row_suppresses(person):
    for number in range(4):
        soft_bounce(address=person.email, words="Mailbox full", reported_by="SES", event_id=str(number))
    assert not AddressTrouble.objects.suppressed().exists()
    bounces.delivered(address=person.email)
    for number in range(4, 9):
        assert not AddressTrouble.objects.suppressed().exists()
        soft_bounce(address=person.email, words="Mailbox full", reported_by="SES", event_id=str(number))

    assert AddressTrouble.objects.get().reason == "never_taken"


def never_taken(person) -> AddressTrouble | None:
    at = timezone.now() - dt.timedelta(minutes=1)
    for number in range(5):
        trouble = soft_bounce(
            address=person.email, words="Mailbox full", reported_by="SES", event_id=str(number), at=at
        )
    return trouble


def test_mail_that_arrives_lifts_what_was_counted_and_sends_what_was_kept_back(things, sink, person):
    came = sent_thing(things, person)
    came_back(message_id=came.message_id, address=person.email, words="Mailbox full")
    trouble = never_taken(person)
    kept_back = put_thing(things, person, "2")
    send_due()
    kept_back.refresh_from_db()
    assert (trouble.reason, kept_back.status) == ("never_taken", MessageStatus.FAILED)

    bounces.delivered(address=person.email)
    send_due()

    for row in (trouble, came, kept_back):
        row.refresh_from_db()
    assert (trouble.suppressed_at, trouble.reason, trouble.soft_bounces) == (None, "", 0)
    assert (came.status, kept_back.status) == (MessageStatus.FAILED, MessageStatus.SENT)
    assert AuditEvent.objects.get(act="address works again").by is None


def test_news_of_an_earlier_delivery_lifts_nothing(person):
    trouble = never_taken(person)

    bounces.delivered(address=person.email, at=trouble.last_event_at - dt.timedelta(hours=1))

    assert AddressTrouble.objects.get().reason == "never_taken"


@pytest.mark.parametrize(
    "stop", [bounced, lambda who: complaint(address=who.email, words="", reported_by="x")]
)
def test_delivery_lifts_no_other_suppression(person, stop):
    stop(person)

    bounces.delivered(address=person.email)

    assert AddressTrouble.objects.suppressed().exists()


def test_complaint_switches_its_kind_off_and_keeps_back_what_is_not_essential(things, sink, person):
    message = put_thing(things, person)
    send_due()
    message.refresh_from_db()
    sink.mails.clear()

    complaint(address=person.email, words="", reported_by="SES", message_id=message.message_id)
    other = put_thing(things, person, "2", kind="pairing")
    put_ready(person=person, kind="account", subject="New password", text="x", html="", why="You asked.")
    send_due()

    other.refresh_from_db()
    assert set(Preference.objects.values_list("kind", "delivery")) == {("milestone_due", "off")}
    assert other.status == MessageStatus.FAILED
    assert [mail["Subject"] for mail in sink.mails] == ["New password"]


def test_complaint_about_an_unknown_mail_switches_off_all_that_can_be(person):
    complaint(address=person.email, words="", reported_by="SES")

    kinds = set(Preference.objects.values_list("kind", flat=True))
    assert {"milestone_due", "digest", "comment"} <= kinds
    assert not {"account", "invitation"} & kinds


def test_event_about_nobody_is_ignored():
    assert hard_bounce(address="nobody@example.org", words="x", reported_by="SES") is None
    assert not AddressTrouble.objects.exists()


def test_lifting_is_audited_and_tries_again_what_failed(things, sink, person):
    by = UserFactory()
    trouble = bounced(person)
    put_thing(things, person)
    send_due()

    lift(trouble=trouble, by=by)
    send_due()

    assert len(sink.mails) == 1
    event = AuditEvent.objects.get(act="address works again")
    assert (event.by, event.detail["reason"]) == (by, "bounced")


def test_bounced_people_are_those_whose_present_address_takes_nothing(person):
    fine = UserFactory()
    bounced(person)
    assert list(bounced_people(User.objects.all())) == [person]

    person.email = "new@example.org"
    person.save()

    assert not bounced_people(User.objects.filter(pk__in=[person.pk, fine.pk])).exists()
