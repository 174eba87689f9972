from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fellowship.notifications.access import roles_of
from fellowship.notifications.forms.preferences import ALWAYS_SENT, PreferencesForm
from fellowship.notifications.kinds import Delivery
from fellowship.notifications.models import HoldWhenAway, Preference, QuietHours
from fellowship.notifications.services.preferences import save_preferences
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    chosen = dict(Preference.objects.filter(person=request.user).values_list("kind", "delivery"))
    quiet_hours = QuietHours.objects.filter(person=request.user).first()
    hold = HoldWhenAway.objects.filter(person=request.user).first()
    form = PreferencesForm(
        request.POST or None,
        chosen=chosen,
        quiet_hours=quiet_hours,
        hold=hold,
        roles=roles_of(request),
    )
    if form.is_valid():
        save_preferences(
            person=request.user,
            deliveries=form.deliveries(),
            quiet_hours=form.quiet_hours(),
            on_clinical_days=form.cleaned_data["on_clinical_days"],
            on_leave=form.cleaned_data["on_leave"],
            by=request.user,
        )
        flash.success(request, _("Your choices are saved."))
        return redirect("preferences")
    context = {"form": form, "always_sent": ALWAYS_SENT, "deliveries": Delivery.choices}
    return render(request, "notifications/preferences.jinja", context)
