"""Another try for what failed or may not have arrived, asked for by a person."""

from django.db import transaction
from django.utils import timezone

from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.models.message import NEEDS_ATTENTION, MessageQuerySet
from fellowship.notifications.services.outbox import send_soon
from fellowship.people.models import User
from fellowship.people.services import audit


@transaction.atomic
def try_again(messages: MessageQuerySet, *, by: User) -> int:
    """Put these back in the queue; how many. Those that meanwhile went out are left alone."""
    rows = list(messages.filter(status__in=NEEDS_ATTENTION).select_for_update(of=("self",)))
    for message in rows:
        audit.record("tried_message_again", message, by=by, status=message.status, error=message.last_error)
    Message.objects.filter(pk__in=[message.pk for message in rows]).update(
        status=MessageStatus.WAITING, attempts=0, send_after=timezone.now(), claimed_at=None
    )
    if rows:
        send_soon()
    return len(rows)
