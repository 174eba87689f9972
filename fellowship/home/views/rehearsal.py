from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.reminding import escalations
from fellowship.home.forms.rehearsal import RehearsalForm
from fellowship.home.services.rehearsal import TOO_MANY, BeingChanged, rehearse
from fellowship.notifications.reminders import sources
from fellowship.people.access import SignedInRequest


@require_safe
def rehearsal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The year of a cohort in messages: per person and week, under one setting or two."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "template")
    cohort = get_object_or_404(cohorts, pk=pk)
    form = RehearsalForm(request.GET.dict(), cohort=cohort, escalation=escalations()[cohort.programme_id])
    context = {"cohort": cohort, "form": form, "too_many": TOO_MANY}
    if form.is_valid():
        try:
            found = rehearse(cohort, sources=sources(), settings=form.settings, late=form.with_late)
        except BeingChanged as busy:
            form.add_error(None, str(busy))
        else:
            asked, people = request.GET.get("person", ""), found[0].people
            first = people[0] if people else None
            shown = next((one for one in people if str(one.person.pk) == asked), first)
            context |= {"rehearsals": found, "people": people, "shown": shown}
    return render(request, "home/rehearsal.jinja", context)
