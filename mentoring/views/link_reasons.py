"""Why something is linked: kept while it is typed, in one sealed draft for each person and thing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from fellowship.lib.numbers import as_number
from fellowship.nhsuk.words import clock
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.sealed.models import Draft
from fellowship.sealed.services.drafts import Conflict
from mentoring.forms.links import LinkForm
from mentoring.services.replies import TooMuch, keep_typed, keep_unsent, typed_before
from mentoring.things import Thing

WHY = "why"


@dataclass(frozen=True)
class Reason:
    """`versions`: another tab saved first, and both are shown to choose from."""

    words: str = ""
    version: int = 0
    saved_at: str = ""
    versions: dict[str, Any] | None = None


def reason_so_far(user: User, thing: Thing) -> Reason:
    return _reason(typed_before(user, **_of(thing)))


def keep_reason(request: SignedInRequest, thing: Thing) -> Reason:
    """What was sent, kept before anything is done with it; after two versions were shown, what was chosen."""
    words, version = request.POST.get(WHY, ""), as_number(request.POST.get("version"))
    if choice := request.POST.get("keep"):
        stored = reason_so_far(request.user, thing)
        if choice == "theirs":
            return stored
        version = as_number(request.POST.get("seen_version"))
        if choice == "both":
            words = f"{stored.words} {words}"
    try:
        return _reason(_keep(request.user, thing, words, version))
    except Conflict as conflict:
        return Reason(words, version, versions=_versions(conflict.draft, words))
    except TooMuch:  # the form says so, and holds the words
        return Reason(words, version)


def forget_reason(user: User, thing: Thing, reason: Reason) -> None:
    """It stands beside a link now. What another tab saved since stays."""
    typed = {WHY: reason.words}
    keep_unsent(by=user, **_of(thing), typed=typed, sent=[WHY], version=reason.version)


def save_reason(request: SignedInRequest, thing: Thing) -> HttpResponse:
    """What static/js/autosave.js sends while somebody types."""
    words = request.POST.get(WHY, "")
    try:
        kept = _reason(_keep(request.user, thing, words, as_number(request.POST.get("version"))))
    except TooMuch:
        return JsonResponse({"message": _("This is more text than can be kept here.")}, status=422)
    except Conflict as conflict:
        versions = _versions(conflict.draft, words)
        html = render_to_string("challenges/two_versions.jinja", versions, request=request)
        return JsonResponse({"version": conflict.draft.version, "html": html}, status=409)
    return JsonResponse({"saved_at": kept.saved_at, "version": kept.version})


def _of(thing: Thing) -> dict[str, Any]:
    kind, pk = thing
    return {"form": f"link.{kind}", "subject_id": pk}


def _keep(user: User, thing: Thing, words: str, version: int) -> Draft | None:
    return keep_typed(by=user, **_of(thing), typed={WHY: words}, version=version)


def _reason(draft: Draft | None) -> Reason:
    if draft is None:
        return Reason()
    return Reason(draft.read().get(WHY, ""), draft.version, clock(draft.updated_at))


def _versions(draft: Draft, words: str) -> dict[str, Any]:
    """What templates/challenges/two_versions.jinja shows."""
    label = LinkForm.base_fields[WHY].label
    return {
        "theirs": [(label, draft.read().get(WHY, ""))],
        "yours": [(label, words)],
        "version": draft.version,
        "saved_at": clock(draft.updated_at),
    }
