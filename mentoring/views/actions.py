"""Agreed actions: added in a session, noted in a set's meeting, changed, settled."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from challenges.services.stale import Stale
from challenges.views.desk import as_uuid, shown_version
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from mentoring.forms.session import ActionForm, OwnActionForm
from mentoring.models import Action, ActionStatus, LearningSet, SetMeeting
from mentoring.services.actions import (
    ACTS,
    WITH_HOME,
    agree_action,
    can_take_over,
    change_action,
    note_own_action,
    settle_action,
    settles,
    take_over,
)
from mentoring.taking_part import check_can_meet, part_in
from mentoring.views.sessions import changing, fetch_session


@changing
def action_new(request: SignedInRequest, pk: int) -> HttpResponse:
    session = fetch_session(request, pk)
    check_can_meet(session.pairing, request.user)
    people = [session.fellow, session.pairing.mentor]
    sent = request.POST if request.method == "POST" else None
    form = ActionForm(sent, people=people, initial={"owner": session.fellow.pk})
    form_id = as_uuid(request.POST.get("form_id")) or uuid.uuid4()
    warnings = []
    if form.is_valid():
        warnings = _warnings(request, form.cleaned_data["words"])
        if not warnings:
            agree_action(
                session=session,
                words=form.cleaned_data["words"],
                owner=next(person for person in people if person.pk == form.cleaned_data["owner"]),
                due_on=form.cleaned_data["due_on"],
                form_id=form_id,
                by=request.user,
            )
            messages.success(request, _("The action is agreed. It stands on its owner’s front page."))
            return redirect(f"{session.get_absolute_url()}#actions")
    context = {"session": session, "form": form, "form_id": form_id, "warnings": warnings}
    context["other"] = session.other_than(request.user.pk)
    return render(request, "mentoring/sessions/action_new.jinja", context)


@changing
def set_action_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member's own; the others of the set and the facilitator do not see it."""
    sets = LearningSet.objects.visible_to(request.user)
    meeting = get_object_or_404(
        SetMeeting.objects.filter(learning_set__in=sets).select_related("learning_set"), pk=pk
    )
    form = OwnActionForm(request.POST if request.method == "POST" else None)
    form_id = as_uuid(request.POST.get("form_id")) or uuid.uuid4()
    if not meeting.learning_set.memberships.filter(place__person=request.user, left_on=None).exists():
        raise PermissionDenied(_("Only members of this set note actions of their own here."))
    warnings = []
    if form.is_valid():
        warnings = _warnings(request, form.cleaned_data["words"])
        if not warnings:
            note_own_action(meeting=meeting, form_id=form_id, by=request.user, **form.cleaned_data)
            messages.success(request, _("Your action is noted. It stands on your front page."))
            return redirect(meeting)
    context = {"meeting": meeting, "form": form, "form_id": form_id, "warnings": warnings}
    return render(request, "mentoring/sets/set_action_new.jinja", context)


@changing
def action(request: SignedInRequest, pk: int) -> HttpResponse:
    """One action; whoever may change it can, while it is open."""
    found = get_object_or_404(Action.objects.visible_to(request.user).select_related(*WITH_HOME), pk=pk)
    may_settle = settles(found, request.user)
    changes = may_settle and found.status == ActionStatus.OPEN
    if found.session is not None and part_in(found.session, request.user).is_over:
        changes = False
    form_class = OwnActionForm if found.meeting_id else ActionForm
    initial = {"words": found.words, "due_on": found.due_on, "for_mentor": found.for_mentor}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    warnings, refusal = [], None
    if request.method == "POST" and not changes:
        raise PermissionDenied(_("This action can no longer be changed here."))
    if form.is_valid():
        warnings = _warnings(request, form.cleaned_data["words"])
        if not warnings:
            version = as_number(request.POST.get("version"))
            try:
                change_action(action=found, version=version, by=request.user, **form.cleaned_data)
            except Stale as stale:
                refusal = stale
                found.refresh_from_db(fields=["words", "due_on", "version"])
            else:
                messages.success(request, _("The action is saved."))
                return redirect(_home_of(found, request))
    context = {
        "action": found,
        "form": form,
        "changes": changes,
        "may_settle": may_settle,
        "may_take_over": not may_settle and can_take_over(found, request.user),
        "warnings": warnings,
        "refusal": refusal,
        "home": _home_of(found, request),
        "today": timezone.localdate(),
    }
    return render(request, "mentoring/sessions/action.jinja", context, status=409 if refusal else 200)


@require_POST
def action_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """done, drop, reopen, take-over."""
    found = get_object_or_404(Action.objects.visible_to(request.user).select_related(*WITH_HOME), pk=pk)
    if act == "take-over":
        take_over(action=found, by=request.user)
        messages.success(request, _("This is yours now. It stands on your front page."))
        return redirect(found)
    if act not in ACTS:
        raise Http404
    try:
        settle_action(action=found, act=act, version=shown_version(request), by=request.user)
    except Stale as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    words = {"done": _("Done."), "drop": _("Dropped."), "reopen": _("Open again.")}
    messages.success(request, words[act])
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if is_ours else found.get_absolute_url())


def _home_of(action: Action, request: SignedInRequest) -> str:
    """The session it is of, for the two; else its own page."""
    if action.session is not None and part_in(action.session, request.user).takes_part:
        return f"{action.session.get_absolute_url()}#action-{action.pk}"
    return action.get_absolute_url()


def _warnings(request: SignedInRequest, words: str) -> list:
    return warnings_in(words) if request.POST.get("identifiers_checked") != "yes" else []
