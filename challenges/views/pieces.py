"""Pieces of the workspace: one page to add or change any kind, and the acts that need no words."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.piece import bound_to
from challenges.forms.pieces import CHANGE_FORMS
from challenges.history import label_of
from challenges.models import PIECES, Piece, PieceKind
from challenges.services.cycles import plan_cycle
from challenges.services.drivers import begin_diagram
from challenges.services.judgements import add_judgement, edit_judgement
from challenges.services.pieces import (
    act_on_piece,
    add_piece,
    as_words,
    bring_back_piece,
    edit_piece,
    remove_piece,
)
from challenges.services.stakeholders import add_stakeholder, edit_stakeholder
from challenges.views.desk import Desk
from challenges.views.draft_kinds import CHANGED_PIECES, NEW_PIECES
from challenges.views.reaching import challenge_to_write, piece_to_write
from challenges.views.sending import send
from challenges.views.unsent import show_unsent
from fellowship.lib.numbers import as_number
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest

Rows = list[tuple[str, str]]  # of a summary list
ACTS = {
    "ask": gettext_lazy("Your mentor has been asked to look at this."),
    "take_back": gettext_lazy("Your mentor is no longer asked to look at this."),
}
# Where the kinds of piece are listed, by the names of the addresses.
LISTED = {
    "measure": "measures",
    "cycle": "cycles",
    "drivers": "drivers",
    "stakeholder": "stakeholders",
    "question": "questions",
    "judgement": "judgements",
    "sighting": "ledger",
}
# Kinds with rules of their own, in their own services.
ADDS: dict[str, Callable[..., Piece]] = {
    PieceKind.CYCLE: plan_cycle,
    PieceKind.DRIVERS: begin_diagram,
    PieceKind.STAKEHOLDER: add_stakeholder,
    PieceKind.JUDGEMENT: add_judgement,
}
EDITS: dict[str, Callable[..., Piece]] = {
    PieceKind.STAKEHOLDER: edit_stakeholder,
    PieceKind.JUDGEMENT: edit_judgement,
}


@require_http_methods(["GET", "POST"])
def piece_new(request: SignedInRequest, challenge_id: int, kind: str) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    if kind not in NEW_PIECES:
        raise Http404
    desk = Desk(NEW_PIECES[kind], challenge.pk, challenge, request.user)
    if request.method == "POST":
        return receive(request, desk, None)
    return show(request, desk, None, desk.form(desk.newest(), initial=request.GET.dict()))


@require_http_methods(["GET", "POST"])
def piece_edit(request: SignedInRequest, piece_id: int) -> HttpResponse:
    piece = piece_to_write(request, piece_id)
    known = CHANGED_PIECES[piece.kind]
    kind = replace(known, form_class=bound_to(known.form_class, piece=piece))
    desk = Desk(kind, piece.pk, piece.challenge, request.user)
    if request.method == "POST":
        return receive(request, desk, piece)
    words = CHANGE_FORMS[piece.kind].words_of(piece)
    typed = desk.newest()
    try:
        piece.check_open(words)
    except NotPossible as locked:
        if typed is None:
            raise
        return show_unsent(request, desk, why=locked, back=reverse("piece", args=[piece.pk]))
    return show(request, desk, piece, desk.form(typed, initial=words))


def receive(
    request: SignedInRequest,
    desk: Desk,
    piece: Piece | None,
    edit: Callable[..., Piece] | None = None,
    then: Callable[[Piece], HttpResponse] = redirect,
    *,
    done: str = "",
    now: Callable[[Any], Rows] | None = None,
) -> HttpResponse:
    """A form about a piece that was sent.

    `edit` keeps the words where that is more than changing them; `then` says where to go on, `done` what
    has happened; `now` how the thing stands where somebody else changed it, if that is not the piece itself.
    """

    def do(words: dict[str, Any]) -> Piece:
        if piece:
            change = edit or EDITS.get(piece.kind, edit_piece)
            version = as_number(request.POST.get("piece_version"))
            return change(piece=piece, words=words, by=request.user, version=version)
        kind = desk.kind.page_args[0]
        add = ADDS.get(kind) or partial(add_piece, model=PIECES[kind])
        return add(challenge=desk.challenge, words=words, form_id=desk.draft_id, by=request.user)

    def go_on(kept: Piece) -> HttpResponse:
        said = done or (_("Your changes are saved.") if piece else _("It is in your workspace."))
        messages.success(request, said)
        return then(kept)

    page = partial(show, request, desk, piece, now=now)
    return send(request, desk, show=page, do=do, then=go_on, adds=piece is None)


def show(
    request: SignedInRequest,
    desk: Desk,
    piece: Piece | None,
    form: Form,
    *,
    status: int = 200,
    now: Callable[[Any], Rows] | None = None,
    **context: object,
) -> HttpResponse:
    stale = bool(context.get("stale"))
    if piece and stale:
        piece = piece_to_write(request, piece.pk)
    kind = piece.kind if piece else desk.kind.page_args[0]
    back = reverse("piece", args=[piece.pk]) if piece else reverse(LISTED[kind], args=[desk.challenge.pk])
    context = {
        "desk": desk,
        "challenge": desk.challenge,
        "piece": piece,
        "kind": kind,
        "as_it_is": (now or _as_it_is)(piece) if piece and stale else [],
        "form": form,
        "back_link": back,
        "audience": audience_line(desk.challenge),
        **context,
    }
    return render(request, form.template, context, status=status)  # type: ignore[attr-defined]


def _as_it_is(piece: Piece) -> Rows:
    """Each field as people read it, for a form that was shown before somebody changed the piece."""
    names = [name for name in piece.WORDS if as_words(piece, name)]
    return [(label_of(piece.kind, name), as_words(piece, name)) for name in names]


@require_POST
def piece_act(request: SignedInRequest, piece_id: int, act: str) -> HttpResponse:
    """The fellow's acts that need no words: ask the mentor to look, and take that back."""
    piece = piece_to_write(request, piece_id)
    if act not in ACTS:
        raise Http404
    try:
        act_on_piece(piece=piece, act=act, by=request.user, version=as_number(request.POST.get("version")))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ACTS[act])
    return redirect(piece)


@require_http_methods(["GET", "POST"])
def piece_remove(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """Asks first; what is removed can be brought back from the same address."""
    piece = piece_to_write(request, piece_id)
    if request.method == "GET":
        return render(
            request, "challenges/piece_remove.jinja", {"piece": piece, "challenge": piece.challenge}
        )
    try:
        if request.POST.get("act") == "bring_back":
            bring_back_piece(piece=piece, by=request.user)
            messages.success(request, _("It is back in your workspace."))
            return redirect(piece)
        remove_piece(piece=piece, by=request.user, version=as_number(request.POST.get("version")))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
        return redirect(piece)
    messages.success(request, _("Removed. You can bring it back from its own page."))
    return redirect(LISTED[piece.kind], piece.challenge_id)
