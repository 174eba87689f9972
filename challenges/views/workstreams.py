"""The fellow's acts on workstreams: add, name, end, bring back, put in order, choose what belongs to one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.workstream import ContentsForm
from challenges.models import Challenge, Workstream
from challenges.services.stale import Stale
from challenges.services.workstreams import (
    add_workstream,
    bring_back_workstream,
    choose_contents,
    edit_workstream,
    end_workstream,
    move_workstream,
)
from challenges.views.desk import Desk, shown_version
from challenges.views.draft_kinds import NEW_WORKSTREAM, WORKSTREAM
from challenges.views.reaching import challenge_to_write, workstream_to_write
from challenges.views.sending import send
from fellowship.lib.numbers import as_number
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "POST"])
def workstream_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    desk = Desk(NEW_WORKSTREAM, challenge.pk, challenge, request.user)
    page = partial(_page, request, desk, None)
    if request.method == "GET":
        return page(desk.form(desk.newest()))

    def add(words: dict[str, Any]) -> Workstream:
        return add_workstream(challenge=challenge, form_id=desk.draft_id, by=request.user, **words)

    return send(request, desk, show=page, do=add, then=partial(_saved, request), adds=True)


@require_http_methods(["GET", "POST"])
def workstream_edit(request: SignedInRequest, workstream_id: int) -> HttpResponse:
    workstream = workstream_to_write(request, workstream_id)
    desk = Desk(WORKSTREAM, workstream.pk, workstream.challenge, request.user)
    page = partial(_page, request, desk, workstream)
    if request.method == "GET":
        words = {"name": workstream.name, "purpose": workstream.purpose}
        return page(desk.form(desk.newest(), initial=words))

    def edit(words: dict[str, Any]) -> Workstream:
        version = as_number(request.POST.get("workstream_version"))
        return edit_workstream(workstream=workstream, by=request.user, version=version, **words)

    return send(request, desk, show=page, do=edit, then=partial(_saved, request))


def _saved(request: SignedInRequest, workstream: Workstream) -> HttpResponse:
    messages.success(request, _("The workstream is saved."))
    return redirect(reverse("workstreams", args=[workstream.challenge_id]) + f"#workstream-{workstream.pk}")


def _page(
    request: SignedInRequest,
    desk: Desk,
    workstream: Workstream | None,
    form: Form,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    if workstream and context.get("refusal"):
        workstream = workstream_to_write(request, workstream.pk)
    context |= {
        "desk": desk,
        "challenge": desk.challenge,
        "workstream": workstream,
        "form": form,
        "audience": audience_line(desk.challenge),
        "back_link": reverse("workstreams", args=[desk.challenge.pk]),
    }
    return render(request, "challenges/workstream_form.jinja", context, status=status)


@require_POST
def workstream_act(request: SignedInRequest, workstream_id: int, act: str) -> HttpResponse:
    """End, bring back, up, down: each can be taken back with the next press."""
    workstream = workstream_to_write(request, workstream_id)
    if act == "end":
        _end(request, workstream)
    elif act == "bring-back":
        bring_back_workstream(workstream=workstream, by=request.user)
        messages.success(request, _("The workstream is back."))
    elif act in ("up", "down"):
        move_workstream(workstream=workstream, up=act == "up", by=request.user)
    else:
        raise Http404
    return redirect(reverse("workstreams", args=[workstream.challenge_id]) + f"#workstream-{workstream.pk}")


def _end(request: SignedInRequest, workstream: Workstream) -> None:
    try:
        end_workstream(workstream=workstream, version=shown_version(request), by=request.user)
    except Stale as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("The workstream has ended. What belongs to it stays. You can bring it back.")
        messages.success(request, words)


@require_http_methods(["GET", "POST"])
def workstream_contents(request: SignedInRequest, workstream_id: int) -> HttpResponse:
    workstream = workstream_to_write(request, workstream_id)
    challenge = workstream.challenge
    to_change(Challenge.objects.all(), request).get(pk=challenge.pk)  # as its service does
    sent = request.POST if request.method == "POST" else None  # nothing ticked is an answer too
    initial = {"milestones": workstream.milestones.all(), "pieces": workstream.pieces.all()}
    form = ContentsForm(sent, initial=initial, challenge=challenge)
    if request.method == "POST" and form.is_valid() and not came_second(form):
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
    status = 409 if came_second(form) else 200
    return render(request, "challenges/workstream_contents.jinja", context, status=status)
