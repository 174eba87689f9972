"""Deliveries and receivers, good and bad; a worker that dies."""

import base64
import datetime as dt
import hashlib
import hmac
import json

import pytest
import time_machine
from django.utils import timezone

from fellowship.api.emails import webhook_letters
from fellowship.api.models import Delivery, DeliveryStatus
from fellowship.api.services import sending
from fellowship.api.services.sending import PAUSED_AFTER_FAILURES, WAITS, send_due
from fellowship.api.services.signing import secret_of
from fellowship.api.services.webhooks import pause_webhook, renew_secret, send_test, start_webhook, try_again
from fellowship.api.tasks import send_webhooks
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent
from fellowship.people.services import audit
from tests.factories import AdministratorFactory, PlaceFactory
from tests.factories.api import WebhookFactory

pytestmark = pytest.mark.django_db

BODY = {
    "type": "place.paused",
    "timestamp": "2026-11-23T09:00:00+00:00",
    "data": {"link": "https://x.example.org/"},
}


@pytest.fixture
def webhook(receiver):
    return WebhookFactory(address=receiver.address)


def delivery_to(webhook, **more) -> Delivery:
    return Delivery.objects.create(**{"webhook": webhook, "kind": "place.paused", "body": BODY, **more})


def state_of(delivery: Delivery) -> tuple[str, int]:
    delivery.refresh_from_db()
    return delivery.status, delivery.attempts


def signature_is_right(webhook, got) -> bool:
    """As the documentation tells receivers to check it."""
    key = base64.b64decode(secret_of(webhook).removeprefix("whsec_"))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(expected, got.headers["webhook-signature"])


