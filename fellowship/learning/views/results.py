import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.models import Place
from fellowship.learning.forms.results import ResultForm
from fellowship.learning.models import Assignment, Result
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.pgcert import results_of
from fellowship.learning.services.results import Changed, record_result
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.people.services.audit import record_read


def _taught_assignment(user: User, pk: int) -> Assignment:
    found = get_object_or_404(
        Assignment.objects.visible_to(user).select_related("module__cohort__programme"), pk=pk
    )
    check_can_record(user, found.module.cohort)
    return found


@require_safe
def assignment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody's state on one assignment, for those who record results."""
    found = _taught_assignment(request.user, pk)
    record_read(found, by=request.user)
    return render(request, "learning/assignment.jinja", {"assignment": found, "rows": results_of(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def result(request: SignedInRequest, pk: int, place_pk: int) -> HttpResponse:
    """Records one fellow's result."""
    found = _taught_assignment(request.user, pk)
    place = get_object_or_404(
        Place.objects.taught_by(request.user).select_related("person"),
        pk=place_pk,
        cohort=found.module.cohort,
    )
    current = Result.objects.filter(assignment=found, place=place).first() or Result(
        assignment=found, place=place
    )
    if current.pk:
        record_read(current, by=request.user)
    form = ResultForm(
        request.POST or None, instance=current, initial={"seen_at": _stamp(current.recorded_at)}
    )
    context = {"assignment": found, "place": place, "form": form}
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("submitted_on", "extended_to", "mark", "outcome")}
        try:
            record_result(
                assignment=found,
                place=place,
                by=request.user,
                seen_at=parse_datetime(form.cleaned_data["seen_at"]),
                **words,
            )
        except Changed as changed:
            context["changed"] = changed.result
            context["seen_at"] = _stamp(changed.result.recorded_at)
        else:
            messages.success(request, _("The result of %(name)s is recorded.") % {"name": place.person})
            return redirect("assignment", found.pk)
    return render(request, "learning/result.jinja", context)


def _stamp(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""
