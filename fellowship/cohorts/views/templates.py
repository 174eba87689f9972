"""Cohort templates: milestones, and modules with their taught days and assignments."""

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

from fellowship.cohorts.forms.templates import AssignmentForm, MilestoneForm, ModuleForm, TaughtDayForm
from fellowship.cohorts.models import (
    CohortTemplate,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.cohorts.services.templates import TemplateItem, move_item, remove_item, save_item
from fellowship.cohorts.views.found import template_of
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User


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


@require_safe
def template(request: SignedInRequest, pk: int) -> HttpResponse:
    found = template_of(request.user, pk)
    context = {
        "template": found,
        "milestones": found.milestones.all(),
        "modules": found.modules.prefetch_related("taught_days", "assignments"),
        "laid_out": found.cohorts.filter(planned_at__isnull=False),
    }
    return render(request, "cohorts/template.jinja", context)


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
    found, item = _item(request.user, kind, pk)
    return _edit(request, found, _kind(kind), item, _kind(kind).change)


def _edit(
    request: SignedInRequest, found: CohortTemplate, kind: ItemKind, item: TemplateItem, title: str | Promise
) -> HttpResponse:
    form = kind.form(request.POST or None, instance=item)
    if form.is_valid():
        save_item(by=request.user, item=form.instance)
        messages.success(request, _("“%(title)s” is saved.") % {"title": form.instance.title})
        return redirect("template", found.pk)
    context = {"template": found, "form": form, "title": title}
    return render(request, "cohorts/template_item.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_item_remove(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    found, item = _item(request.user, kind, pk)
    if request.method == "POST":
        remove_item(by=request.user, item=item)
        messages.success(request, _("“%(title)s” is taken out of the template.") % {"title": item.title})
        return redirect("template", found.pk)
    context = {"template": found, "item": item, "is_module": kind == "module"}
    return render(request, "cohorts/template_item_remove.jinja", context)


@require_POST
def template_item_move(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    found, item = _item(request.user, kind, pk)
    if not isinstance(item, TemplateMilestone | TemplateModule):
        raise Http404
    move_item(by=request.user, item=item, up=request.POST.get("direction") == "up")
    return redirect("template", found.pk)


def _kind(kind: str) -> ItemKind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _item(user: User, kind: str, pk: int) -> tuple[CohortTemplate, Any]:
    of_kind = _kind(kind)
    path = "module__template" if of_kind.in_module else "template"
    items = of_kind.model.objects.filter(Q(**{f"{path}__in": CohortTemplate.objects.visible_to(user)}))
    item = get_object_or_404(items.select_related(f"{path}__programme"), pk=pk)
    return (item.module.template if of_kind.in_module else item.template), item
