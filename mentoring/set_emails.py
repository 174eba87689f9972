"""Calendar invitations to the dates of a learning set: to each member and the facilitator, one mail each.

Who leaves gets a cancellation of each date to come, while the set meets all the same.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.notifications.because import because
from fellowship.notifications.invitations import Invitation
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services import outbox
from mentoring.models import LearningSet, SetMeeting, SetMember
from mentoring.session_emails import numbers_of
from mentoring.times import in_words
from mentoring.told import When, before_in, facts_of_change

KIND = "mentoring.setmeeting"


def invite(meeting: SetMeeting, people: Collection[int], *, before: When | None = None) -> None:
    """To the calendars of these people: a new date, one changed (from `before`), or one that is cancelled."""
    facts: dict[int, dict[str, Any]] = {}
    if before:
        now = (meeting.starts_at, meeting.minutes)
        told = facts_of_change(KIND, meeting.pk, people, before=before, now=now)
        facts = {person: {"moved": True, **known} for person, known in told.items()}
    _put(meeting, people, why(meeting.learning_set), facts)


def take_out(meeting: SetMeeting, people: Collection[int]) -> None:
    """Out of the calendars of those who are in the set no more; the others meet all the same."""
    was_in = because("You were in the set “%(name)s”.", name=meeting.learning_set.name)
    _put(meeting, people, was_in, {})


def why(learning_set: LearningSet) -> str:
    return because("You are in the set “%(name)s”.", name=learning_set.name)


def _put(meeting: SetMeeting, people: Collection[int], reason: str, facts: dict[int, dict[str, Any]]) -> None:
    outbox.put_many(
        [
            outbox.Entry(
                person_id=person,
                kind="session_agreed",
                object_kind=KIND,
                object_id=f"{meeting.pk}.{meeting.sequence}",
                why=reason,
                facts=facts.get(person, {}),
                programme_id=meeting.learning_set.cohort.programme_id,
            )
            for person in people
        ]
    )


def meeting_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """The newest to each person, by how things are now: to who is in the set no more a cancellation."""
    wanted = {numbers_of(message)[0] for message in messages}
    meetings = SetMeeting.objects.select_related("learning_set").in_bulk(wanted)
    sets = {meeting.learning_set_id for meeting in meetings.values()}
    members = set(
        SetMember.objects.filter(learning_set__in=sets, left_on=None).values_list(
            "learning_set", "place__person"
        )
    )
    newest = _newest_to({message.person_id for message in messages})
    letters = {}
    for message in messages:
        pk, sequence = numbers_of(message)
        meeting = meetings.get(pk)
        if meeting is None or sequence < newest[message.person_id, pk]:
            continue
        learning_set = meeting.learning_set
        is_in = (learning_set.pk, message.person_id) in members
        stays = is_in or learning_set.facilitator_id == message.person_id
        letters[message.pk] = (_letter if stays else _farewell)(meeting, message)
    return letters


def _newest_to(people: Collection[int]) -> dict[tuple[int, int], int]:
    """The highest number each person was told, by person and meeting: others may have been told more."""
    newest: dict[tuple[int, int], int] = {}
    told = Message.objects.filter(person__in=people, object_kind=KIND)
    for message in told.only("person", "object_id"):
        pk, sequence = numbers_of(message)
        key = message.person_id, pk
        newest[key] = max(sequence, newest.get(key, 0))
    return newest


def _letter(meeting: SetMeeting, message: Message) -> Letter:
    facts = _facts(meeting, message)
    is_cancelled = meeting.cancelled_at is not None
    words = _("%(name)s: the date %(when)s is cancelled") if is_cancelled else _("%(name)s: %(when)s")
    path = meeting.get_absolute_url()
    moved = message.facts.get("moved", False)
    return Letter(
        "emails/mentoring/set_meeting",
        {
            **facts,
            "is_cancelled": is_cancelled,
            "moved": moved,
            "was": _was(meeting, message),
            "path": path,
            "line": words % facts,
        },
        line=words % facts,
        url=path,
        invitation=_invitation(meeting, message, place=meeting.place, is_cancelled=is_cancelled),
    )


def _was(meeting: SetMeeting, message: Message) -> str:
    before = before_in(message.facts, meeting.minutes)
    with timezone.override(message.person.zone):
        return in_words(*before, meeting.zone) if before else ""


def _farewell(meeting: SetMeeting, message: Message) -> Letter:
    """Leads to the sets the person is in still: the page of this date is closed to them."""
    facts = _facts(meeting, message)
    line = _("You are no longer in %(name)s: %(when)s") % facts
    path = reverse("learning_sets")
    return Letter(
        "emails/mentoring/set_left",
        {**facts, "path": path, "line": line},
        line=line,
        url=path,
        invitation=_invitation(meeting, message, is_cancelled=True),
    )


def _facts(meeting: SetMeeting, message: Message) -> dict[str, str]:
    with timezone.override(message.person.zone):
        when = in_words(meeting.starts_at, meeting.minutes, meeting.zone)
    return {"name": meeting.learning_set.name, "when": when}


def _invitation(meeting: SetMeeting, message: Message, *, is_cancelled: bool, place: str = "") -> Invitation:
    return Invitation(
        uid=str(meeting.uid),
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        zone=meeting.zone,
        title=meeting.learning_set.name,
        url=settings.SITE_URL.rstrip("/") + meeting.get_absolute_url(),
        invited=(message.person,),  # who else is invited stands in the product, not in everybody's calendar
        place=place,
        is_cancelled=is_cancelled,
    )
