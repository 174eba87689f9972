from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fellowship.cohorts.forms.cohorts import HostForm
from fellowship.cohorts.services.cohorts import change_host
from fellowship.cohorts.views.found import cohort_of, place_to_change
from fellowship.nhsuk.stamped import came_second
from fellowship.people.access import SignedInRequest, wants_a_page
from fellowship.people.models import Organisation
from fellowship.people.services.organisations import close_to, closed_warning

OFFERED = 8
LONGEST_QUESTION = 200
ON_A_PAGE = 25


@require_safe
def organisation_search(request: SignedInRequest) -> HttpResponse:
    """For everybody who is signed in: the list is public. As JSON for the search box, else as a page."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUESTION]
    found = Organisation.objects.matching(asked) if asked else Organisation.objects.none()
    found = found.order_by(F("closed_on").asc(nulls_first=True), "search_name", "pk")
    if wants_a_page(request):
        page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
        suggestions = close_to(asked) if asked and not page.paginator.count else []
        context = {"asked": asked, "page": page, "suggestions": suggestions}
        response = render(request, "cohorts/organisation_search.jinja", context)
    else:
        offered = list(found[:OFFERED]) or close_to(asked)
        response = JsonResponse({"organisations": [_as_json(one) for one in offered]})
    patch_vary_headers(response, ["Accept"])
    return response


def _as_json(organisation: Organisation) -> dict[str, object]:
    closed = organisation.closed_on is not None and organisation.closed_on <= timezone.localdate()
    return {
        "id": organisation.pk,
        "name": organisation.name,
        "code": organisation.code or "",
        "town": organisation.town,
        "closed": closed,
    }


@require_safe
def cohort_hosts(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = cohort_of(request.user, pk)
    places = cohort.places.current().select_related("person", "host")
    if request.GET.get("missing"):
        places = places.filter(host=None)
    page = Paginator(places, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (place, closed_warning(place.host, place.starts_on) if place.host else "")
        for place in page.object_list
    ]
    return render(request, "cohorts/cohort_hosts.jinja", {"cohort": cohort, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def place_host(request: SignedInRequest, pk: int) -> HttpResponse:
    place = place_to_change(request, pk)
    form = HostForm(request.POST or None, initial={"host": place.host})
    if form.is_valid() and not came_second(form):
        host = form.cleaned_data["host"]
        change_host(by=request.user, place=place, host=host)
        said = {"fellow": place.person.full_name, "host": host.name}
        messages.success(request, _("%(fellow)s is hosted by %(host)s.") % said)
        if warning := closed_warning(host, place.starts_on):
            messages.warning(request, warning)
        return redirect("cohort_hosts", place.cohort_id)
    context, status = {"place": place, "form": form}, 409 if came_second(form) else 200
    return render(request, "cohorts/place_host.jinja", context, status=status)
