"""A fellow's own calendar: what changed, and each change asked for, looked at, and confirmed."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.calendars import FORMS, ChangeForm, ReturnForm
from fellowship.cohorts.models import Place, PlaceChange
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.services.calendars.checking import POSSIBLE, check_possible
from fellowship.cohorts.services.calendars.planning import Plan, plan
from fellowship.cohorts.services.calendars.undoing import CannotUndo, undo_change
from fellowship.cohorts.services.pauses import CannotPlan, pauses_now, plan_return
from fellowship.cohorts.services.places import CannotChange, PlanChanged, change_place
from fellowship.cohorts.views.found import check_open, place_of, place_to_change
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest

MOST_SHOWN = 50
# (title, what follows besides the dates, the button)
WORDS = {
    ChangeKind.PAUSE: (
        gettext_lazy("Pause the fellowship"),
        [
            gettext_lazy("from the first day of the pause no reminders are sent to the fellow or about them"),
            gettext_lazy("the fellow can still write, and the mentor can answer"),
            gettext_lazy("nothing moves yet: dates move when you take the fellowship up again"),
        ],
        gettext_lazy("Pause"),
    ),
    ChangeKind.RESUME: (
        gettext_lazy("Take the fellowship up again"),
        [gettext_lazy("reminders are sent again, for the dates below")],
        gettext_lazy("Take it up again"),
    ),
    ChangeKind.EXTEND: (
        gettext_lazy("Extend the fellowship"),
        [gettext_lazy("reminders follow the new dates")],
        gettext_lazy("Extend"),
    ),
    ChangeKind.HOURS: (
        gettext_lazy("Change the working time"),
        [gettext_lazy("reminders follow the new dates")],
        gettext_lazy("Change the working time"),
    ),
    ChangeKind.COMPLETE: (
        gettext_lazy("Complete the fellowship"),
        [
            gettext_lazy("the fellow becomes a former fellow, who can read their record but not change it"),
            gettext_lazy("mentors can finish open reviews in the days of grace"),
            gettext_lazy("what is still open stays as the record, and nobody is reminded of it"),
        ],
        gettext_lazy("Complete"),
    ),
    ChangeKind.WITHDRAW: (
        gettext_lazy("Withdraw the fellow"),
        [
            gettext_lazy("the fellow can read their record but not change it"),
            gettext_lazy("mentors can finish open reviews in the days of grace"),
            gettext_lazy("what is still open stays as the record, and nobody is reminded of it"),
        ],
        gettext_lazy("Withdraw"),
    ),
    ChangeKind.REOPEN: (
        gettext_lazy("Take the fellowship up again"),
        [
            gettext_lazy("the fellow can write again, and reminders are sent"),
            gettext_lazy("pair the fellow with a mentor again: pairings that ended stay ended"),
        ],
        gettext_lazy("Take it up again"),
    ),
}
# What can be asked for, in the order in which it is offered, with a line for whoever has never done it.
OFFERED = {
    "pause": (
        ChangeKind.PAUSE,
        gettext_lazy("Pause"),
        gettext_lazy("Parental leave, sickness, a career break"),
    ),
    "resume": (
        ChangeKind.RESUME,
        gettext_lazy("Take up again"),
        gettext_lazy("Open dates move by the pause"),
    ),
    "extend": (
        ChangeKind.EXTEND,
        gettext_lazy("Extend"),
        gettext_lazy("A later last day, and what moves with it"),
    ),
    "hours": (
        ChangeKind.HOURS,
        gettext_lazy("Change the working time"),
        gettext_lazy("Less than full time, or more again; what is left stretches or shrinks"),
    ),
    "complete": (ChangeKind.COMPLETE, gettext_lazy("Complete"), gettext_lazy("The year is done")),
    "withdraw": (
        ChangeKind.WITHDRAW,
        gettext_lazy("Withdraw"),
        gettext_lazy("The fellow leaves before the end"),
    ),
}

AFTER_THE_END = gettext_lazy("The fellow’s year goes on after its end; no other date moves")


@require_safe
def place_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the year stands, what can be done, and everything that was done, with reasons."""
    place = place_of(request.user, pk)
    changes = list(
        PlaceChange.objects.visible_to(request.user)
        .filter(place=place)
        .select_related("by", "undone_by")[:MOST_SHOWN]
    )
    context = {
        "place": place,
        "offers": [
            (slug, words, AFTER_THE_END if _kind_of(place, slug) == ChangeKind.REOPEN else hint)
            for slug, (_kind, words, hint) in OFFERED.items()
            if place.status in POSSIBLE[_kind_of(place, slug)] and not place.cohort.closed_at
        ],
        "pause": pauses_now([place.pk]).get(place.pk),
        "changes": changes,
        "last": next((change for change in changes if change.undone_at is None), None),
    }
    return render(request, "cohorts/place_calendar.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place_status(request: SignedInRequest, pk: int, change: str) -> HttpResponse:
    """The questions; then a look at what would move, which changes nothing; then the change itself."""
    place = place_of(request.user, pk)
    if change not in OFFERED:
        raise Http404
    check_open(place.cohort)
    initial = {"on": timezone.localdate(), "form_id": uuid.uuid4()}
    form = FORMS[_kind_of(place, change)](request.POST or None, initial=initial, place=place)
    act = request.POST.get("act", "check")
    if form.is_valid() and act != "edit":
        try:
            if act == "confirm":
                return _confirmed(request, place, form)
            check_possible(place, form.wish())
            return _look(request, place, form, plan(place, form.wish()))
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        except PlanChanged as changed:
            return _look(request, place, form, changed.plan, is_anew=True)
    title, _consequences, _button = WORDS[ChangeKind(form.kind)]
    context = {"form": form, "place": place, "title": title, "kind": form.kind}
    return render(request, "cohorts/place_change.jinja", context)


def _kind_of(place: Place, slug: str) -> ChangeKind:
    """A place that has ended is taken up again in another way than one that is paused."""
    return ChangeKind.REOPEN if slug == "resume" and place.has_ended else OFFERED[slug][0]


def _confirmed(request: SignedInRequest, place: Place, form: ChangeForm) -> HttpResponse:
    seen = request.POST.get("seen", "")
    change_place(
        by=request.user,
        place=place,
        wish=form.wish(),
        reason=form.cleaned_data["reason"],
        chosen=request.POST.getlist("moves_on") if seen else None,
        seen=seen,
        form_id=form.cleaned_data["form_id"],
    )
    messages.success(request, _("The change is made."))
    return redirect("place_calendar", place.pk)


def _look(
    request: SignedInRequest, place: Place, form: ChangeForm, planned: Plan, *, is_anew: bool = False
) -> HttpResponse:
    title, consequences, button = WORDS[ChangeKind(form.kind)]
    chosen = set(request.POST.getlist("moves_on")) if "seen" in request.POST else planned.keys
    context = {
        "place": place,
        "plan": planned,
        "wish": form.wish(),
        "reason": form.cleaned_data["reason"],
        "chosen": chosen,
        "typed": [(name, value) for name, value in request.POST.items() if name.split("-")[0] in form.fields],
        "title": title,
        "consequences": consequences,
        "button": button,
        "is_anew": is_anew,
    }
    return render(request, "cohorts/place_change_check.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pause_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """When a paused fellow is expected back. It moves nothing."""
    place = place_to_change(request, pk)
    pause = pauses_now([place.pk]).get(place.pk)
    if pause is None:
        raise Http404
    form = ReturnForm(request.POST or None, initial={"back_on": pause.back_on})
    if form.is_valid() and not came_second(form):
        try:
            plan_return(place=place, by=request.user, **form.cleaned_data)
        except CannotPlan as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The planned return is saved."))
            return redirect("place_calendar", place.pk)
    context, status = {"form": form, "place": place}, 409 if came_second(form) else 200
    return render(request, "cohorts/pause_return.jinja", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def place_change_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    changes = PlaceChange.objects.visible_to(request.user).filter(undone_at=None)
    change = get_object_or_404(changes.select_related("place__person", "place__cohort"), pk=pk)
    check_open(change.place.cohort)
    refusal = ""
    if request.method == "POST":
        try:
            undo_change(change=change, by=request.user)
        except CannotUndo as error:
            refusal = str(error)
        else:
            messages.success(request, _("The change is undone."))
            return redirect("place_calendar", change.place_id)
    context = {"change": change, "place": change.place, "refusal": refusal}
    return render(request, "cohorts/place_change_undo.jinja", context)
