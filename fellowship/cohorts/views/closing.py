"""The end of a cohort, for the programme team; who carries on and staying in touch, for fellows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowship.cohorts.forms.closing import (
    CloseForm,
    HandoverOwnerForm,
    KeepUntilForm,
    ReopenForm,
    StayInTouchForm,
)
from fellowship.cohorts.models import AlumniContact, HandoverOwner, Place, Programme
from fellowship.cohorts.services import closing as service
from fellowship.cohorts.views.found import cohort_of, programme_of
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest
from fellowship.people.services.audit import record_read


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """The checklist, and below it the act; of a closed cohort until when it is kept."""
    cohort = cohort_of(request.user, pk)
    sent = request.POST if request.method == "POST" else None
    if cohort.closed_at:
        form: KeepUntilForm = KeepUntilForm(sent, initial={"keep_until": cohort.keep_until})
        if form.is_valid():
            service.change_keep_until(by=request.user, cohort=cohort, **form.cleaned_data)
            messages.success(request, _("The date is saved."))
            return redirect("cohort_close", pk)
        return render(request, "cohorts/cohort_closed.jinja", {"cohort": cohort, "form": form})
    form = CloseForm(sent, initial={"keep_until": cohort.keep_until})
    if form.is_valid():
        try:
            service.close_cohort(by=request.user, cohort=cohort, **form.cleaned_data)
        except service.CannotClose as refusal:
            form.add_error("although_open", str(refusal))
        else:
            messages.success(request, _("%(cohort)s is closed.") % {"cohort": cohort})
            return redirect("cohort_close", pk)
    checks = service.checklist(cohort)
    context = {"cohort": cohort, "form": form, "checks": checks, "fellows": cohort.places.current().count()}
    context["is_open"] = any(check.count for check in checks)
    return render(request, "cohorts/cohort_close.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(request.user, pk)
    completions = service.completed_by_closing(cohort).count()
    form = ReopenForm(request.POST if request.method == "POST" else None, completions=completions)
    if form.is_valid():
        try:
            service.reopen_cohort(by=request.user, cohort=cohort, **form.cleaned_data)
        except service.CannotReopen as refusal:
            form.add_error("take_back", str(refusal))
        else:
            messages.success(request, _("The cohort is open again."))
            return redirect(cohort)
    return render(request, "cohorts/cohort_reopen.jinja", {"cohort": cohort, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def handover_owner(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the fellow and the programme team; the mentor reads it with the challenge."""
    places = Place.objects.run_by(request.user) | Place.objects.filter(person=request.user)
    place = get_object_or_404(to_change(places.select_related("person", "cohort__programme"), request), pk=pk)
    own = place.person_id == request.user.pk
    there = HandoverOwner.objects.filter(place=place).first()
    initial = {"name": there.name, "job": there.job, "email": there.email} if there else None
    form = HandoverOwnerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and not came_second(form):
        service.note_handover_owner(by=request.user, place=place, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("home") if own else redirect("cohort_close", place.cohort_id)
    context = {"place": place, "cohort": place.cohort, "form": form, "own": own}
    status = 409 if came_second(form) else 200
    return render(request, "cohorts/handover_owner.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def stay_in_touch(request: SignedInRequest, pk: int) -> HttpResponse:
    """A fellow's own consent, given, changed and taken back on one page."""
    mine = Programme.objects.filter(cohorts__places__person=request.user).distinct()
    programme = get_object_or_404(mine, pk=pk)
    there = AlumniContact.objects.filter(person=request.user, programme=programme, withdrawn_at=None).first()
    form = StayInTouchForm(
        request.POST if request.method == "POST" else None,
        initial={"email": there.email if there else request.user.email},
    )
    if form.is_valid():
        service.stay_in_touch(by=request.user, programme=programme, **form.cleaned_data)
        messages.success(request, _("Saved. You can take it back here at any time."))
        return redirect("stay_in_touch", pk)
    return render(
        request, "cohorts/stay_in_touch.jinja", {"programme": programme, "form": form, "contact": there}
    )


@require_POST
def leave_touch(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Programme.objects.filter(cohorts__places__person=request.user).distinct()
    service.leave_touch(by=request.user, programme=get_object_or_404(mine, pk=pk))
    messages.success(request, _("Taken back. The programme team no longer sees your address here."))
    return redirect("stay_in_touch", pk)


@require_safe
def alumni(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who agreed to be written to, and where."""
    programme = programme_of(request.user, pk)
    contacts = AlumniContact.objects.visible_to(request.user).filter(programme=programme, withdrawn_at=None)
    record_read(programme, by=request.user)
    context = {"programme": programme, "contacts": contacts.select_related("person")}
    return render(request, "cohorts/alumni.jinja", context)