def test_a_delivery_arrives_signed(receiver, webhook):
    delivery = delivery_to(webhook)

    assert send_due() == 1

    (got,) = receiver.got
    assert json.loads(got.body) == BODY
    assert got.headers["webhook-id"] == str(delivery.number)
    assert got.headers["content-type"] == "application/json"
    assert abs(int(got.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 120
    assert signature_is_right(webhook, got)
    assert state_of(delivery) == (DeliveryStatus.SENT, 1)
    assert send_due() == 0


def test_a_renewed_secret_signs_from_then_on(receiver, webhook):
    before = secret_of(webhook)
    webhook = renew_secret(webhook=webhook, by=webhook.made_by)
    delivery_to(webhook)
    send_due()

    assert secret_of(webhook) != before
    assert signature_is_right(webhook, receiver.got[0])


def test_teams_gets_a_card_with_a_sentence_and_a_link(receiver, webhook):
    webhook.style = "teams"
    webhook.save()
    delivery_to(webhook)
    send_due()

    body = json.loads(receiver.got[0].body)
    card = body["attachments"][0]["content"]
    assert body["type"] == "message"
    assert card["type"] == "AdaptiveCard"
    assert card["body"][0]["text"] == "A fellowship was paused."
    assert card["actions"][0]["url"] == "https://x.example.org/"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_was_refused_waits_and_says_why(receiver, webhook, status):
    receiver.status = status
    delivery = delivery_to(webhook)

    send_due()

    assert state_of(delivery) == (DeliveryStatus.WAITING, 1)
    assert str(status) in delivery.answer
    assert delivery.next_at > timezone.now()
    assert send_due() == 0


def test_attempts_end_after_a_day_and_can_be_made_again(receiver, webhook):
    receiver.status = 500
    delivery = delivery_to(webhook)
    began = now = timezone.now()
    for wait in [*WAITS, dt.timedelta(0)]:
        with time_machine.travel(now, tick=False):
            assert send_due() == 1
            assert send_due() == 0
        now += wait

    assert state_of(delivery) == (DeliveryStatus.FAILED, len(WAITS) + 1)
    assert dt.timedelta(hours=20) < now - began <= dt.timedelta(days=1)
    numbers = {got.headers["webhook-id"] for got in receiver.got}
    assert numbers == {str(delivery.number)}

    receiver.status = 200
    try_again(delivery=delivery, by=webhook.made_by)
    send_due()
    assert state_of(delivery) == (DeliveryStatus.SENT, 1)


def test_a_private_address_gets_nothing(receiver, webhook, settings, names_point_to):
    settings.WEBHOOK_HOSTS = []
    names_point_to("127.0.0.1")
    webhook.address = "https://hooks.example.org/"
    webhook.save()
    delivery = delivery_to(webhook)

    send_due()

    assert state_of(delivery)[0] == DeliveryStatus.WAITING
    assert "not on the public internet" in delivery.answer
    assert not receiver.got


def test_a_dead_receiver_holds_up_nobody_else(receiver, webhook):
    dead = WebhookFactory(address="https://nowhere.example.org/")
    for _number in range(5):
        delivery_to(dead)
    delivery = delivery_to(webhook)

    assert send_due() == 2
    assert state_of(delivery)[0] == DeliveryStatus.SENT


def test_a_worker_that_dies_after_sending_sends_again_with_the_same_number(receiver, webhook, monkeypatch):
    delivery = delivery_to(webhook)

    def die(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_sent", die)
        with pytest.raises(KeyboardInterrupt):
            send_due()
    assert state_of(delivery) == (DeliveryStatus.SENDING, 1)
    assert send_due() == 0

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=False):
        assert send_due() == 1

    assert state_of(delivery) == (DeliveryStatus.SENT, 2)
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_a_delivery_that_kills_its_worker_is_given_up(webhook):
    delivery = delivery_to(
        webhook,
        status=DeliveryStatus.SENDING,
        attempts=len(WAITS) + 1,
        claimed_at=timezone.now() - dt.timedelta(hours=1),
    )

    assert send_due() == 0
    assert state_of(delivery)[0] == DeliveryStatus.FAILED


def test_a_fault_of_ours_counts_as_a_failed_attempt(receiver, webhook, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("broken")

    monkeypatch.setattr(sending, "post", broken)
    delivery = delivery_to(webhook)

    assert send_due() == 1
    assert state_of(delivery) == (DeliveryStatus.WAITING, 1)


def test_twenty_failures_in_a_row_pause_it_and_tell_the_administrators(receiver, webhook):
    receiver.status = 500
    administrators = {AdministratorFactory(programme=webhook.programme).person for _number in range(2)}
    for number in range(PAUSED_AFTER_FAILURES):
        delivery_to(webhook)
        assert send_due() == 1, number

    webhook.refresh_from_db()
    assert webhook.paused_at
    assert webhook.paused_by is None
    delivery_to(webhook)
    assert send_due() == 0
    messages = Message.objects.filter(kind="machines")
    assert {message.person for message in messages} == administrators
    assert len(webhook_letters(list(messages))) == 2
    assert AuditEvent.objects.filter(act="webhook paused", by=None).count() == 1

    start_webhook(webhook=webhook, by=administrators.pop())
    assert not webhook_letters(list(messages))
    receiver.status = 200
    assert send_due() == PAUSED_AFTER_FAILURES + 1
    webhook.refresh_from_db()
    assert webhook.failures_in_a_row == 0


def test_a_success_between_failures_begins_the_count_again(receiver, webhook):
    for status in [500] * 19 + [200] + [500] * 19:
        receiver.status = status
        delivery_to(webhook)
        send_due()

    webhook.refresh_from_db()
    assert webhook.paused_at is None
    assert webhook.failures_in_a_row == 19


def test_a_paused_webhook_sends_tests_only(receiver, webhook):
    webhook = pause_webhook(webhook=webhook, by=webhook.made_by)
    waiting, test = delivery_to(webhook), send_test(webhook=webhook, by=webhook.made_by)

    assert send_due() == 1
    assert state_of(test)[0] == DeliveryStatus.SENT
    assert state_of(waiting)[0] == DeliveryStatus.WAITING


def test_a_failed_test_is_not_tried_again_by_itself(receiver, webhook):
    receiver.status = 404
    test = send_test(webhook=webhook, by=webhook.made_by)
    send_due()

    assert state_of(test)[0] == DeliveryStatus.FAILED
    assert "404" in test.answer


def test_a_change_goes_all_the_way(receiver, webhook):
    place = PlaceFactory(cohort__programme=webhook.programme)
    audit.record("place paused", place, by=None, reason="Illness")

    send_webhooks()
    send_webhooks()

    (got,) = receiver.got
    body = json.loads(got.body)
    assert body["type"] == "place.paused"
    assert body["data"]["after"] == {"status": "paused"}
    assert "Illness" not in got.body.decode()
