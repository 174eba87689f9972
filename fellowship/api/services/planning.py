"""From the audit to deliveries: every change once for each webhook that wants it, none missed.

The audit's numbers are given out before their transactions are committed, so a lower number may turn up
after a higher one. Therefore each run looks again at all that is younger than an hour, longer than any
transaction of ours lasts; the database keeps one delivery for a webhook and an event.

For the same reason no moment divides what happened before a webhook wanted it from what happened after: what
is committed by then is noted and passed over, and all that appears later is sent.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.api.changes import CODE_OF, acts_of
from fellowship.api.models import Delivery, DeliveryStatus, Webhook
from fellowship.api.services.facts import bodies_of
from fellowship.people.models import AuditEvent

SETTLED_AFTER = dt.timedelta(hours=1)
TOO_OLD_AFTER = dt.timedelta(days=7)
KEPT_FOR = dt.timedelta(days=90)
AT_ONCE = 500


def plan_all() -> int:
    """Plans for every webhook, paused ones too; how many deliveries were added. Safe to repeat."""
    return sum(plan(pk) for pk in Webhook.objects.filter(removed_at=None).values_list("pk", flat=True))


@transaction.atomic
def plan(webhook_pk: int) -> int:
    """For one webhook. Where another worker is at it already, that one does it."""
    webhook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=webhook_pk).first()
    if webhook is None:
        return 0
    now = timezone.now()
    settled = now - SETTLED_AFTER
    planned_to = AuditEvent.objects.filter(pk__gt=webhook.planned_to, at__lt=settled).aggregate(Max("pk"))
    added, after = 0, webhook.planned_to
    while events := list(_new_to(webhook, now).filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        added += _add(webhook, events)
        after = events[-1].pk
    webhook.planned_to = planned_to["pk__max"] or webhook.planned_to
    webhook.passed_over = [pk for pk in webhook.passed_over if pk > webhook.planned_to]
    webhook.save(update_fields=["planned_to", "passed_over"])
    return added


def from_now_on(kinds: Collection[str]) -> dict[str, Any]:
    """Where planning begins for a webhook made now."""
    events = AuditEvent.objects.filter(at__lt=timezone.now() - SETTLED_AFTER)
    settled = events.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {"planned_to": settled, "passed_over": happened(kinds, after=settled)}


def happened(kinds: Collection[str], *, after: int) -> list[int]:
    """The events of these kinds that are committed; after that number, so of the last hour only."""
    events = AuditEvent.objects.filter(acts_of(kinds), pk__gt=after)
    return list(events.order_by("pk").values_list("pk", flat=True))


def tidy() -> None:
    """What should have gone a week ago is not sent any more; what is older than 90 days is forgotten."""
    now = timezone.now()
    Delivery.objects.filter(status=DeliveryStatus.WAITING, next_at__lt=now - TOO_OLD_AFTER).update(
        status=DeliveryStatus.FAILED, answer=_("It waited longer than 7 days.")
    )
    Delivery.objects.filter(made_at__lt=now - KEPT_FOR).delete()


def _new_to(webhook: Webhook, now: dt.datetime):
    planned = Delivery.objects.filter(webhook=webhook, event=OuterRef("pk"))
    events = AuditEvent.objects.filter(acts_of(webhook.kinds), ~Exists(planned), at__gte=now - TOO_OLD_AFTER)
    return events.exclude(pk__in=webhook.passed_over)


def _add(webhook: Webhook, events: list[AuditEvent]) -> int:
    bodies = bodies_of(events)
    deliveries = [
        Delivery(webhook=webhook, event=event, kind=CODE_OF[event.object_kind, event.act], body=body)
        for event in events
        for programme_id, body in [bodies.get(event.pk, (None, {}))]
        if programme_id == webhook.programme_id
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return len(deliveries)
