"""What is typed into reply boxes and not sent yet: one sealed draft for each page of boxes."""

import uuid
from collections.abc import Collection

from django.utils.crypto import salted_hmac

from fellowship.people.models import User
from fellowship.sealed.models import Draft
from fellowship.sealed.services import drafts

MOST_LETTERS = 100_000  # in all the boxes of a page


class TooMuch(ValueError):
    """More than any page of replies holds."""


def _id_for(user: User, form: str, subject_id: int) -> uuid.UUID:
    """The same for every tab of a page, and not to be guessed by others."""
    made = salted_hmac("mentoring.replies", f"{user.pk}:{form}:{subject_id}").digest()
    return uuid.UUID(bytes=made[:16])


def typed_before(user: User, *, form: str, subject_id: int) -> Draft | None:
    return drafts.draft_of(user, _id_for(user, form, subject_id))


def keep_typed(*, by: User, form: str, subject_id: int, typed: dict[str, str], version: int) -> Draft | None:
    """Keeps the words of each box; with none left the draft goes.

    Raises `drafts.Conflict` if another tab saved other words first, `TooMuch` past MOST_LETTERS.
    """
    typed = {box: words for box, words in sorted(typed.items()) if words.strip()}
    if sum(map(len, typed.values())) > MOST_LETTERS:
        raise TooMuch
    draft_id = _id_for(by, form, subject_id)
    if not typed and version == 0:
        return None
    return drafts.save_draft(
        by=by, draft_id=draft_id, form=form, subject_id=subject_id, fields=typed, version=version
    )


def keep_unsent(
    *, by: User, form: str, subject_id: int, typed: dict[str, str], sent: Collection[str], version: int
) -> None:
    """After a page of boxes arrived: what was not `sent` is what its draft holds from now on.

    `version` is the draft's that the page had; if another tab has saved since, no words of either go.
    """
    draft = typed_before(by, form=form, subject_id=subject_id)
    stored = draft.read() if draft else {}
    elsewhere = draft is not None and draft.version != version
    left = {}
    for box in {*typed, *stored}:
        here = "" if box in sent else typed.get(box, "")
        there = stored.get(box, "") if elsewhere or box not in typed else ""
        if box in sent and there.strip() == typed.get(box, "").strip():
            there = ""
        left[box] = both(here, there)
    if any(words.strip() for words in left.values()):
        current = draft.version if draft else 0
        keep_typed(by=by, form=form, subject_id=subject_id, typed=left, version=current)
    elif draft:
        drafts.discard_draft(by=by, draft_id=draft.pk)


def both(one: str, other: str) -> str:
    """The words of both, one below the other; once where one holds the other."""
    if other.strip() in one:
        return one
    return other if one.strip() in other else f"{one}\n\n{other}"
