"""Step changes on a measure's chart: marked at a reading and taken off again, each time for a reason."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.forms.piece import bound_to
from challenges.forms.readings import RemoveStepChangeForm, StepChangeForm
from challenges.models import Measure, StepChange
from challenges.services.step_changes import mark_step_change, remove_step_change
from challenges.views.desk import Desk
from challenges.views.draft_kinds import STEP_CHANGE, STEP_CHANGE_OFF
from challenges.views.pieces import receive, show
from challenges.views.reaching import measure_to_write, step_change_to_write
from fellowship.lib.dates import in_words
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
    step = step_change_to_write(request, step_change_id)
    measure = step.measure
    heading = _("Take the step change of %(day)s off the chart?") % {"day": in_words(step.day)}
    form_class = bound_to(RemoveStepChangeForm, step=step, heading=heading)
    kind = replace(STEP_CHANGE_OFF, form_class=form_class)
    desk = Desk(kind, step.pk, measure.challenge, request.user)
    if request.method == "GET":
        return show(request, desk, measure, desk.form(desk.newest()))
    take_off = partial(_take_off, step=step)
    return receive(request, desk, measure, take_off, done=_("The step change is off the chart."))


def _take_off(*, piece: Measure, step: StepChange, words: dict[str, Any], by: User, version: int) -> Measure:
    remove_step_change(step_change=step, reason=words["reason"], by=by, version=version)
    return piece
