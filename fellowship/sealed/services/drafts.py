import uuid
from dataclasses import dataclass

from django.db import transaction

from fellowship.people.models import User
from fellowship.sealed.models import Draft
from fellowship.sealed.services.author import unseal_for


@dataclass(frozen=True)
class Conflict(Exception):
    """Another tab or device saved first; `draft` holds what it saved."""

    draft: Draft


@transaction.atomic
def save_draft(
    *, by: User, draft_id: uuid.UUID, form: str, subject_id: int, fields: dict, version: int
) -> Draft:
    """Keeps what has been typed. `version` is the one the form was shown with; 0 for a new draft.

    Raises `Conflict` when the stored draft has moved on and its words differ. Saving the same words
    again is not a conflict: a lost answer may have made the browser repeat itself.
    """
    unseal_for(by)
    draft = Draft.objects.visible_to(by).select_for_update().filter(pk=draft_id).first()
    if draft is None:
        draft = Draft(pk=draft_id, author=by, form=form, subject_id=subject_id)
        draft.write(fields)
        draft.save(force_insert=True)
        return draft
    if draft.read() == fields:
        return draft
    if draft.version != version:
        raise Conflict(draft)
    draft.write(fields)
    draft.version += 1
    draft.save(update_fields=["words", "version", "updated_at"])
    return draft


def drafts_of(user: User, *, form: str, subject_id: int) -> list[Draft]:
    """The user's drafts of one form, newest first. Call inside a transaction."""
    unseal_for(user)
    return list(Draft.objects.visible_to(user).filter(form=form, subject_id=subject_id))


def draft_of(user: User, draft_id: uuid.UUID) -> Draft | None:
    """The user's draft with this id, or None. Call inside a transaction."""
    unseal_for(user)
    return Draft.objects.visible_to(user).filter(pk=draft_id).first()


@transaction.atomic
def discard_draft(*, by: User, draft_id: uuid.UUID) -> None:
    unseal_for(by)
    Draft.objects.visible_to(by).filter(pk=draft_id).delete()
