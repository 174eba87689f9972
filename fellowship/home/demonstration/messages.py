"""What has been sent: notices read and unread, addresses that take no mail, words of the programme's own, what a
person wants to get and when, and who is told when nothing happens."""

import datetime as dt
from collections.abc import Sequence

from challenges.models import LogEntry, Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.cohorts.services.escalation import change_escalation
from fellowship.home.demonstration.dates import as_sent, moment
from fellowship.notifications.because import because
from fellowship.notifications.kinds import Delivery
from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from fellowship.notifications.services.bounces import complaint, hard_bounce
from fellowship.notifications.services.preferences import save_preferences
from fellowship.notifications.services.wordings import change_wording
from fellowship.notifications.wordable import wordable
from fellowship.people.models import User
from mentoring.models import Comment

READ_UNTIL = 25  # days ago
TOLD_AFTER = {"answer_mentor": 5, "answer_administrator": 10}
OWN_WORDS = {
    "subject": "Coming up: {milestone}",
    "lead": "How is **{challenge}** going? One date is near.",
    "closing": "If it no longer fits, move it and say why. That is a good sign, not a bad one.",
}


def write_messages(cohort: Cohort, told: Sequence[Place], gone: Place, administrator: User) -> None:
    """To the fellows `told` and their mentors, each in the reader's language. `gone`: whose address takes no mail."""
    change_wording(
        programme_id=cohort.programme_id,
        wordable=wordable("emails/challenges/milestone"),  # type: ignore[arg-type]  # home/wordings.py has it
        words=OWN_WORDS,
        by=administrator,
    )
    for place in told:
        _to_fellow(place)
        _to_mentor(place)
    _bounced(gone)
    change_escalation(programme=cohort.programme, days=TOLD_AFTER, by=administrator)


def write_preferences(place: Place, complained: Place) -> None:
    """`complained`: who told the provider that a mail of ours was spam."""
    save_preferences(
        person=place.person,
        deliveries={"comment": Delivery.AT_ONCE, "taught_day": Delivery.OFF, "dates_moved": Delivery.DIGEST},
        quiet_hours=(dt.time(20), dt.time(7)),
        on_clinical_days=True,
        on_leave=True,
        by=place.person,
    )
    at = moment(4)
    words = "Reported as unwanted by the person it was sent to"
    trouble = complaint(address=complained.person.email, words=words, reported_by="Provider", at=at)
    if trouble:
        AddressTrouble.objects.filter(pk=trouble.pk).update(suppressed_at=at)


def _to_fellow(place: Place) -> None:
    lead = because("You lead the challenge “%(title)s”.", title=place.challenge.title)
    on_entries = Comment.objects.filter(challenge=place.challenge).exclude(log_entry=None)
    comments = on_entries.exclude(author=place.person)
    for comment in comments.order_by("created_at"):
        message = _message(place, place.person, "comment", comment, str(comment.pk), lead)
        as_sent([message], comment.created_at, seen_at=_later(comment.created_at, before=moment(READ_UNTIL)))
    signed = Milestone.objects.filter(challenge=place.challenge, status=MilestoneStatus.SIGNED_OFF)
    for milestone in signed:
        about = f"{milestone.pk}.{milestone.version}"
        message = _message(place, place.person, "answered", milestone, about, lead)
        message.facts = {"mentor": milestone.signed_off_by.full_name if milestone.signed_off_by else ""}
        at = milestone.signed_off_at or moment(20)
        as_sent([message], at, seen_at=_later(at, before=moment(READ_UNTIL)))


def _to_mentor(place: Place) -> None:
    """What the fellow shared and nobody has answered yet."""
    for pairing in Pairing.objects.filter(place=place).select_related("mentor")[:1]:
        why = because("You mentor %(fellow)s.", fellow=place.person.full_name)
        for entry in LogEntry.objects.filter(challenge=place.challenge, waiting_since__isnull=False):
            about = f"{entry.pk}.{entry.version}"
            message = _message(place, pairing.mentor, "waiting_for_you", entry, about, why)
            since = entry.waiting_since or moment(3)
            message.facts = {"since": since.isoformat()}
            as_sent([message], since)


def _message(
    place: Place, person: User, kind: str, thing: Comment | LogEntry | Milestone, about: str, why: str
) -> Message:
    return Message.objects.create(
        person=person,
        kind=kind,
        object_kind=thing._meta.label_lower,
        object_id=about,
        why=why,
        programme_id=place.cohort.programme_id,
        address=person.email,
    )


def _later(at: dt.datetime, *, before: dt.datetime) -> dt.datetime | None:
    """Read two hours later, if that is long enough ago."""
    return at + dt.timedelta(hours=2) if at < before else None


def _bounced(place: Place) -> None:
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
