"""Sends deliveries, each until the receiver took it or a day has passed.

A delivery is claimed and that is committed before it is sent. A worker that dies in between leaves it
claimed, and after some minutes another one sends it again with the same number: at least once, never
less, and a receiver that remembers numbers has it exactly once.
"""

import datetime as dt
import json
import logging
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.api.changes import CHANGES, TEST
from fellowship.api.models import Delivery, DeliveryStatus, Style, Webhook
from fellowship.api.outgoing import NotDelivered, post
from fellowship.api.services.signing import headers_of
from fellowship.cohorts.models import RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.notifications.because import because
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.people.services import audit

log = logging.getLogger(__name__)

MINUTES = dt.timedelta(minutes=1)
# After each failure; the last attempt is nearly a day after the first.
WAITS = [minutes * MINUTES for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60)]
ABANDONED_AFTER = 3 * MINUTES
PAUSED_AFTER_FAILURES = 20


def send_due(limit: int = 1000) -> int:
    """Sends what is due; how many attempts were made. Not inside a transaction.

    After a failure the webhook rests until the next run, so that one dead receiver holds up nobody else.
    """
    _release_abandoned()
    resting: set[int] = set()
    attempts = 0
    while attempts < limit and (delivery := _claim(resting)):
        attempts += 1
        if not _send(delivery):
            resting.add(delivery.webhook_id)
    return attempts


def content_of(delivery: Delivery) -> bytes:
    """What goes over the line: the same at every attempt."""
    body = _card(delivery) if delivery.webhook.style == Style.TEAMS else delivery.body
    return json.dumps(body, separators=(",", ":")).encode()


def _release_abandoned() -> None:
    """One that its worker never finished is sent again, but not for ever: it may be what kills the worker."""
    abandoned = Delivery.objects.filter(
        status=DeliveryStatus.SENDING, claimed_at__lt=timezone.now() - ABANDONED_AFTER
    )
    abandoned.filter(attempts__gt=len(WAITS)).update(
        status=DeliveryStatus.FAILED,
        claimed_at=None,
        answer=_("It was begun again and again and never finished."),
    )
    abandoned.update(status=DeliveryStatus.WAITING, claimed_at=None)


@transaction.atomic
def _claim(resting: Collection[int]) -> Delivery | None:
    """A paused webhook sends nothing but tests, by which one finds out whether it works again."""
    now = timezone.now()
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(Q(webhook__paused_at=None) | Q(kind=TEST))
        .filter(status=DeliveryStatus.WAITING, next_at__lte=now, webhook__removed_at=None)
        .exclude(webhook__in=resting)
        .select_related("webhook")
        .order_by("next_at", "pk")
        .first()
    )
    if delivery is None:
        return None
    delivery.status, delivery.claimed_at = DeliveryStatus.SENDING, now
    delivery.attempts += 1
    delivery.save(update_fields=["status", "claimed_at", "attempts"])
    return delivery


def _send(delivery: Delivery) -> bool:
    webhook, body = delivery.webhook, content_of(delivery)
    now = int(timezone.now().timestamp())
    headers = headers_of(webhook, number=str(delivery.number), timestamp=now, body=body)
    try:
        status = post(webhook.address, body, headers, allowed=settings.WEBHOOK_HOSTS)
    except NotDelivered as failure:
        _failed(delivery, str(failure))
        return False
    except Exception:
        log.exception("Delivery %s could not be sent", delivery.pk)
        _failed(delivery, _("Something went wrong here; the log of the worker says what."))
        return False
    _sent(delivery, status)
    return True


def _own(delivery: Delivery):
    """The row, unless another worker has taken it over meanwhile."""
    return Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.SENDING, attempts=delivery.attempts)


@transaction.atomic
def _sent(delivery: Delivery, status: int) -> None:
    _own(delivery).update(
        status=DeliveryStatus.SENT, sent_at=timezone.now(), claimed_at=None, answer=str(status)
    )
    Webhook.objects.filter(pk=delivery.webhook_id, failures_in_a_row__gt=0).update(failures_in_a_row=0)


@transaction.atomic
def _failed(delivery: Delivery, why: str) -> None:
    is_last = delivery.kind == TEST or delivery.attempts > len(WAITS)
    wait = dt.timedelta(0) if is_last else WAITS[delivery.attempts - 1]
    _own(delivery).update(
        status=DeliveryStatus.FAILED if is_last else DeliveryStatus.WAITING,
        next_at=timezone.now() + wait,
        claimed_at=None,
        answer=why,
    )
    webhook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    Webhook.objects.filter(pk=webhook.pk).update(failures_in_a_row=F("failures_in_a_row") + 1)
    if webhook.failures_in_a_row + 1 >= PAUSED_AFTER_FAILURES and webhook.paused_at is None:
        _pause(webhook)


def _pause(webhook: Webhook) -> None:
    """Stops trying, and tells the administrators of the programme."""
    webhook.paused_at, webhook.paused_by = timezone.now(), None
    webhook.save(update_fields=["paused_at", "paused_by"])
    audit.record("webhook paused", webhook, by=None, name=webhook.name, because="it kept failing")
    administrators = RoleAssignment.objects.in_force().filter(
        programme=webhook.programme_id, role=Role.ADMINISTRATOR
    )
    put_many(
        [
            Entry(
                person_id=person_id,
                kind="machines",
                object_kind="api.webhook",
                object_id=f"{webhook.pk}.{int(webhook.paused_at.timestamp())}",
                why=because("You administer the programme."),
                programme_id=webhook.programme_id,
            )
            for person_id in administrators.values_list("person_id", flat=True).distinct()
        ]
    )


def _card(delivery: Delivery) -> dict:
    """For a Teams workflow “When a webhook request is received”: an Adaptive Card."""
    change = CHANGES.get(delivery.kind)
    sentence = str(change.sentence) if change else _("This is a test. The webhook works.")
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": sentence, "wrap": True}],
        "actions": [
            {
                "type": "Action.OpenUrl",
                "title": _("Open in %(product)s") % {"product": settings.PRODUCT_NAME},
                "url": delivery.body["data"]["link"],
            }
        ],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return {"type": "message", "attachments": [attachment]}
