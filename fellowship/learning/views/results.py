from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.models import Place
from fellowship.learning.forms.results import ResultForm
from fellowship.learning.forms.work import AnotherAttemptForm, AssignmentForm, MarkForm
from fellowship.learning.models import Assignment, Result
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.pgcert import results_of
from fellowship.learning.services.results import (
    MORE_ATTEMPTS_AFTER,
    Changed,
    allow_another_attempt,
    give_mark,
    record_result,
)
from fellowship.learning.services.timetable import change_assignment
from fellowship.learning.services.works import work_of
from fellowship.learning.views.clashes import clashes_on, is_to_save, say_clashes
from fellowship.learning.workflow import AttemptStatus
from fellowship.lib.workflows import NotPossible
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.people.services.audit import record_read

RECORDED = ("submitted_on", "extended_to", "mark", "outcome", "reason")


def taught_assignment(user: User, pk: int) -> Assignment:
    found = get_object_or_404(
        Assignment.objects.visible_to(user).select_related("module__cohort__programme"), pk=pk
    )
    check_can_record(user, found.module.cohort)
    return found


@require_safe
def assignment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody's state on one assignment, for those who record results."""
    found = taught_assignment(request.user, pk)
    record_read(found, by=request.user)
    return render(request, "learning/assignment.jinja", {"assignment": found, "rows": results_of(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The brief, the date and whether two people mark."""
    visible = Assignment.objects.visible_to(request.user).select_related("module__cohort")
    found = get_object_or_404(to_change(visible, request), pk=pk)
    check_can_record(request.user, found.module.cohort)
    form = AssignmentForm(request.POST or None, instance=found)
    if is_to_save(request, form) and not came_second(form):
        change_assignment(assignment=found, by=request.user, changed=form.changed_data)
        messages.success(request, _("The assignment is saved."))
        say_clashes(request, form)
        return redirect("assignment", found.pk)
    context = {"assignment": found, "form": form, "clashes": clashes_on(form)}
    status = 409 if came_second(form) else 200
    return render(request, "learning/assignment_edit.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def result(request: SignedInRequest, pk: int, place_pk: int) -> HttpResponse:
    """One fellow's work: what was handed in and asked, the marks, and the result to record."""
    found = taught_assignment(request.user, pk)
    places = Place.objects.taught_by(request.user).exclude(left_out__module=found.module)
    place = get_object_or_404(places.select_related("person"), pk=place_pk, cohort=found.module.cohort)
    if found.module.place_id not in (None, place.pk):
        raise Http404
    work = work_of(found, place, reader=request.user)
    if work.result.pk and request.method != "POST":
        record_read(work.result, by=request.user)
    act = request.POST.get("act", "record")
    forms = _forms(request, work.result, act)
    context: dict[str, Any] = {"assignment": found, "place": place, "work": work, **forms}
    form = forms.get(f"{act}_form")
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _do(act, form, assignment=found, place=place, by=request.user)
        except Changed as changed:
            context["changed"] = changed.result
        except (ValidationError, NotPossible) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, _("The result of %(name)s is recorded.") % {"name": place.person})
            return redirect("assignment", found.pk) if act == "record" else redirect("result", pk, place_pk)
    context |= {
        "form": forms["record_form"],
        "may_mark": work.result.status in (AttemptStatus.SUBMITTED, AttemptStatus.MARKED),
        "may_repeat": work.result.outcome in MORE_ATTEMPTS_AFTER,
    }
    return render(request, "learning/result.jinja", context)


def _forms(request: SignedInRequest, current: Any, act: str) -> dict[str, Any]:
    """The three forms of the page; only the one that was sent holds what was sent."""
    initial = {"stamp": current.stamp}
    sent = {name: request.POST if request.method == "POST" and name == act else None for name in ACTS}
    return {
        "record_form": ResultForm(sent["record"], instance=current, initial=initial),
        "mark_form": MarkForm(sent["mark"], initial=initial),
        "again_form": AnotherAttemptForm(sent["again"], initial=initial),
    }


ACTS: dict[str, Callable[..., Result]] = {
    "record": record_result,
    "mark": give_mark,
    "again": allow_another_attempt,
}


def _do(act: str, form: Form, **given: Any) -> None:
    words = dict(form.cleaned_data)
    if act == "mark":
        words["mark"] = words.pop("given")
    elif act == "record":
        words = {name: words[name] for name in (*RECORDED, "stamp")}
    ACTS[act](**words, **given)
