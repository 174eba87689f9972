from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.escalation import EscalationForm
from fellowship.cohorts.reminding import escalations
from fellowship.cohorts.services.escalation import change_escalation
from fellowship.cohorts.views.found import programme_of
from fellowship.home.services.agreed import agreed_for
from fellowship.people.access import SignedInRequest


@require_safe
def if_nothing_happens(request: SignedInRequest) -> HttpResponse:
    """For everybody concerned: who is told when, as agreed in advance."""
    return render(request, "home/if_nothing_happens.jinja", {"agreed": agreed_for(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def escalation(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_of(request.user, pk)
    form = EscalationForm(request.POST or None, escalation=escalations()[programme.pk])
    if form.is_valid():
        change_escalation(programme=programme, days=form.cleaned_data, by=request.user)
        messages.success(request, _("This is agreed now, and everybody concerned can read it."))
        return redirect("if_nothing_happens")
    return render(request, "home/escalation.jinja", {"programme": programme, "form": form})
