"""The template editor: the year in order, and its items one by one."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.forms.templates import (
    AssignmentForm,
    MilestoneForm,
    ModuleForm,
    MoveForm,
    PreviewForm,
    SurveyForm,
    TaughtDayForm,
    TemplateSettingsForm,
)
from fellowship.cohorts.models import (
    CohortTemplate,
    TemplateAssignment,
    TemplateChange,
    TemplateMaterial,
    TemplateMilestone,
    TemplateModule,
    TemplateSurvey,
    TemplateTaughtDay,
)
from fellowship.cohorts.models.template import TemplateItem
from fellowship.cohorts.preview import by_month, marked_until, planned_dates, usual_dates, year_of
from fellowship.cohorts.services.cohorts import last_day
from fellowship.cohorts.services.template_changes import CannotUndo, undo_change
from fellowship.cohorts.services.templates import (
    ItemIsStale,
    change_template,
    move_item,
    remove_item,
    save_item,
)
from fellowship.cohorts.views.found import template_of
from fellowship.lib.numbers import as_number
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User

CHANGES_SHOWN = 6
ACTS: dict[str, str | Promise] = {
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "moved": gettext_lazy("Moved"),
    "removed": gettext_lazy("Taken out"),
    "settings": gettext_lazy("Name or reminders changed"),
}


@dataclass(frozen=True)
class ItemKind:
    model: type[Any]
    form: type[Any]
    new: str | Promise
    change: str | Promise
    in_module: bool = False


KINDS = {
    "milestone": ItemKind(
        TemplateMilestone, MilestoneForm, gettext_lazy("Add a milestone"), gettext_lazy("Change milestone")
    ),
    "survey": ItemKind(
        TemplateSurvey, SurveyForm, gettext_lazy("Add a survey"), gettext_lazy("Change survey")
    ),
    "module": ItemKind(
        TemplateModule, ModuleForm, gettext_lazy("Add a module"), gettext_lazy("Change module")
    ),
    "taught-day": ItemKind(
        TemplateTaughtDay,
        TaughtDayForm,
        gettext_lazy("Add a taught day"),
        gettext_lazy("Change taught day"),
        in_module=True,
    ),
    "assignment": ItemKind(
        TemplateAssignment,
        AssignmentForm,
        gettext_lazy("Add an assignment"),
        gettext_lazy("Change assignment"),
        in_module=True,
    ),
}
# What comes with a clone to read is read in its cohort; here it can only be taken out.
REMOVABLE = {kind: one.model for kind, one in KINDS.items()} | {"material": TemplateMaterial}


@require_safe
def template(request: SignedInRequest, pk: int) -> HttpResponse:
    found = template_of(request.user, pk)
    starts_on, ends_on = usual_dates(found)
    context = {
        "template": found,
        "starts_on": starts_on,
        "months": by_month(year_of(found, starts_on, ends_on), starts_on),
        "to_read": _to_read(found),
        "act_words": ACTS,
        "changes": found.changes.select_related("by")[:CHANGES_SHOWN],
        "cohorts": found.cohorts.all(),
    }
    return render(request, "cohorts/template.jinja", context)


def _to_read(found: CohortTemplate) -> dict[int, list[TemplateMaterial]]:
    """What there is to read, by module."""
    by_module = defaultdict(list)
    for one in TemplateMaterial.objects.filter(module__template=found).select_related("taught_day"):
        by_module[one.module_id].append(one)
    return by_module


@require_safe
def template_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The real dates for a first day that is asked for, else the usual one."""
    found = template_of(request.user, pk)
    asked = PreviewForm(request.GET if "starts_on-day" in request.GET else None)
    starts_on, ends_on = usual_dates(found)
    if asked.is_valid():
        starts_on = asked.cleaned_data["starts_on"]
        ends_on = last_day(starts_on, found.months)
    dates = planned_dates(found, starts_on, ends_on)
    context = {
        "template": found,
        "form": asked if asked.is_bound else PreviewForm(initial={"starts_on": starts_on}),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "dates": dates,
        "marked_until": marked_until(dates),
    }
    return render(request, "cohorts/template_preview.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = CohortTemplate.objects.visible_to(request.user).select_related("programme")
    found = get_object_or_404(to_change(visible, request), pk=pk)
    form = TemplateSettingsForm(request.POST or None, template=found)
    if form.is_valid() and not came_second(form):
        change_template(
            by=request.user,
            template=found,
            name=form.cleaned_data["name"],
            remind_days_before=form.cleaned_data["days_before"] or None,
        )
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    context, status = {"template": found, "form": form}, 409 if came_second(form) else 200
    return render(request, "cohorts/template_settings.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def template_item_new(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Days and assignments say with ?module= where they belong."""
    found, of_kind = template_of(request.user, pk), _kind(kind)
    if of_kind.in_module:
        module = get_object_or_404(found.modules, pk=as_number(request.GET.get("module")))
        item = of_kind.model(module=module)
    else:
        item = of_kind.model(template=found)
    return _edit(request, found, of_kind, item, of_kind.new)


@require_http_methods(["GET", "HEAD", "POST"])
def template_item(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    found, item = _item(request.user, _kind(kind).model, pk)
    return _edit(request, found, _kind(kind), item, _kind(kind).change)


def _edit(
    request: SignedInRequest, found: CohortTemplate, kind: ItemKind, item: TemplateItem, title: str | Promise
) -> HttpResponse:
    form = kind.form(request.POST or None, instance=item)
    theirs: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            save_item(by=request.user, item=form.instance, version=form.cleaned_data["version"])
        except ItemIsStale as stale:
            form, theirs = _beside(request, kind, item, stale)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": form.instance.title})
            return redirect(found)
    context = {"template": found, "form": form, "title": title, "theirs": theirs}
    return render(request, "cohorts/template_item.jinja", context)


def _beside(
    request: SignedInRequest, kind: ItemKind, item: TemplateItem, stale: ItemIsStale
) -> tuple[Any, list[tuple[str, str]]]:
    """The form with what was typed, as an answer to the saved one, and what is saved where it differs."""
    if stale.current is None:
        raise Http404
    typed = request.POST.copy()
    typed["version"] = str(stale.current.version)
    form, saved = kind.form(typed, instance=item), kind.form(instance=stale.current)
    return form, [
        (str(field.label), str(saved[field.name].value() or _("Nothing")))
        for field in saved.visible_fields()
        if str(saved[field.name].value()) != str(form[field.name].value())
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def template_item_remove(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    if kind not in REMOVABLE:
        raise Http404
    found, item = _item(request.user, REMOVABLE[kind], pk)
    if request.method == "POST":
        try:
            remove_item(by=request.user, item=item, version=as_number(request.POST.get("version")) or None)
        except ItemIsStale as stale:
            messages.error(request, _("%(reason)s Look at it again first.") % {"reason": stale})
            return redirect("template_item_remove", kind, pk)
        messages.success(request, _("“%(title)s” is taken out of the template.") % {"title": item.title})
        return redirect(found)
    context = {"template": found, "item": item, "is_module": kind == "module"}
    return render(request, "cohorts/template_item_remove.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_item_move(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """By whole weeks; a module with everything in it."""
    found, item = _item(request.user, _kind(kind).model, pk)
    form = MoveForm(request.POST or None, initial={"version": item.version})
    if form.is_valid():
        try:
            move_item(
                by=request.user,
                item=item,
                weeks=form.weeks_later,
                version=form.cleaned_data["version"],
            )
        except ItemIsStale as stale:
            messages.error(request, _("%(reason)s Look at it again first.") % {"reason": stale})
            return redirect("template_item_move", kind, pk)
        except ValueError as too_far:
            form.add_error("weeks", str(too_far))
        else:
            messages.success(request, _("“%(title)s” is moved.") % {"title": item.title})
            return redirect(found)
    context = {"template": found, "item": item, "kind": kind, "form": form}
    return render(request, "cohorts/template_item_move.jinja", context)


@require_POST
def template_change_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = CohortTemplate.objects.visible_to(request.user)
    change = get_object_or_404(TemplateChange.objects.filter(template__in=visible), pk=pk)
    try:
        undo_change(by=request.user, change=change)
    except CannotUndo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The change of “%(title)s” is undone.") % {"title": change.title})
    return redirect("template", change.template_id)


def _kind(kind: str) -> ItemKind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _item(user: User, model: type[Any], pk: int) -> tuple[CohortTemplate, Any]:
    path = "template" if hasattr(model, "template") else "module__template"
    items = model.objects.filter(Q(**{f"{path}__in": CohortTemplate.objects.visible_to(user)}))
    item = get_object_or_404(items.select_related(f"{path}__programme"), pk=pk)
    return (item.template if path == "template" else item.module.template), item
