from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowship.cohorts.models import Cohort
from fellowship.home.forms.rehearsal import RehearsalForm
from fellowship.home.services.rehearsal import TOO_MANY, rehearse
from fellowship.notifications.reminders import sources
from fellowship.people.access import SignedInRequest


@require_safe
def rehearsal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The year of a cohort in messages: per person and week, under one setting or two."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "template")
    cohort = get_object_or_404(cohorts, pk=pk)
    now = ", ".join(str(days) for days in cohort.days_before)
    form = RehearsalForm(request.GET if "days_before" in request.GET else {"days_before": now})
    context = {"cohort": cohort, "form": form, "too_many": TOO_MANY}
    if form.is_valid():
        settings = [form.cleaned_data["days_before"], form.cleaned_data["compared"]]
        late = form.cleaned_data["late"]
        found = [
            rehearse(cohort, sources=sources(), days_before=days, late=late) for days in settings if days
        ]
        asked = request.GET.get("person", "")
        people = found[0].people
        shown = next((one for one in people if str(one.person.pk) == asked), people[0] if people else None)
        context |= {"rehearsals": found, "people": people, "shown": shown, "late": late}
    return render(request, "home/rehearsal.jinja", context)
