from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fellowship.people.access import come_back_to, public
from fellowship.people.services.profile import update_profile

A_YEAR = 365 * 24 * 3600


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The switch at the foot of every page: kept in this browser and, when signed in, for the person."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        update_profile(person=request.user, by=request.user, changes={"language": language})
    response = redirect(come_back_to(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )
    return response
