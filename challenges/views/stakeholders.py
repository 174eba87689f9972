"""Where a stakeholder stands from a day on: added, put right, removed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.forms.stakeholder import PositionForm
from challenges.forms.typed import words_of
from challenges.models import Position, Stakeholder
from challenges.services.stakeholders import add_position, edit_position, remove_position
from challenges.services.stale import Stale
from challenges.views.reaching import piece_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "POST"])
def position_new(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """Begins with where they stood last."""
    stakeholder = _stakeholder_to_write(request, piece_id)
    last = stakeholder.positions.last()
    initial = PositionForm.words_of(last) | {"note": "", "day": timezone.localdate()} if last else None
    return _page(request, stakeholder, None, initial)


@require_http_methods(["GET", "POST"])
def position_edit(request: SignedInRequest, position_id: int) -> HttpResponse:
    position = _position_to_write(request, position_id)
    return _page(request, position.stakeholder, position, PositionForm.words_of(position))


@require_http_methods(["GET", "POST"])
def position_remove(request: SignedInRequest, position_id: int) -> HttpResponse:
    position = _position_to_write(request, position_id)
    stakeholder = position.stakeholder
    if request.method == "GET":
        context = {"position": position, "stakeholder": stakeholder}
        return render(request, "challenges/position_remove.jinja", context)
    try:
        remove_position(position=position, by=request.user, version=as_number(request.POST.get("version")))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The position is removed. It stays in the history."))
    return redirect(stakeholder)


def _page(
    request: SignedInRequest, stakeholder: Stakeholder, position: Position | None, initial: dict | None
) -> HttpResponse:
    form = PositionForm(request.POST or None, challenge=stakeholder.challenge, initial=initial)
    warnings, refusal, status = [], None, 200
    if form.is_bound and form.is_valid():
        if request.POST.get("identifiers_checked") != "yes":
            warnings = warnings_in(words_of(form))
        if not warnings:
            try:
                said: dict[str, Any] = {
                    "words": form.cleaned_data,
                    "by": request.user,
                    "version": as_number(request.POST.get("version")),
                }
                if position:
                    edit_position(position=position, **said)
                else:
                    add_position(stakeholder=stakeholder, **said)
            except PermissionDenied as error:
                refusal, status = error, 409
                stakeholder.refresh_from_db(fields=["version"])
            else:
                messages.success(request, _("Where they stand is saved."))
                return redirect(stakeholder)
    context = {
        "stakeholder": stakeholder,
        "position": position,
        "form": form,
        "warnings": warnings,
        "refusal": refusal,
        "stale": isinstance(refusal, Stale),
        "audience": audience_line(stakeholder.challenge),
    }
    return render(request, "challenges/position_form.jinja", context, status=status)


def _stakeholder_to_write(request: SignedInRequest, piece_id: int) -> Stakeholder:
    piece = piece_to_write(request, piece_id)
    if not isinstance(piece, Stakeholder):
        raise Http404
    return piece


def _position_to_write(request: SignedInRequest, position_id: int) -> Position:
    position = get_object_or_404(Position, pk=position_id)
    position.stakeholder = _stakeholder_to_write(request, position.stakeholder_id)
    return position
