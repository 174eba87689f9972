"""What a cohort studies, kept up to date while it runs: modules, taught days, assignments, whose they are."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.forms.modules import ModuleForm, TakenForm, TaughtDayForm
from fellowship.learning.forms.work import AssignmentForm
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.own_modules import choose_modules
from fellowship.learning.services.pgcert import modules_by_fellow, modules_of_fellow
from fellowship.learning.services.timetable import add_module, add_to_module, change_module, take_out
from fellowship.learning.views.clashes import clashes_on, is_to_save, say_clashes
from fellowship.lib.workflows import NotPossible
from fellowship.nhsuk.rendering import words_in
from fellowship.nhsuk.stamped import came_second, stamp_of, to_change
from fellowship.people.access import SignedInRequest

FORMS: dict[type[Module | TaughtDay | Assignment], Any] = {
    Module: ModuleForm,
    TaughtDay: TaughtDayForm,
    Assignment: AssignmentForm,
}


def _taught_module(request: SignedInRequest, pk: int) -> Module:
    visible = Module.objects.visible_to(request.user).select_related("cohort", "place__person")
    module = get_object_or_404(to_change(visible, request), pk=pk)
    check_can_record(request.user, module.cohort)
    return module


def _taught_place(request: SignedInRequest, pk: int) -> Place:
    visible = Place.objects.taught_by(request.user).select_related("cohort", "person")
    return get_object_or_404(to_change(visible, request), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def module_new(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.taught_by(request.user), pk=pk)
    return _module_form(request, cohort=cohort)


@require_http_methods(["GET", "HEAD", "POST"])
def own_module_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """A module that one fellow takes elsewhere."""
    place = _taught_place(request, pk)
    return _module_form(request, cohort=place.cohort, place=place)


def _module_form(request: SignedInRequest, *, cohort: Cohort, place: Place | None = None) -> HttpResponse:
    form = ModuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            module = add_module(cohort=cohort, place=place, by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, _("The module is there. Add its taught days and assignments."))
            return redirect("module", module.pk)
    return render(request, "learning/module_form.jinja", {"form": form, "cohort": cohort, "place": place})


@require_http_methods(["GET", "HEAD", "POST"])
def module_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    module = _taught_module(request, pk)
    form = ModuleForm(request.POST or None, instance=module)
    if request.method == "POST" and form.is_valid() and not came_second(form):
        try:
            change_module(module=module, by=request.user, changed=form.changed_data)
        except NotPossible as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, _("The module is saved."))
            return redirect("module", pk)
    context = {"form": form, "module": module, "cohort": module.cohort, "place": module.place}
    status = 409 if came_second(form) else 200
    return render(request, "learning/module_form.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def taught_day_new(request: SignedInRequest, pk: int) -> HttpResponse:
    return _add(request, pk, TaughtDayForm, "learning/taught_day_edit.jinja", _("The taught day is added."))


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_new(request: SignedInRequest, pk: int) -> HttpResponse:
    template = "learning/assignment_edit.jinja"
    return _add(request, pk, AssignmentForm, template, _("The assignment is added."))


def _add(request: SignedInRequest, pk: int, form_class: Any, template: str, done: str) -> HttpResponse:
    module = _taught_module(request, pk)
    form = form_class(request.POST or None, instance=form_class.Meta.model(module=module))
    if is_to_save(request, form):
        add_to_module(module=module, new=form.instance, by=request.user)
        messages.success(request, done)
        say_clashes(request, form)
        return redirect("module", pk)
    return render(request, template, {"module": module, "form": form, "clashes": clashes_on(form)})


@require_http_methods(["GET", "HEAD", "POST"])
def module_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    return _remove(request, _taught_module(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def taught_day_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = TaughtDay.objects.visible_to(request.user).select_related("module__cohort")
    return _remove(request, get_object_or_404(to_change(visible, request), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Assignment.objects.visible_to(request.user).select_related("module__cohort")
    return _remove(request, get_object_or_404(to_change(visible, request), pk=pk))


def _remove(request: SignedInRequest, thing: Module | TaughtDay | Assignment) -> HttpResponse:
    """Asks first, and again if it was changed since. What something hangs on stays; the page says so."""
    module = thing if isinstance(thing, Module) else thing.module
    check_can_record(request.user, module.cohort)
    form = FORMS[type(thing)](instance=thing)
    now = stamp_of(form)
    context: dict[str, Any] = {"thing": thing, "module": module, "stamp": now}
    status = 200
    if request.POST.get("stamp", now) != now:
        context["refusal"], status = _("Somebody else changed this while you had it open."), 409
        context["as_it_is"] = [(bound.label, words_in(bound)) for bound in form]
    elif request.method == "POST":
        try:
            take_out(thing=thing, by=request.user)
        except NotPossible as refusal:
            context["refusal"], status = str(refusal), 409
        else:
            messages.success(request, _("%(title)s is removed.") % {"title": thing.title})
            return redirect("tutor_home") if thing is module else redirect("module", module.pk)
    return render(request, "learning/remove.jinja", context, status=status)


@require_safe
def who_takes_what(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every fellow of a cohort with what they leave out and what they take elsewhere."""
    cohort = get_object_or_404(Cohort.objects.taught_by(request.user).select_related("programme"), pk=pk)
    context = {"cohort": cohort, "rows": modules_by_fellow(cohort)}
    return render(request, "learning/who_takes_what.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def modules_taken(request: SignedInRequest, pk: int) -> HttpResponse:
    place = _taught_place(request, pk)
    offered = Module.objects.filter(cohort=place.cohort_id, place=None)
    if request.method == "POST":  # one that came since stays as it is
        shown = [pk for pk in request.POST.getlist("shown") if pk.isdecimal() and len(pk) < 19]
        offered = offered.filter(pk__in=shown)
    taken = offered.exclude(left_out__place=place).values_list("pk", flat=True)
    initial = {"shown": [module.pk for module in offered], "taken": list(taken)}
    form = TakenForm(request.POST if request.method == "POST" else None, offered=offered, initial=initial)
    if request.method == "POST" and form.is_valid() and not came_second(form):
        try:
            choose_modules(place=place, by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error("taken", str(refusal))
        else:
            messages.success(request, _("Saved. Calendar, reminders and credits follow."))
            return redirect("who_takes_what", place.cohort_id)
    context = {"place": place, "form": form, "takes": modules_of_fellow(place)}
    status = 409 if came_second(form) else 200
    return render(request, "learning/modules_taken.jinja", context, status=status)
