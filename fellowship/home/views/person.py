from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.services.calendars.checking import POSSIBLE
from fellowship.home.services.person_page import invitation_state, people_seen_by, person_page
from fellowship.people.access import SignedInRequest
from fellowship.people.services.audit import record_read

ACTS = {
    ChangeKind.PAUSE: ("pause", _("Pause")),
    ChangeKind.RESUME: ("resume", _("Take up again")),
    ChangeKind.REOPEN: ("resume", _("Take up again")),
    ChangeKind.COMPLETE: ("complete", _("Complete")),
    ChangeKind.WITHDRAW: ("withdraw", _("Withdraw")),
}


def acts_on(place: Place) -> list[tuple[str, Promise | str]]:
    """What can be done to a fellow's place as it stands now."""
    return [words for kind, words in ACTS.items() if place.status in POSSIBLE[kind]]


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """For administrators of a programme this person is in. One's own details are at `profile`."""
    found = get_object_or_404(people_seen_by(request.user), pk=pk)
    record_read(found, by=request.user)
    page = person_page(request.user, found)
    now = timezone.now()
    context = {
        "page": page,
        "person": found,
        "today": timezone.localdate(),
        "acts_on": acts_on,
        "invitations": [(invitation, invitation_state(invitation, now)) for invitation in page.invitations],
    }
    return render(request, "home/person.jinja", context)
