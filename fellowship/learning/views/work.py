"""A fellow's own assignment: the brief, handing in, asking for more time."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.models import Place
from fellowship.learning.forms.work import AskForm, AtProviderForm, WorkFileForm
from fellowship.learning.models import Assignment, ExtensionRequest, Submission
from fellowship.learning.services import extensions, handing_in
from fellowship.learning.services.works import work_of
from fellowship.learning.taking import place_taking
from fellowship.lib.archives import FileRefused
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.people.services import audit


def _own(user: User, pk: int) -> tuple[Assignment, Place]:
    visible = Assignment.objects.visible_to(user).select_related("module")
    assignment = get_object_or_404(visible, pk=pk)
    place = place_taking(user, assignment.module)
    if place is None:
        raise Http404
    return assignment, place


@require_http_methods(["GET", "HEAD", "POST"])
def own_work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one assignment, and both ways to hand it in."""
    assignment, place = _own(request.user, pk)
    act = request.POST.get("act")
    file_form = WorkFileForm(*_sent(request, act == "file"))
    provider_form = AtProviderForm(*_sent(request, act == "provider"))
    if request.method == "POST" and (file_form.is_valid() or provider_form.is_valid()):
        given: dict[str, Any] = {"assignment": assignment, "place": place, "by": request.user}
        try:
            if act == "file":
                handing_in.hand_in_file(upload=file_form.cleaned_data["file"], **given)
            else:
                handing_in.hand_in_at_provider(on=provider_form.cleaned_data["on"], **given)
        except FileRefused as refusal:
            file_form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Handed in. This page is your receipt."))
            return redirect("own_work", pk)
    work = work_of(assignment, place, reader=request.user)
    context = {"work": work, "file_form": file_form, "provider_form": provider_form}
    context["has_errors"] = bool(file_form.errors or provider_form.errors)
    return render(request, "learning/own_work.jinja", context)


def _sent(request: SignedInRequest, is_this: bool) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" and is_this else (None, None)


@require_POST
def work_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment, place = _own(request.user, pk)
    handing_in.take_back(assignment=assignment, place=place, by=request.user)
    messages.success(request, _("Taken back: it counts as not handed in now."))
    return redirect("own_work", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_new(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment, place = _own(request.user, pk)
    form = AskForm(request.POST or None)
    work = work_of(assignment, place, reader=request.user)
    context = {"work": work, "form": form}
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        if request.POST.get("identifiers_checked") != "yes":
            context["warnings"] = warnings_in(words["reason"])
        if not context.get("warnings"):
            try:
                extensions.ask(assignment=assignment, place=place, by=request.user, **words)
            except NotPossible as refusal:
                form.add_error("kind", str(refusal))
            except ValidationError as refusal:
                form.add_error("asked_for", refusal)
            else:
                messages.success(request, _("Sent. You will get a message when it is decided."))
                return redirect("own_work", pk)
    return render(request, "learning/extension_new.jinja", context)


@require_POST
def extension_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = ExtensionRequest.objects.visible_to(request.user).select_related("result")
    found = get_object_or_404(visible, pk=pk)
    extensions.withdraw(request=found, by=request.user)
    messages.success(request, _("Your request is withdrawn."))
    return redirect("own_work", found.result.assignment_id)


@require_safe
@never_cache
def submission(request: SignedInRequest, pk: int) -> FileResponse:
    """The file as a download, never shown in place; who fetched it is noted."""
    found = get_object_or_404(Submission.objects.visible_to(request.user).filter(at_provider=False), pk=pk)
    try:
        stored = found.file.open("rb")
    except OSError:
        raise Http404(_("This file is no longer there.")) from None
    audit.record("download", found, by=request.user, name=found.name)
    response = FileResponse(stored, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
