import pytest
from django.core.management import call_command
from django.utils import timezone

from fellowship.api.models import ApiToken, Delivery, Webhook
from fellowship.api.services.sending import send_due

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_a_token_nobody_can_use_and_a_webhook_that_rests(settings):
    settings.DEMONSTRATION = True
    call_command("load_demonstration", verbosity=0)

    token, webhook = ApiToken.objects.get(), Webhook.objects.get()
    assert token.state_on(timezone.localdate()) == "revoked"
    assert token.uses.exists()
    assert webhook.paused_at
    assert set(webhook.deliveries.values_list("status", flat=True)) == {"sent", "failed", "waiting"}
    assert send_due() == 0
    assert Delivery.objects.filter(status="waiting").exists()
