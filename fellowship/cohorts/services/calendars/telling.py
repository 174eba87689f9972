"""A fellow is told when somebody else moves their dates: once for each act, and once if it is undone later.

What moved is read from the act when the letter is written (home/services/dates_moved.py). A message leaves a
few minutes after its act, so that what is undone at once is never told.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from fellowship.cohorts.bulk.messaging import MINUTES_TO_UNDO
from fellowship.cohorts.models import BulkAct, Place, PlaceChange
from fellowship.notifications.because import because
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.people.models import User

KIND = "dates_moved"
OF_CALENDAR, OF_ACT = "cohorts.place", "cohorts.bulkact"
NOT_WRITTEN_YET = (MessageStatus.WAITING, MessageStatus.CLAIMED)


@dataclass(frozen=True)
class About:
    """What a message is about, as its `object_id` has it.

    Of a bulk act: the act and the place. Of a fellow's own calendar: the place, and which of its changes,
    counted from one, because dates move before their change is saved and has a pk.
    """

    first: int
    second: int
    is_undone: bool = False

    @staticmethod
    def read(object_id: str) -> "About":
        first, second, *undone = object_id.split(".")
        return About(int(first), int(second), bool(undone))

    def __str__(self) -> str:
        return f"{self.first}.{self.second}{'.undone' if self.is_undone else ''}"

    @property
    def undoing(self) -> "About":
        return About(self.first, self.second, is_undone=True)


def tell_of_change(place: Place, *, by: User) -> None:
    """For who moves the dates, while the place is locked and before the change is saved."""
    number = place.changes.count() + 1
    _put(OF_CALENDAR, {About(place.pk, number): place.person_id}, place.cohort.programme_id, by)


def tell_of_act(act: BulkAct, places: Iterable[Place]) -> None:
    """A fellow whose dates are moved by several rows, or chunks, of the act is told once."""
    _put(OF_ACT, {About(act.pk, place.pk): place.person_id for place in places}, act.programme_id, act.by)


def tell_of_undone_change(change: PlaceChange, *, by: User) -> None:
    place = change.place
    about = About(place.pk, place.changes.filter(pk__lte=change.pk).count())
    _undo(OF_CALENDAR, {about: place.person_id}, place.cohort.programme_id, by)


def tell_of_undone_act(act: BulkAct, places: Iterable[Place]) -> None:
    people = {About(act.pk, place.pk): place.person_id for place in places}
    _undo(OF_ACT, people, act.programme_id, act.undone_by or act.by)


def _put(object_kind: str, people: Mapping[About, int], programme_id: int, by: User) -> None:
    """By what it is about: the fellow. Nobody is told of what they did themselves."""
    later = timezone.now() + dt.timedelta(minutes=MINUTES_TO_UNDO)
    put_many(
        [
            Entry(
                person_id=person,
                kind=KIND,
                object_kind=object_kind,
                object_id=str(about),
                why=because("The programme team changed dates of your year."),
                programme_id=programme_id,
                send_after=later,
            )
            for about, person in people.items()
            if person != by.pk
        ]
    )


def _undo(object_kind: str, people: Mapping[About, int], programme_id: int, by: User) -> None:
    """What has not gone out never will; who has been told gets to know that the dates are back."""
    found = Message.objects.filter(
        kind=KIND,
        object_kind=object_kind,
        object_id__in=[str(about) for about in people],
        person__in=set(people.values()),
    )
    messages = list(found.select_for_update(of=("self",)).select_related("digest").order_by("pk"))
    never = [message.pk for message in messages if _is_to_come(message)]
    Message.objects.filter(pk__in=never).update(status=MessageStatus.NOT_NEEDED, claimed_at=None)
    told = _told(messages, never)
    _put(object_kind, {about.undoing: person for about, person in told.items()}, programme_id, by)


def _is_to_come(message: Message) -> bool:
    if message.status == MessageStatus.IN_DIGEST:
        return message.digest is not None and message.digest.status == MessageStatus.WAITING
    return message.status in NOT_WRITTEN_YET


def _told(messages: Iterable[Message], never: Collection[int]) -> dict[About, int]:
    """Also who has read the notice of an email that was still to come."""
    return {
        About.read(message.object_id): message.person_id
        for message in messages
        if message.seen_at or (message.pk not in never and message.status != MessageStatus.NOT_NEEDED)
    }
