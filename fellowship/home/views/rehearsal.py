from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowship.cohorts.models import Cohort
from fellowship.home.forms.rehearsal import RehearsalForm
from fellowship.home.services.rehearsal import TOO_MANY, BeingChanged, rehearse
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
        try:
            found = [
                rehearse(cohort, sources=sources(), days_before=days, late=late) for days in settings if days
            ]
        except BeingChanged as busy:
            form.add_error(None, str(busy))
        else:
            asked, people = request.GET.get("person", ""), found[0].people
            first = people[0] if people else None
            shown = next((one for one in people if str(one.person.pk) == asked), first)
            context |= {"rehearsals": found, "people": people, "shown": shown, "late": late}
    return render(request, "home/rehearsal.jinja", context)
