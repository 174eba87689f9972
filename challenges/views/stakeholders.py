"""Where a stakeholder stands from a day on: added, put right, removed."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.forms.piece import bound_to
from challenges.forms.stakeholder import PositionForm, PositionPutRightForm
from challenges.forms.typed import shown
from challenges.models import Position, Stakeholder
from challenges.services.stakeholders import add_position, edit_position, remove_position
from challenges.views.desk import Desk
from challenges.views.draft_kinds import NEW_POSITION, POSITION
from challenges.views.pieces import Rows, receive, show
from challenges.views.reaching import position_to_write, stakeholder_to_write
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "POST"])
def position_new(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """Begins with where they stood last."""
    stakeholder = stakeholder_to_write(request, piece_id)
    desk = Desk(NEW_POSITION, stakeholder.pk, stakeholder.challenge, request.user)
    if request.method == "POST":
        return receive(request, desk, stakeholder, _added, done=_("Where they stand is saved."))
    last = stakeholder.positions.last()
    initial = PositionForm.words_of(last) | {"note": "", "day": timezone.localdate()} if last else None
    return show(request, desk, stakeholder, desk.form(desk.newest(), initial=initial))


def _added(*, piece: Stakeholder, **what: Any) -> Stakeholder:
    add_position(stakeholder=piece, **what)
    return piece


@require_http_methods(["GET", "POST"])
def position_edit(request: SignedInRequest, position_id: int) -> HttpResponse:
    position = position_to_write(request, position_id)
    stakeholder = position.stakeholder
    kind = replace(POSITION, form_class=bound_to(PositionPutRightForm, position=position))
    desk = Desk(kind, position.pk, stakeholder.challenge, request.user)
    if request.method == "POST":
        edit = partial(_put_right, position=position)
        done = _("Where they stood is put right.")
        return receive(request, desk, stakeholder, edit, done=done, now=partial(_stood, desk, position))
    initial = PositionForm.words_of(position)
    return show(request, desk, stakeholder, desk.form(desk.newest(), initial=initial))


def _stood(desk: Desk, position: Position, _stakeholder: Stakeholder) -> Rows:
    position.refresh_from_db()
    return shown(desk.form(initial=PositionForm.words_of(position)))


def _put_right(*, piece: Stakeholder, position: Position, **what: Any) -> Stakeholder:
    edit_position(position=position, **what)
    return piece


@require_http_methods(["GET", "POST"])
def position_remove(request: SignedInRequest, position_id: int) -> HttpResponse:
    position = position_to_write(request, position_id)
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
