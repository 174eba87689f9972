"""Taking attendance in the room, and the fellow's side of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fellowship.learning.forms.attendance import CodeForm, RegisterForm, SaidForm
from fellowship.learning.models import Attendance, AttendanceStatus, RoomCode, TaughtDay
from fellowship.learning.models.attendance import ZONE, code_hours, is_ahead
from fellowship.learning.permissions import check_can_take_attendance
from fellowship.learning.services.attendance import Taken, enter_code, say_was_there, show_code, take_register
from fellowship.learning.services.registers import counted, days_of, place_studying, register_of, steps_of
from fellowship.learning.taking import place_taking
from fellowship.lib.workflows import NotPossible
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from fellowship.people.services.audit import record_read


def _day_to_take(user: User, pk: int) -> TaughtDay:
    visible = TaughtDay.objects.visible_to(user).select_related("module__cohort")
    day = get_object_or_404(visible, pk=pk)
    check_can_take_attendance(user, day.module.cohort)
    return day


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list of a day, taken on a phone: one tap for each fellow, or everybody at once."""
    day = _day_to_take(request.user, pk)
    rows, status = register_of(day), 200
    context = {"day": day, "statuses": AttendanceStatus.choices, "today": timezone.localdate(timezone=ZONE)}
    if request.method == "POST":
        try:
            taken = _taken(request, day, RegisterForm(rows, request.POST))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            status = 400
        else:
            if not taken.kept:
                messages.success(request, _saved(len(taken.saved)))
                return redirect("register", pk)
            rows = register_of(day)
            context |= {"kept": taken.kept, "saved": _saved(len(taken.saved))}
    else:
        record_read(day, by=request.user)
    context |= {"rows": rows, "counts": counted(rows), "steps": steps_of(day)}
    context |= {"materials": list(day.materials.all()), "is_ahead": is_ahead(day)}
    return render(request, "learning/register.jinja", context, status=status)


def _taken(request: SignedInRequest, day: TaughtDay, form: RegisterForm) -> Taken:
    if not form.is_valid():
        raise NotPossible(_("This list was not saved. Load the page again and take it once more."))
    taken = take_register(day=day, marks=form.marks(), by=request.user)
    if taken.said_since:
        messages.info(request, _said_since(taken.said_since))
    return taken


def _saved(number: int) -> str:
    if not number:
        return _("Nothing was changed.")
    return ngettext("Saved: %(number)s fellow.", "Saved: %(number)s fellows.", number) % {"number": number}


def _said_since(rows: list[Attendance]) -> str:
    names = ", ".join(row.place.person.full_name for row in rows)
    return _("Not marked, because what they say is new since you opened the list: %(names)s.") % {
        "names": names
    }


@require_http_methods(["GET", "HEAD", "POST"])
def room_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code in large letters, for the screen of the room."""
    day = _day_to_take(request.user, pk)
    if request.method == "POST":
        show_code(day=day, by=request.user, anew=request.POST.get("act") == "anew")
        return redirect("room_code", pk)
    opens, closes = code_hours(day)
    context = {
        "day": day,
        "room_code": RoomCode.objects.visible_to(request.user).filter(taught_day=day).first(),
        "opens": opens,
        "closes": closes,
        "is_today": day.day == timezone.localdate(timezone=ZONE),
    }
    return render(request, "learning/room_code.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attend(request: SignedInRequest) -> HttpResponse:
    """The fellow's own attendance, and the box for the code."""
    place = place_studying(request.user)
    if place is None:
        return redirect("tutor_home")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = enter_code(place=place, code=form.cleaned_data["code"], by=request.user)
        except NotPossible as refusal:
            form.add_error("code", str(refusal))
        else:
            if row:
                messages.success(
                    request,
                    _("%(day)s: %(status)s.") % {"day": row.taught_day, "status": row.get_status_display()},
                )
                return redirect("attend")
            form.add_error(
                "code", _("This is no code of a taught day that is on now. Check it and try again.")
            )
    context = {"place": place, "form": form, **days_of(place)}
    return render(request, "learning/attend.jinja", context)


@require_POST
def attendance_said(request: SignedInRequest, pk: int) -> HttpResponse:
    """“I was there”: for a fellow who missed the code."""
    day = get_object_or_404(TaughtDay.objects.visible_to(request.user).select_related("module"), pk=pk)
    place = place_taking(request.user, day.module)
    if place is None:
        raise Http404
    form = SaidForm(request.POST)
    how = form.cleaned_data["how"] if form.is_valid() else ""
    say_was_there(place=place, day=day, how=how, by=request.user)
    messages.success(request, _("Your tutor is asked to confirm that you were there."))
    return redirect("attend")
