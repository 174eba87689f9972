"""The notes the two write down together, and each one's sealed draft and private note beside them."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from challenges.services.drafts import SESSION_NOTES
from challenges.services.stale import Stale
from fellowship.people.models import User
from fellowship.people.services import audit
from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import discard_draft, drafts_of
from mentoring.models import Session, SessionNotes, SessionNotesVersion
from mentoring.taking_part import check_can_meet

DRAFT = SESSION_NOTES


@transaction.atomic
def save_notes(
    *, session: Session, words: str, version: int, by: User, draft_id: uuid.UUID | None = None
) -> SessionNotes:
    """`version` is the one the form was shown with; 0 where there were none. Raises `Stale` when the other
    has saved something else since. The words before are kept."""
    check_can_meet(session.pairing, by)
    Session.objects.select_for_update().get(pk=session.pk)
    notes = SessionNotes.objects.filter(session=session).first()
    if notes is None:
        notes = SessionNotes.objects.create(session=session, words=words, by=by)
        audit.record("write_notes", session, by=by)
    elif notes.words != words:
        if notes.version != version:
            raise Stale(notes)
        SessionNotesVersion.objects.create(notes=notes, words=notes.words, by_id=notes.by_id, at=notes.at)
        notes.words, notes.by, notes.at = words, by, timezone.now()
        notes.version += 1
        notes.save()
        audit.record("write_notes", session, by=by)
    if draft_id:
        discard_draft(by=by, draft_id=draft_id)
    return notes


def draft_of_notes(user: User, session_id: int) -> Draft | None:
    """What the user typed and has not saved. Call inside a transaction."""
    return next(iter(drafts_of(user, form=DRAFT, subject_id=session_id)), None)


def private_note_id(session: Session, user: User) -> uuid.UUID:
    """One private note for each person and session, in the sealed room with all others of that person.

    Not to be guessed, so that nobody else can take the id first.
    """
    digest = salted_hmac("private note of a session", f"{session.pk}:{user.pk}", algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)
