"""Access for machines. Signed-in people get nothing from the machines' addresses: these ask for a token."""

import uuid
from collections.abc import Callable

from django.utils import timezone

from fellowship.api.models import ApiToken, Delivery, DeliveryStatus, Webhook
from fellowship.api.services.tokens import digest_of
from tests.access.sending import day
from tests.access.world import World
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "machines": [":programme"],
    "token_new": [":programme"],
    "token": [":api_token"],
    "token_revoke": [":api_token"],
    "webhook_new": [":programme"],
    "webhook": [":webhook"],
    "webhook_edit": [":webhook"],
    "webhook_secret": [":webhook"],
    "webhook_remove": [":webhook"],
    "webhook_act": [":webhook", "pause"],
    "delivery_again": [":delivery"],
    "api_cohort": [":cohort"],
    "api_fellows": [":cohort"],
}


def fill(world: World) -> None:
    token = ApiToken.objects.create(
        programme=world.programme,
        name="Power BI",
        scopes=["cohorts", "milestones", "attendance", "results", "names"],
        expires_on=days_from_today(30),
        prefix="ofthisworld",
        digest=digest_of("secret"),
        form_id=uuid.uuid4(),
        made_by=world.team,
    )
    webhook = Webhook.objects.create(
        programme=world.programme,
        name="Teams",
        address="https://teams.example.org/hook",
        style="teams",
        kinds=["milestone.sent"],
        form_id=uuid.uuid4(),
        made_by=world.team,
    )
    body = {"type": "test", "timestamp": timezone.now().isoformat(), "data": {"link": "https://example.org"}}
    world.things |= {
        "api_token": token,
        "webhook": webhook,
        "delivery": Delivery.objects.create(
            webhook=webhook, kind="test", body=body, status=DeliveryStatus.FAILED, answer="It was away."
        ),
    }


def _webhook(world: World) -> dict:
    return {
        "name": "Another channel",
        "address": "https://hooks.example.org/in",
        "style": "data",
        "kinds": ["place.paused", "cohort.launched"],
        "form_id": str(uuid.uuid4()),
    }


SENT: dict[str, Callable[[World], dict]] = {
    "token_new": lambda world: {
        "name": "R",
        "scopes": ["cohorts"],
        "form_id": str(uuid.uuid4()),
        **day("expires_on", days_from_today(30)),
    },
    "token_revoke": lambda world: {},
    "webhook_new": _webhook,
    "webhook_edit": _webhook,
    "webhook_remove": lambda world: {},
    "webhook_act": lambda world: {},
    "delivery_again": lambda world: {},
}
