"""What a mail provider reports, as anymail puts it, becomes a call of our services."""

from collections.abc import Callable
from typing import Any

from anymail.signals import EventType, RejectReason, tracking

from fellowship.notifications.own_ids import own_id_in
from fellowship.notifications.services import bounces

REFUSED = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
# No such mailbox, rather than a mail that was not wanted.
FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID}
# anymail gives one reason for a mailbox that is full and for one that does not exist. By provider: whether
# its own words, which anymail hands on as they came, say that a later mail may be taken.
IS_SOFT: dict[str, Callable[[Any], bool]] = {
    "Amazon SES": lambda told: told.get("bounce", {}).get("bounceType") in ("Transient", "Undetermined"),
    "Brevo": lambda told: told.get("event") == "soft_bounce",
    "MailerSend": lambda told: told.get("data", {}).get("type") == "soft_bounced",
    "Mailjet": lambda told: told.get("hard_bounce") is False,
    "Postmark": lambda told: told.get("Type") == "SoftBounce",
    "SparkPost": lambda told: _bounce_class(told) in ("20", "21", "22", "23", "40", "70"),
}


def connect() -> None:
    tracking.connect(heard, dispatch_uid="notifications.mail_events")


def heard(event: Any, esp_name: str, **_sender: object) -> None:
    """anymail's signal; its events are described in its documentation, “Tracking sent mail status”."""
    if not event.recipient:
        return
    if event.event_type == EventType.DELIVERED:
        bounces.delivered(address=event.recipient, at=event.timestamp)
        return
    refused = event.event_type in REFUSED  # one that is only deferred is still being tried
    words = " ".join(filter(None, [event.description, event.mta_response]))
    message_id = own_id_in(event) or event.message_id or ""
    told = {
        "address": event.recipient,
        "words": words,
        "reported_by": esp_name,
        "event_id": event.event_id or "",
        "at": event.timestamp,
    }
    if refused and message_id:
        bounces.came_back(
            message_id=message_id, address=event.recipient, words=words or esp_name, at=event.timestamp
        )
    if event.event_type == EventType.COMPLAINED or (refused and event.reject_reason == RejectReason.SPAM):
        bounces.complaint(message_id=message_id, **told)
    elif refused and event.reject_reason in FOR_GOOD and not _is_soft(event, esp_name):
        bounces.hard_bounce(**told)
    elif refused:
        bounces.soft_bounce(**told)


def _is_soft(event: Any, esp_name: str) -> bool:
    is_soft = IS_SOFT.get(esp_name)
    return bool(is_soft and is_soft(event.esp_event or {}))


def _bounce_class(told: Any) -> str:
    """SparkPost wraps what happened twice: {"msys": {"message_event": {…}}}."""
    found: dict[str, Any] = next(iter(told.get("msys", {}).values()), {})
    return str(found.get("bounce_class", ""))
