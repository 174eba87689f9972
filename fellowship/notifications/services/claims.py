"""The steps a row of the outbox takes while it is sent. Each is committed by itself.

Every step says from which state it goes, and on whose claim, so a worker that was thought dead and
comes back changes nothing that is another's by then.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.lib.statements import Statement
from fellowship.notifications.kinds import Delivery
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.rendering import Words, address_of, message_id_of

# After this long without a sign of life a worker is taken for dead.
LEASE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 6
ERROR_LIMIT = 500

# The two marks every message gets, in SQL: the ORM takes longer to write them out than all the rest takes.
SENT = """
    UPDATE notifications_message SET status = 'sent', sent_at = %(now)s
    WHERE id = %(after)s AND status IN ('handing_over', 'unsure')"""
# The one before is marked as sent in the same breath.
BEGIN = Statement(
    f"""
    WITH before AS ({SENT})
    UPDATE notifications_message
    SET status = 'handing_over', claimed_at = %(now)s, address = %(address)s, message_id = %(message_id)s,
        subject = %(subject)s, text = %(text)s, html = %(html)s, path = %(path)s
    WHERE id = %(pk)s AND status = 'claimed' AND claimed_at = %(at)s RETURNING id""",  # noqa: S608 - our own words
    {},
)
# What a message that does not go by mail now is about, so that it can be read on the page of notices.
NOTE = """
    UPDATE notifications_message message SET subject = note.subject, path = note.path
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS note (id, subject, path)
    WHERE message.id = note.id
"""


@dataclass(frozen=True)
class Note:
    """What a message is about, in a line, and where it leads: as the page of notices shows it."""

    message_id: int
    subject: str
    path: str


def note(notes: Collection[Note]) -> None:
    if notes:
        columns = zip(*((one.message_id, one.subject, one.path) for one in notes), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(NOTE, [list(column) for column in columns])


@contextmanager
def quick_commits() -> Iterator[None]:
    """Commit without waiting for the disk, for the two marks each message gets.

    They outlive any worker all the same. Only if the database server itself dies, those of its last
    moments (0.6 seconds at most) may be lost, and their messages go a second time, with the same
    Message-ID.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")


def release_abandoned() -> None:
    """What dead workers left: the claimed wait again; what was being handed over is for people to judge."""
    before = timezone.now() - LEASE
    Message.objects.filter(status=MessageStatus.CLAIMED, claimed_at__lt=before).update(
        status=MessageStatus.WAITING, claimed_at=None
    )
    Message.objects.filter(status=MessageStatus.HANDING_OVER, claimed_at__lt=before).update(
        status=MessageStatus.UNSURE,
        last_error=_("The system stopped while this was being handed to the mail server."),
    )


def pause_after(attempts: int) -> dt.timedelta:
    """2, 8, 32, 128, 512 minutes: six attempts outlast a night without a mail server."""
    return dt.timedelta(minutes=2 * 4 ** (attempts - 1))


@dataclass(frozen=True)
class Claim:
    """Some messages that are this worker's until the lease runs out. `at` marks them as such."""

    at: dt.datetime
    messages: list[Message]

    @staticmethod
    def take(limit: int) -> "Claim":
        """Up to `limit` due messages that nobody else has.

        What goes into a daily summary is taken once, to note what it is about, and then waits for it.
        """
        now = timezone.now()
        with transaction.atomic():
            due = Message.objects.filter(status=MessageStatus.WAITING, send_after__lte=now)
            due = due.exclude(~Q(subject=""), delivery=Delivery.DIGEST).order_by("send_after", "pk")
            taken = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
            Message.objects.filter(pk__in=taken).update(status=MessageStatus.CLAIMED, claimed_at=now)
        messages = Message.objects.filter(pk__in=taken).select_related("person")
        return Claim(now, sorted(messages, key=lambda message: (message.send_after, message.pk)))

    def settle(self, messages: Collection[Message], status: MessageStatus, error: str = "") -> None:
        """These will not be sent; not now, if they wait for the daily summary."""
        if messages:
            self._still_ours(messages).update(status=status, claimed_at=None, last_error=error[:ERROR_LIMIT])

    def put_off(self, messages: Collection[Message], until: dt.datetime) -> None:
        self._still_ours(messages).update(status=MessageStatus.WAITING, claimed_at=None, send_after=until)

    def try_later(self, messages: Iterable[Message], error: str) -> None:
        """Something failed before these were handed over."""
        by_attempts: dict[int, list[Message]] = defaultdict(list)
        for message in messages:
            by_attempts[message.attempts + 1].append(message)
        for attempts, several in by_attempts.items():
            _count_failure(self._still_ours(several), attempts, error)

    def begin(self, message: Message, words: Words, *, after: Message | None) -> bool:
        """Mark this one as being handed over, with what is handed over; False if it is no longer ours.

        `after`, the one before, is marked as sent with it.
        """
        begun = BEGIN.fetch(
            now=timezone.now(),
            after=after.pk if after else None,
            address=address_of(message),
            message_id=message_id_of(message),
            subject=words.subject,
            text=words.text,
            html=words.html,
            path=words.path,
            pk=message.pk,
            at=self.at,
        )
        return bool(begun)

    def _still_ours(self, messages: Collection[Message]) -> "QuerySet[Message]":
        return Message.objects.filter(
            pk__in=[message.pk for message in messages], status=MessageStatus.CLAIMED, claimed_at=self.at
        )


def sent(message: Message) -> None:
    """The mail server has taken it, whatever somebody thought of it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(SENT, {"now": timezone.now(), "after": message.pk})


def not_taken(message: Message, error: str, *, for_good: bool) -> None:
    """The mail server said no, for now or for good."""
    attempts = MOST_ATTEMPTS if for_good else message.attempts + 1
    _count_failure(_being_handed_over(message), attempts, error)


def unsure(message: Message, error: str) -> None:
    """Nobody can know whether the mail server took it."""
    _being_handed_over(message).update(
        status=MessageStatus.UNSURE, attempts=F("attempts") + 1, last_error=error[:ERROR_LIMIT]
    )


def _being_handed_over(message: Message) -> "QuerySet[Message]":
    return Message.objects.filter(pk=message.pk, status=MessageStatus.HANDING_OVER)


def _count_failure(messages: "QuerySet[Message]", attempts: int, error: str) -> None:
    given_up = attempts >= MOST_ATTEMPTS
    messages.update(
        status=MessageStatus.FAILED if given_up else MessageStatus.WAITING,
        attempts=attempts,
        claimed_at=None,
        last_error=error[:ERROR_LIMIT],
        send_after=F("send_after") if given_up else timezone.now() + pause_after(attempts),
    )
