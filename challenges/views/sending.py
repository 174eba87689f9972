"""What every form with a sealed draft does when it is sent: kept first, looked at again, then done."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from challenges.forms.typed import Typed, as_data, words_of
from challenges.services.stale import Stale
from challenges.views.desk import Desk
from fellowship.lib.identifiers import warnings_in
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import discard_draft

Row = TypeVar("Row", bound=Model)


class Show(Protocol):
    """Shows the form's page; the context says why again: `versions`, `warnings`, `refusal` and `stale`."""

    def __call__(self, form: Form, *, status: int = 200, **context: object) -> HttpResponse: ...


def send(
    request: SignedInRequest,
    desk: Desk,
    *,
    show: Show,
    do: Callable[[dict[str, Any]], Row],
    then: Callable[[Row], HttpResponse],
    adds: bool = False,
) -> HttpResponse:
    """`do` takes the form's words and gives the row as it is then; `then` says where to go on.

    `adds`: the row is a new one, whose `form_id` is the draft's id.
    """
    came = desk.take_in(request)
    if came.is_choice:
        return redirect(desk.url)
    if came.form:
        return show(came.form, versions=came.versions, status=409 if came.versions else 200)
    if request.POST.get("act") == "draft":
        messages.success(request, _("Kept as a draft. Only you can see it until you share it."))
        return redirect("drafts")
    form = desk.kind.form_class(as_data(came.typed), challenge=desk.challenge)
    if not form.is_valid():
        return show(form)
    warnings = warnings_in(words_of(form)) if request.POST.get("identifiers_checked") != "yes" else []
    if warnings:
        return show(form, warnings=warnings)
    try:
        row = do(form.cleaned_data)
    except PermissionDenied as refusal:
        if stale := isinstance(refusal, Stale):
            desk.begun_on = None  # the page that comes now shows it as it is
        return show(form, refusal=refusal, stale=stale, status=409)
    discard_draft(by=request.user, draft_id=desk.draft_id)
    if adds and _says_otherwise(row, form.cleaned_data):
        return _added_before(request, desk, came.typed)
    return then(row)


def _says_otherwise(row: Model, words: Mapping[str, Any]) -> bool:
    """The row was there before with other words than these; what was left empty says nothing."""
    return any(getattr(row, name, word) != word for name, word in words.items() if word not in (None, ""))


def _added_before(request: SignedInRequest, desk: Desk, typed: Typed) -> HttpResponse:
    """Back button after adding: other words in the same form are another thing, and begin as a draft."""
    desk.begin_again(typed)
    messages.info(
        request,
        _(
            "You had already added this. What you have typed since is kept here as a draft: "
            "add it as one more, or discard it from your drafts."
        ),
    )
    return redirect(desk.url)
