from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fellowship.learning.forms.work import DecisionForm
from fellowship.learning.models import ExtensionRequest
from fellowship.learning.models.work import ExtensionKind
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.extensions import decide
from fellowship.learning.services.works import work_of
from fellowship.people.access import SignedInRequest
from fellowship.people.services.audit import record_read


@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request with its reason, and the decision."""
    visible = ExtensionRequest.objects.visible_to(request.user).select_related(
        "result__assignment__module__cohort", "result__place__person", "decided_by"
    )
    asked = get_object_or_404(visible, pk=pk)
    assignment, place = asked.result.assignment, asked.result.place
    check_can_record(request.user, assignment.module.cohort)
    record_read(asked, by=request.user)
    needs_date = asked.kind == ExtensionKind.EXTENSION
    initial = {"granted_to": asked.asked_for}
    form = DecisionForm(request.POST or None, needs_date=needs_date, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            decide(request=asked, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("granted_to", refusal)
        else:
            messages.success(request, _("Decided. %(name)s is told.") % {"name": place.person.full_name})
            return redirect("result", assignment.pk, place.pk)
    work = work_of(assignment, place, reader=request.user)
    context = {"asked": asked, "form": form, "work": work}
    return render(request, "learning/extension.jinja", context)
