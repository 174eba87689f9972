"""Our id goes out in the header of the provider and comes back with its report, as anymail reads it."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as now
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from fellowship.notifications.own_ids import HEADERS, own_id_in
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.sending import send_due
from fellowship.notifications.views.email_events import PROVIDERS
from tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(things, sink, settings) -> Callable[[str], tuple[Message, dict[str, str]]]:
    """`sent(provider)`: a message handed over to a mail server, and the headers that it got."""

    def handed_over(provider: str) -> tuple[Message, dict[str, str]]:
        settings.EMAIL_EVENTS = provider
        settings.ANYMAIL = {"WEBHOOK_SECRET": "hook:secret"}
        things.due_on["1"] = None
        person = PlaceFactory().person
        message = put(
            person=person, kind="milestone_due", object_kind="tests.thing", object_id="1", why="Why."
        )
        send_due()
        message.refresh_from_db()
        assert message.status == MessageStatus.SENT
        return message, dict(sink.mails[0].items())

    return handed_over


def postmark(message: Message, headers: dict[str, str]) -> tuple[dict, dict]:
    """A SoftBounce, as its documentation has it. Metadata are the headers that begin so, without that."""
    given = {
        name.removeprefix("X-PM-Metadata-"): value
        for name, value in headers.items()
        if name.startswith("X-PM-Metadata-")
    }
    event = {
        "RecordType": "Bounce",
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "Type": "SoftBounce",
        "TypeCode": 4096,
        "Name": "Soft bounce",
        "Tag": "",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": given,
        "ServerID": 23,
        "Description": "Unable to temporarily deliver message (i.e. mailbox full).",
        "Details": "smtp;452 4.2.2 Over quota",
        "Email": message.address,
        "From": "balcony@example.org",
        "BouncedAt": timezone.now().isoformat(),
        "DumpAvailable": True,
        "Inactive": False,
        "CanActivate": True,
        "Subject": headers["Subject"],
    }
    return event, {}


def amazon_ses(message: Message, headers: dict[str, str]) -> tuple[dict, dict]:
    """An event of a configuration set, wrapped by SNS. SES puts its own Message-ID into the mail."""
    at = timezone.now().isoformat()
    event = {
        "eventType": "Bounce",
        "bounce": {
            "feedbackId": "0100017-feedback",
            "bounceType": "Transient",
            "bounceSubType": "MailboxFull",
            "bouncedRecipients": [
                {
                    "emailAddress": message.address,
                    "action": "failed",
                    "status": "5.2.2",
                    "diagnosticCode": "smtp; 552 5.2.2 Over quota",
                }
            ],
            "timestamp": at,
            "reportingMTA": "dsn; mta.example.org",
        },
        "mail": {
            "timestamp": at,
            "source": "balcony@example.org",
            "sendingAccountId": "123456789012",
            "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
            "destination": [message.address],
            "headersTruncated": False,
            "headers": [{"name": name, "value": value} for name, value in headers.items()],
            "commonHeaders": {"messageId": "EXAMPLE7c191be45"},
        },
    }
    wrapped = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:eu-west-2:123456789012:balcony",
        "Message": json.dumps(event),
        "Timestamp": at,
    }
    return wrapped, {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": wrapped["MessageId"]}


@pytest.mark.parametrize(("provider", "tell"), [("postmark", postmark), ("amazon-ses", amazon_ses)])
def test_mail_that_came_back_from_a_full_mailbox_is_shown_as_failed(client, sent, provider, tell):
    message, headers = sent(provider)
    event, more = tell(message, headers)
    proof = base64.b64encode(b"hook:secret").decode()

    answer = client.post(
        reverse("email_events"),
        json.dumps(event),
        content_type="application/json",
        headers={"Authorization": f"Basic {proof}", **more},
    )

    message.refresh_from_db()
    assert answer.status_code == 200
    assert message.status == MessageStatus.FAILED
    assert AddressTrouble.objects.get().soft_bounces == 1
    client.force_login(message.person)
    assert "Over quota" in client.get(message.get_absolute_url()).content.decode()


TO = {"emailAddress": "fellow@example.org"}
# How each provider hands on the value of its header: a part of its report of a bounce.
HANDED_ON: dict[str, Callable[[str], dict[str, Any]]] = {
    "amazon-ses": lambda value: {
        "eventType": "Bounce",
        "mail": {"headers": [{"name": "X-Metadata", "value": value}]},
        "bounce": {"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [TO]},
    },
    "brevo": lambda value: {"event": "soft_bounce", "X-Mailin-custom": value},
    "mailersend": lambda value: {"data": {"type": "activity.soft_bounced", "email": {"tags": [value]}}},
    "mailgun": lambda value: {"event-data": {"event": "failed", "user-variables": json.loads(value)}},
    "mailjet": lambda value: {"event": "bounce", "MessageID": 19, "Payload": value},
    "mailtrap": lambda value: {
        "event": "bounce",
        "message_id": "1",
        "timestamp": 1,
        "custom_variables": json.loads(value),
    },
    "mandrill": lambda value: {"event": "soft_bounce", "msg": {"metadata": json.loads(value)}, "ts": 1},
    "postmark": lambda value: {"RecordType": "Bounce", "Type": "SoftBounce", "Metadata": {"mail": value}},
    "sendgrid": lambda value: {
        "event": "bounce",
        "timestamp": 1,
        "smtp-id": "<theirs@example.org>",
        **json.loads(value)["unique_args"],
    },
    "sparkpost": lambda value: {
        "type": "bounce",
        "bounce_class": "22",
        "rcpt_meta": json.loads(value)["metadata"],
    },
}


@pytest.mark.parametrize("provider", sorted(HANDED_ON))
def test_each_provider_brings_our_id_back(provider, sent):
    message, headers = sent(provider)
    name, _value = HEADERS[provider]
    told = HANDED_ON[provider](headers[name])

    (event,) = as_anymail_reads(provider, told)

    assert message.message_id.startswith(f"<{own_id_in(event)}@")
    assert own_id_in(event)


def as_anymail_reads(provider: str, told: dict[str, Any]) -> list[Any]:
    view = import_string(PROVIDERS[provider])
    view = view.__new__(view)
    if provider == "amazon-ses":
        return view.esp_to_anymail_events(told, {})
    if provider == "sparkpost":
        return [view.esp_to_anymail_event("message_event", told, told)]
    return [view.esp_to_anymail_event(told)]


def test_postal_brings_our_id_back_as_a_tag(sent, rf):
    message, headers = sent("postal")
    told = {
        "timestamp": 1,
        "payload": {
            "original_message": {"id": 7, "to": message.address, "tag": headers["X-Postal-Tag"]},
            "bounce": {"id": 8},
        },
    }
    view = import_string(PROVIDERS["postal"])
    request = rf.post("/", json.dumps(told), content_type="application/json")
    (event,) = view.parse_events(view.__new__(view), request)
    assert message.message_id.startswith(f"<{own_id_in(event)}@")
    assert own_id_in(event)


def test_every_provider_has_its_header_in_one_line_of_the_mail():
    assert set(HEADERS) == set(PROVIDERS) == {*HANDED_ON, "postal"}
    for name, value in HEADERS.values():
        assert len(f"{name}: {value % ('a' * 40)}") <= 78


def test_without_a_provider_that_reports_a_mail_has_none_of_these_headers(sent):
    assert now.EMAIL_EVENTS == ""
    _message, headers = sent("")
    assert not {name for name, _value in HEADERS.values()} & set(headers)


@pytest.mark.parametrize("metadata", [None, [], "x", {"mail": 7}, {"mail": "x" * 40}, {"other": "a" * 40}])
def test_nonsense_names_no_mail(metadata):
    assert own_id_in(type("Event", (), {"metadata": metadata, "tags": [None, "", "news"]})) == ""
