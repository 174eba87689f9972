"""Signing after Standard Webhooks: HMAC-SHA256 over “id.timestamp.body”, in base64."""

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from fellowship.api.models import Webhook

MARK = "whsec_"


def secret_of(webhook: Webhook) -> str:
    """What the receiver checks signatures with. Stored nowhere; a new `salt` makes a new one."""
    return MARK + base64.b64encode(_key(webhook)).decode()


def headers_of(webhook: Webhook, *, number: str, timestamp: int, body: bytes) -> dict[str, str]:
    signed = f"{number}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(_key(webhook), signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": f"{settings.PRODUCT_NAME} webhooks".encode("ascii", "ignore").decode(),
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }


def _key(webhook: Webhook) -> bytes:
    value = f"{webhook.pk}.{webhook.salt}"
    return salted_hmac("fellowship.api.webhook", value, algorithm="sha256").digest()
