from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.forms.call_rules import CallRulesForm
from fellowship.cohorts.services.call_rules import change_rules, rules_of
from fellowship.cohorts.views.found import programme_to_change
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def call_rules(request: SignedInRequest, pk: int) -> HttpResponse:
    found = programme_to_change(request, pk)
    form = CallRulesForm(request.POST or None, initial=CallRulesForm.words_of(rules_of(found)))
    if form.is_valid() and not came_second(form):
        change_rules(by=request.user, programme=found, numbers=form.numbers())
        messages.success(request, _("Your changes are saved."))
        return redirect(found)
    context, status = {"programme": found, "form": form}, 409 if came_second(form) else 200
    return render(request, "cohorts/call_rules.jinja", context, status=status)
