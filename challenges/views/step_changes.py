"""Step changes on a measure's chart: marked at a reading and taken off again, each time for a reason."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.forms.piece import bound_to
from challenges.forms.readings import RemoveStepChangeForm, StepChangeForm
from challenges.models import Measure, Piece, StepChange
from challenges.services.step_changes import mark_step_change, remove_step_change
from challenges.views.desk import STEP_CHANGE, Desk
from challenges.views.pieces import receive, show
from challenges.views.readings import measure_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User


@require_http_methods(["GET", "POST"])
def step_change_new(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """`?day=2026-03-01` chooses the reading."""
    measure = measure_to_write(request, piece_id)
    kind = replace(STEP_CHANGE, form_class=bound_to(StepChangeForm, measure=measure))
    desk = Desk(kind, measure.pk, measure.challenge, request.user)
    if request.method == "POST":
        return receive(request, desk, measure, _mark, done=_("The step change is marked on the chart."))
    return show(request, desk, measure, desk.form(desk.newest(), initial=request.GET.dict()))


def _mark(*, piece: Measure, words: dict[str, Any], by: User, version: int) -> Measure:
    day = dt.date.fromisoformat(words["day"])
    mark_step_change(measure=piece, day=day, reason=words["reason"], by=by, version=version)
    return piece


@require_http_methods(["GET", "POST"])
def step_change_remove(request: SignedInRequest, step_change_id: int) -> HttpResponse:
    visible = StepChange.objects.filter(measure__in=Piece.objects.visible_to(request.user))
    step = get_object_or_404(visible, pk=step_change_id)
    measure = step.measure = measure_to_write(request, step.measure_id)
    form = RemoveStepChangeForm(request.POST or None)
    context = {"step": step, "measure": measure, "form": form, "audience": audience_line(measure.challenge)}
    if not form.is_valid():
        return render(request, "challenges/step_change_remove.jinja", context)
    reason = form.cleaned_data["reason"]
    context["warnings"] = warnings_in(reason)
    if context["warnings"] and request.POST.get("identifiers_checked") != "yes":
        return render(request, "challenges/step_change_remove.jinja", context)
    version = as_number(request.POST.get("version"))
    try:
        remove_step_change(step_change=step, reason=reason, by=request.user, version=version)
    except PermissionDenied as refusal:
        context |= {"refusal": refusal, "measure": measure_to_write(request, measure.pk)}
        return render(request, "challenges/step_change_remove.jinja", context, status=409)
    messages.success(request, _("The step change is off the chart."))
    return redirect(measure)
