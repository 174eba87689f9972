from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fellowship.home.services.programme_page import programmes_of, undelivered
from fellowship.notifications.services.standstill import standing_still_since
from fellowship.people.access import SignedInRequest


@require_safe
def administrator_home(request: SignedInRequest) -> HttpResponse:
    """The programmes one runs; whoever runs none does not see this page."""
    programmes = programmes_of(request.user)
    if not programmes:
        raise Http404
    context = {
        "programmes": programmes,
        "undelivered": undelivered(programmes),
        "standing_still_since": standing_still_since(),
        "today": timezone.localdate(),
    }
    return render(request, "home/administrator.jinja", context)
