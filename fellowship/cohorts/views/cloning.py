from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.forms.cohorts import CloneForm
from fellowship.cohorts.preview import PlannedDate, marked_until
from fellowship.cohorts.services.cloning import clone_cohort, dates_of_clone
from fellowship.cohorts.services.cohorts import CannotDo
from fellowship.cohorts.views.found import cohort_of
from fellowship.people.access import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_clone(request: SignedInRequest, pk: int) -> HttpResponse:
    """The first button shows the real dates, the second makes the cohort."""
    found = cohort_of(request.user, pk)
    form = CloneForm(request.POST or None, programme=found.programme)
    dates: list[PlannedDate] = []
    if form.is_valid():
        asked = {"by": request.user, "source": found, **form.cleaned_data}
        try:
            if request.POST.get("act") == "make":
                made = clone_cohort(**asked)
                messages.success(request, _("The cohort is made, without people. Add them, then launch it."))
                return redirect(made)
            dates = dates_of_clone(**asked)
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
    context = {"cohort": found, "form": form, "dates": dates, "marked_until": marked_until(dates)}
    return render(request, "cohorts/cohort_clone.jinja", context)
