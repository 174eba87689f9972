"""Action learning sets: for the programme team, the facilitator and the members."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from challenges.services.stale import Stale
from challenges.views.desk import as_uuid, shown_version
from fellowship.cohorts.models import Cohort
from fellowship.lib.workflows import NotPossible
from fellowship.nhsuk.stamped import came_second, to_change
from fellowship.people.access import SignedInRequest
from mentoring.forms.learning_set import MeetingForm, SetForm
from mentoring.models import Action, LearningSet, Presence, SetMeeting
from mentoring.services.learning_sets import (
    add_meeting,
    cancel_meeting,
    change_set,
    check_can_lead,
    make_set,
    move_meeting,
    runs,
    take_attendance,
)
from mentoring.times import in_words
from mentoring.views.sessions import changing

WITH_COHORT = ("cohort__programme", "facilitator")


def fetch_set(request: SignedInRequest, pk: int) -> LearningSet:
    visible = LearningSet.objects.visible_to(request.user).select_related(*WITH_COHORT)
    return get_object_or_404(to_change(visible, request), pk=pk)


def fetch_meeting(request: SignedInRequest, pk: int) -> SetMeeting:
    sets = LearningSet.objects.visible_to(request.user)
    found = SetMeeting.objects.filter(learning_set__in=sets.order_by().values("pk"))
    about = found.select_related("learning_set__cohort__programme", "learning_set__facilitator")
    return get_object_or_404(to_change(about, request), pk=pk)


@require_safe
def learning_sets(request: SignedInRequest) -> HttpResponse:
    """Every set this person is in, facilitates or runs; for the team with a way to make one."""
    visible = LearningSet.objects.visible_to(request.user).select_related(*WITH_COHORT)
    context = {
        "sets": visible.order_by("cohort__starts_on", "name")[:200],
        "cohorts": Cohort.objects.visible_to(request.user).order_by("-starts_on")[:20],
    }
    return render(request, "mentoring/sets/sets.jinja", context)


@changing
def learning_set_new(request: SignedInRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("programme"), pk=cohort_id
    )
    form = SetForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid():
        try:
            made = make_set(cohort=cohort, by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The set is made. Add its dates next."))
            return redirect(made)
    return render(request, "mentoring/sets/set_form.jinja", {"form": form, "cohort": cohort})


@changing
def learning_set_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_set(request, pk)
    if not runs(found, request.user):
        raise PermissionDenied(_("Only the programme team makes and changes sets."))
    members = found.memberships.filter(left_on=None).values_list("place", flat=True)
    initial = {"name": found.name, "facilitator": found.facilitator_id, "places": list(members)}
    sent = request.POST if request.method == "POST" else None
    form = SetForm(sent, cohort=found.cohort, chosen=found.facilitator, initial=initial)
    if form.is_valid() and not came_second(form):
        try:
            change_set(learning_set=found, by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The set is saved."))
            return redirect(found)
    context = {"form": form, "cohort": found.cohort, "learning_set": found}
    status = 409 if came_second(form) else 200
    return render(request, "mentoring/sets/set_form.jinja", context, status=status)


@require_safe
def learning_set(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_set(request, pk)
    meetings = found.meetings.order_by("starts_at")
    is_run = runs(found, request.user)
    context = {
        "learning_set": found,
        "members": found.memberships.filter(left_on=None).select_related("place__person"),
        "meetings": [(row, in_words(row.starts_at, row.minutes, row.zone)) for row in meetings[:60]],
        "is_run": is_run,
        "leads": is_run or found.facilitator_id == request.user.pk,
        "now": timezone.now(),
    }
    return render(request, "mentoring/sets/set.jinja", context)


@changing
def set_meeting_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_set(request, pk)
    check_can_lead(found, request.user)
    sent = request.POST if request.method == "POST" else None
    form = MeetingForm(sent, user=request.user, now=timezone.now())
    form_id = as_uuid(request.POST.get("form_id")) or uuid.uuid4()
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "place")}
        add_meeting(learning_set=found, form_id=form_id, by=request.user, **words)
        messages.success(request, _("The date is added. Everybody in the set gets it for their calendar."))
        return redirect(found)
    context = {"form": form, "learning_set": found, "form_id": form_id}
    return render(request, "mentoring/sets/meeting_form.jinja", context)


@changing
def set_meeting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk)
    check_can_lead(meeting.learning_set, request.user)
    here = timezone.localtime(meeting.starts_at)
    initial = {"day": here.date(), "clock": here.time(), "minutes": meeting.minutes, "place": meeting.place}
    sent = request.POST if request.method == "POST" else None
    form = MeetingForm(sent, user=request.user, now=timezone.now(), initial=initial)
    if form.is_valid() and not came_second(form):
        words = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "place")}
        move_meeting(meeting=meeting, by=request.user, **words)
        messages.success(request, _("Saved. Everybody in the set is told the new date."))
        return redirect(meeting)
    context = {"form": form, "learning_set": meeting.learning_set, "meeting": meeting}
    status = 409 if came_second(form) else 200
    return render(request, "mentoring/sets/meeting_form.jinja", context, status=status)


@changing
def set_meeting_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk)
    check_can_lead(meeting.learning_set, request.user)
    if request.method == "POST":
        try:
            cancel_meeting(meeting=meeting, sequence=shown_version(request, "sequence"), by=request.user)
        except Stale as refusal:
            messages.error(request, str(refusal))
            return redirect("set_meeting_cancel", pk)
        messages.success(request, _("The date is cancelled. Everybody in the set is told."))
        return redirect(meeting.learning_set)
    context = {"meeting": meeting, "when": in_words(meeting.starts_at, meeting.minutes, meeting.zone)}
    return render(request, "mentoring/sets/meeting_cancel.jinja", context)


@changing
def set_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Date and attendance; below them the reader's own actions. The facilitator marks who came.

    A line that somebody else marked since the page was shown stays as it is, and the page says so.
    """
    meeting = fetch_meeting(request, pk)
    if request.method != "POST":
        return _meeting_page(request, meeting)
    marks, seen = _lines(request, "presence"), _lines(request, "seen")
    if any(value not in Presence.values for value in marks.values()):
        raise Http404
    marked = _marked(meeting)
    kept = {
        place: mark
        for place, mark in marks.items()
        if place in marked and marked[place] not in (mark, seen.get(place, marked[place]))
    }
    mine = {place: mark for place, mark in marks.items() if place not in kept}
    take_attendance(meeting=meeting, marks=mine, by=request.user)
    if kept:
        return _meeting_page(request, meeting, kept, status=409)
    messages.success(request, _("Attendance is saved."))
    return redirect(meeting)


