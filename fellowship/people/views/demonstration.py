from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from fellowship.people.access import public
from fellowship.people.demonstration import DEMONSTRATION_PEOPLE
from fellowship.people.models import User
from fellowship.people.services.sign_in import sign_in


@public
@require_POST
def become(request: HttpRequest, role: str) -> HttpResponse:
    """Signs in as one of the demonstration's people. Does not exist anywhere else."""
    if not settings.DEMONSTRATION or role not in DEMONSTRATION_PEOPLE:
        raise Http404
    sign_in(request, get_object_or_404(User, email=DEMONSTRATION_PEOPLE[role]))
    return redirect(settings.LOGIN_REDIRECT_URL)
