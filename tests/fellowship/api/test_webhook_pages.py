import uuid

import pytest
from django.urls import reverse

from fellowship.api.models import Delivery, DeliveryStatus, Webhook
from fellowship.api.services.signing import secret_of
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory
from tests.factories.api import WebhookFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    return AdministratorFactory()


@pytest.fixture
def signed_in(client, role):
    client.force_login(role.person)
    return client


@pytest.fixture
def webhook(role):
    return WebhookFactory(
        programme=role.programme, address="https://hooks.example.org/in?sig=very-secret", made_by=role.person
    )


def form(**more) -> dict:
    return {
        "name": "Teams",
        "address": "https://hooks.example.org/in?sig=very-secret",
        "style": "teams",
        "kinds": ["place.paused", "milestone.sent"],
        "form_id": str(uuid.uuid4()),
        **more,
    }


def acts() -> list[str]:
    events = AuditEvent.objects.filter(object_kind="api.webhook").order_by("pk")
    return list(events.values_list("act", flat=True))


def test_a_webhook_is_made_once(signed_in, role):
    sent = form()
    for _time in range(2):
        response = signed_in.post(reverse("webhook_new", args=[role.programme_id]), sent)

    webhook = Webhook.objects.get()
    assert response.url == webhook.get_absolute_url()
    assert webhook.kinds == ["milestone.sent", "place.paused"]
    assert acts() == ["webhook made"]
    assert "very-secret" not in str(AuditEvent.objects.get(act="webhook made").detail)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"address": "http://hooks.example.org/"}, "must begin with https://"),
        ({"address": "https://hooks.example.org:8443/"}, "the usual port"),
        ({"address": "nonsense"}, "must begin with https://"),
        ({"address": ""}, "Enter address"),
        ({"name": ""}, "Enter who is told"),
        ({"kinds": []}, "Choose at least one kind of change"),
        ({"kinds": ["everything"]}, "Choose one of the answers offered"),
        ({"style": "fax"}, "Choose one of the answers offered"),
    ],
)
def test_what_is_wrong_is_said(signed_in, role, changes, sentence):
    response = signed_in.post(reverse("webhook_new", args=[role.programme_id]), form(**changes))

    assert sentence in response.content.decode()
    assert not Webhook.objects.exists()


def test_only_the_host_of_an_address_is_shown(signed_in, webhook):
    for where in (webhook.get_absolute_url(), reverse("machines", args=[webhook.programme_id])):
        page = signed_in.get(where).content.decode()
        assert "hooks.example.org" in page
        assert "very-secret" not in page


def test_changing_is_noted_without_the_address(signed_in, webhook):
    where = reverse("webhook_edit", args=[webhook.pk])
    signed_in.post(where, form(name=webhook.name, style=webhook.style, kinds=webhook.kinds))
    assert acts() == []

    signed_in.post(where, form(name="Renamed", address="https://other.example.org/x?sig=also-secret"))

    webhook.refresh_from_db()
    assert (webhook.name, webhook.host) == ("Renamed", "other.example.org")
    (event,) = AuditEvent.objects.filter(act="webhook changed")
    assert "secret" not in str(event.detail)
    assert event.detail["before"]["host"] == "hooks.example.org"


def test_acts_do_what_they_say(signed_in, webhook):
    for act in ("test", "pause", "pause", "start", "renew-secret"):
        signed_in.post(reverse("webhook_act", args=[webhook.pk, act]))
    assert signed_in.post(reverse("webhook_act", args=[webhook.pk, "explode"])).status_code == 404

    assert acts() == ["webhook tested", "webhook paused", "webhook started again", "webhook secret renewed"]
    assert Delivery.objects.get().kind == "test"


def test_the_secret_is_shown_to_the_team_and_changes_when_renewed(signed_in, webhook):
    page = reverse("webhook_secret", args=[webhook.pk])
    before = secret_of(webhook)
    assert before in signed_in.get(page).content.decode().replace("&#43;", "+").replace("&#x2B;", "+")

    signed_in.post(reverse("webhook_act", args=[webhook.pk, "renew-secret"]))

    response = signed_in.get(page)
    assert before not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_failed_delivery_is_tried_again_from_the_page(signed_in, webhook):
    failed = Delivery.objects.create(
        webhook=webhook,
        kind="place.paused",
        body={},
        status=DeliveryStatus.FAILED,
        attempts=8,
        answer="It was away.",
    )
    page = signed_in.get(webhook.get_absolute_url()).content.decode()
    assert "It was away." in page
    assert "Try again" in page

    signed_in.post(reverse("delivery_again", args=[failed.pk]))

    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == (DeliveryStatus.WAITING, 0)


def test_a_removed_webhook_is_gone_and_its_deliveries_too(signed_in, webhook):
    delivery = Delivery.objects.create(webhook=webhook, kind="test", body={})
    signed_in.post(reverse("webhook_remove", args=[webhook.pk]))

    assert signed_in.get(webhook.get_absolute_url()).status_code == 404
    assert signed_in.post(reverse("delivery_again", args=[delivery.pk])).status_code == 404
    assert acts() == ["webhook removed"]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_with_more_deliveries(signed_in, role, number, django_assert_num_queries):
    webhooks = WebhookFactory.create_batch(number, programme=role.programme)
    for webhook in webhooks:
        for status in (DeliveryStatus.FAILED, DeliveryStatus.WAITING):
            for _time in range(number):
                Delivery.objects.create(webhook=webhook, kind="test", body={}, status=status)
    signed_in.get(reverse("machines", args=[role.programme_id]))

    with django_assert_num_queries(8):
        signed_in.get(reverse("machines", args=[role.programme_id]))
    with django_assert_num_queries(8):
        signed_in.get(webhooks[0].get_absolute_url())
