"""Letters to administrators: a token is about to expire, a webhook was paused because it kept failing."""

from collections.abc import Sequence

from django.utils import timezone

from fellowship.api.models import ApiToken, Webhook
from fellowship.notifications.letters import Letter, LettersFunction
from fellowship.notifications.models import Message


def token_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more once the token is revoked or has expired."""
    tokens = ApiToken.objects.filter(
        pk__in=[message.object_id for message in messages],
        revoked_at=None,
        expires_on__gte=timezone.localdate(),
    ).select_related("programme")
    found = {str(token.pk): token for token in tokens}
    return {
        message.pk: Letter(
            "emails/api/token_expires",
            {"token": found[message.object_id]},
            url=found[message.object_id].get_absolute_url(),
        )
        for message in messages
        if message.object_id in found
    }


def webhook_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed any more once the webhook is running again or removed."""
    pks = {message.pk: message.object_id.partition(".")[0] for message in messages}
    webhooks = Webhook.objects.filter(
        pk__in=pks.values(), paused_at__isnull=False, paused_by=None, removed_at=None
    ).select_related("programme")
    found = {str(webhook.pk): webhook for webhook in webhooks}
    return {
        pk: Letter(
            "emails/api/webhook_paused",
            {"webhook": found[webhook_pk]},
            url=found[webhook_pk].get_absolute_url(),
        )
        for pk, webhook_pk in pks.items()
        if webhook_pk in found
    }


LETTERS: dict[tuple[str, str], LettersFunction] = {
    ("machines", "api.apitoken"): token_letters,
    ("machines", "api.webhook"): webhook_letters,
}
