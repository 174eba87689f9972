"""PDSA cycles: what is written at each stage, and the steps from stage to stage."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from challenges.forms.cycle import STAGE_FORMS, BackForm
from challenges.forms.piece import bound_to
from challenges.models import Piece
from challenges.services.cycles import move_cycle, plan_next
from challenges.services.pieces import edit_piece
from challenges.views.desk import Desk
from challenges.views.draft_kinds import CYCLE_BACK, CYCLE_STAGES
from challenges.views.pieces import receive, show
from challenges.views.reaching import cycle_to_write
from challenges.views.unsent import show_unsent
from challenges.workflow import CycleStage
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User

# The stage a cycle stands at while a form can be written, and the act that its main button takes.
WRITTEN_AT = {"do": CycleStage.DO, "study": CycleStage.STUDY, "act": CycleStage.STUDY}
TAKES = {"do": "study", "act": "decide"}
GOES_BACK = {
    CycleStage.DO: ("plan_again", gettext_lazy("Go back to Plan")),
    CycleStage.STUDY: ("do_again", gettext_lazy("Go back to Do")),
    CycleStage.DECIDED: ("study_again", gettext_lazy("Go back to Study")),
}


@require_http_methods(["GET", "POST"])
def cycle_stage(request: SignedInRequest, piece_id: int, stage: str) -> HttpResponse:
    cycle = cycle_to_write(request, piece_id)
    if stage not in CYCLE_STAGES:
        raise Http404
    desk = Desk(CYCLE_STAGES[stage], cycle.pk, cycle.challenge, request.user)
    if request.method == "POST":
        act = request.POST.get("act") or request.POST.get("pending_act")
        moves = stage in TAKES and act != "save"
        edit = partial(_moved, act=TAKES[stage]) if moves else partial(edit_piece)
        return receive(request, desk, cycle, edit, partial(_go_on, stage=stage, saved=act == "save"))
    typed = desk.newest()
    if cycle.stage != WRITTEN_AT[stage]:
        why = _("The cycle is at another stage now.")
        if typed is not None:
            return show_unsent(request, desk, why=why, back=cycle.get_absolute_url())
        messages.info(request, why)
        return redirect(cycle)
    if stage == "act" and not cycle.learnt:
        messages.info(request, _("Say what the data show first. Then you can decide."))
        return redirect("cycle_stage", cycle.pk, "study")
    words = STAGE_FORMS[stage].words_of(cycle)
    return show(request, desk, cycle, desk.form(typed, initial=words))


def _moved(*, piece: Piece, act: str, **what: object) -> Piece:
    return move_cycle(cycle=piece, act=act, **what)  # type: ignore[arg-type]


def _go_on(piece: Piece, *, stage: str, saved: bool) -> HttpResponse:
    """After Study comes Act, on its own page; else the cycle shows what is next."""
    if stage == "study" and not saved:
        return redirect("cycle_stage", piece.pk, "act")
    return redirect(piece)


@require_POST
def cycle_start(request: SignedInRequest, piece_id: int) -> HttpResponse:
    cycle = cycle_to_write(request, piece_id)
    try:
        move_cycle(cycle=cycle, act="start", by=request.user, version=as_number(request.POST.get("version")))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
        if cycle.stage == CycleStage.PLAN and not cycle.prediction:
            return redirect(reverse("piece_edit", args=[cycle.pk]) + "#id_prediction")
    else:
        messages.success(request, _("Do has begun. Your prediction stays as it is from now on."))
    return redirect(cycle)


@require_POST
def cycle_next(request: SignedInRequest, piece_id: int) -> HttpResponse:
    cycle = cycle_to_write(request, piece_id)
    try:
        following = plan_next(cycle=cycle, by=request.user)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
        return redirect(cycle)
    messages.success(
        request, _("Here is the next cycle, with what you learnt. Say what you predict this time.")
    )
    if following.stage == CycleStage.PLAN and following.removed_at is None:
        return redirect("piece_edit", following.pk)
    return redirect(following)


@require_http_methods(["GET", "POST"])
def cycle_back(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """One stage back, with a reason: the only way to change a plan that Do has begun with."""
    cycle = cycle_to_write(request, piece_id)
    if cycle.stage not in GOES_BACK:
        return redirect(cycle)
    act, heading = GOES_BACK[CycleStage(cycle.stage)]
    kind = replace(CYCLE_BACK, form_class=bound_to(BackForm, heading=heading, act=act))
    desk = Desk(kind, cycle.pk, cycle.challenge, request.user)
    if request.method == "GET":
        return show(request, desk, cycle, desk.form(desk.newest()))
    done = _("The cycle is a stage back. Your reason is in its history.")
    return receive(request, desk, cycle, partial(_went_back, act=act), done=done)


def _went_back(*, piece: Piece, act: str, words: dict[str, Any], by: User, version: int) -> Piece:
    return move_cycle(cycle=piece, act=act, reason=words["reason"], by=by, version=version)  # type: ignore[arg-type]
