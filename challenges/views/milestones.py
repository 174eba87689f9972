"""The pages on which a fellow adds or changes a milestone. What is typed is kept in a sealed draft first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from challenges.audience import audience_line
from challenges.forms.typed import Typed, as_data, words_of
from challenges.models import Milestone
from challenges.services.attachments import files_of_draft
from challenges.services.milestones import act_on_milestone, add_milestone, edit_milestone, move_milestone
from challenges.services.stale import Stale
from challenges.views.desk import Desk
from challenges.views.draft_kinds import MILESTONES, NEW_MILESTONE
from challenges.views.files import complain_of_files, keep_files, remove_file_of_draft
from challenges.views.reaching import challenge_to_write, milestone_to_write
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import discard_draft

ACTS = {
    "start": gettext_lazy("You have started this milestone."),
    "take_back": gettext_lazy("You have taken this milestone back."),
    "pick_up": gettext_lazy("This milestone is on your plan again."),
}


@dataclass(frozen=True)
class Page:
    """One of these pages: its words, how its form begins, what sending it does.

    `do` takes the request, the desk, the milestone (None for a new one) and the form's words, and gives
    the milestone as it is then.
    """

    heading: Any
    button: Any
    done: Any
    initial: Callable[[Milestone], dict]
    do: Callable[[SignedInRequest, Desk, Any, dict], Milestone]
    lead: Any = ""
    with_files: bool = False
    warning: bool = False


@require_http_methods(["GET", "POST"])
def milestone_new(request: SignedInRequest, challenge_id: int) -> HttpResponse:
    challenge = challenge_to_write(request, challenge_id)
    desk = Desk(NEW_MILESTONE, challenge.pk, challenge, request.user)
    if request.method == "POST":
        return _sent(request, desk, NEW, None)
    return _show(request, desk, NEW, None, desk.form(desk.newest()))


@require_http_methods(["GET", "POST"])
def milestone_edit(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, "edit")


@require_http_methods(["GET", "POST"])
def milestone_send(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, "send")


@require_http_methods(["GET", "POST"])
def milestone_move(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, "move")


@require_http_methods(["GET", "POST"])
def milestone_drop(request: SignedInRequest, milestone_id: int) -> HttpResponse:
    return _page(request, milestone_id, "drop")


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


def _page(request: SignedInRequest, milestone_id: int, act: str) -> HttpResponse:
    milestone, page = milestone_to_write(request, milestone_id), PAGES[act]
    desk = Desk(MILESTONES[act], milestone.pk, milestone.challenge, request.user)
    if request.method == "POST":
        return _sent(request, desk, page, milestone)
    form = desk.form(desk.newest(), initial=page.initial(milestone))
    return _show(request, desk, page, milestone, form)


def _sent(request: SignedInRequest, desk: Desk, page: Page, milestone: Milestone | None) -> HttpResponse:
    came = desk.take_in(request)
    faults = keep_files(request, desk.challenge, draft_id=desk.draft_id) if page.with_files else []
    if came.is_choice:
        return redirect(desk.url)
    if came.form:
        status = 409 if came.versions else 200
        return _show(
            request, desk, page, milestone, came.form, faults=faults, versions=came.versions, status=status
        )
    act = request.POST.get("act", "")
    if act.startswith("remove-"):
        remove_file_of_draft(request, desk.draft_id, act)
        return redirect(desk.url)
    if act == "upload" or (act == "draft" and faults):
        return _show(request, desk, page, milestone, desk.form(came.typed), faults=faults)
    if act == "draft":
        messages.success(request, _("Kept as a draft. Only you can see it."))
        return redirect("drafts")
    return _do(request, desk, page, milestone, came.typed, faults)


def _do(
    request: SignedInRequest,
    desk: Desk,
    page: Page,
    milestone: Milestone | None,
    typed: Typed,
    faults: list[str],
) -> HttpResponse:
    form = desk.kind.form_class(as_data(typed), challenge=desk.challenge)
    if not form.is_valid() or faults:
        return _show(request, desk, page, milestone, form, faults=faults)
    warnings = warnings_in(words_of(form)) if request.POST.get("identifiers_checked") != "yes" else []
    if warnings:
        return _show(request, desk, page, milestone, form, warnings=warnings)
    try:
        now = page.do(request, desk, milestone, form.cleaned_data)
    except PermissionDenied as refusal:
        if milestone:
            milestone.refresh_from_db()
        if isinstance(refusal, Stale):
            desk.begun_on = None  # the page that comes now shows it as it is
        return _show(request, desk, page, milestone, form, refusal=refusal, status=409)
    discard_draft(by=request.user, draft_id=desk.draft_id)
    if milestone is None and any(getattr(now, name) != word for name, word in form.cleaned_data.items()):
        return _added_before(request, desk, typed)
    messages.success(request, page.done)
    return redirect(now)


def _added_before(request: SignedInRequest, desk: Desk, typed: Typed) -> HttpResponse:
    """Back button after adding: other words in the same form are another milestone, and begin as a draft."""
    desk.begin_again(typed)
    messages.info(
        request,
        _(
            "You had already added this milestone. What you have typed since is kept here as a draft: "
            "add it as a further milestone, or discard it."
        ),
    )
    return redirect(desk.url)


def _show(
    request: SignedInRequest,
    desk: Desk,
    page: Page,
    milestone: Milestone | None,
    form: Form,
    *,
    faults: list[str] | None = None,
    refusal: PermissionDenied | None = None,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    complain_of_files(form, faults or [])
    context = {
        "desk": desk,
        "page": page,
        "challenge": desk.challenge,
        "milestone": milestone,
        "form": form,
        "refusal": refusal,
        "stale": isinstance(refusal, Stale),
        "files": milestone.attachments.all() if milestone and page.with_files else [],
        "draft_files": files_of_draft(desk.draft_id, request.user) if page.with_files else [],
        "back_link_to": ("milestone", milestone.pk) if milestone else ("milestones", desk.challenge.pk),
        "audience": audience_line(desk.challenge),
        **context,
    }
    return render(request, "challenges/milestone_form.jinja", context, status=status)


def _version(request: SignedInRequest) -> int:
    return as_number(request.POST.get("milestone_version"))


NEW = Page(
    gettext_lazy("Add a milestone"),
    gettext_lazy("Add milestone"),
    gettext_lazy("The milestone is on your plan."),
    lambda milestone: {},
    lambda request, desk, milestone, words: add_milestone(
        challenge=desk.challenge, form_id=desk.draft_id, by=request.user, **words
    ),
)
PAGES = {
    "edit": Page(
        gettext_lazy("Change the milestone"),
        gettext_lazy("Save changes"),
        gettext_lazy("The milestone has been changed."),
        lambda milestone: {
            "title": milestone.title,
            "description": milestone.description,
            "workstream": milestone.workstream_id,
        },
        lambda request, desk, milestone, words: edit_milestone(
            milestone=milestone, by=request.user, version=_version(request), **words
        ),
    ),
    "send": Page(
        gettext_lazy("Send for sign-off"),
        gettext_lazy("Send to your mentor"),
        gettext_lazy("The milestone is with your mentor. Your date is kept while it waits."),
        lambda milestone: {"evidence": milestone.evidence},
        lambda request, desk, milestone, words: act_on_milestone(
            milestone=milestone,
            act="send",
            by=request.user,
            version=_version(request),
            evidence=words["evidence"],
            draft_id=desk.draft_id,
        ),
        with_files=True,
    ),
    "move": Page(
        gettext_lazy("Move the due date"),
        gettext_lazy("Move the date"),
        gettext_lazy("The due date has moved. The old one stays in the history."),
        lambda milestone: {"due_on": milestone.due_on},
        lambda request, desk, milestone, words: move_milestone(
            milestone=milestone, by=request.user, version=_version(request), **words
        ),
        lead=gettext_lazy("The old date and your reason stay in the history. Reminders follow the new date."),
    ),
    "drop": Page(
        gettext_lazy("Drop the milestone"),
        gettext_lazy("Drop the milestone"),
        gettext_lazy("The milestone has been dropped. You can pick it up again."),
        lambda milestone: {},
        lambda request, desk, milestone, words: act_on_milestone(
            milestone=milestone, act="drop", by=request.user, version=_version(request), **words
        ),
        lead=gettext_lazy(
            "It stays in the list with your reason, and reminders stop. You can pick it up again."
        ),
        warning=True,
    ),
}
