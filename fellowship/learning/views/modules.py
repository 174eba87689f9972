from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.learning.models import Module
from fellowship.learning.models.attendance import ZONE
from fellowship.learning.models.material import with_to_read
from fellowship.learning.services.pgcert import fellows_pgcert, teaching_of
from fellowship.learning.services.registers import days_of, place_studying
from fellowship.learning.services.results import share_marks
from fellowship.learning.services.works import requests_waiting
from fellowship.learning.transcript_pdf import transcript_pdf
from fellowship.people.access import SignedInRequest
from fellowship.people.services import audit


@require_safe
def modules(request: SignedInRequest) -> HttpResponse:
    """A fellow's own PgCert; somebody who teaches or runs cohorts is shown those instead."""
    place = place_studying(request.user)
    if place is None:
        return redirect("tutor_home")
    return render(request, "learning/modules.jinja", {"place": place, "pgcert": fellows_pgcert(place)})


@require_safe
def transcript(request: SignedInRequest) -> HttpResponse:
    """The fellow's record of the PgCert, to print or keep."""
    place = place_studying(request.user)
    if place is None:
        return redirect("tutor_home")
    context = {
        "place": place,
        "pgcert": fellows_pgcert(place),
        "attendance": days_of(place),
        "printed_at": timezone.now(),
    }
    return render(request, "learning/transcript.jinja", context)


@require_safe
@never_cache
def transcript_file(request: SignedInRequest) -> HttpResponse:
    place = place_studying(request.user)
    if place is None:
        return redirect("tutor_home")
    pdf = transcript_pdf(place, fellows_pgcert(place), days_of(place), timezone.localdate())
    audit.record("download", place, by=request.user, what="transcript")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="transcript.pdf"'
    return response


@require_safe
def tutor_home(request: SignedInRequest) -> HttpResponse:
    cohorts = Cohort.objects.taught_by(request.user).select_related("programme")
    context = {"cohorts": teaching_of(cohorts), "today": timezone.localdate(timezone=ZONE)}
    context["requests"] = requests_waiting(request.user)
    return render(request, "learning/teaching.jinja", context)


@require_safe
def module(request: SignedInRequest, pk: int) -> HttpResponse:
    """One module: its days and assignments, and for its teachers how far the results are."""
    visible = Module.objects.visible_to(request.user).select_related("cohort", "place__person")
    found = get_object_or_404(visible, pk=pk)
    teaches = Cohort.objects.taught_by(request.user).filter(pk=found.cohort_id).exists()
    days = found.taught_days.with_attendance() if teaches else found.taught_days.all()
    context = {
        "module": found,
        "taught_days": list(with_to_read(days)),
        "assignments": list(found.assignments.with_progress() if teaches else found.assignments.all()),
        "materials": list(found.materials.filter(taught_day=None)),
        "teaches": teaches,
    }
    return render(request, "learning/module.jinja", context)


@require_safe
def fellows_marks(request: SignedInRequest, pk: int) -> HttpResponse:
    """For a fellow's mentors: the marks while the fellow shares them, else that they are not shared."""
    mentored = Place.objects.filter(pk__in=Pairing.objects.open_to(request.user).values("place"))
    place = get_object_or_404(mentored.select_related("person", "cohort"), pk=pk)
    in_force = place.pairings.in_force().filter(mentor=request.user).exists()
    pgcert = fellows_pgcert(place)
    shown = in_force and pgcert.shared_with_mentor
    context = {"place": place, "pgcert": pgcert if shown else None}
    return render(request, "learning/fellows_marks.jinja", context)


@require_POST
def marks_shared(request: SignedInRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    shared = request.POST.get("shared") == "yes"
    share_marks(place=place, by=request.user, shared=shared)
    if shared:
        messages.success(request, _("Your mentor can now see your marks."))
    else:
        messages.success(request, _("Your mentor can no longer see your marks."))
    return redirect("modules")
