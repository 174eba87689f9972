"""What tutors keep up to date of a module: its taught days and what there is to read."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.learning.forms.modules import MaterialForm, TaughtDayForm
from fellowship.learning.models import Material, Module, TaughtDay
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.materials import add_material, remove_material
from fellowship.learning.services.timetable import change_taught_day
from fellowship.learning.taking import places_taking
from fellowship.learning.views.clashes import clashes_on, is_to_save, say_clashes
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def taught_day_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = TaughtDay.objects.visible_to(request.user).select_related("module__cohort")
    day = get_object_or_404(to_change(visible, request), pk=pk)
    check_can_record(request.user, day.module.cohort)
    form = TaughtDayForm(request.POST or None, instance=day)
    if is_to_save(request, form) and not came_second(form):
        change_taught_day(day=day, by=request.user, changed=form.changed_data)
        messages.success(request, _("The taught day is saved."))
        say_clashes(request, form)
        return redirect("register", pk)
    status = 409 if came_second(form) else 200
    fellows = places_taking(day.module).count() if day.capacity else 0
    context = {"day": day, "form": form, "fellows": fellows, "clashes": clashes_on(form)}
    return render(request, "learning/taught_day_edit.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def material_new(request: SignedInRequest, pk: int) -> HttpResponse:
    module = get_object_or_404(Module.objects.visible_to(request.user).select_related("cohort"), pk=pk)
    check_can_record(request.user, module.cohort)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    initial = {"taught_day": request.GET.get("day")}
    form = MaterialForm(*sent, days=module.taught_days.all(), initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        found = add_material(
            module=module,
            by=request.user,
            day=given["taught_day"],
            title=given["title"],
            link=given["link"],
            upload=given["file"],
        )
        messages.success(request, _("Added."))
        return _page_of(found)
    return render(request, "learning/material_new.jinja", {"module": module, "form": form})


def _page_of(found: Material) -> HttpResponse:
    day = found.taught_day_id
    return redirect("register", day) if day else redirect("module", found.module_id)


@require_safe
def material(request: SignedInRequest, pk: int) -> FileResponse:
    """The file as a download, never shown in place."""
    found = get_object_or_404(Material.objects.visible_to(request.user).exclude(file=""), pk=pk)
    try:
        stored = found.file.open("rb")
    except OSError:
        raise Http404(_("This file is no longer there.")) from None
    response = FileResponse(stored, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def material_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Material.objects.visible_to(request.user).select_related("module__cohort")
    found = get_object_or_404(visible, pk=pk)
    remove_material(material=found, by=request.user)
    messages.success(request, _("%(title)s is removed.") % {"title": found.title})
    return _page_of(found)
