"""Taking a role of staff away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.forms.endings import EndForm
from fellowship.cohorts.services.roles import CannotEnd, end_role
from fellowship.cohorts.views.found import role_of
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: SignedInRequest, pk: int) -> HttpResponse:
    role = role_of(request.user, pk)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            end_role(by=request.user, role=role, **form.cleaned_data)
        except CannotEnd as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is ended."))
            # One's own page may be gone with the role.
            return redirect("home") if role.person == request.user else redirect("person", role.person_id)
    consequences = [
        _("the role still counts on its last day; to end it at once, enter yesterday’s date"),
        _("after that the person no longer sees what the role let them see"),
        _("what they wrote or recorded stays"),
    ]
    context = {
        "form": form,
        "person": role.person,
        "title": _("End the role: %(role)s") % {"role": role.get_role_display().lower()},
        "consequences": consequences,
        "button": _("End the role"),
    }
    return render(request, "cohorts/ending.jinja", context)
