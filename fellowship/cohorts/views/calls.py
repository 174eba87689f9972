"""Noting that somebody called a fellow."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fellowship.cohorts.forms.calls import CallForm
from fellowship.cohorts.models import Call
from fellowship.cohorts.services.calls import note_call, take_back_call
from fellowship.cohorts.views.found import check_open, place_of
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def call_new(request: SignedInRequest, pk: int) -> HttpResponse:
    place = place_of(request.user, pk)
    check_open(place.cohort)
    form = CallForm(request.POST if request.method == "POST" else None, place=place)
    if form.is_valid():
        note_call(by=request.user, place=place, **form.cleaned_data)
        messages.success(request, _("The call is noted."))
        return redirect("person", place.person_id)
    context = {"place": place, "cohort": place.cohort, "form": form}
    return render(request, "cohorts/call_new.jinja", context)


@require_POST
def call_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("place"), pk=pk)
    take_back_call(by=request.user, call=call)
    messages.success(request, _("Taken back. What the fellow needs a call for counts again."))
    return redirect("person", call.place.person_id)
