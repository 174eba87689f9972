"""Putting messages into the outbox. Nothing is sent here; services/sending.py does that."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from kombu.exceptions import OperationalError

from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.models import Message, MessageStatus, Preference
from fellowship.people.models import User

log = logging.getLogger(__name__)

# `object_kind` of a message whose words came with it (sign-in mails); each is about itself only.
READY = "notifications.ready"
WHY_LIMIT = 300
KEY = ("person_id", "kind", "object_kind", "object_id", "due_on", "offset_days")
VALUES = ("why", "facts", "programme_id", "delivery", "send_after", "address")


@dataclass(frozen=True)
class Entry:
    """One message to be put; the fields are those of `put`.

    `too_late`: why it is not sent any more. It is kept as failed, for people to judge.
    """

    person_id: int
    kind: str
    object_kind: str
    object_id: str
    why: str
    facts: dict[str, Any] = field(default_factory=dict)
    due_on: dt.date | None = None
    offset_days: int = 0
    programme_id: int | None = None
    send_after: dt.datetime | None = None
    address: str = ""
    too_late: str = ""


def put(
    *,
    person: User,
    kind: str,
    object_kind: str,
    object_id: str,
    why: str,
    facts: dict[str, Any] | None = None,
    due_on: dt.date | None = None,
    offset_days: int = 0,
    programme_id: int | None = None,
    send_after: dt.datetime | None = None,
    address: str = "",
) -> Message | None:
    """Put one message into the outbox; None if it is there already. Call it in your transaction.

    `object_id` is the pk, or “pk.version” where the same thing can come again. `why` is a sentence for
    the person; `facts` holds names and dates for the text, never reflective words. `address`: where one
    of a secret kind goes (an invitation); all else goes to the person's present address.
    """
    entry = Entry(
        person_id=person.pk,
        kind=kind,
        object_kind=object_kind,
        object_id=str(object_id),
        why=why,
        facts=facts or {},
        due_on=due_on,
        offset_days=offset_days,
        programme_id=programme_id,
        send_after=send_after,
        address=address,
    )
    row = _rows([entry])[0]
    values = {name: getattr(row, name) for name in (*KEY, *VALUES)}
    message, is_new = Message.objects.get_or_create(
        **{name: values.pop(name) for name in KEY}, defaults=values
    )
    if is_new and KINDS[kind].essential:
        send_soon()
    return message if is_new else None


def put_ready(
    *,
    person: User,
    kind: str,
    subject: str,
    text: str,
    html: str,
    why: str,
    programme_id: int | None = None,
    address: str | None = None,
) -> Message:
    """Put a message whose words exist already, and send it as soon as the transaction is committed.

    `address`: where it goes if not to the person's own address (a second address to be verified).
    """
    message = Message.objects.create(
        person=person,
        kind=kind,
        object_kind=READY,
        object_id=uuid.uuid4().hex,
        why=why,
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        programme_id=programme_id,
        address=address or person.email,
    )
    send_soon()
    return message


def put_many(entries: Sequence[Entry]) -> None:
    """Put many messages with two statements; those that are there already are left as they are."""
    Message.objects.bulk_create(_rows(entries), ignore_conflicts=True, batch_size=1000)
    if any(KINDS[entry.kind].essential for entry in entries):
        send_soon()


def _rows(entries: Sequence[Entry]) -> list[Message]:
    preferred = preferred_deliveries({entry.person_id for entry in entries})
    why = _reasons(entries)
    now = timezone.now()
    return [
        Message(
            person_id=entry.person_id,
            kind=entry.kind,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            due_on=entry.due_on,
            offset_days=entry.offset_days,
            why=reason[:WHY_LIMIT],
            facts=entry.facts,
            programme_id=entry.programme_id,
            delivery=delivery_of(entry.kind, preferred.get((entry.person_id, entry.kind))),
            send_after=entry.send_after or now,
            address=entry.address,
            status=MessageStatus.FAILED if entry.too_late else MessageStatus.WAITING,
            last_error=entry.too_late,
        )
        for entry, reason in zip(entries, why, strict=True)
    ]


def _reasons(entries: Sequence[Entry]) -> list[str]:
    """Each in the language of who reads it, whoever caused the message."""
    said_later = {entry.person_id for entry in entries if isinstance(entry.why, Promise)}
    chosen = User.objects.filter(pk__in=said_later).exclude(language="")
    languages = dict(chosen.values_list("pk", "language")) if said_later else {}
    reasons = []
    for entry in entries:
        with translation.override(languages.get(entry.person_id, settings.LANGUAGE_CODE)):
            reasons.append(str(entry.why))
    return reasons


def preferred_deliveries(people: Iterable[int]) -> dict[tuple[int, str], str]:
    """What these people chose, by person and kind; what is missing was never chosen."""
    chosen = Preference.objects.filter(person__in=people).values_list("person_id", "kind", "delivery")
    return {(person_id, kind): delivery for person_id, kind, delivery in chosen}


def delivery_of(kind: str, preferred: str | None) -> str:
    if KINDS[kind].essential:
        return Delivery.AT_ONCE
    return preferred or KINDS[kind].default


def send_soon() -> None:
    """Wake a worker once this transaction is committed, rather than wait for the beat."""
    transaction.on_commit(_wake_a_worker)


def _wake_a_worker() -> None:
    try:
        current_app.send_task("fellowship.notifications.tasks.send_messages", retry=False, expires=60)
    except OperationalError:
        # The message is safe in the database, and the beat sends it when the broker is back.
        log.warning("The broker is away; messages go out with the next beat.")
