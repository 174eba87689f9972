"""Webhooks are made, changed, tested, paused, started again and removed."""

import logging
import uuid
from collections.abc import Sequence

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from fellowship.api.changes import CHANGES, TEST
from fellowship.api.models import Delivery, DeliveryStatus, Webhook
from fellowship.api.services.facts import test_body
from fellowship.api.services.planning import from_now_on, happened, plan
from fellowship.cohorts.models import Programme
from fellowship.people.models import User
from fellowship.people.services import audit

log = logging.getLogger(__name__)


@transaction.atomic
def make_webhook(
    *,
    programme: Programme,
    name: str,
    address: str,
    style: str,
    kinds: Sequence[str],
    form_id: uuid.UUID,
    by: User,
) -> Webhook:
    """Sends what happens from now on. The same `form_id` again gives the webhook it made."""
    webhook, is_new = Webhook.objects.get_or_create(
        form_id=form_id,
        defaults={
            "programme": programme,
            "name": name,
            "address": address,
            "style": style,
            "kinds": _known(kinds),
            **from_now_on(kinds),
            "made_by": by,
        },
    )
    if is_new:
        audit.record("webhook made", webhook, by=by, **_told(webhook))
    return webhook


@transaction.atomic
def change_webhook(
    *, webhook: Webhook, name: str, address: str, style: str, kinds: Sequence[str], by: User
) -> Webhook:
    """From now on; what has happened until now is planned as it was wanted until now.

    What is being committed at this moment is sent too, of all kinds that are wanted from now on.
    """
    _locked(webhook)
    plan(webhook.pk)
    webhook = _locked(webhook)
    before = _told(webhook)
    is_moved, added = webhook.address != address, set(kinds) - set(webhook.kinds)
    webhook.name, webhook.address, webhook.style, webhook.kinds = name, address, style, _known(kinds)
    if is_moved or before != _told(webhook):
        webhook.passed_over += happened(added, after=webhook.planned_to)
        webhook.save(update_fields=["name", "address", "style", "kinds", "passed_over"])
        audit.record("webhook changed", webhook, by=by, before=before, moved=is_moved, **_told(webhook))
    return webhook


@transaction.atomic
def pause_webhook(*, webhook: Webhook, by: User) -> Webhook:
    """Keeps what happens meanwhile, for a week, and sends it afterwards."""
    webhook = _locked(webhook)
    if webhook.paused_at is None:
        webhook.paused_at, webhook.paused_by = timezone.now(), by
        webhook.save(update_fields=["paused_at", "paused_by"])
        audit.record("webhook paused", webhook, by=by, name=webhook.name)
    return webhook


@transaction.atomic
def start_webhook(*, webhook: Webhook, by: User) -> Webhook:
    webhook = _locked(webhook)
    if webhook.paused_at is not None:
        webhook.paused_at = webhook.paused_by = None
        webhook.failures_in_a_row = 0
        webhook.save(update_fields=["paused_at", "paused_by", "failures_in_a_row"])
        webhook.deliveries.filter(status=DeliveryStatus.WAITING).update(next_at=timezone.now())
        audit.record("webhook started again", webhook, by=by, name=webhook.name)
    return webhook


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: User) -> Webhook:
    """The old secret signs nothing any more from here on."""
    webhook = _locked(webhook)
    webhook.salt = uuid.uuid4()
    webhook.save(update_fields=["salt"])
    audit.record("webhook secret renewed", webhook, by=by, name=webhook.name)
    return webhook


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: User) -> Webhook:
    """For good. What it sent stays in the audit; what waits is not sent."""
    webhook = _locked(webhook)
    if webhook.removed_at is None:
        webhook.removed_at = timezone.now()
        webhook.save(update_fields=["removed_at"])
        audit.record("webhook removed", webhook, by=by, name=webhook.name)
    return webhook


@transaction.atomic
def send_test(*, webhook: Webhook, by: User) -> Delivery:
    body = test_body(webhook.programme_id, webhook.get_absolute_url(), timezone.now())
    delivery = Delivery.objects.create(webhook=webhook, kind=TEST, body=body)
    audit.record("webhook tested", webhook, by=by, name=webhook.name)
    transaction.on_commit(_wake_a_worker)
    return delivery


@transaction.atomic
def try_again(*, delivery: Delivery, by: User) -> Delivery:
    """A delivery that has failed waits again, with all its attempts before it."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.status == DeliveryStatus.FAILED:
        delivery.status, delivery.attempts = DeliveryStatus.WAITING, 0
        delivery.next_at = timezone.now()
        delivery.save(update_fields=["status", "attempts", "next_at"])
        audit.record("webhook delivery tried again", delivery, by=by, kind=delivery.kind)
        transaction.on_commit(_wake_a_worker)
    return delivery


def _wake_a_worker() -> None:
    try:
        current_app.send_task("fellowship.api.tasks.send_webhooks", retry=False, expires=60)
    except OperationalError:
        log.warning("The broker is away; webhooks go out with the next beat.")


def _locked(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update().get(pk=webhook.pk)


def _known(kinds: Sequence[str]) -> list[str]:
    return [code for code in CHANGES if code in kinds]


def _told(webhook: Webhook) -> dict[str, object]:
    """For the audit. Of the address only the host: the rest may be a secret."""
    return {"name": webhook.name, "host": webhook.host, "style": webhook.style, "kinds": webhook.kinds}
