"""Taking away: a role ends; a place is paused, taken up again, completed or withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fellowship.cohorts.forms.endings import EndForm
from fellowship.cohorts.services.places import CHANGES, CannotChange, change_place_status
from fellowship.cohorts.services.roles import CannotEnd, end_role
from fellowship.cohorts.views.found import place_of, role_of
from fellowship.people.access import SignedInRequest

# (title, what follows, the button)
WORDS = {
    "pause": (
        gettext_lazy("Pause the fellowship"),
        [
            gettext_lazy("no reminders are sent to the fellow or about the fellow"),
            gettext_lazy("the fellow can still write, and the mentor can answer"),
            gettext_lazy("milestones keep their dates; the fellow and you can move them"),
        ],
        gettext_lazy("Pause"),
    ),
    "resume": (
        gettext_lazy("Take the fellowship up again"),
        [
            gettext_lazy("reminders are sent again, and the fellow can write"),
            gettext_lazy("if it had ended, pair the fellow with a mentor again"),
        ],
        gettext_lazy("Take it up again"),
    ),
    "complete": (
        gettext_lazy("Complete the fellowship"),
        [
            gettext_lazy("the fellow becomes a former fellow, who can read their record but not change it"),
            gettext_lazy(
                "pairings end on the last day; mentors can finish open reviews in the days of grace"
            ),
        ],
        gettext_lazy("Complete"),
    ),
    "withdraw": (
        gettext_lazy("Withdraw the fellow"),
        [
            gettext_lazy("the fellow can read their record but not change it"),
            gettext_lazy(
                "pairings end on the last day; mentors can finish open reviews in the days of grace"
            ),
            gettext_lazy("no more reminders are sent"),
        ],
        gettext_lazy("Withdraw"),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def place_status(request: SignedInRequest, pk: int, change: str) -> HttpResponse:
    place = place_of(request.user, pk)
    if change not in CHANGES:
        raise Http404
    today = {"on": timezone.localdate()}
    form = EndForm(request.POST or None, initial=today, with_day=CHANGES[change].ends)
    if form.is_valid():
        try:
            change_place_status(by=request.user, place=place, change=change, **form.cleaned_data)
        except CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The change is made."))
            return redirect("person", place.person_id)
    title, consequences, button = WORDS[change]
    ends = CHANGES[change].ends
    return _page(
        request, form, place.person, title=title, consequences=consequences, button=button, ends=ends
    )


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
    title = _("End the role: %(role)s") % {"role": role.get_role_display().lower()}
    button = _("End the role")
    return _page(request, form, role.person, title=title, consequences=consequences, button=button, ends=True)


def _page(request: SignedInRequest, form: EndForm, person, **words) -> HttpResponse:
    return render(request, "cohorts/ending.jinja", {"form": form, "person": person, **words})
