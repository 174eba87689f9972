"""What a person has read of the notices to them. Nobody else is told, and nothing is measured."""

from django.utils import timezone

from fellowship.notifications.models import Message
from fellowship.people.models import User


def mark_read(notice: Message) -> None:
    """The first time counts."""
    Message.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=timezone.now())


def mark_all_read(*, person: User) -> None:
    Message.objects.filter(person=person).notices().unseen().update(seen_at=timezone.now())
