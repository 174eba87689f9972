import datetime as dt
import uuid

from django.db import transaction

from fellowship.people.models import User
from fellowship.sealed.models import PrivateNote
from fellowship.sealed.services.author import unseal_for


class NoteConflict(Exception):
    """Another tab or device saved the note first; `note` holds what it saved."""

    def __init__(self, note: PrivateNote) -> None:
        super().__init__("The note was changed elsewhere.")
        self.note = note


def notes_of(user: User):
    """The user's own notes, newest first. Call inside a transaction."""
    unseal_for(user)
    return PrivateNote.objects.visible_to(user)


@transaction.atomic
def save_note(
    *,
    by: User,
    note_id: uuid.UUID,
    text: str,
    written_on: dt.date,
    version: int,
    about_challenge_id: int | None = None,
) -> PrivateNote:
    """Keeps a private note. `version` is the one the form was shown with; 0 for a new note.

    Raises `NoteConflict` when it was changed elsewhere in the meantime.
    """
    unseal_for(by)
    note = PrivateNote.objects.visible_to(by).select_for_update().filter(pk=note_id).first()
    fields = {"text": text}
    if note is None:
        note = PrivateNote(
            pk=note_id, author=by, written_on=written_on, about_challenge_id=about_challenge_id
        )
        note.write(fields)
        note.save(force_insert=True)
        return note
    if note.read() == fields and note.written_on == written_on:
        return note
    if note.version != version:
        raise NoteConflict(note)
    note.write(fields)
    note.written_on = written_on
    note.version += 1
    note.save(update_fields=["words", "written_on", "version", "updated_at"])
    return note


@transaction.atomic
def delete_note(*, by: User, note_id: uuid.UUID) -> None:
    unseal_for(by)
    PrivateNote.objects.visible_to(by).filter(pk=note_id).delete()
