"""Handing over to a later mentor: the fellow chooses, the mentor reads the pack."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Pairing
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest
from mentoring.forms.session import PartingForm
from mentoring.models import Action, PartingWord, Session
from mentoring.services.handover import (
    decide_handover,
    leave_parting_word,
    open_actions_of_others,
    sessions_of_others,
)
from mentoring.views.sessions import changing

WITH_PEOPLE = ("mentor", "place__person", "place__challenge", "place__cohort__programme")


@changing
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """`pk`: the later mentor's pairing. The fellow ticks what is opened; nothing is, unless ticked."""
    pairings = Pairing.objects.select_related(*WITH_PEOPLE)
    pairing = get_object_or_404(pairings.visible_to(request.user), pk=pk)
    is_fellow = pairing.place.person_id == request.user.pk
    if not is_fellow and pairing.mentor_id != request.user.pk:
        raise PermissionDenied(_("What is handed over is between the fellow and the mentor."))
    if not is_fellow and pairing.ends_on and pairing.ends_on < timezone.localdate():
        raise Http404
    if not is_fellow:
        return _pack(request, pairing)
    sessions, actions = list(sessions_of_others(pairing)), list(open_actions_of_others(pairing))
    opened = getattr(pairing, "handover", None)
    rows = opened.openings.values_list("session", "action") if opened else []
    chosen = {f"session-{session}" if session else f"action-{action}" for session, action in rows}
    if request.method == "POST":
        sent = set(request.POST.getlist("open"))
        offered = {f"session-{row.pk}" for row in sessions} | {f"action-{row.pk}" for row in actions}
        if sent - offered:
            raise NotPossible(_("Something you ticked is no longer there. Open the page again and choose."))
        since = _since(request.POST.get("since", ""), sessions)
        decide_handover(
            pairing=pairing,
            sessions=[row for row in sessions if f"session-{row.pk}" in sent or row in since],
            actions=[row for row in actions if f"action-{row.pk}" in sent],
            by=request.user,
        )
        messages.success(request, _("Your choice is saved. You can change it at any time."))
        return redirect("sessions", pairing.place.challenge.pk)
    context = {"pairing": pairing, "sessions": sessions, "actions": actions, "chosen": chosen}
    return render(request, "mentoring/sessions/handover.jinja", {**context, "opened": opened})


def _since(choice: str, sessions: list[Session]) -> list[Session]:
    """“all”, or so many months back."""
    if choice == "all":
        return sessions
    months = {"3": 91, "6": 182}.get(choice)
    if months is None:
        return []
    first = timezone.now() - dt.timedelta(days=months)
    return [session for session in sessions if session.starts_at and session.starts_at >= first]


def _pack(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    """What the fellow opened to this mentor, while the pairing lasts."""
    opened = getattr(pairing, "handover", None)
    sessions = Session.objects.filter(openings__handover=opened) if opened else Session.objects.none()
    actions = Action.objects.filter(openings__handover=opened) if opened else Action.objects.none()
    visible = Session.objects.visible_to(request.user)
    context = {
        "pairing": pairing,
        "opened": opened,
        "sessions": sessions.filter(pk__in=visible.order_by().values("pk")).select_related("pairing__mentor"),
        "actions": actions.filter(
            pk__in=Action.objects.visible_to(request.user).order_by().values("pk")
        ).select_related("owner"),
        "today": timezone.localdate(),
    }
    return render(request, "mentoring/sessions/pack.jinja", context)


@changing
def parting_word(request: SignedInRequest, pk: int) -> HttpResponse:
    """From a mentor whose time ends, to the fellow only."""
    pairings = Pairing.objects.open_to(request.user).select_related(*WITH_PEOPLE)
    pairing = get_object_or_404(pairings, pk=pk)
    word = PartingWord.objects.filter(pairing=pairing).first()
    initial: dict[str, Any] = {"words": word.words if word else ""}
    form: forms.Form = PartingForm(request.POST if request.method == "POST" else None, initial=initial)
    warnings = []
    if form.is_valid():
        words = form.cleaned_data["words"]
        if request.POST.get("identifiers_checked") != "yes":
            warnings = warnings_in(words)
        if not warnings:
            leave_parting_word(pairing=pairing, words=words, by=request.user)
            messages.success(request, _("Your word is saved. The fellow reads it under Sessions."))
            return redirect("sessions", pairing.place.challenge.pk)
    context = {"pairing": pairing, "form": form, "warnings": warnings}
    return render(request, "mentoring/sessions/parting_word.jinja", context)
