"""Who is told about what on a challenge, and the letters of the two kinds that are about an answer.

Milestone dates have their letters in reminders.py. Nothing here quotes what somebody wrote.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext_lazy

from challenges.audience import mentors_told
from challenges.models import BriefVersion, LogEntry, Milestone, Piece
from challenges.permissions import CURRENT
from challenges.workflow import BriefStatus, EntryStatus, MilestoneStatus, PieceStatus
from fellowship.cohorts.reminding import mentors_by_place
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services import outbox
from fellowship.people.models import User

Thing = BriefVersion | LogEntry | Milestone | Piece
OneThing = TypeVar("OneThing", bound=Thing)


MODELS: dict[str, type[Thing]] = {
    model._meta.label_lower: model for model in (BriefVersion, LogEntry, Milestone, Piece)
}
# What the review page calls them (mentoring/views/review.py).
ITEMS = {
    "challenges.logentry": "entry",
    "challenges.milestone": "milestone",
    "challenges.briefversion": "brief",
    "challenges.piece": "piece",
}
ANSWERS: dict[tuple[str, str], str] = {
    ("challenges.logentry", EntryStatus.AGREED): "agreed",
    ("challenges.logentry", EntryStatus.CHANGES_ASKED): "changes_asked",
    ("challenges.milestone", MilestoneStatus.SIGNED_OFF): "signed_off",
    ("challenges.milestone", MilestoneStatus.CHANGES_ASKED): "changes_asked",
    ("challenges.briefversion", BriefStatus.AGREED): "agreed",
    ("challenges.briefversion", BriefStatus.CHANGES_ASKED): "changes_asked",
    ("challenges.piece", PieceStatus.AGREED): "agreed",
    ("challenges.piece", PieceStatus.CHANGES_ASKED): "changes_asked",
}
WAITING = {
    "challenges.logentry": gettext_lazy("%(fellow)s shared a log entry with you"),
    "challenges.milestone": gettext_lazy("%(fellow)s sent a milestone for sign-off"),
    "challenges.briefversion": gettext_lazy("%(fellow)s sent you the brief to agree"),
    "challenges.piece": gettext_lazy("%(fellow)s asks you to look at something"),
}
ANSWERED = {
    ("challenges.logentry", "agreed"): gettext_lazy("%(mentor)s agreed your log entry"),
    ("challenges.logentry", "changes_asked"): gettext_lazy("%(mentor)s asked for changes to your log entry"),
    ("challenges.milestone", "signed_off"): gettext_lazy("%(mentor)s signed off “%(title)s”"),
    ("challenges.milestone", "changes_asked"): gettext_lazy("%(mentor)s asked for changes to “%(title)s”"),
    ("challenges.briefversion", "agreed"): gettext_lazy("%(mentor)s agreed your brief"),
    ("challenges.briefversion", "changes_asked"): gettext_lazy("%(mentor)s asked for changes to your brief"),
    ("challenges.piece", "agreed"): gettext_lazy("%(mentor)s agreed what you showed: %(title)s"),
    ("challenges.piece", "changes_asked"): gettext_lazy(
        "%(mentor)s asked for changes to what you showed: %(title)s"
    ),
}


def tell_mentors(thing: Thing, *, since: dt.datetime) -> None:
    """To each mentor in force: something waits for an answer since that moment."""
    challenge, place = thing.challenge, thing.challenge.place
    for mentor in mentors_told(challenge):
        outbox.put(
            person=mentor,
            kind="waiting_for_you",
            object_kind=thing._meta.label_lower,
            object_id=f"{thing.pk}.{thing.version}",
            why=because("You mentor %(fellow)s.", fellow=place.person.full_name),
            facts={"since": since.isoformat()},
            programme_id=place.cohort.programme_id,
        )


def tell_fellow(thing: Thing, *, by: User) -> None:
    challenge, place = thing.challenge, thing.challenge.place
    outbox.put(
        person=place.person,
        kind="answered",
        object_kind=thing._meta.label_lower,
        object_id=f"{thing.pk}.{thing.version}",
        why=because("You lead the challenge “%(title)s”.", title=challenge.title),
        facts={"mentor": by.full_name},
        programme_id=place.cohort.programme_id,
    )


def waiting_entry_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    things = _things(LogEntry, messages)
    moments = {pk: one.waiting_since for pk, one in things.items()}
    return _waiting_letters(messages, things, moments)


def waiting_milestone_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    things = _things(Milestone, messages)
    moments = {pk: one.sent_at for pk, one in things.items() if one.status == MilestoneStatus.SENT}
    return _waiting_letters(messages, things, moments)


def waiting_brief_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    things = _things(BriefVersion, messages)
    moments = {pk: brief.sent_at for pk, brief in things.items() if brief.status == BriefStatus.SENT}
    return _waiting_letters(messages, things, moments)


def waiting_piece_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    things = _things(Piece, messages)
    moments = {pk: piece.sent_at for pk, piece in things.items() if piece.status == PieceStatus.SENT}
    return _waiting_letters(messages, things, moments)


def answered_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """For all kinds of thing: needed while the answer is the last thing that happened to it."""
    things: Mapping[int, Thing] = _things(MODELS[messages[0].object_kind], messages)
    letters = {}
    for message in messages:
        thing = things.get(pk_of(message))
        act = ANSWERS.get((message.object_kind, thing.status)) if thing else None
        if thing is None or act is None or message.object_id != f"{thing.pk}.{thing.version}":
            continue
        place = thing.challenge.place
        if place.person_id != message.person_id or place.status not in CURRENT:
            continue
        context = {"act": act, **_about(thing)}
        names = {"mentor": message.facts.get("mentor", ""), "title": context["title"]}
        context["headline"] = ANSWERED[message.object_kind, act] % names
        letters[message.pk] = Letter("emails/challenges/answered", context, url=context["path"])
    return letters


def _waiting_letters(
    messages: Sequence[Message], things: Mapping[int, Thing], moments: Mapping[int, dt.datetime | None]
) -> dict[int, Letter]:
    """Needed while the thing waits since the moment of the message, and its reader mentors the fellow."""
    mentors = mentors_by_place(thing.challenge.place_id for thing in things.values())
    letters = {}
    for message in messages:
        thing, since = things.get(pk_of(message)), moments.get(pk_of(message))
        if thing is None or since is None or message.facts.get("since") != since.isoformat():
            continue
        if message.person_id not in mentors[thing.challenge.place_id]:
            continue
        context = {"since": since, **_about(thing), "path": _review_path(thing)}
        context["headline"] = WAITING[message.object_kind] % context
        letters[message.pk] = Letter("emails/challenges/waiting_for_you", context, url=context["path"])
    return letters


def _review_path(thing: Thing) -> str:
    """The review page, at the thing that waits."""
    item = ITEMS[thing._meta.label_lower]
    return f"{reverse('review', args=[thing.challenge_id])}?item={item}-{thing.pk}"


def pk_of(message: Message) -> int:
    return int(message.object_id.partition(".")[0])


def _things(model: type[OneThing], messages: Sequence[Message]) -> dict[int, OneThing]:
    rows = model.objects.select_related("challenge__place__person", "challenge__place__cohort__programme")
    return rows.in_bulk({pk_of(message) for message in messages})


def _about(thing: Thing) -> dict:
    """What the templates may say: whose it is, what it is, where it is; none of its words."""
    challenge = thing.challenge
    about = {
        "fellow": challenge.place.person.full_name,
        "challenge": challenge.title,
    }
    if isinstance(thing, Piece):
        # The kind, not the name: of a question the name is its words.
        return about | {"title": thing.get_kind_display(), "path": thing.get_absolute_url()}
    if isinstance(thing, Milestone):
        return about | {"title": thing.title, "path": thing.get_absolute_url()}
    if isinstance(thing, LogEntry):
        return about | {"title": "", "path": thing.get_absolute_url()}
    return about | {"title": challenge.title, "path": reverse("brief", args=[challenge.pk])}
