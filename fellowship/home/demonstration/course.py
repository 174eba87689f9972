"""How the first weeks of each fellow went. Rows are made directly, with dates in the past."""

import datetime as dt
import uuid
from itertools import cycle

from django.utils import timezone

from challenges.models import Challenge, LogEntry, Milestone, MilestoneChange
from challenges.workflow import EntryStatus, MilestoneStatus
from fellowship.home.demonstration import words
from fellowship.home.demonstration.dates import day, moment, on
from fellowship.home.demonstration.people import Fellow
from fellowship.people.models import User
from mentoring.models import Comment, Visit

# Milestones signed off, the next one sent so many days ago (None: not sent), and how many days ago each
# entry was shared.
COURSES: dict[str, tuple[int, int | None, list[int]]] = {
    "lively": (3, None, [66, 52, 40, 31, 22, 13, 4]),
    "steady": (3, None, [60, 44, 27, 9]),
    "waiting": (2, 19, [58, 43, 30, 19]),
    "behind": (1, None, [64, 39]),
    "quiet": (2, None, [68, 59, 47]),
    "left": (1, None, [67, 55]),
    "finished": (10, None, [70, 51, 33, 18]),
}
# An entry newer than this still waits for the mentor; those of "waiting" fellows wait longer.
ANSWERED_AFTER = 7


def sign_off_and_send(fellow: Fellow, challenge: Challenge, mentor: User) -> list[Milestone]:
    """All milestones; those the fellow has come to are signed off or sent."""
    signed, sent, _shared = COURSES[fellow.course]
    milestones = list(challenge.milestones.order_by("due_on", "pk"))
    for number, milestone in enumerate(milestones[:signed]):
        at_the_latest = day(-9 - 4 * (signed - number))
        sign_off(milestone, mentor, min(milestone.due_on, at_the_latest))
    if sent is not None:
        _send(milestones[signed], moment(sent))
    Visit.objects.create(person=mentor, challenge=challenge, seen_until=moment(ANSWERED_AFTER))
    return milestones


def live_through(fellow: Fellow, challenge: Challenge, mentor: User) -> None:
    milestones = sign_off_and_send(fellow, challenge, mentor)
    _signed, sent, shared = COURSES[fellow.course]
    happened, so_whats = cycle(words.ENTRIES), cycle(words.SO_WHATS)
    answers = cycle(words.COMMENTS)
    for number, days_ago in enumerate(shared):
        waits = days_ago < ANSWERED_AFTER or (fellow.course == "waiting" and days_ago == sent)
        entry = make_entry(
            challenge, days_ago, number % 2 == 0, next(happened), next(so_whats), "", waits, milestones[:1]
        )
        if not waits and number % 2 == 0:
            make_comment(entry, mentor, next(answers), days_ago - 2)


def sign_off(milestone: Milestone, mentor: User, day: dt.date) -> None:
    _send(milestone, on(day - dt.timedelta(days=2)))
    at = on(day)
    milestone.status, milestone.signed_off_by, milestone.signed_off_at = (
        MilestoneStatus.SIGNED_OFF,
        mentor,
        at,
    )
    milestone.evidence = "Discussed together; the notes are with the host."
    milestone.save()
    _step(milestone, "sign_off", MilestoneStatus.SENT, mentor, at)


def _send(milestone: Milestone, at: dt.datetime) -> None:
    milestone.status, milestone.sent_at = MilestoneStatus.SENT, at
    milestone.save()
    fellow = milestone.challenge.place.person
    _step(milestone, "send", MilestoneStatus.PLANNED, fellow, at)


def _step(milestone: Milestone, act: str, before: str, by: User, at: dt.datetime) -> None:
    change = MilestoneChange.objects.create(
        milestone=milestone,
        act=act,
        by=by,
        status_before=before,
        status_after=milestone.status,
        due_after=milestone.due_on,
    )
    MilestoneChange.objects.filter(pk=change.pk).update(at=at)


def make_entry(
    challenge: Challenge,
    days_ago: int,
    balcony: bool,
    happened: str,
    so_what: str,
    now_what: str,
    waits: bool,
    milestones: list[Milestone],
) -> LogEntry:
    shared_at = moment(days_ago)
    entry = LogEntry.objects.create(
        challenge=challenge,
        author=challenge.place.person,
        draft_id=uuid.uuid4(),
        happened_on=timezone.localdate(shared_at),
        what_happened=happened,
        so_what=so_what,
        now_what=now_what,
        vantage="balcony" if balcony else "dance_floor",
        status=EntryStatus.SHARED,
        shared_at=shared_at,
        waiting_since=shared_at if waits else None,
    )
    entry.milestones.set(milestones)
    if challenge.last_entry_at is None or challenge.last_entry_at < shared_at:
        challenge.last_entry_at = shared_at
        challenge.save(update_fields=["last_entry_at"])
    return entry


def make_comment(entry: LogEntry, author: User, text: str, days_ago: int) -> None:
    Comment.objects.create(
        challenge=entry.challenge,
        log_entry=entry,
        author=author,
        form_id=uuid.uuid4(),
        text=text,
        created_at=moment(days_ago),
    )
