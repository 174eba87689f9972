import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.milestone import (
    DropMilestoneForm,
    MilestoneWordsForm,
    MoveMilestoneForm,
    NewMilestoneForm,
    SendMilestoneForm,
)
from challenges.forms.typed import words_of
from challenges.models import Challenge, Milestone
from challenges.services.milestones import act_on_milestone, add_milestone, edit_milestone, move_milestone
from challenges.services.stale import Stale
from challenges.views.desk import as_uuid
from challenges.views.files import complain_of_files, keep_files
from challenges.views.reaching import challenge_to_write, milestone_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest

ACTS = {
    "start": gettext_lazy("You have started this milestone."),
    "take_back": gettext_lazy("You have taken this milestone back."),
    "pick_up": gettext_lazy("This milestone is on your plan again."),
}


@dataclass(frozen=True)
class Page:
    """One of the pages on which a fellow changes a milestone: its words, its form, what sending it does.

    `form_of` takes the milestone, what was sent, and what to show again when nothing was sent for good.
    """

    heading: Any
    button: Any
    done: Any
    form_of: Callable[[Milestone, Any, Any], forms.Form]
    do: Callable[[SignedInRequest, Milestone, dict, int], object]
    lead: Any = ""
    with_files: bool = False
    warning: bool = False


@require_http_methods(["GET", "POST"])
def milestone_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    form = NewMilestoneForm(request.POST or None, challenge=challenge)
    form_id = as_uuid(request.POST.get("form_id")) or uuid.uuid4()
    warnings = _warnings(request, form)
    if form.is_bound and form.is_valid() and not warnings:
        milestone = add_milestone(challenge=challenge, form_id=form_id, by=request.user, **form.cleaned_data)
        messages.success(request, _("The milestone is on your plan."))
        return redirect(milestone)
    context = {
        "challenge": challenge,
        "form": form,
        "form_id": form_id,
        "warnings": warnings,
        "heading": _("Add a milestone"),
        "button": _("Add milestone"),
        "back_link_to": ("milestones", challenge.pk),
    }
    return _render(request, challenge, context)


@require_http_methods(["GET", "POST"])
def milestone_edit(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, EDIT)


@require_http_methods(["GET", "POST"])
def milestone_send(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, SEND)


@require_http_methods(["GET", "POST"])
def milestone_move(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, MOVE)


@require_http_methods(["GET", "POST"])
def milestone_drop(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, DROP)


@require_POST
def milestone_act(request: SignedInRequest, milestone_id: int, act: str) -> HttpResponse:
    """The fellow's acts that need no words: start, take back, pick up."""
    milestone = milestone_to_write(request, milestone_id)
    if act not in ACTS:
        raise PermissionDenied(_("This needs a few words. Open the milestone and choose what to do."))
    try:
        version = as_number(request.POST.get("version"))
        act_on_milestone(milestone=milestone, act=act, by=request.user, version=version)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ACTS[act])
    return redirect(milestone)


def _page(request: SignedInRequest, milestone_id: int, page: Page) -> HttpResponse:
    milestone = milestone_to_write(request, milestone_id)
    form, faults, refusal, status = page.form_of(milestone, request.POST or None, None), [], None, 200
    if request.method == "POST" and page.with_files:
        faults = keep_files(request, milestone.challenge, milestone=milestone)
    warnings = _warnings(request, form)
    only_files = request.POST.get("act") == "upload"
    if form.is_bound and not only_files and form.is_valid() and not warnings and not faults:
        try:
            page.do(request, milestone, form.cleaned_data, as_number(request.POST.get("version")))
        except PermissionDenied as error:
            refusal, status = error, 409
            milestone.refresh_from_db()
        else:
            messages.success(request, page.done)
            return redirect(milestone)
    if only_files:
        form = page.form_of(milestone, None, request.POST)
    complain_of_files(form, faults)
    context = {
        "challenge": milestone.challenge,
        "milestone": milestone,
        "stale": isinstance(refusal, Stale),
        "refusal": refusal,
        "form": form,
        "files": milestone.attachments.all() if page.with_files else [],
        "warnings": warnings,
        "page": page,
        "heading": page.heading,
        "button": page.button,
        "back_link_to": ("milestone", milestone.pk),
    }
    return _render(request, milestone.challenge, context, status)


def _warnings(request: SignedInRequest, form: forms.Form) -> list:
    if not form.is_bound or request.POST.get("identifiers_checked") == "yes" or not form.is_valid():
        return []
    return warnings_in(words_of(form))


def _render(request: SignedInRequest, challenge: Challenge, context: dict, status: int = 200) -> HttpResponse:
    context["audience"] = audience_line(challenge)
    return render(request, "challenges/milestone_form.jinja", context, status=status)


EDIT = Page(
    gettext_lazy("Change the milestone"),
    gettext_lazy("Save changes"),
    gettext_lazy("The milestone has been changed."),
    lambda milestone, data, typed: MilestoneWordsForm(
        data, initial={"title": milestone.title, "description": milestone.description}
    ),
    lambda request, milestone, words, version: edit_milestone(
        milestone=milestone, by=request.user, version=version, **words
    ),
)
SEND = Page(
    gettext_lazy("Send for sign-off"),
    gettext_lazy("Send to your mentor"),
    gettext_lazy("The milestone is with your mentor. Your date is kept while it waits."),
    lambda milestone, data, typed: SendMilestoneForm(data, initial=typed or {"evidence": milestone.evidence}),
    lambda request, milestone, words, version: act_on_milestone(
        milestone=milestone, act="send", by=request.user, version=version, evidence=words["evidence"]
    ),
    with_files=True,
)
MOVE = Page(
    gettext_lazy("Move the due date"),
    gettext_lazy("Move the date"),
    gettext_lazy("The due date has moved. The old one stays in the history."),
    lambda milestone, data, typed: MoveMilestoneForm(
        data, challenge=milestone.challenge, initial={"due_on": milestone.due_on}
    ),
    lambda request, milestone, words, version: move_milestone(
        milestone=milestone, by=request.user, version=version, **words
    ),
    lead=gettext_lazy("The old date and your reason stay in the history. Reminders follow the new date."),
)
DROP = Page(
    gettext_lazy("Drop the milestone"),
    gettext_lazy("Drop the milestone"),
    gettext_lazy("The milestone has been dropped. You can pick it up again."),
    lambda milestone, data, typed: DropMilestoneForm(data),
    lambda request, milestone, words, version: act_on_milestone(
        milestone=milestone, act="drop", by=request.user, version=version, **words
    ),
    lead=gettext_lazy("It stays in the list with your reason, and reminders stop. You can pick it up again."),
    warning=True,
)
