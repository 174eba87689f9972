"""The reminders engine: what is due becomes rows of the outbox, once each.

It looks at a range, never at one day, so whatever a missed hour or day left out is caught up. What a
programme agreed to tell of late things (`agreed` in kinds.py) stays true while they are late, however long
ago its day was: each morning all of it is looked at, and who was told of a thing is not told again.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.lib.dates import local_moment, today_in
from fellowship.notifications.because import both
from fellowship.notifications.kinds import KINDS
from fellowship.notifications.models import Message, MessageStatus, PlannedUntil
from fellowship.notifications.reminders import Reminder, ReminderSource
from fellowship.notifications.services.moments import SENT_FROM
from fellowship.notifications.services.outbox import KEY, Entry, put_many
from fellowship.people.models import User
from fellowship.people.services.sign_in import people_with_account

log = logging.getLogger(__name__)

# Where the person is: in time for the daily summary of 7.30am.
PLANNED_FROM = dt.time(6)
# How far before the last plan we look again, so that what was launched or moved today is reminded today.
SLACK = dt.timedelta(days=1)
# What is older is not sent by itself: a long standstill or imported old data must not flood anybody. What
# came due while nothing was planned is kept as failed, so that somebody can judge it.
CATCH_UP = dt.timedelta(days=7)
# Except what is late and agreed to be told: sent back, next in the queue, agreed otherwise after its day.
STILL_LATE = dt.timedelta(days=365)
# Dates differ by up to this much between the first and the last time zone.
ZONES = dt.timedelta(days=1)
PLANNING = 0x62616C01  # the advisory lock: one plan at a time


@dataclass(frozen=True)
class Planned:
    """A reminder with the moments, of its person's day, from which it is planned and may be sent."""

    source: ReminderSource
    reminder: Reminder
    plan_at: dt.datetime
    send_at: dt.datetime
    is_too_late: bool = False


def plan(sources: Sequence[ReminderSource]) -> int:
    """Put every reminder that has come due into the outbox; how many were considered.

    A source that fails keeps its place and is caught up next time; the others go on.
    """
    now = timezone.now()
    with transaction.atomic():
        if not _take_lock():
            return 0  # another beat or worker is at it
        found: list[Planned] = []
        planned: list[ReminderSource] = []
        for source in sources:
            try:
                with transaction.atomic():
                    found += _found(source, now)
            except Exception:
                log.exception("Reminders “%s” could not be planned", source.kind)
                _note_first(source, now)
            else:
                planned.append(source)
        newest = _newest(found)
        entries = [_entry(item, now) for item in newest]
        put_many(entries)
        _revive([entry for entry in entries if not entry.too_late])
        for source in planned:
            _note(source, now)
    return len(newest)


def _take_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PLANNING])
        return cursor.fetchone()[0]


def _found(source: ReminderSource, now: dt.datetime) -> list[Planned]:
    last = PlannedUntil.objects.filter(kind=source.kind, object_kind=source.object_kind).first()
    since = max((last.until if last else now) - SLACK, now - CATCH_UP)
    if not KINDS[source.kind].agreed:
        return _too_late(source, last, until=since) + _due(source, since=since, until=now)
    # Once a day: who works through what waits is not told of the next thing after each answer.
    morning = local_moment(timezone.localdate(now), PLANNED_FROM, settings.TIME_ZONE)
    if last and last.until < morning <= now:
        since = now - STILL_LATE
    return _not_told(source, _due(source, since=since, until=now))


def _too_late(source: ReminderSource, last: PlannedUntil | None, *, until: dt.datetime) -> list[Planned]:
    """What came due since the last plan and is not caught up any more."""
    since = max(last.until - SLACK, until - STILL_LATE) if last else until
    missed = _due(source, since=since, until=until) if since < until else []
    return [replace(item, is_too_late=True) for item in missed]


def _note_first(source: ReminderSource, now: dt.datetime) -> None:
    """A source that failed from the first has a place too, to catch up from and to be seen by."""
    PlannedUntil.objects.get_or_create(
        kind=source.kind, object_kind=source.object_kind, defaults={"until": now}
    )


def _note(source: ReminderSource, now: dt.datetime) -> None:
    PlannedUntil.objects.update_or_create(
        kind=source.kind, object_kind=source.object_kind, defaults={"until": now}
    )


def _due(source: ReminderSource, *, since: dt.datetime, until: dt.datetime) -> list[Planned]:
    """Reminders of one source whose moment of planning lies after `since` and not after `until`."""
    reminders = list(source.due((since - ZONES).date(), (until + ZONES).date(), None))
    return [item for item in timed((source, one) for one in reminders) if since < item.plan_at <= until]


