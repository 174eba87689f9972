import uuid

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fellowship.people.models import User
from fellowship.sealed.models import Draft
from fellowship.sealed.services.author import unseal_for


class Conflict(Exception):
    """Another tab or device saved first; `draft` holds what it saved."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("The draft was changed elsewhere.")
        self.draft = draft


class DraftOfAnotherForm(PermissionDenied):
    """The id belongs to somebody else's draft, or to another form: it did not come from our page."""

    def __init__(self) -> None:
        super().__init__(_("This form does not belong to you. Open it again from your front page."))


@transaction.atomic
def save_draft(
    *, by: User, draft_id: uuid.UUID, form: str, subject_id: int, fields: dict, version: int
) -> Draft:
    """Keeps what has been typed. `version` is the one the form was shown with; 0 for a new draft.

    Raises `Conflict` when the stored draft has moved on and its words differ. Saving the same words
    again is not a conflict: a lost answer may have made the browser repeat itself.
    """
    unseal_for(by)
    draft = _locked(by, draft_id)
    if draft is None:
        try:
            with transaction.atomic():
                return _begin(Draft(pk=draft_id, author=by, form=form, subject_id=subject_id), fields)
        except IntegrityError:  # begun a moment ago by another tab; or it is somebody else's
            draft = _locked(by, draft_id)
    if draft is None or (draft.form, draft.subject_id) != (form, subject_id):
        raise DraftOfAnotherForm
    if draft.read() == fields:
        return draft
    if draft.version != version:
        raise Conflict(draft)
    draft.write(fields)
    draft.version += 1
    draft.save(update_fields=["words", "version", "updated_at"])
    return draft


def _locked(by: User, draft_id: uuid.UUID) -> Draft | None:
    return Draft.objects.visible_to(by).select_for_update().filter(pk=draft_id).first()


def _begin(draft: Draft, fields: dict) -> Draft:
    draft.write(fields)
    draft.save(force_insert=True)
    return draft


def drafts_of(user: User, *, form: str = "", subject_id: int | None = None) -> list[Draft]:
    """The user's drafts, of one form and about one subject if named, newest first.

    Call inside a transaction.
    """
    unseal_for(user)
    drafts = Draft.objects.visible_to(user)
    if form:
        drafts = drafts.filter(form=form)
    if subject_id is not None:
        drafts = drafts.filter(subject_id=subject_id)
    return list(drafts)


def draft_of(user: User, draft_id: uuid.UUID) -> Draft | None:
    """The user's draft with this id, or None. Call inside a transaction."""
    unseal_for(user)
    return Draft.objects.visible_to(user).filter(pk=draft_id).first()


@transaction.atomic
def discard_draft(*, by: User, draft_id: uuid.UUID) -> None:
    unseal_for(by)
    Draft.objects.visible_to(by).filter(pk=draft_id).delete()


def count_drafts(user: User, *, form: str, subject_id: int) -> int:
    """Call inside a transaction."""
    unseal_for(user)
    return Draft.objects.visible_to(user).filter(form=form, subject_id=subject_id).count()
