import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from challenges.models import Attachment, Challenge
from challenges.permissions import check_can_write
from challenges.services.attachments import MOST_FILES, attach, files_of_draft, remove_attachment
from challenges.views.reaching import OF_THING
from fellowship.lib.archives import FileRefused
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.people.services import audit


def keep_files(request: SignedInRequest, challenge: Challenge, **where: Any) -> list[str]:
    """Stores every file that came with the form, at once; gives a sentence for each that was refused."""
    faults = []
    if request.POST.get("act") == "upload" and not request.FILES:
        faults.append(_("Choose a file to add"))
    for upload in request.FILES.getlist("files")[: MOST_FILES * 2]:
        try:
            attach(challenge=challenge, upload=upload, by=request.user, **where)
        except (FileRefused, PermissionDenied) as refusal:
            faults.append(str(refusal))
    return faults


def complain_of_files(form: Form, faults: list[str]) -> None:
    """Puts the sentences at the form's files, also where it is shown without other complaints."""
    if faults:
        form.errors["files"] = form.error_class(faults)


def remove_file_of_draft(request: SignedInRequest, draft_id: uuid.UUID, act: str) -> None:
    """The button of `kept_files` in templates/challenges/parts.jinja, whose act is “remove-<number>”."""
    number = as_number(act.removeprefix("remove-"))
    for file in files_of_draft(draft_id, request.user).filter(pk=number):
        remove_attachment(attachment=file, by=request.user)


@require_GET
@never_cache
def attachment(request: SignedInRequest, attachment_id: int) -> FileResponse:
    """The file as a download, never shown in place; who fetched it is noted."""
    file = get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_id)
    try:
        stored = file.file.open("rb")
    except OSError:
        raise Http404(_("This file is no longer there.")) from None
    if file.is_shared:  # a file of a draft is opened by its uploader only
        audit.record("download", file, by=request.user, name=file.name)
    response = FileResponse(stored, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "POST"])
def attachment_remove(request: SignedInRequest, attachment_id: int) -> HttpResponse:
    visible = Attachment.objects.visible_to(request.user).select_related(*OF_THING, "log_entry", "milestone")
    file = get_object_or_404(visible, pk=attachment_id)
    check_can_write(request.user, file.challenge)
    back = (file.log_entry or file.milestone or file.challenge).get_absolute_url()
    if request.method == "POST":
        remove_attachment(attachment=file, by=request.user)
        messages.success(request, _("%(name)s has been removed.") % {"name": file.name})
        return redirect(back)
    return render(request, "challenges/attachment_remove.jinja", {"file": file, "back": back})
