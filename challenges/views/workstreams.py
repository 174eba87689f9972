"""The fellow's acts on workstreams: add, name, end, bring back, put in order, choose what belongs to one."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.typed import words_of
from challenges.forms.workstream import ContentsForm, WorkstreamForm
from challenges.models import Challenge, Workstream
from challenges.permissions import check_can_write
from challenges.services.stale import Stale
from challenges.services.workstreams import (
    add_workstream,
    bring_back_workstream,
    choose_contents,
    edit_workstream,
    end_workstream,
    move_workstream,
)
from challenges.views.desk import as_uuid
from challenges.views.reaching import OF_THING, challenge_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest


def workstream_to_write(request: SignedInRequest, workstream_id: int) -> Workstream:
    visible = Workstream.objects.visible_to(request.user).select_related(*OF_THING)
    workstream = get_object_or_404(visible, pk=workstream_id)
    check_can_write(request.user, workstream.challenge)
    return workstream


@require_http_methods(["GET", "POST"])
def workstream_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    return _page(request, challenge_to_write(request, challenge_id), None)


@require_http_methods(["GET", "POST"])
def workstream_edit(request: SignedInRequest, workstream_id: int) -> HttpResponse:
    workstream = workstream_to_write(request, workstream_id)
    return _page(request, workstream.challenge, workstream)


def _page(request: SignedInRequest, challenge: Challenge, workstream: Workstream | None) -> HttpResponse:
    initial = {"name": workstream.name, "purpose": workstream.purpose} if workstream else {}
    form = WorkstreamForm(request.POST or None, initial=initial)
    form_id = as_uuid(request.POST.get("form_id")) or uuid.uuid4()
    warnings, refusal = [], None
    if form.is_bound and form.is_valid():
        if request.POST.get("identifiers_checked") != "yes":
            warnings = warnings_in(words_of(form))
        if not warnings:
            try:
                kept = _kept(request, challenge, workstream, form.cleaned_data, form_id)
            except PermissionDenied as error:
                refusal = error
            else:
                messages.success(request, _("The workstream is saved."))
                return redirect(reverse("workstreams", args=[challenge.pk]) + f"#workstream-{kept.pk}")
    if workstream and refusal:
        workstream.refresh_from_db(fields=["name", "purpose", "version"])
    context = {
        "challenge": challenge,
        "workstream": workstream,
        "form": form,
        "form_id": form_id,
        "warnings": warnings,
        "refusal": refusal,
        "stale": isinstance(refusal, Stale),
        "audience": audience_line(challenge),
        "back_link": reverse("workstreams", args=[challenge.pk]),
    }
    return render(request, "challenges/workstream_form.jinja", context, status=409 if refusal else 200)


def _kept(
    request: SignedInRequest,
    challenge: Challenge,
    workstream: Workstream | None,
    words: dict,
    form_id: uuid.UUID,
) -> Workstream:
    if workstream is None:
        return add_workstream(challenge=challenge, form_id=form_id, by=request.user, **words)
    version = as_number(request.POST.get("version"))
    return edit_workstream(workstream=workstream, by=request.user, version=version, **words)


@require_POST
def workstream_act(request: SignedInRequest, workstream_id: int, act: str) -> HttpResponse:
    """End, bring back, up, down: each can be taken back with the next press."""
    workstream = workstream_to_write(request, workstream_id)
    if act == "end":
        end_workstream(workstream=workstream, by=request.user)
        messages.success(
            request, _("The workstream has ended. What belongs to it stays. You can bring it back.")
        )
    elif act == "bring-back":
        bring_back_workstream(workstream=workstream, by=request.user)
        messages.success(request, _("The workstream is back."))
    elif act in ("up", "down"):
        move_workstream(workstream=workstream, up=act == "up", by=request.user)
    else:
        raise Http404
    return redirect(reverse("workstreams", args=[workstream.challenge_id]) + f"#workstream-{workstream.pk}")


@require_http_methods(["GET", "POST"])
def workstream_contents(request: SignedInRequest, workstream_id: int) -> HttpResponse:
    workstream = workstream_to_write(request, workstream_id)
    challenge = workstream.challenge
    sent = request.POST if request.method == "POST" else None  # nothing ticked is an answer too
    initial = {"milestones": workstream.milestones.all(), "pieces": workstream.pieces.all()}
    form = ContentsForm(sent, initial=initial, challenge=challenge)
    if request.method == "POST" and form.is_valid():
        choose_contents(
            workstream=workstream,
            milestones=form.cleaned_data.get("milestones", ()),
            pieces=form.cleaned_data.get("pieces", ()),
            by=request.user,
        )
        messages.success(request, _("Your choice is saved."))
        return redirect("workstream", workstream.pk)
    context = {
        "challenge": challenge,
        "workstream": workstream,
        "form": form,
        "audience": audience_line(challenge),
        "back_link": reverse("workstream", args=[workstream.pk]),
    }
    return render(request, "challenges/workstream_contents.jinja", context)
