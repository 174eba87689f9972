import base64
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from tests.factories import AdministratorFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db
OWN_ID = "c0ffee" * 6 + "2026"


@pytest.fixture
def postmark(settings):
    settings.EMAIL_EVENTS = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "hook:secret"}


def post(client, event, secret="hook:secret"):
    proof = base64.b64encode(secret.encode()).decode()
    body = event if isinstance(event, str) else json.dumps(event)
    return client.post(
        reverse("email_events"),
        body,
        content_type="application/json",
        headers={"Authorization": f"Basic {proof}"},
    )


def bounce(address: str, kind: str = "HardBounce") -> dict:
    return {
        "RecordType": "SpamComplaint" if kind == "SpamComplaint" else "Bounce",
        "Type": kind,
        "ID": 42,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"mail": OWN_ID},
        "Email": address,
        "Description": "The server was unable to deliver your message (ex: unknown user).",
        "Details": "550 5.1.1 unknown user",
        "BouncedAt": "2090-06-01T10:00:00Z",
    }


def test_hard_bounce_suppresses_the_address(client, postmark):
    person = UserFactory()

    answer = post(client, bounce(person.email))

    trouble = AddressTrouble.objects.get()
    assert answer.status_code == 200
    assert (trouble.person, trouble.reason, trouble.reported_by) == (person, "bounced", "Postmark")
    assert "unknown user" in trouble.words


@pytest.mark.parametrize(("kind", "reason"), [("SpamComplaint", "complaint"), ("SoftBounce", "")])
def test_complaint_and_soft_bounce_are_told_apart(client, postmark, kind, reason):
    post(client, bounce(UserFactory().email, kind))

    assert AddressTrouble.objects.get().reason == reason


def test_event_told_twice_counts_once(client, postmark):
    event = bounce(UserFactory().email, "SoftBounce")
    post(client, event), post(client, event)

    assert AddressTrouble.objects.get().soft_bounces == 1


def sent(person) -> Message:
    return Message.objects.create(
        person=person,
        kind="comment",
        object_kind="tests.thing",
        object_id="1",
        why="Why.",
        status=MessageStatus.SENT,
        sent_at=timezone.now(),
        message_id=f"<{OWN_ID}@example.org>",
    )


def test_mail_that_is_only_late_counts_for_nothing_however_often_it_is_told(client, postmark):
    message = sent(UserFactory())

    for number in range(6):
        post(client, bounce(message.person.email, "Transient") | {"ID": number})

    message.refresh_from_db()
    assert not AddressTrouble.objects.exists()
    assert message.status == MessageStatus.SENT


@pytest.mark.parametrize("kind", ["HardBounce", "SoftBounce", "Blocked", "SMTPApiError"])
def test_mail_that_came_back_for_whatever_reason_is_shown_as_failed(client, postmark, kind):
    message = sent(PlaceFactory().person)

    post(client, bounce(message.person.email, kind))

    message.refresh_from_db()
    assert message.status == MessageStatus.FAILED
    client.force_login(message.person)
    assert "550 5.1.1 unknown user" in client.get(message.get_absolute_url()).content.decode()


def test_complaint_leaves_the_message_sent_since_it_arrived(client, postmark):
    message = sent(UserFactory())

    post(client, bounce(message.person.email, "SpamComplaint"))

    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_without_the_secret_nothing_is_believed(client, postmark):
    answer = post(client, bounce(UserFactory().email), secret="hook:guess")

    assert answer.status_code == 400
    assert not AddressTrouble.objects.exists()


def test_nonsense_is_refused(client, postmark):
    assert post(client, "no JSON \x00").status_code == 400


def test_unless_switched_on_there_is_no_such_address(client):
    assert post(client, bounce(UserFactory().email)).status_code == 404
    assert not AddressTrouble.objects.exists()


def test_administrator_sees_and_lifts_what_concerns_her_programme(client, postmark):
    place = PlaceFactory()
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    post(client, bounce(place.person.email))
    trouble = AddressTrouble.objects.get()
    works = reverse("address_works", args=[trouble.pk])
    client.force_login(AdministratorFactory().person)
    assert client.post(works).status_code == 404

    client.force_login(administrator)
    assert place.person.email in client.get(reverse("messages")).content.decode()
    assert "Takes no mail" in client.get(reverse("person", args=[place.person_id])).content.decode()
    assert client.post(works, {"person": "1"})["Location"] == place.person.get_absolute_url()

    trouble.refresh_from_db()
    assert trouble.suppressed_at is None
    assert "Takes no mail" not in client.get(reverse("person", args=[place.person_id])).content.decode()


def test_fellow_sees_no_addresses_of_others(client, postmark):
    place = PlaceFactory()
    post(client, bounce(place.person.email))
    client.force_login(place.person)

    assert client.post(reverse("address_works", args=[AddressTrouble.objects.get().pk])).status_code == 404
    assert "Addresses that take no mail" not in client.get(reverse("messages")).content.decode()
