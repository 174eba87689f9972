"""When things happened in the demonstration. Days count from today; services know only now, so what they do
is dated afterwards."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db.models import Model
from django.utils import timezone

from challenges.models import Milestone, MilestoneChange
from fellowship.cohorts.models import (
    AlumniContact,
    BulkAct,
    Cohort,
    HandoverOwner,
    Invitation,
    PlaceChange,
    PlaceTag,
    TemplateChange,
)
from fellowship.learning.models import (
    Attendance,
    AttendanceChange,
    ExtensionRequest,
    MarksShared,
    Material,
    Result,
    ResultChange,
    ResultImport,
    Submission,
)
from fellowship.notifications.letters import grouped, write
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.rendering import words_of
from fellowship.people.languages import speaking_to
from mentoring.models import (
    Action,
    Comment,
    Handover,
    PartingWord,
    Session,
    SessionChange,
    SetAttendance,
)

Stamps = Sequence[tuple[type[Model], Sequence[str]]]

# Where the rooms write down when something was done, by what is done.
PLACES: Stamps = [(PlaceChange, ["at", "done_at"])]
BULK: Stamps = [
    (BulkAct, ["made_at", "moved_at", "undone_at"]),
    (Invitation, ["created_at", "sent_at"]),
    (PlaceTag, ["at"]),
]
TEMPLATES: Stamps = [(TemplateChange, ["at", "undone_at"])]
COHORT: Stamps = [
    (Cohort, ["planned_at", "launched_at", "closed_at"]),
    (HandoverOwner, ["noted_at"]),
    (AlumniContact, ["given_at"]),
]
MILESTONES: Stamps = [(Milestone, ["sent_at", "signed_off_at"]), (MilestoneChange, ["at"])]
STUDIES: Stamps = [(Material, ["added_at"]), (MarksShared, ["since"])]
REGISTERS: Stamps = [(Attendance, ["said_at"]), (AttendanceChange, ["at"])]
RESULTS: Stamps = [(Result, ["recorded_at"]), (ResultChange, ["at"]), (Submission, ["at"])]
REQUESTS: Stamps = [*RESULTS, (ExtensionRequest, ["asked_at", "decided_at"])]
IMPORTS: Stamps = [*RESULTS, (ResultImport, ["uploaded_at", "confirmed_at"])]
COMMENTS: Stamps = [(Comment, ["created_at"])]
SESSIONS: Stamps = [(Session, ["made_at"]), (SessionChange, ["at"])]
ACTIONS: Stamps = [(Action, ["made_at", "settled_at"])]
SETS: Stamps = [(SetAttendance, ["at"])]
HANDOVERS: Stamps = [(Handover, ["decided_at"]), (PartingWord, ["at"])]
READ_UNTIL = 5  # days ago: newer notices are still unread
READ_AFTER = dt.timedelta(hours=2)


def day(days: int) -> dt.date:
    """So many days from today."""
    return timezone.localdate() + dt.timedelta(days=days)


def moment(days_ago: int) -> dt.datetime:
    """At some hour of a working day, so many days ago."""
    at = dt.time(hour=9 + days_ago * 5 % 9, minute=days_ago * 13 % 60)
    return timezone.make_aware(dt.datetime.combine(day(-days_ago), at))


def on(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9 + day.day % 8, day.day * 7 % 60)))


@contextmanager
def dated(at: dt.datetime, *done: Stamps, letters_kept: bool = True) -> Iterator[None]:
    """What services do inside was `done` at that time, and whom they told has been told by then.

    `letters_kept=False`: so long ago that the letters are no longer there.
    """
    began = timezone.now()
    yield
    for model, names in (stamp for stamps in done for stamp in stamps):
        for name in names:
            model._default_manager.filter(**{f"{name}__gte": began}).update(**{name: at})
    letters = Message.objects.filter(created_at__gte=began, status=MessageStatus.WAITING)
    if letters_kept:
        seen_at = at + READ_AFTER if at < moment(READ_UNTIL) else None
        as_sent(letters.select_related("person"), at, seen_at=seen_at)
    else:
        letters.delete()


def as_sent(messages: Iterable[Message], at: dt.datetime, *, seen_at: dt.datetime | None = None) -> None:
    """Sent at that time, with the words they would have had; nothing, where one would not have been needed."""
    for (kind, object_kind), several in grouped(messages).items():
        letters = write(kind, object_kind, several)
        for message in several:
            if message.pk not in letters:
                message.delete()
                continue
            message.created_at = message.send_after = message.sent_at = at
            message.status, message.seen_at = MessageStatus.SENT, seen_at
            with speaking_to(message.person):  # the reason, too, is worded when it is saved
                words = words_of(message, letters[message.pk])
                message.subject, message.text = words.subject, words.text
                message.html, message.path = words.html, words.path
                message.save()
