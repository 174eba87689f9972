"""What has been sent: notices read and unread, an address that takes no mail, words of the programme's own."""

import datetime as dt
from collections.abc import Callable, Sequence

from challenges.models import LogEntry, Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.notifications.because import because
from fellowship.notifications.letters import write
from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from fellowship.notifications.services.bounces import hard_bounce
from fellowship.notifications.services.rendering import words_of
from fellowship.notifications.services.wordings import change_wording
from fellowship.notifications.wordable import wordable
from fellowship.people.languages import speaking_to
from fellowship.people.models import User
from mentoring.models import Comment

Moment = Callable[[int], dt.datetime]
READ_UNTIL = 25  # days ago
OWN_WORDS = {
    "subject": "Coming up: {milestone}",
    "lead": "How is **{challenge}** going? One date is near.",
    "closing": "If it no longer fits, move it and say why. That is a good sign, not a bad one.",
}


def write_messages(
    cohort: Cohort, told: Sequence[Place], gone: Place, administrator: User, moment: Moment
) -> None:
    """To the fellows `told` and their mentors, each in the reader's language. `gone`: whose address takes no mail."""
    change_wording(
        programme_id=cohort.programme_id,
        wordable=wordable("emails/challenges/milestone"),  # type: ignore[arg-type]  # home/wordings.py has it
        words=OWN_WORDS,
        by=administrator,
    )
    for place in told:
        _to_fellow(place, moment)
        _to_mentor(place, moment)
    _bounced(gone, moment)


def _to_fellow(place: Place, moment: Moment) -> None:
    lead = because("You lead the challenge “%(title)s”.", title=place.challenge.title)
    comments = Comment.objects.filter(challenge=place.challenge).exclude(author=place.person)
    for comment in comments.order_by("created_at"):
        message = _message(place, place.person, "comment", comment, str(comment.pk), lead)
        as_sent(message, comment.created_at, seen_at=_later(comment.created_at, before=moment(READ_UNTIL)))
    signed = Milestone.objects.filter(challenge=place.challenge, status=MilestoneStatus.SIGNED_OFF)
    for milestone in signed:
        about = f"{milestone.pk}.{milestone.version}"
        message = _message(place, place.person, "answered", milestone, about, lead)
        message.facts = {"mentor": milestone.signed_off_by.full_name if milestone.signed_off_by else ""}
        at = milestone.signed_off_at or moment(20)
        as_sent(message, at, seen_at=_later(at, before=moment(READ_UNTIL)))


def _to_mentor(place: Place, moment: Moment) -> None:
    """What the fellow shared and nobody has answered yet."""
    for pairing in Pairing.objects.filter(place=place).select_related("mentor")[:1]:
        why = because("You mentor %(fellow)s.", fellow=place.person.full_name)
        for entry in LogEntry.objects.filter(challenge=place.challenge, waiting_since__isnull=False):
            about = f"{entry.pk}.{entry.version}"
            message = _message(place, pairing.mentor, "waiting_for_you", entry, about, why)
            since = entry.waiting_since or moment(3)
            message.facts = {"since": since.isoformat()}
            as_sent(message, since)


def _message(
    place: Place, person: User, kind: str, thing: Comment | LogEntry | Milestone, about: str, why: str
) -> Message:
    return Message(
        person=person,
        kind=kind,
        object_kind=thing._meta.label_lower,
        object_id=about,
        why=why,
        programme_id=place.cohort.programme_id,
        address=person.email,
    )


def as_sent(message: Message, at: dt.datetime, *, seen_at: dt.datetime | None = None) -> None:
    """Sent at that time, with the words it would have had; nothing, where it would not have been needed any more."""
    message.created_at = message.send_after = message.sent_at = at
    message.status, message.seen_at = MessageStatus.SENT, seen_at
    with speaking_to(message.person):
        message.save()
        letter = write(message.kind, message.object_kind, [message]).get(message.pk)
        if letter is None:
            message.delete()
            return
        words = words_of(message, letter)
        message.subject, message.text = words.subject, words.text
        message.html, message.path = words.html, words.path
        message.save()


def _later(at: dt.datetime, *, before: dt.datetime) -> dt.datetime | None:
    """Read two hours later, if that is long enough ago."""
    return at + dt.timedelta(hours=2) if at < before else None


def _bounced(place: Place, moment: Moment) -> None:
    words = "550 5.1.1 The mailbox you tried to reach does not exist"
    trouble = hard_bounce(address=place.person.email, words=words, at=moment(6), person=place.person)
    if trouble:
        AddressTrouble.objects.filter(pk=trouble.pk).update(suppressed_at=moment(6))
    milestone = Milestone.objects.filter(challenge__place=place).order_by("-due_on").first()
    if milestone:
        message = _message(place, place.person, "milestone_due", milestone, str(milestone.pk), "")
        message.why = because("You lead the challenge “%(title)s”.", title=place.challenge.title)
        message.created_at = message.send_after = moment(6)
        message.status, message.last_error, message.attempts = MessageStatus.FAILED, words, 6
        message.subject = f"“{milestone.title}” is due soon"
        message.due_on = milestone.due_on
        message.save()
