"""What each provider's words come to, as anymail itself puts them."""

import pytest
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView

from fellowship.notifications.mail_events import heard
from fellowship.notifications.models import AddressTrouble
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "amina@example.org"


def from_ses(kind: str):
    told = {
        "eventType": "Bounce",
        "mail": {"messageId": "1", "destination": [ADDRESS]},
        "bounce": {
            "bounceType": kind,
            "bounceSubType": "MailboxFull",
            "bouncedRecipients": [{"emailAddress": ADDRESS}],
            "timestamp": "2026-06-01T10:00:00Z",
        },
    }
    view = AmazonSESTrackingWebhookView.__new__(AmazonSESTrackingWebhookView)
    return "Amazon SES", view.esp_to_anymail_events(told, {"MessageId": "2"})[0]


def from_brevo(kind: str):
    view = BrevoTrackingWebhookView.__new__(BrevoTrackingWebhookView)
    return "Brevo", view.esp_to_anymail_event({"event": kind, "email": ADDRESS, "tags": []})


def from_mailersend(kind: str):
    view = MailerSendTrackingWebhookView.__new__(MailerSendTrackingWebhookView)
    data = {
        "type": kind,
        "email": {"recipient": {"email": ADDRESS}},
        "morph": {"object": "recipient_bounce", "reason": "Full"},
    }
    return "MailerSend", view.esp_to_anymail_event({"data": data})


def from_mailjet(is_hard: bool):
    view = MailjetTrackingWebhookView.__new__(MailjetTrackingWebhookView)
    told = {"event": "bounce", "email": ADDRESS, "hard_bounce": is_hard, "error": "quota exceeded"}
    return "Mailjet", view.esp_to_anymail_event(told)


def from_sparkpost(bounce_class: str):
    view = SparkPostTrackingWebhookView.__new__(SparkPostTrackingWebhookView)
    told = {"type": "bounce", "bounce_class": bounce_class, "raw_rcpt_to": ADDRESS}
    wrapped = {"msys": {"message_event": told}}
    return "SparkPost", view.esp_to_anymail_event("message_event", told, wrapped)


@pytest.mark.parametrize(
    ("provider", "kind", "reason"),
    [
        (from_ses, "Permanent", "bounced"),
        (from_ses, "Transient", ""),
        (from_ses, "Undetermined", ""),
        (from_brevo, "hard_bounce", "bounced"),
        (from_brevo, "soft_bounce", ""),
        (from_mailersend, "hard_bounced", "bounced"),
        (from_mailersend, "soft_bounced", ""),
        (from_mailjet, True, "bounced"),
        (from_mailjet, False, ""),
        (from_sparkpost, "30", "bounced"),
        (from_sparkpost, "22", ""),
    ],
)
def test_full_mailbox_is_told_apart_from_one_that_does_not_exist(provider, kind, reason):
    person = UserFactory(email=ADDRESS)
    name, event = provider(kind)

    heard(event, name)

    trouble = AddressTrouble.objects.get()
    assert (trouble.person, trouble.reason) == (person, reason)
    assert trouble.soft_bounces == (0 if reason else 1)
