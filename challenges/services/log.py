"""Entries of the progress log: shared once, edited with the old words kept, answered, locked once agreed."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import emails
from challenges.models import Challenge, LogEntry, LogEntryVersion, Milestone
from challenges.permissions import check_can_review, check_can_write
from challenges.services.draft_files import take_files
from challenges.services.stale import refuse_if_stale
from challenges.workflow import ENTRY, EntryStatus
from fellowship.lib.workflows import NotPossible, next_step
from fellowship.people.models import User
from fellowship.people.services import audit
from fellowship.sealed.services.drafts import DraftOfAnotherForm, discard_draft


@dataclass(frozen=True)
class EntryWords:
    """What an entry says; the names are those of LogEntry's fields."""

    happened_on: dt.date
    what_happened: str
    so_what: str = ""
    now_what: str = ""
    vantage: str = ""
    workstream_id: int | None = None

    @classmethod
    def of(cls, entry: LogEntry) -> "EntryWords":
        return cls(**{field.name: getattr(entry, field.name) for field in fields(cls)})


@transaction.atomic
def share_entry(
    *, challenge: Challenge, draft_id: uuid.UUID, words: EntryWords, milestones: Sequence[Milestone], by: User
) -> tuple[LogEntry, bool]:
    """The entry made of this draft, and whether this call made it. The draft is gone afterwards.

    The same draft again (double click, back button) meets the same entry, unchanged; so do the same
    words about the same day from a form that the browser filled in again. Files of the draft go with it.
    """
    check_can_write(by, challenge)
    locked = Challenge.objects.select_for_update().get(pk=challenge.pk)
    entry = LogEntry.objects.filter(draft_id=draft_id).first()
    if entry and (entry.challenge_id, entry.author_id) != (challenge.pk, by.pk):
        raise DraftOfAnotherForm
    entry = entry or LogEntry.objects.filter(challenge=challenge, author=by, **asdict(words)).first()
    discard_draft(by=by, draft_id=draft_id)
    if entry:
        if entry.status != EntryStatus.AGREED:
            take_files(entry, draft_id, by)
        return entry, False
    now = timezone.now()
    entry = LogEntry.objects.create(
        challenge=challenge, author=by, draft_id=draft_id, shared_at=now, waiting_since=now, **asdict(words)
    )
    entry.milestones.set(milestones)
    take_files(entry, draft_id, by)
    locked.last_entry_at = now
    locked.save(update_fields=["last_entry_at"])
    audit.record("share", entry, by=by)
    emails.tell_mentors(entry, since=now)
    return entry, True


@transaction.atomic
def edit_entry(
    *,
    entry: LogEntry,
    words: EntryWords,
    milestones: Sequence[Milestone],
    by: User,
    version: int | None = None,
    draft_id: uuid.UUID | None = None,
) -> LogEntry:
    """Other words for a shared entry; the earlier ones are kept. Saving the same words changes nothing.

    After the mentor asked for changes this sends the entry again. `draft_id`: the sealed draft of the edit.
    """
    current = _locked(entry)
    check_can_write(by, current.challenge)
    refuse_if_agreed(current)
    if draft_id:
        take_files(current, draft_id, by)
        discard_draft(by=by, draft_id=draft_id)
    touched = {milestone.pk for milestone in milestones}
    same = EntryWords.of(current) == words and touched == set(current.milestones.values_list("pk", flat=True))
    if not same:
        refuse_if_stale(current, version)
        _rewrite(current, words, milestones, by)
    if current.status == EntryStatus.CHANGES_ASKED:
        _share_again(current, by)
    return current


@transaction.atomic
def share_again(*, entry: LogEntry, by: User, version: int | None = None) -> LogEntry:
    """Sends an entry back to the mentor who asked for changes, as it stands."""
    current = _locked(entry)
    check_can_write(by, current.challenge)
    refuse_if_stale(current, version)
    _share_again(current, by)
    return current


@transaction.atomic
def answer_entry(
    *, entry: LogEntry, by: User, act: str, reason: str = "", version: int | None = None
) -> LogEntry:
    """The mentor's "comment", "agree" or "ask_for_changes"; the entry no longer waits for the mentor.

    The words of a comment or reason are kept in the thread (mentoring); here they are only required.
    """
    current = _locked(entry)
    check_can_review(by, current.challenge, sent_at=current.waiting_since or current.shared_at)
    if act == "comment":
        if current.waiting_since is not None:
            current.waiting_since = None
            current.save(update_fields=["waiting_since"])
        return current
    refuse_if_stale(current, version)
    current.status = next_step(ENTRY, current.status, act, reason=reason).next
    current.waiting_since = None
    current.version += 1
    current.save(update_fields=["status", "waiting_since", "version"])
    audit.record(act, current, by=by, status=current.status)
    emails.tell_fellow(current, by=by)
    return current


def refuse_if_agreed(entry: LogEntry) -> None:
    if entry.status == EntryStatus.AGREED:
        raise NotPossible(
            _("Your mentor has agreed this entry, so it is locked. Share a new entry to add something.")
        )


def _locked(entry: LogEntry) -> LogEntry:
    rows = LogEntry.objects.select_for_update(of=("self",)).select_related(
        "challenge__place__cohort__programme"
    )
    return rows.get(pk=entry.pk)


def _rewrite(entry: LogEntry, words: EntryWords, milestones: Sequence[Milestone], by: User) -> None:
    kept = EntryWords.of(entry)
    LogEntryVersion.objects.create(
        entry=entry,
        number=entry.version,
        happened_on=kept.happened_on,
        what_happened=kept.what_happened,
        so_what=kept.so_what,
        now_what=kept.now_what,
    )
    for name, value in asdict(words).items():
        setattr(entry, name, value)
    entry.version += 1
    entry.save()
    entry.milestones.set(milestones)
    audit.record("edit", entry, by=by, version=entry.version)


def _share_again(entry: LogEntry, by: User) -> None:
    entry.status = next_step(ENTRY, entry.status, "share_again").next
    entry.waiting_since = timezone.now()
    entry.version += 1
    entry.save(update_fields=["status", "waiting_since", "version"])
    audit.record("share_again", entry, by=by)
    emails.tell_mentors(entry, since=entry.waiting_since)
