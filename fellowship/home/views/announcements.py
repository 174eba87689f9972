"""What the programme team announces to a cohort or to those a filter of its overview finds."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.models import Announcement, Cohort
from fellowship.cohorts.services import announcements as service
from fellowship.home.forms.announcements import AnnouncementForm
from fellowship.home.forms.overview import OverviewForm
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User

SHOWN = 100


@require_safe
def announcements(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = _cohort(request.user, pk)
    context = {"cohort": cohort, "announcements": cohort.announcements.select_related("by")[:SHOWN]}
    return render(request, "home/announcements.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announcement_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """The filters of the overview come with the address, and say who is meant."""
    cohort = _cohort(request.user, pk)
    overview = OverviewForm(request.GET, cohort=cohort)
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    form_id = _form_id(request.POST.get("form_id", ""))
    chosen = [words for _name, words in overview.chosen()]
    context = {"cohort": cohort, "form": form, "form_id": form_id, "chosen": chosen}
    if form.is_valid() and not overview.is_understood():
        form.add_error(None, _("Nobody is found by that filter any more. Choose again on the overview."))
    if form.is_valid() and not _warned(request, form, context):
        made = service.plan_announcement(
            by=request.user, cohort=cohort, filters=overview.filters(), form_id=form_id, **form.words
        )
        messages.success(request, _planned(made))
        return redirect("announcements", cohort.pk)
    return render(request, "home/announcement_form.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announcement_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    run = Announcement.objects.run_by(request.user).select_related("cohort__programme")
    found = get_object_or_404(to_change(run, request), pk=pk)
    if not found.is_waiting:
        return redirect(found)
    local = timezone.localtime(found.send_at)
    initial = {
        "subject": found.subject,
        "text": found.text,
        "to_mentors": found.to_mentors,
        "day": local.date(),
        "at": local.strftime("%H:%M"),
    }
    form = AnnouncementForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"cohort": found.cohort, "form": form, "announcement": found, "chosen": _chosen(found)}
    if form.is_valid() and not came_second(form) and not _warned(request, form, context):
        try:
            service.change_announcement(
                by=request.user,
                announcement=found,
                version=as_number(request.POST.get("version")),
                **form.words,
            )
        except service.TooLate as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The announcement is saved."))
            return redirect("announcements", found.cohort_id)
    return render(request, "home/announcement_form.jinja", context, status=409 if came_second(form) else 200)


@require_safe
def announcement(request: SignedInRequest, pk: int) -> HttpResponse:
    """For those who were told, and for the programme team."""
    visible = Announcement.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("cohort__programme", "by").distinct(), pk=pk)
    runs = Announcement.objects.run_by(request.user).filter(pk=pk).exists()
    if not found.sent_at and not runs:
        raise Http404
    context = {"announcement": found, "cohort": found.cohort, "runs": runs}
    if runs:
        told = found.told.count() if found.sent_at else len(service.who_is_told(found))
        context |= {"told": told, "chosen": _chosen(found)}
    return render(request, "home/announcement.jinja", context)


@require_POST
def announcement_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _run_by(request.user, pk)
    version = request.POST.get("version")
    try:
        service.call_off(by=request.user, announcement=found, version=as_number(version) if version else None)
    except service.TooLate as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, _("Called off. Nobody will get it."))
    return redirect("announcements", found.cohort_id)


def _cohort(user: User, pk: int) -> Cohort:
    cohorts = Cohort.objects.visible_to(user).select_related("programme__call_rules")
    return get_object_or_404(cohorts, pk=pk)


def _run_by(user: User, pk: int) -> Announcement:
    found = Announcement.objects.run_by(user).select_related("cohort__programme__call_rules")
    return get_object_or_404(found, pk=pk)


def _chosen(found: Announcement) -> list[str]:
    known = dict(OverviewForm(found.filters, cohort=found.cohort).chosen())
    return [known.get(name, _("a choice that finds nobody any more")) for name in found.filters]


def _warned(request: SignedInRequest, form: AnnouncementForm, context: dict) -> bool:
    if request.POST.get("identifiers_checked") == "yes":
        return False
    context["warnings"] = warnings_in(f"{form.cleaned_data['subject']}\n{form.cleaned_data['text']}")
    return bool(context["warnings"])


def _planned(made: Announcement) -> str:
    if made.send_at <= timezone.now():
        return _("It goes out within a minute.")
    return _("It is planned. You can change it until it goes out.")


def _form_id(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()
