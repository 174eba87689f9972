"""The daily summary: what a person wants gathered, in one message a day."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Case, F, OuterRef, Value, When
from django.utils import timezone

from fellowship.lib.dates import local_moment, today_in
from fellowship.notifications.because import because
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.letters import Letter, grouped, write
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.claims import ERROR_LIMIT, MOST_ATTEMPTS, Note, note
from fellowship.notifications.services.moments import Moments
from fellowship.notifications.services.outbox import (
    Entry,
    delivery_of,
    preferred_deliveries,
    put_many,
)
from fellowship.notifications.services.overtaken import overtaken
from fellowship.notifications.services.rendering import absolute, line_of, path_of
from fellowship.people.languages import speaking_to
from fellowship.people.services.sign_in import people_with_account

log = logging.getLogger(__name__)

DIGEST = "digest"
ABOUT_DAY = "notifications.day"  # the object of a daily summary is its day
GATHERED_AT = dt.time(7, 30)  # where the person is
GATHERING = 0x62616C02  # the advisory lock: one gathering at a time


@dataclass(frozen=True)
class Line:
    kind: str
    words: str
    url: str


@transaction.atomic
def gather() -> int:
    """Make today's summary for everyone for whom something waits since before 7.30am; how many were made.

    One for a person and day, whenever and however often this runs. What comes later in the day goes
    into tomorrow's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATHERING])
        if not cursor.fetchone()[0]:
            return 0
    made = 0
    for day, rows in _waiting_by_day().items():
        wanted = _without_switched_off(rows)
        people = set(wanted.values()) - _people_served(day)
        programmes = _programmes(wanted)
        put_many([_entry(person_id, day, programmes[person_id]) for person_id in people])
        summary = Message.objects.filter(
            person=OuterRef("person"), kind=DIGEST, object_kind=ABOUT_DAY, due_on=day
        )
        Message.objects.filter(pk__in=wanted, person__in=people).update(
            status=MessageStatus.IN_DIGEST, digest=summary.values("pk")[:1]
        )
        made += len(people)
    return made


def _waiting_by_day() -> dict[dt.date, dict[int, int]]:
    """Rows to gather, by their person's today: person ids by row pk. Who has no account yet waits."""
    now = timezone.now()
    rows = Message.objects.filter(
        status=MessageStatus.WAITING,
        delivery=Delivery.DIGEST,
        send_after__lte=now + dt.timedelta(days=1),
        person__is_active=True,
    )
    columns = list(rows.values_list("pk", "person_id", "person__time_zone", "created_at", "send_after"))
    people = {person_id for _pk, person_id, *_others in columns}
    with_account, moments = people_with_account(people), Moments(people, now.date())
    waiting: dict[dt.date, dict[int, int]] = defaultdict(dict)
    for pk, person_id, zone, created_at, send_after in columns:
        today = today_in(zone)
        cutoff = local_moment(today, GATHERED_AT, zone)
        meant_for = send_after.astimezone(ZoneInfo(zone)).date()
        is_held = moments.is_held(person_id, today, now - created_at)
        if person_id in with_account and created_at <= cutoff <= now and meant_for <= today and not is_held:
            waiting[today][pk] = person_id
    return waiting


def _without_switched_off(rows: dict[int, int]) -> dict[int, int]:
    preferred = preferred_deliveries(set(rows.values()))
    off = [pk for pk, person_id in rows.items() if preferred.get((person_id, DIGEST)) == Delivery.OFF]
    _mark(off, MessageStatus.SWITCHED_OFF)
    return {pk: person_id for pk, person_id in rows.items() if pk not in set(off)}


def _people_served(day: dt.date) -> set[int]:
    made = Message.objects.filter(kind=DIGEST, object_kind=ABOUT_DAY, due_on=day)
    return set(made.values_list("person_id", flat=True))


def _programmes(rows: Collection[int]) -> dict[int, set[int | None]]:
    """The programmes that speak in each person's summary."""
    programmes: dict[int, set[int | None]] = defaultdict(set)
    for person_id, programme_id in Message.objects.filter(pk__in=rows).values_list(
        "person_id", "programme_id"
    ):
        programmes[person_id].add(programme_id)
    return programmes


