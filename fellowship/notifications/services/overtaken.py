"""Reminders that a later one about the same thing has overtaken while they were held back."""

from collections.abc import Iterable

from fellowship.notifications.models import Message


def overtaken(messages: Iterable[Message]) -> list[Message]:
    """Of those to go now: who comes back from leave hears of a thing once, as it stands today."""
    messages = [message for message in messages if message.due_on]
    newest: dict[tuple, int] = {}
    for message in messages:
        newest[_thing(message)] = max(message.offset_days, newest.get(_thing(message), message.offset_days))
    return [message for message in messages if message.offset_days < newest[_thing(message)]]


def _thing(message: Message) -> tuple:
    return message.person_id, message.object_kind, message.object_id, message.due_on
