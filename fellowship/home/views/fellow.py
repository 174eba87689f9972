from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fellowship.home.services.fellow_page import fellow_page, place_of
from fellowship.home.services.week import week_words
from fellowship.people.access import SignedInRequest

NEEDS_SHOWN = 8


@require_safe
def fellow_home(request: SignedInRequest) -> HttpResponse:
    """A fellow's own front page; for a former fellow the record of the year, to read."""
    place = place_of(request.user)
    if place is None:
        raise Http404
    page = fellow_page(request.user, place)
    all_needs = request.GET.get("needs") == "all"
    context = {
        "page": page,
        "week": week_words(place.starts_on, place.ends_on),
        "today": timezone.localdate(),
        "needs": page.needs if all_needs else page.needs[:NEEDS_SHOWN],
        "more_needs": 0 if all_needs else max(len(page.needs) - NEEDS_SHOWN, 0),
    }
    return render(request, "home/fellow.jinja", context)
