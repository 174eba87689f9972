from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fellowship.home.services.person_page import invitation_state, people_seen_by, person_page
from fellowship.people.access import SignedInRequest


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """For administrators of a programme this person is in. One's own details are at `profile`."""
    found = get_object_or_404(people_seen_by(request.user), pk=pk)
    page = person_page(request.user, found)
    now = timezone.now()
    context = {
        "page": page,
        "person": found,
        "today": timezone.localdate(),
        "invitations": [(invitation, invitation_state(invitation, now)) for invitation in page.invitations],
    }
    return render(request, "home/person.jinja", context)
