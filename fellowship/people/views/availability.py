"""One's own week and leave. Nobody else has a page about them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fellowship.people.access import SignedInRequest
from fellowship.people.forms.availability import ClinicalDaysForm, LeaveForm
from fellowship.people.models import ClinicalDay, Leave
from fellowship.people.services import availability

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def week_and_leave(request: SignedInRequest) -> HttpResponse:
    """Two short forms; the button says which was sent."""
    act = request.POST.get("act")
    leave = LeaveForm(request.POST if act == "leave" else None, prefix="leave")
    week = ClinicalDaysForm(request.POST if act == "week" else None, prefix="week")
    form, add, saved = (
        (week, availability.add_clinical_days, _("Your clinical days are saved."))
        if act == "week"
        else (leave, availability.add_leave, _("Your leave is saved."))
    )
    if form.is_valid():
        try:
            add(person=request.user, by=request.user, **form.cleaned_data)
        except availability.CannotAdd as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, saved)
            return redirect("week_and_leave")
    coming = Leave.objects.visible_to(request.user).filter(ends_on__gte=timezone.localdate())
    context = {
        "leave_form": leave,
        "week_form": week,
        "leave": coming[:MOST_SHOWN],
        "clinical_days": ClinicalDay.objects.visible_to(request.user)[:MOST_SHOWN],
    }
    return render(request, "people/week_and_leave.jinja", context)


@require_POST
def leave_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    leave = get_object_or_404(Leave.objects.visible_to(request.user), pk=pk)
    availability.remove_leave(leave=leave, by=request.user)
    messages.success(request, _("The leave is removed."))
    return redirect("week_and_leave")


@require_POST
def clinical_day_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(ClinicalDay.objects.visible_to(request.user), pk=pk)
    availability.remove_clinical_day(day=day, by=request.user)
    messages.success(request, _("The clinical day is removed."))
    return redirect("week_and_leave")
