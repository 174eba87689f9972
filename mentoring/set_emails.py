"""Calendar invitations to the dates of a learning set: to each member and the facilitator, one mail each."""

from collections.abc import Collection, Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.notifications.because import because
from fellowship.notifications.invitations import Invitation
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services import outbox
from mentoring.models import SetMeeting, SetMember
from mentoring.session_emails import numbers_of
from mentoring.times import in_words

KIND = "mentoring.setmeeting"


def invite(meeting: SetMeeting, people: Collection[int]) -> None:
    """To the calendars of these people: a new date, a moved one, or one that is cancelled."""
    why = because("You are in the set “%(name)s”.", name=meeting.learning_set.name)
    outbox.put_many(
        [
            outbox.Entry(
                person_id=person,
                kind="session_agreed",
                object_kind=KIND,
                object_id=f"{meeting.pk}.{meeting.sequence}",
                why=why,
                programme_id=meeting.learning_set.cohort.programme_id,
            )
            for person in people
        ]
    )


def meeting_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """To those who are still in the set, of the newest state."""
    wanted = {numbers_of(message)[0] for message in messages}
    meetings = SetMeeting.objects.select_related("learning_set").in_bulk(wanted)
    sets = {meeting.learning_set_id for meeting in meetings.values()}
    members = set(
        SetMember.objects.filter(learning_set__in=sets, left_on=None).values_list(
            "learning_set", "place__person"
        )
    )
    letters = {}
    for message in messages:
        pk, sequence = numbers_of(message)
        meeting = meetings.get(pk)
        if meeting is None or meeting.sequence != sequence:
            continue
        learning_set = meeting.learning_set
        is_in = (learning_set.pk, message.person_id) in members
        if is_in or learning_set.facilitator_id == message.person_id:
            letters[message.pk] = _letter(meeting, message)
    return letters


def _letter(meeting: SetMeeting, message: Message) -> Letter:
    with timezone.override(message.person.zone):
        when = in_words(meeting.starts_at, meeting.minutes, meeting.zone)
    name = meeting.learning_set.name
    is_cancelled = meeting.cancelled_at is not None
    facts = {"name": name, "when": when}
    words = _("%(name)s: the date %(when)s is cancelled") if is_cancelled else _("%(name)s: %(when)s")
    path = meeting.get_absolute_url()
    invitation = Invitation(
        uid=str(meeting.uid),
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        zone=meeting.zone,
        title=name,
        url=settings.SITE_URL.rstrip("/") + path,
        invited=(message.person,),  # who else is invited stands in the product, not in everybody's calendar
        place=meeting.place,
        is_cancelled=is_cancelled,
    )
    context = {**facts, "is_cancelled": is_cancelled, "moved": meeting.sequence > 0, "path": path}
    return Letter(
        "emails/mentoring/set_meeting",
        {**context, "line": words % facts},
        line=words % facts,
        url=path,
        invitation=invitation,
    )
