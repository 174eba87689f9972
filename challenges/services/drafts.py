"""What can become of a draft besides being shared."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.services.attachments import files_of_draft, remove_files_of_draft
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.sealed.models import Draft, PrivateNote
from fellowship.sealed.services.drafts import discard_draft, save_draft
from fellowship.sealed.services.notes import save_note

SESSION_NOTES = "session-notes"  # the form of drafts begun in the room of mentoring, listed with the others


@transaction.atomic
def discard(*, draft_id: uuid.UUID, by: User) -> None:
    """The draft and its files, for good."""
    remove_files_of_draft(draft_id=draft_id, by=by)
    discard_draft(by=by, draft_id=draft_id)


@transaction.atomic
def keep_private(
    *,
    draft_id: uuid.UUID,
    text: str,
    written_on: dt.date,
    challenge_id: int | None,
    by: User,
    without_files: bool = False,
) -> PrivateNote:
    """Makes the draft a private note with the same id, so that doing it twice makes one note.

    A note cannot hold files: they are refused, or deleted where the page said so (`without_files`).
    """
    if without_files:
        remove_files_of_draft(draft_id=draft_id, by=by)
    if files_of_draft(draft_id, by).exists():
        raise NotPossible(
            _("A private note holds words only: files cannot be sealed. Remove the files first.")
        )
    note = save_note(
        by=by, note_id=draft_id, text=text, written_on=written_on, about_challenge_id=challenge_id, version=1
    )
    discard_draft(by=by, draft_id=draft_id)
    return note


@transaction.atomic
def turn_into_entry(*, draft: Draft, new_id: uuid.UUID, form: str, challenge_id: int, by: User) -> Draft:
    """The same words and files as the draft of another form, which begins a log entry."""
    new = save_draft(
        by=by, draft_id=new_id, form=form, subject_id=challenge_id, fields=draft.read(), version=0
    )
    files_of_draft(draft.pk, by).update(draft_id=new_id)
    discard_draft(by=by, draft_id=draft.pk)
    return new