def _not_told(source: ReminderSource, found: Sequence[Planned]) -> list[Planned]:
    """Without those whose person was told of the thing, on whatever day: late things are told a person once.

    What was found not needed by then told nobody.
    """
    rows = Message.objects.filter(
        kind=source.kind,
        object_kind=source.object_kind,
        person__in={item.reminder.person_id for item in found},
        object_id__in={item.reminder.object_id for item in found},
    ).exclude(status=MessageStatus.NOT_NEEDED)
    told = set(rows.values_list("person_id", "object_id", "due_on"))
    return [
        item
        for item in found
        if (item.reminder.person_id, item.reminder.object_id, item.reminder.due_on) not in told
    ]


def timed(found: Iterable[tuple[ReminderSource, Reminder]]) -> list[Planned]:
    """Each with its moments where the person is: what is caught up goes today, in the hours of any other.

    People who left, or never came in, drop out. Two queries, however many sources found something.
    """
    found = list(found)
    people = people_with_account({reminder.person_id for _source, reminder in found})
    zones = dict(User.objects.filter(pk__in=people).values_list("pk", "time_zone"))
    today = {zone: today_in(zone) for zone in set(zones.values())}
    return [
        Planned(
            source,
            reminder,
            plan_at=local_moment(reminder.day, PLANNED_FROM, zone),
            send_at=local_moment(max(reminder.day, today[zone]), SENT_FROM, zone),
        )
        for source, reminder in found
        if (zone := zones.get(reminder.person_id))
    ]


def _newest(found: Iterable[Planned]) -> list[Planned]:
    """Of several missed reminders of one person about one thing only the newest: not three at once."""
    newest: dict[tuple[int, str, str, dt.date], Planned] = {}
    for item in found:
        reminder = item.reminder
        thing = (reminder.person_id, item.source.object_kind, reminder.object_id, reminder.due_on)
        known = newest.get(thing)
        if known is None or known.reminder.offset_days < reminder.offset_days:
            newest[thing] = item
        elif known.source.kind == item.source.kind and known.reminder.offset_days == reminder.offset_days:
            newest[thing] = _for_both_reasons(known, reminder)
    return list(newest.values())


def _for_both_reasons(item: Planned, other: Reminder) -> Planned:
    """Two roles of one person ask for the same: one message, which says both."""
    if str(other.why) in str(item.reminder.why):
        return item
    return replace(item, reminder=replace(item.reminder, why=both(item.reminder.why, other.why)))


def _revive(entries: Iterable[Entry]) -> None:
    """What was found not needed any more, and now is again, waits again: a date moved and moved back.

    Nobody was sent it: a row that went out, or may have, has another status, which this leaves alone.
    """
    wanted = {tuple(getattr(entry, name) for name in KEY): entry.send_after for entry in entries}
    not_needed = Message.objects.filter(
        status=MessageStatus.NOT_NEEDED,
        person__in={person_id for person_id, *_others in wanted},
        due_on__isnull=False,
    )
    found: dict[dt.datetime | None, list[int]] = defaultdict(list)
    for pk, *key in not_needed.values_list("pk", *KEY):
        if tuple(key) in wanted:
            found[wanted[tuple(key)]].append(pk)
    for moment, rows in found.items():
        Message.objects.filter(pk__in=rows, status=MessageStatus.NOT_NEEDED).update(
            status=MessageStatus.WAITING, digest=None, send_after=moment
        )


def _facts(reminder: Reminder) -> dict[str, Any]:
    happens_at = {"happens_at": reminder.happens_at.isoformat()} if reminder.happens_at else {}
    return {"about": reminder.about, **happens_at, **reminder.facts}


def _entry(item: Planned, now: dt.datetime) -> Entry:
    """What is caught up waits from now on, not since the morning (services/standstill.py)."""
    reminder = item.reminder
    too_late = _("It came due while no reminders went out, more than a week ago.") if item.is_too_late else ""
    return Entry(
        person_id=reminder.person_id,
        kind=item.source.kind,
        object_kind=item.source.object_kind,
        object_id=reminder.object_id,
        why=reminder.why,
        facts=_facts(reminder),
        due_on=reminder.due_on,
        offset_days=reminder.offset_days,
        programme_id=reminder.programme_id,
        send_after=max(item.send_at, now),
        too_late=too_late,
    )
