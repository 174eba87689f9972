from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from fellowship.cohorts.matching.mentors import profiles_of
from fellowship.home.context import standing
from fellowship.home.services.front_pages import FRONT_PAGES, IN_USE
from fellowship.people.access import SignedInRequest


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Sends a person to the front page of the role in use; somebody without a role reads what to do."""
    role = standing(request).role_in_use(request.session.get(IN_USE))
    if not role:
        return render(request, "home/no_role.jinja", {"profiles": profiles_of(request.user)})
    return redirect(FRONT_PAGES[role][0])


@require_safe
def switch_role(request: SignedInRequest, role: str) -> HttpResponse:
    """Remembers which of one's front pages is in use. Changes what is shown first, never what is allowed."""
    if role not in standing(request).roles:
        raise Http404
    request.session[IN_USE] = role
    return redirect(FRONT_PAGES[role][0])