def _entry(person_id: int, day: dt.date, programmes: Collection[int | None]) -> Entry:
    return Entry(
        person_id=person_id,
        kind=DIGEST,
        object_kind=ABOUT_DAY,
        object_id=str(day),
        due_on=day,
        programme_id=next(iter(programmes)) if len(programmes) == 1 else None,
        why=because("You asked for a daily summary of some kinds of message."),
    )


def digest_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Summaries of what is still needed; gathered rows that no longer are get marked so."""
    rows = Message.objects.filter(digest__in=messages, status=MessageStatus.IN_DIGEST)
    gathered = list(rows.order_by("created_at", "pk"))
    people = {message.person_id: message.person for message in messages}
    for row in gathered:  # of a summary's own person; thrice as quick as fetching each again
        row.person = people[row.person_id]
    lines = _lines(gathered)
    by_digest: dict[int | None, list[Line]] = defaultdict(list)
    for row in gathered:
        if row.pk in lines:
            by_digest[row.digest_id].append(lines[row.pk])
    return {
        message.pk: Letter(
            "emails/notifications/digest", {"lines": by_digest[message.pk], "day": message.due_on}
        )
        for message in messages
        if message.pk in by_digest
    }


def _lines(gathered: Sequence[Message]) -> dict[int, Line]:
    preferred = preferred_deliveries({row.person_id for row in gathered})
    wanted: list[Message] = []
    switched_off: list[Message] = []
    late = {row.pk for row in overtaken(gathered)}
    for row in gathered:
        if row.pk in late:
            continue
        delivery = delivery_of(row.kind, preferred.get((row.person_id, row.kind)))
        (switched_off if delivery == Delivery.OFF else wanted).append(row)
    lines, put_back = _written(wanted)
    _mark([row.pk for row in switched_off], MessageStatus.SWITCHED_OFF)
    done = lines.keys() | put_back
    _mark([*late, *(row.pk for row in wanted if row.pk not in done)], MessageStatus.NOT_NEEDED)
    return lines


def _written(wanted: Sequence[Message]) -> tuple[dict[int, Line], set[int]]:
    """Lines of what is still needed, and what could not be written: it takes nothing else with it."""
    lines: dict[int, Line] = {}
    put_back: set[int] = set()
    notes = []
    for (kind, object_kind), rows in grouped(wanted).items():
        try:
            letters = write(kind, object_kind, rows)
        except Exception as error:
            log.exception("Letters “%s” about %s could not be written", kind, object_kind)
            put_back |= _put_back(rows, repr(error))
            continue
        for row in rows:
            if (letter := letters.get(row.pk)) is None:
                continue
            try:
                with speaking_to(row.person):
                    words, title = line_of(row, letter), str(KINDS[kind].title)
            except Exception as error:
                log.exception("Message %s could not be rendered", row.pk)
                put_back |= _put_back([row], repr(error))
                continue
            lines[row.pk] = Line(title, words, absolute(letter.url) if letter.url else "")
            if not row.subject:  # came too late to be noted by itself
                notes.append(Note(row.pk, words, path_of(row, letter)))
    note(notes)
    return lines, put_back


def _put_back(rows: Sequence[Message], error: str) -> set[int]:
    """These wait for the next day's summary; after some days people have to look at them."""
    pks = {row.pk for row in rows}
    is_last = When(attempts__gte=MOST_ATTEMPTS - 1, then=Value(MessageStatus.FAILED))
    Message.objects.filter(pk__in=pks, status=MessageStatus.IN_DIGEST).update(
        status=Case(is_last, default=Value(MessageStatus.WAITING)),
        digest=None,
        attempts=F("attempts") + 1,
        last_error=error[:ERROR_LIMIT],
    )
    return pks


def _mark(pks: Collection[int], status: MessageStatus) -> None:
    if pks:
        Message.objects.filter(pk__in=pks).update(status=status)
