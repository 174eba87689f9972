"""What a mail provider reports, as anymail puts it, becomes a call of our services."""

from typing import Any

from anymail.signals import EventType, RejectReason, tracking

from fellowship.notifications.services import bounces

# No such mailbox, rather than one that is full or a mail that was not wanted.
FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID}


def connect() -> None:
    tracking.connect(heard, dispatch_uid="notifications.mail_events")


def heard(event: Any, esp_name: str, **_sender: object) -> None:
    """anymail's signal; its events are described in its documentation, “Tracking sent mail status”."""
    if not event.recipient:
        return
    if event.event_type == EventType.DELIVERED:
        bounces.delivered(address=event.recipient)
        return
    told = {
        "address": event.recipient,
        "words": " ".join(filter(None, [event.description, event.mta_response])),
        "reported_by": esp_name,
        "event_id": event.event_id or "",
        "at": event.timestamp,
    }
    refused = event.event_type in (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
    if event.event_type == EventType.COMPLAINED or (refused and event.reject_reason == RejectReason.SPAM):
        bounces.complaint(message_id=event.message_id or "", **told)
    elif refused and event.reject_reason in FOR_GOOD:
        bounces.hard_bounce(message_id=event.message_id or "", **told)
    elif refused or event.event_type == EventType.DEFERRED:
        bounces.soft_bounce(**told)
