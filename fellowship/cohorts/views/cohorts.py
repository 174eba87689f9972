from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.cohorts import (
    CreditsForm,
    DatesForm,
    LaunchForm,
    RemindersForm,
    TemplateChoiceForm,
)
from fellowship.cohorts.preview import marked_until, planned_dates
from fellowship.cohorts.services.cohorts import (
    CannotDo,
    change_credits,
    change_dates,
    change_reminders,
    choose_template,
    launch_cohort,
)
from fellowship.cohorts.setting_up import setting_up
from fellowship.cohorts.views.found import cohort_of, cohort_to_change
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest


@require_safe
def cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    found = cohort_of(request.user, pk)
    context = {"cohort": found, "progress": setting_up(found)}
    return render(request, "cohorts/cohort.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name and dates, until the year is laid out; the credits of the PgCert, until the cohort is closed."""
    found = cohort_to_change(request, pk)
    sent = request.POST or None
    of_credits = request.POST.get("act") == "credits"
    initial = {"name": found.name, "starts_on": found.starts_on, "ends_on": found.ends_on}
    dates = DatesForm(None if of_credits else sent, initial=initial, programme=found.programme, cohort=found)
    credits = CreditsForm(sent if of_credits else None, initial={"credits_needed": found.credits_needed})
    form = credits if of_credits else dates
    if form.is_valid() and not came_second(form):
        try:
            if of_credits:
                change_credits(by=request.user, cohort=found, **form.cleaned_data)
            else:
                change_dates(by=request.user, cohort=found, **form.cleaned_data)
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The credits are saved.") if of_credits else _("The dates are saved.")
            )
            return redirect(found)
    context = {"cohort": found, "form": form, "dates": dates, "credits": credits}
    status = 409 if came_second(form) else 200
    return render(request, "cohorts/cohort_dates.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choosing shows the real dates first; only the button below them saves."""
    found = cohort_to_change(request, pk)
    templates = list(found.programme.templates.all())
    form = TemplateChoiceForm(
        request.POST or None, initial={"template": found.template_id}, programme=found.programme
    )
    if form.is_valid() and not came_second(form):
        try:
            choose_template(by=request.user, cohort=found, template=form.cleaned_data["template"])
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The template is chosen. Its dates are filled in at the launch."))
            return redirect(found)
    asked = request.GET.get("template", "")
    shown = next((one for one in templates if str(one.pk) == asked), found.template)
    dates = planned_dates(shown, found.starts_on, found.ends_on) if shown else []
    context = {
        "cohort": found,
        "form": form,
        "templates": templates,
        "shown": shown,
        "dates": dates,
        "marked_until": marked_until(dates),
    }
    status = 409 if came_second(form) else 200
    return render(request, "cohorts/cohort_template.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    found = cohort_to_change(request, pk)
    days = ", ".join(str(days) for days in found.days_before)
    form = RemindersForm(request.POST or None, initial={"days_before": days})
    if form.is_valid() and not came_second(form):
        change_reminders(by=request.user, cohort=found, **form.cleaned_data)
        messages.success(request, _("The reminders are saved."))
        return redirect(found)
    context, status = {"cohort": found, "form": form}, 409 if came_second(form) else 200
    return render(request, "cohorts/cohort_reminders.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_launch(request: SignedInRequest, pk: int) -> HttpResponse:
    found = cohort_of(request.user, pk)
    if found.launched_at:
        return redirect(found)
    form = LaunchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            launch_cohort(by=request.user, cohort=found)
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The cohort is launched. Its dates are filled in."))
            return redirect(found)
    context = {"cohort": found, "form": form, "progress": setting_up(found)}
    return render(request, "cohorts/cohort_launch.jinja", context)