def _marked(meeting: SetMeeting) -> dict[int, str]:
    return dict(meeting.attendance.values_list("place", "presence"))


def _meeting_page(
    request: SignedInRequest, meeting: SetMeeting, kept: Mapping[int, str] | None = None, *, status: int = 200
) -> HttpResponse:
    """`kept`: marks that were not taken, because somebody else was quicker."""
    found, marked = meeting.learning_set, _marked(meeting)
    members = [
        member
        for member in found.memberships.select_related("place__person")
        if member.left_on is None or member.place_id in marked
    ]
    is_facilitator = found.facilitator_id == request.user.pk
    has_come = not meeting.cancelled_at and meeting.day <= timezone.localdate()
    context = {
        "meeting": meeting,
        "learning_set": found,
        "when": in_words(meeting.starts_at, meeting.minutes, meeting.zone),
        "rows": [(member.place, marked.get(member.place_id, "")) for member in members],
        "presences": Presence.choices,
        "kept": [
            (member.place, Presence(marked[member.place_id]).label, Presence(kept[member.place_id]).label)
            for member in members
            if kept and member.place_id in kept
        ],
        "marks": is_facilitator and has_come,
        "leads": is_facilitator or runs(found, request.user),
        "is_member": any(row.place.person_id == request.user.pk for row in members),
        "actions": Action.objects.filter(meeting=meeting, owner=request.user).select_related("owner"),
        "has_begun": meeting.starts_at <= timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "mentoring/sets/meeting.jinja", context, status=status)


def _lines(request: SignedInRequest, what: str) -> dict[int, str]:
    """What was sent for each fellow of the list, by the number of the place."""
    names = {name: name.removeprefix(f"{what}-") for name in request.POST if name.startswith(f"{what}-")}
    return {
        int(number): str(request.POST[name])
        for name, number in names.items()
        if number.isascii() and number.isdigit() and len(number) < 19
    }
