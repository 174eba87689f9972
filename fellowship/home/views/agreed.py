from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.escalation import EscalationForm
from fellowship.cohorts.reminding import escalations
from fellowship.cohorts.services.escalation import change_escalation
from fellowship.cohorts.views.found import programme_to_change
from fellowship.home.services.agreed import agreed_for
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest


@require_safe
def if_nothing_happens(request: SignedInRequest) -> HttpResponse:
    """For everybody concerned: who is told when, as agreed in advance."""
    return render(request, "home/if_nothing_happens.jinja", {"agreed": agreed_for(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def escalation(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_to_change(request, pk)
    form = EscalationForm(request.POST or None, escalation=escalations()[programme.pk])
    if form.is_valid() and not came_second(form):
        change_escalation(programme=programme, days=form.cleaned_data, by=request.user)
        messages.success(request, _("This is agreed now, and everybody concerned can read it."))
        return redirect("if_nothing_happens")
    context, status = {"programme": programme, "form": form}, 409 if came_second(form) else 200
    return render(request, "home/escalation.jinja", context, status=status)
