"""Receiving a page of reply boxes: one thing is sent, and nothing that was typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.services.stale import Stale
from fellowship.lib.identifiers import Warning
from fellowship.lib.numbers import as_number
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest
from fellowship.sealed.models import Draft
from mentoring.forms.replies import BOX, COMMENT, FINISH, LATER, Replies, pressed, typed_words
from mentoring.permissions import ChallengeSeen
from mentoring.services.answers import NEEDS_REASON, answer
from mentoring.services.comments import add_comment
from mentoring.services.items import Item
from mentoring.services.replies import both, keep_typed, keep_unsent, typed_before

DONE = {
    "comment": gettext_lazy("Your comment was added."),
    "agree": gettext_lazy("You have agreed this. The fellow will be told."),
    "sign_off": gettext_lazy("You have signed this milestone off. The fellow will be told."),
    "ask_for_changes": gettext_lazy("You have asked for changes. The fellow will be told."),
    "withdraw_sign_off": gettext_lazy("You have withdrawn the sign-off. The fellow will be told."),
}


@dataclass(frozen=True)
class Boxes:
    """A page of boxes: whose sealed draft holds what is typed, and the address the page stands at."""

    challenge: ChallengeSeen
    form: str
    subject_id: int
    address: str

    @property
    def draft(self) -> dict:
        return {"form": f"reply.{self.form}", "subject_id": self.subject_id}

    @property
    def draft_url(self) -> str:
        return reverse("replies_draft", args=[self.challenge.pk, self.form, self.subject_id])


@dataclass(frozen=True)
class Sent:
    """What came of a page that was sent. With `replies` it has to be looked at again."""

    act: str
    key: str = ""
    replies: Replies | None = None
    warnings: Sequence[Warning] = ()


def typed_so_far(request: SignedInRequest, boxes: Boxes) -> Draft | None:
    return typed_before(request.user, **boxes.draft)


def blank(items: Sequence[Item], draft: Draft | None) -> Replies:
    """Boxes to type in, holding what was typed before and not sent."""
    typed = {f"{BOX}{key}": words for key, words in (draft.read() if draft else {}).items()}
    return Replies(things=_stamps(items), initial={**typed, "version": draft.version if draft else 0})


def receive(request: SignedInRequest, boxes: Boxes, items: Sequence[Item]) -> Sent | HttpResponse:
    """Sends the box whose button was pressed (all with words in them, for “finish”) and keeps the others."""
    typed = typed_words(request.POST)
    if "keep" in request.POST:
        return _settle(request, boxes, typed)
    act, key = pressed(request.POST)
    things = {item.key: item for item in items}
    if act not in (FINISH, LATER) and (act not in DONE or key not in things):
        raise Http404
    keys = [key] if key else []
    if act == FINISH:
        keys = [box for box in things if typed.get(box, "").strip()]
    if act != LATER:
        problem = _send(request, act, keys, things)
        if problem:
            return problem
    keep_unsent(
        by=request.user,
        **boxes.draft,
        typed=typed,
        sent=keys if act != LATER else [],
        version=as_number(request.POST.get("version")),
    )
    if key:
        messages.success(request, str(DONE[act]))
        return redirect(f"{boxes.address}?with={key}#{key}")
    return Sent(act)


def _send(request: SignedInRequest, act: str, keys: Sequence[str], things: dict[str, Item]) -> Sent | None:
    """None when all is done; else the form to look at again, and why."""
    replies = _bound(request, things)
    key = keys[0] if act != FINISH else ""
    if any(f"{BOX}{box}" in replies.errors for box in keys):
        return Sent(act, key, replies)
    missing = _missing_words(act, replies, keys)
    if missing:
        replies.add_error(f"{BOX}{key}", missing)
        return Sent(act, key, replies)
    warnings = replies.warnings(keys)
    if warnings and request.POST.get("identifiers_checked") != "yes":
        return Sent(act, key, replies, warnings)
    form_id = replies.cleaned_data.get("form") or uuid4()
    try:
        with transaction.atomic():
            for box in keys:
                row, text = things[box].row, replies.words(box)
                if act in (COMMENT, FINISH):
                    add_comment(on=row, text=text, by=request.user, form_id=form_id)
                else:
                    version = replies.shown_stamp(box)
                    answer(row=row, act=act, text=text, by=request.user, form_id=form_id, version=version)
    except (Stale, NotPossible) as refusal:
        again = _bound(request, things, fresh=True)
        again.add_error(f"{BOX}{key}", str(refusal))
        return Sent(act, key, again)
    return None


def _missing_words(act: str, replies: Replies, keys: Sequence[str]) -> str:
    if act == FINISH or all(replies.words(key) for key in keys):
        return ""
    if act == COMMENT:
        return _("Write your comment first.")
    if act in NEEDS_REASON:
        return _("Say what should change, and why. The fellow will read it.")
    return ""


def _bound(request: SignedInRequest, things: dict[str, Item], *, fresh: bool = False) -> Replies:
    """`fresh`: with the stamps of today, so that the next press is about what is shown now."""
    data = request.POST.copy()
    if fresh:
        for key, item in things.items():
            data[f"stamp-{key}"] = str(item.stamp)
    replies = Replies(things=_stamps(list(things.values())), data=data)
    replies.is_valid()
    return replies


def _stamps(items: Sequence[Item]) -> list[tuple[str, int]]:
    return [(item.key, item.stamp) for item in items]


def _settle(request: SignedInRequest, boxes: Boxes, typed: dict[str, str]) -> HttpResponse:
    """The answer to “this was changed somewhere else”: keep these words, those, or both."""
    draft = typed_so_far(request, boxes)
    stored = draft.read() if draft else {}
    version = draft.version if draft else 0
    choice = request.POST["keep"]
    if choice == "both" or version != as_number(request.POST.get("seen_version")):
        typed = {key: both(typed.get(key, ""), stored.get(key, "")) for key in {*typed, *stored}}
    if choice != "theirs":
        keep_typed(by=request.user, **boxes.draft, typed={**stored, **typed}, version=version)
    return redirect(boxes.address)
