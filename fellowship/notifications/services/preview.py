"""What will go out to a person in the coming days, and why, as far as it is known today."""

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from fellowship.lib.dates import local_moment, today_in
from fellowship.notifications.kinds import KINDS, Delivery
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.reminders import ReminderSource
from fellowship.notifications.services.digests import GATHERED_AT
from fellowship.notifications.services.moments import Moments
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
    """In time order. What the person switched off is left out, for it will not go out.

    `programmes`: for those who oversee only these. Leaves out everything of other programmes, and what
    only the person may read.
    """
    deliveries = preferred_deliveries([person.pk])
    moments = Moments([person.pk], today_in(person.time_zone), days=days)
    items = []
    for at, since, kind, about, why, programme in [*_waiting(person), *_reminders(person, sources, days)]:
        if programmes is not None and (programme not in programmes or KINDS[kind].hidden):
            continue
        delivery = delivery_of(kind, deliveries.get((person.pk, kind)))
        if delivery != Delivery.OFF:
            at = goes_at(person, kind, delivery, at, waiting_since=since, moments=moments)
            items.append(Upcoming(at, kind, about, why, delivery))
    return sorted(items, key=lambda item: item.at)


def goes_at(
    person: User,
    kind: str,
    delivery: str,
    moment: dt.datetime,
    *,
    waiting_since: dt.datetime,
    moments: Moments,
) -> dt.datetime:
    """When what may go at a moment is sent: in the person's hours, on their days, in a summary of theirs."""
    if delivery == Delivery.DIGEST:
        return _next_digest(moment, person, moments, waiting_since)
    if KINDS[kind].essential:
        return moment
    return moments.next_moment(person, moment, waiting_since=waiting_since)


Found = tuple[dt.datetime, dt.datetime, str, str, str, int | None]


def _waiting(person: User) -> Iterable[Found]:
    rows = Message.objects.filter(person=person, status__in=STILL_TO_GO).defer("text", "html")
    for row in rows:
        yield (
            row.send_after,
            row.created_at,
            row.kind,
            row.facts.get("about", "") or row.subject,
            row.why,
            row.programme_id,
        )


def _reminders(person: User, sources: Sequence[ReminderSource], days: int) -> Iterable[Found]:
    now, today = timezone.now(), today_in(person.time_zone)
    until = today + dt.timedelta(days=days)
    found = [(source, reminder) for source in sources for reminder in source.due(today, until, person.pk)]
    by_key = {_key(item): item for item in timed(found) if item.plan_at > now}
    for item in by_key.values():
        reminder = item.reminder
        yield (
            item.send_at,
            item.plan_at,
            item.source.kind,
            reminder.about,
            reminder.why,
            reminder.programme_id,
        )


def _key(item: Planned) -> tuple:
    """Two of the person's roles may ask for the same reminder; it goes once."""
    source, reminder = item.source, item.reminder
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
