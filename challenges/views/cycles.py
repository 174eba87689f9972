"""PDSA cycles: what is written at each stage, the steps from stage to stage, and the ramps."""

import uuid
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.cycle import STAGE_FORMS, BackForm, RampForm
from challenges.forms.typed import words_of
from challenges.models import Challenge, Cycle, Piece, Ramp
from challenges.permissions import check_can_write
from challenges.services.cycles import add_ramp, edit_ramp, move_cycle, move_ramp, plan_next, remove_ramp
from challenges.services.pieces import edit_piece
from challenges.services.stale import Stale
from challenges.views.desk import CYCLE_STAGES, Desk, as_uuid
from challenges.views.pieces import receive, show
from challenges.views.reaching import OF_THING, challenge_to_write, piece_to_write
from challenges.workflow import CycleStage, NotPossible
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest

# The stage a cycle stands at while a form can be written, and the act that its main button takes.
WRITTEN_AT = {"do": CycleStage.DO, "study": CycleStage.STUDY, "act": CycleStage.STUDY}
TAKES = {"do": "study", "act": "decide"}
RAMP_ACTS = ("up", "down", "remove")
GOES_BACK = {
    CycleStage.DO: ("plan_again", gettext_lazy("Go back to Plan")),
    CycleStage.STUDY: ("do_again", gettext_lazy("Go back to Do")),
    CycleStage.DECIDED: ("study_again", gettext_lazy("Go back to Study")),
}


def cycle_to_write(request: SignedInRequest, piece_id: int) -> Cycle:
    piece = piece_to_write(request, piece_id)
    if not isinstance(piece, Cycle):
        raise Http404
    return piece


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
    if cycle.stage != WRITTEN_AT[stage]:
        messages.info(request, _("The cycle is at another stage now."))
        return redirect(cycle)
    if stage == "act" and not cycle.learnt:
        messages.info(request, _("Say what the data show first. Then you can decide."))
        return redirect("cycle_stage", cycle.pk, "study")
    words = STAGE_FORMS[stage].words_of(cycle)
    return show(request, desk, cycle, desk.form(desk.newest(), initial=words))


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
    form = BackForm(request.POST or None)
    refusal = None
    warnings = _warnings(request, form)
    if form.is_bound and form.is_valid() and not warnings:
        try:
            move_cycle(
                cycle=cycle,
                act=act,
                by=request.user,
                version=as_number(request.POST.get("version")),
                **form.cleaned_data,
            )
        except PermissionDenied as error:
            refusal = error
        else:
            messages.success(request, _("The cycle is a stage back. Your reason is in its history."))
            return redirect(cycle)
    context = {"cycle": cycle, "form": form, "act": act, "heading": heading, "warnings": warnings}
    context |= {"refusal": refusal, "back_link": cycle.get_absolute_url(), "challenge": cycle.challenge}
    context["audience"] = audience_line(cycle.challenge)
    return render(request, "challenges/cycle_back.jinja", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def ramp_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    return _ramp_page(request, challenge_to_write(request, challenge_id), None)


@require_http_methods(["GET", "POST"])
def ramp_edit(request: SignedInRequest, ramp_id: int) -> HttpResponse:
    visible = Ramp.objects.visible_to(request.user).select_related(*OF_THING)
    ramp = get_object_or_404(visible, pk=ramp_id)
    check_can_write(request.user, ramp.challenge)
    act = request.POST.get("act", "")
    return _act_on_ramp(request, ramp, act) if act in RAMP_ACTS else _ramp_page(request, ramp.challenge, ramp)


def _act_on_ramp(request: SignedInRequest, ramp: Ramp, act: str) -> HttpResponse:
    """Up and down can be taken back with the next press; only a ramp without cycles can be removed."""
    back = reverse("cycles", args=[ramp.challenge_id])
    if act != "remove":
        move_ramp(ramp=ramp, up=act == "up", by=request.user)
        messages.success(request, _("The ramp stands in another place now."))
        return redirect(f"{back}#ramp-{ramp.pk}")
    try:
        remove_ramp(ramp=ramp, by=request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The ramp is removed."))
    return redirect(back)


def _ramp_page(request: SignedInRequest, challenge: Challenge, ramp: Ramp | None) -> HttpResponse:
    initial = {"name": ramp.name, "idea": ramp.idea_id} if ramp else request.GET.dict()
    form = RampForm(request.POST or None, initial=initial, challenge=challenge)
    form_id = as_uuid(request.POST.get("form_id")) or uuid.uuid4()
    warnings, refusal = _warnings(request, form), None
    if form.is_bound and form.is_valid() and not warnings:
        words = {"name": form.cleaned_data["name"], "idea": form.cleaned_data.get("idea")}
        try:
            if ramp:
                shown = as_number(request.POST.get("version"))
                edit_ramp(ramp=ramp, version=shown, by=request.user, **words)
            else:
                ramp = add_ramp(challenge=challenge, form_id=form_id, by=request.user, **words)
        except Stale as stale:
            refusal = stale
        else:
            messages.success(request, _("The ramp is saved."))
            return redirect(reverse("cycles", args=[challenge.pk]) + f"#ramp-{ramp.pk}")
    context = {
        "challenge": challenge,
        "ramp": ramp,
        "form": form,
        "form_id": form_id,
        "warnings": warnings,
        "refusal": refusal,
        "others": challenge.ramps.count() - 1 if ramp else 0,
        "has_cycles": ramp is not None and ramp.cycles.exists(),
        "audience": audience_line(challenge),
        "back_link": reverse("cycles", args=[challenge.pk]),
    }
    return render(request, "challenges/ramp_form.jinja", context, status=409 if refusal else 200)


def _warnings(request: SignedInRequest, form: BackForm | RampForm) -> list:
    if not form.is_bound or request.POST.get("identifiers_checked") == "yes" or not form.is_valid():
        return []
    return warnings_in(words_of(form))
