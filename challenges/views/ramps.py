"""Ramps of PDSA cycles: begun, named, put in order, removed while they have no cycle."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from challenges.audience import audience_line
from challenges.models import Ramp
from challenges.services.cycles import add_ramp, edit_ramp, move_ramp, remove_ramp
from challenges.services.stale import Stale
from challenges.views.desk import Desk, shown_version
from challenges.views.draft_kinds import NEW_RAMP, RAMP
from challenges.views.reaching import challenge_to_write, ramp_to_write
from challenges.views.sending import send
from fellowship.lib.numbers import as_number
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest

ACTS = ("up", "down", "remove")


@require_http_methods(["GET", "POST"])
def ramp_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    """`?idea=12` chooses the idea it tests."""
    challenge = challenge_to_write(request, challenge_id)
    desk = Desk(NEW_RAMP, challenge.pk, challenge, request.user)
    page = partial(_page, request, desk, None)
    if request.method == "GET":
        return page(desk.form(desk.newest(), initial=request.GET.dict()))

    def add(words: dict[str, Any]) -> Ramp:
        return add_ramp(challenge=challenge, form_id=desk.draft_id, by=request.user, **_facts(words))

    return send(request, desk, show=page, do=add, then=partial(_saved, request), adds=True)


@require_http_methods(["GET", "POST"])
def ramp_edit(request: SignedInRequest, ramp_id: int) -> HttpResponse:
    ramp = ramp_to_write(request, ramp_id)
    act = request.POST.get("act", "")
    if act in ACTS:
        return _act_on_ramp(request, ramp, act)
    desk = Desk(RAMP, ramp.pk, ramp.challenge, request.user)
    page = partial(_page, request, desk, ramp)
    if request.method == "GET":
        return page(desk.form(desk.newest(), initial={"name": ramp.name, "idea": ramp.idea_id}))

    def edit(words: dict[str, Any]) -> Ramp:
        version = as_number(request.POST.get("ramp_version"))
        return edit_ramp(ramp=ramp, version=version, by=request.user, **_facts(words))

    return send(request, desk, show=page, do=edit, then=partial(_saved, request))


def _facts(words: dict[str, Any]) -> dict[str, Any]:
    """The form asks for an idea only where the diagram has any."""
    return {"name": words["name"], "idea": words.get("idea")}


def _saved(request: SignedInRequest, ramp: Ramp) -> HttpResponse:
    messages.success(request, _("The ramp is saved."))
    return redirect(reverse("cycles", args=[ramp.challenge_id]) + f"#ramp-{ramp.pk}")


def _page(
    request: SignedInRequest,
    desk: Desk,
    ramp: Ramp | None,
    form: Form,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    if ramp and context.get("refusal"):
        ramp = ramp_to_write(request, ramp.pk)
    context |= {
        "desk": desk,
        "challenge": desk.challenge,
        "ramp": ramp,
        "form": form,
        "others": desk.challenge.ramps.count() - 1 if ramp else 0,
        "has_cycles": ramp is not None and ramp.cycles.exists(),
        "audience": audience_line(desk.challenge),
        "back_link": reverse("cycles", args=[desk.challenge.pk]),
    }
    return render(request, "challenges/ramp_form.jinja", context, status=status)


def _act_on_ramp(request: SignedInRequest, ramp: Ramp, act: str) -> HttpResponse:
    """Up and down can be taken back with the next press; only a ramp without cycles can be removed."""
    back = reverse("cycles", args=[ramp.challenge_id])
    if act != "remove":
        move_ramp(ramp=ramp, up=act == "up", by=request.user)
        messages.success(request, _("The ramp stands in another place now."))
        return redirect(f"{back}#ramp-{ramp.pk}")
    try:
        remove_ramp(ramp=ramp, version=shown_version(request, "ramp_version"), by=request.user)
    except (NotPossible, Stale) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The ramp is removed."))
    return redirect(back)
