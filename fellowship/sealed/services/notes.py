import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fellowship.people.models import User
from fellowship.sealed.models import PrivateNote
from fellowship.sealed.services.author import unseal_for


class NoteConflict(Exception):
    """Another tab or device saved the note first; `note` holds what it saved."""

    def __init__(self, note: PrivateNote) -> None:
        super().__init__("The note was changed elsewhere.")
        self.note = note


class NoteOfSomebodyElse(PermissionDenied):
    """The id did not come from our page."""

    def __init__(self) -> None:
        super().__init__(_("This form does not belong to you. Open it again from your private notes."))


def notes_of(user: User) -> QuerySet[PrivateNote]:
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
    facts = {"written_on": written_on, "about_challenge_id": about_challenge_id}
    note = _locked(by, note_id)
    if note is None:
        try:
            with transaction.atomic():
                return _begin(PrivateNote(pk=note_id, author=by, **facts), text)
        except IntegrityError:  # begun a moment ago by another tab; or it is somebody else's
            note = _locked(by, note_id)
    if note is None:
        raise NoteOfSomebodyElse
    if note.read() == {"text": text} and all(getattr(note, name) == value for name, value in facts.items()):
        return note
    if note.version != version:
        raise NoteConflict(note)
    for name, value in facts.items():
        setattr(note, name, value)
    note.write({"text": text})
    note.version += 1
    note.save(update_fields=["words", *facts, "version", "updated_at"])
    return note


def _locked(by: User, note_id: uuid.UUID) -> PrivateNote | None:
    return PrivateNote.objects.visible_to(by).select_for_update().filter(pk=note_id).first()


def _begin(note: PrivateNote, text: str) -> PrivateNote:
    note.write({"text": text})
    note.save(force_insert=True)
    return note


@transaction.atomic
def delete_note(*, by: User, note_id: uuid.UUID) -> None:
    unseal_for(by)
    PrivateNote.objects.visible_to(by).filter(pk=note_id).delete()
