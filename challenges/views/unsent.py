"""Drafts that can no longer be sent: their words are shown in full, and can be kept as a private note."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.forms.typed import as_initial, shown
from challenges.models import Attachment, Challenge
from challenges.permissions import CURRENT
from challenges.services.attachments import files_of_draft
from challenges.services.drafts import keep_private, turn_into_entry
from challenges.views.desk import Desk, page_of_draft
from challenges.views.draft_kinds import ENTRY, KINDS, LOG, DraftKind
from fellowship.people.access import SignedInRequest
from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import draft_of


@dataclass(frozen=True)
class UnsentWords:
    """What the macro `unsent_words` shows. There is no challenge where what the draft was about is gone."""

    draft: Draft
    kind: DraftKind
    challenge: Challenge | None
    rows: list[tuple[str, str]]
    files: list[Attachment]

    @classmethod
    def of(cls, draft: Draft, challenge: Challenge | None) -> "UnsentWords":
        kind = KINDS[draft.form]
        files = files_of_draft(draft.pk, draft.author)
        return cls(draft, kind, challenge, rows_of(kind, draft, challenge), list(files))

    @property
    def can_be_entry(self) -> bool:
        return self.kind is ENTRY and self.challenge is not None and is_open(self.challenge)


def rows_of(kind: DraftKind, draft: Draft, challenge: Challenge | None) -> list[tuple[str, str]]:
    """(label, words) of all that was typed. A form needs its challenge to name what was chosen."""
    typed = draft.read()
    if challenge:
        form = kind.form_class(initial=as_initial(kind.form_class, typed), challenge=challenge)
        for name in list(form.fields):  # what was left alone says nothing; a day is typed in three parts
            if not any(key == name or key.startswith(f"{name}-") for key in typed):
                del form.fields[name]
        return shown(form)
    fields = kind.form_class.base_fields
    rows = {name: "\n".join(values) for name, values in typed.items() if name in fields}
    return [(str(fields[name].label or name), words) for name, words in rows.items() if words.strip()]


def is_open(challenge: Challenge) -> bool:
    """Can be written on: ask with the place and its cohort fetched."""
    return challenge.place.status in CURRENT and challenge.place.cohort.closed_at is None


def show_unsent(request: SignedInRequest, desk: Desk, *, why: object, back: str) -> HttpResponse:
    """Instead of a form whose subject was locked after the words were begun. The draft is there already."""
    draft = draft_of(request.user, desk.draft_id)
    if draft is None:
        raise Http404
    context = {"unsent": UnsentWords.of(draft, desk.challenge), "why": why, "back": back}
    status = 409 if request.method == "POST" else 200
    return render(request, "challenges/unsent.jinja", context, status=status)


def keep_as_note(request: SignedInRequest, draft: Draft, challenge: Challenge | None) -> HttpResponse:
    rows = rows_of(KINDS[draft.form], draft, challenge)
    if not rows:
        messages.info(request, _("There are no words in this draft to keep."))
        return redirect("drafts")
    note = keep_private(
        draft_id=draft.pk,
        text="\n\n".join(f"{label}\n{words}" for label, words in rows),
        written_on=timezone.localdate(draft.updated_at),
        challenge_id=challenge.pk if challenge else None,
        by=request.user,
        without_files=True,
    )
    messages.success(request, _("This is now a private note. It was never shared."))
    return redirect("note", note_id=note.pk)


def begin_entry(request: SignedInRequest, draft: Draft, challenge: Challenge | None) -> HttpResponse:
    """The words of a change to an entry that was agreed meanwhile, as the draft of a further entry."""
    if draft.form != ENTRY.code or challenge is None or not is_open(challenge):
        raise Http404
    new_id = uuid.uuid5(draft.pk, LOG.code)
    turn_into_entry(draft=draft, new_id=new_id, form=LOG.code, challenge_id=challenge.pk, by=request.user)
    messages.success(request, _("Your words are in a new entry now. Only you can see it until you share it."))
    return redirect(page_of_draft(LOG, challenge.pk, new_id))
