from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.cohorts import NewCohortForm
from fellowship.cohorts.forms.programmes import ProgrammeSettingsForm
from fellowship.cohorts.forms.templates import NewTemplateForm
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.cohorts import create_cohort
from fellowship.cohorts.services.programmes import change_settings
from fellowship.cohorts.services.templates import create_template
from fellowship.cohorts.views.found import programme_of, programme_to_change
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest


@require_safe
def programme(request: SignedInRequest, pk: int) -> HttpResponse:
    found = programme_of(request.user, pk)
    stayed = ~Q(places__status=PlaceStatus.WITHDRAWN)
    cohorts = found.cohorts.annotate(fellows=Count("places", filter=stayed))
    templates = found.templates.annotate(
        milestone_count=Count("milestones", distinct=True), module_count=Count("modules", distinct=True)
    )
    context = {"programme": found, "cohorts": cohorts, "templates": templates}
    return render(request, "cohorts/programme.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = programme_of(request.user, pk)
    form = NewCohortForm(request.POST or None, programme=found)
    if form.is_valid():
        data = form.cleaned_data
        cohort = create_cohort(
            by=request.user,
            programme=found,
            name=data["name"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            template=data["template"],
        )
        messages.success(request, _("Cohort created. Take these steps before you launch it."))
        return redirect(cohort)
    return render(request, "cohorts/cohort_new.jinja", {"programme": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = programme_of(request.user, pk)
    form = NewTemplateForm(request.POST or None, programme=found)
    if form.is_valid():
        data = form.cleaned_data
        template = create_template(
            by=request.user, programme=found, name=data["name"], copy_of=data["copy_of"]
        )
        messages.success(request, _("The template is there. Change what your programme does differently."))
        return redirect("template", template.pk)
    return render(request, "cohorts/template_new.jinja", {"programme": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def programme_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """How charts are read, and clinical days a week, for all cohorts."""
    found = programme_to_change(request, pk)
    form = ProgrammeSettingsForm(request.POST or None, initial=ProgrammeSettingsForm.words_of(found))
    if form.is_valid() and not came_second(form):
        change_settings(by=request.user, programme=found, **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    context, status = {"programme": found, "form": form}, 409 if came_second(form) else 200
    return render(request, "cohorts/programme_settings.jinja", context, status=status)
