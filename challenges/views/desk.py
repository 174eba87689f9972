"""A form and its sealed draft, for the length of one request.

What was typed is saved before anything else is done with it. Where another tab or device saved first,
both versions are shown and the person chooses. With the words is kept which version of the thing was
shown when they were begun: whoever goes on with them later is told what has changed since.
"""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from challenges.forms.typed import Typed, as_initial, both, shown, typed_in
from challenges.models import Challenge
from challenges.views.draft_kinds import DraftKind, WrittenForm
from fellowship.lib.numbers import as_number
from fellowship.nhsuk.words import clock
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import Conflict, draft_of, drafts_of, save_draft

BEGUN_ON = "begun_on"  # beside the fields of the form, in a draft


@dataclass
class Desk:
    kind: DraftKind
    subject_id: int
    challenge: Challenge
    user: User
    draft_id: uuid.UUID = field(default_factory=uuid.uuid4)
    version: int = 0
    saved: datetime | None = None
    begun_on: int | None = None  # version of what is changed; None where no words were begun, or none is

    def open(self, draft: Draft) -> Typed:
        """Takes up a stored draft; gives what was typed into it."""
        self.draft_id, self.version, self.saved = draft.pk, draft.version, draft.updated_at
        typed = draft.read()
        self.begun_on = _begun_on(typed)
        return typed

    def shown_with(self, version: int) -> int:
        """For the form: the version its words were begun on, not that of today, which nobody has seen."""
        return version if self.begun_on is None else self.begun_on

    def stored(self, draft_id: uuid.UUID) -> Typed | None:
        draft = draft_of(self.user, draft_id)
        if draft is None or (draft.form, draft.subject_id) != (self.kind.code, self.subject_id):
            return None
        return self.open(draft)

    def newest(self) -> Typed | None:
        """Where there is one draft for one subject."""
        found = drafts_of(self.user, form=self.kind.code, subject_id=self.subject_id)
        return self.open(found[0]) if found else None

    def take(self, request: SignedInRequest) -> None:
        """Which draft the sent form belongs to. Ids that make no sense begin a new draft."""
        self.draft_id = as_uuid(request.POST.get("draft")) or self.draft_id
        self.version = as_number(request.POST.get("version"))
        sent = request.POST.get(self.kind.version_field)
        self.begun_on = None if sent is None else as_number(sent)

    def typed(self, request: SignedInRequest) -> Typed:
        return typed_in(self.kind.form_class, request.POST)

    def save(self, typed: Typed) -> None:
        """Raises `Conflict`. The same words begun on another version are none."""
        words = _words(typed)
        begun = {} if self.begun_on is None else {BEGUN_ON: [str(self.begun_on)]}
        try:
            draft = self._keep(words | begun, self.version)
        except Conflict as conflict:
            if _words(conflict.draft.read()) != words:
                raise
            draft = self._keep(words | begun, conflict.draft.version)
        self.version, self.saved = draft.version, draft.updated_at

    def _keep(self, fields: Typed, version: int) -> Draft:
        return save_draft(
            by=self.user,
            draft_id=self.draft_id,
            form=self.kind.code,
            subject_id=self.subject_id,
            fields=fields,
            version=version,
        )

    def begin_again(self, typed: Typed) -> None:
        """A further draft, where the thing this one became is there already."""
        self.draft_id, self.version = uuid.uuid5(self.draft_id, json.dumps(typed, sort_keys=True)), 0
        self.save(typed)

    def choose(self, request: SignedInRequest, typed: Typed) -> None:
        """After a conflict: keeps what was typed here, what is stored, or both. Raises `Conflict` again
        if the stored version has moved on once more."""
        choice = request.POST.get("keep")
        draft = draft_of(self.user, self.draft_id)
        if draft is not None and choice == "theirs":
            self.open(draft)
            return
        self.version = as_number(request.POST.get("seen_version"))
        if draft is not None and choice == "both":
            stored = draft.read()
            typed = both(stored, typed, self.form())
            begun = [version for version in (_begun_on(stored), self.begun_on) if version is not None]
            self.begun_on = min(begun, default=None)
        self.save(typed)

    def take_in(self, request: SignedInRequest) -> "TakenIn":
        """Keeps what was sent before anything is done with it. What comes back says what to do next."""
        self.take(request)
        try:
            typed = self.typed(request)
        except ValueError:  # too long even for a draft: the form says which field, and keeps it on the page
            return TakenIn({}, form=self.kind.form_class(request.POST, challenge=self.challenge))
        try:
            if "keep" in request.POST:
                self.choose(request, typed)
                return TakenIn(typed, is_choice=True)
            self.save(typed)
        except Conflict as conflict:
            return TakenIn(typed, form=self.form(typed), versions=self.two_versions(conflict, typed))
        return TakenIn(typed)

    def form(self, typed: Typed | None = None, *, initial: dict | None = None) -> WrittenForm:
        """Shown without complaints: what was typed, else the initial values."""
        values = as_initial(self.kind.form_class, typed) if typed is not None else initial
        return self.kind.form_class(initial=values, challenge=self.challenge)

    def two_versions(self, conflict: Conflict, typed: Typed) -> dict[str, Any]:
        """What templates/challenges/two_versions.jinja shows."""
        return {
            "theirs": shown(self.form(conflict.draft.read())),
            "yours": shown(self.form(typed)),
            "version": conflict.draft.version,
            "saved_at": clock(conflict.draft.updated_at),
        }

    @property
    def saved_at(self) -> str:
        return clock(self.saved)

    @property
    def autosave_url(self) -> str:
        return reverse("draft_save", args=[self.kind.code, self.subject_id])

    @property
    def url(self) -> str:
        return page_of_draft(self.kind, self.subject_id, self.draft_id)


@dataclass(frozen=True)
class TakenIn:
    """`form`: to be shown again, as too long, or beside the other of two `versions`."""

    typed: Typed
    form: WrittenForm | None = None
    versions: dict[str, Any] | None = None
    is_choice: bool = False  # between two versions: go back to the form with what was chosen


def _words(typed: Typed) -> Typed:
    return {name: values for name, values in typed.items() if name != BEGUN_ON}


def _begun_on(typed: Typed) -> int | None:
    return as_number(typed[BEGUN_ON][0]) if BEGUN_ON in typed else None


def page_of_draft(kind: DraftKind, subject_id: int, draft_id: uuid.UUID) -> str:
    return f"{reverse(kind.page, args=[subject_id, *kind.page_args])}?draft={draft_id}"


def as_uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def shown_version(request: SignedInRequest, field: str = "version") -> int | None:
    """The one that a form with nothing but a button was shown with; None where it does not say."""
    return as_number(request.POST[field]) if field in request.POST else None
