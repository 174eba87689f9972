"""What will go out to a person in the coming days, and why, as far as it is known today."""

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from fellowship.lib.dates import local_moment, today_in
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.reminders import Reminder, ReminderSource
from fellowship.notifications.services.digests import GATHERED_AT
from fellowship.notifications.services.moments import Moments, in_time
from fellowship.notifications.services.outbox import delivery_of, preferred_deliveries
from fellowship.notifications.services.planning import Planned, timed
from fellowship.people.models import User

STILL_TO_GO = (MessageStatus.WAITING, MessageStatus.CLAIMED, MessageStatus.HANDING_OVER)


@dataclass(frozen=True)
class Upcoming:
    at: dt.datetime
    kind: str
    about: str
    why: str
    delivery: str

    @property
    def kind_title(self) -> str:
        return str(KINDS[self.kind].title)

    @property
    def delivery_label(self) -> str:
        return str(Delivery(self.delivery).label)


def upcoming(
    person: User,
    *,
    sources: Sequence[ReminderSource],
    days: int = 30,
    programmes: Container[int | None] | None = None,
) -> list[Upcoming]:
    """In time order. What the person switched off is left out, for it will not go out; so is what would
    tell of something that is over by then.

    `programmes`: for those who oversee only these. Leaves out everything of other programmes, and what
    only the person may read.
    """
    deliveries = preferred_deliveries([person.pk])
    moments = Moments([person.pk], today_in(person.time_zone), days=days)
    items = []
    for one in _found(person, sources, days):
        if programmes is not None and (one.programme_id not in programmes or KINDS[one.kind].hidden):
            continue
        delivery = delivery_of(one.kind, deliveries.get((person.pk, one.kind)))
        if delivery == Delivery.OFF:
            continue
        at = goes_at(
            person,
            one.kind,
            delivery,
            one.at,
            waiting_since=one.since,
            moments=moments,
            happens_at=one.happens_at,
        )
        about = one.about if programmes is not None else one.own_about or one.about
        if one.happens_at is None or max(at, timezone.now()) < one.happens_at:
            items.append(Upcoming(at, one.kind, about, one.why, delivery))
    return sorted(items, key=lambda item: item.at)


def goes_at(
    person: User,
    kind: str,
    delivery: str,
    moment: dt.datetime,
    *,
    waiting_since: dt.datetime,
    moments: Moments,
    happens_at: dt.datetime | None = None,
) -> dt.datetime:
    """When what may go at a moment is sent: in the person's hours, on their days, in a summary of theirs.

    What happens at an hour is told shortly before it at the latest (`timely` in kinds.py).
    """
    if delivery == Delivery.DIGEST:
        return _next_digest(moment, person, moments, waiting_since)
    if KINDS[kind].essential:
        return moment
    return in_time(moments.next_moment(person, moment, waiting_since=waiting_since), happens_at, since=moment)


@dataclass(frozen=True)
class Found:
    """`own_about`: for the person alone (reminders.py)."""

    at: dt.datetime
    since: dt.datetime
    kind: str
    about: str
    why: str
    programme_id: int | None
    happens_at: dt.datetime | None = None
    own_about: str = ""


def _found(person: User, sources: Sequence[ReminderSource], days: int) -> list[Found]:
    """What waits already, and the reminders to come. Those planned today are found both ways: they go once,
    and what only their person may read of them is not in the outbox."""
    now, today = timezone.now(), today_in(person.time_zone)
    until = today + dt.timedelta(days=days)
    due = [(source, reminder) for source in sources for reminder in source.due(today, until, person.pk)]
    by_key = {_key(source, reminder): (source, reminder) for source, reminder in due}
    return [
        *_waiting(person, {key: reminder.own_about for key, (_source, reminder) in by_key.items()}),
        *(_to_come(item) for item in timed(by_key.values()) if item.plan_at > now),
    ]


def _waiting(person: User, own_about: Mapping[tuple, str]) -> Iterator[Found]:
    rows = Message.objects.filter(person=person, status__in=STILL_TO_GO).defer("text", "html")
    for row in rows:
        happens_at = row.facts.get("happens_at")
        yield Found(
            row.send_after,
            row.created_at,
            row.kind,
            row.facts.get("about", "") or row.subject,
            row.why,
            row.programme_id,
            happens_at=dt.datetime.fromisoformat(happens_at) if happens_at else None,
            own_about=own_about.get(
                (row.kind, row.object_kind, row.object_id, row.due_on, row.offset_days), ""
            ),
        )


def _to_come(item: Planned) -> Found:
    reminder = item.reminder
    return Found(
        item.send_at,
        item.plan_at,
        item.source.kind,
        reminder.about,
        reminder.why,
        reminder.programme_id,
        happens_at=reminder.happens_at,
        own_about=reminder.own_about,
    )


def _key(source: ReminderSource, reminder: Reminder) -> tuple:
    """Two of the person's roles may ask for the same reminder; it goes once."""
    return source.kind, source.object_kind, reminder.object_id, reminder.due_on, reminder.offset_days


def _next_digest(at: dt.datetime, person: User, moments: Moments, since: dt.datetime) -> dt.datetime:
    """The next summary: today's, if it is still to be made and nothing is held back today."""
    made_after = max(since, timezone.now())
    day = at.astimezone(person.zone).date()
    while True:
        moment = local_moment(day, GATHERED_AT, person.time_zone)
        if moment >= made_after and not moments.is_held(person.pk, day, moment - since):
            return moments.after_quiet_hours(person, moment)
        day += dt.timedelta(days=1)
