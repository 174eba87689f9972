"""Faults become readable pages, typed words outlive a sign-out, and requests too large are not read."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import timezone

from fellowship.cohorts.archive import SENTENCE
from fellowship.home import faults
from fellowship.home.views.errors import forbidden, not_a_page, not_found
from fellowship.people.access import is_public, wants_a_page

Respond = Callable[[HttpRequest], HttpResponse]


class RefuseTooLarge:
    """Answers 413 to a request that says it is larger than we take, before anything of it is read.

    One that does not say its length has an empty body here (WSGI). Stands left of sessions and forms.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django takes it: an empty body
        if length > settings.LARGEST_REQUEST:
            return HttpResponse(get_template("errors/413.jinja").render({"request": request}), status=413)
        return self.respond(request)


class FaultPages:
    """Answers 503 with a page when the database or the broker cannot be reached.

    Stands right behind the authentication, and asks who is signed in at once: from here on a missing
    database is noticed where it can be answered.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/health/"):
            return self.respond(request)
        try:
            request.user.is_authenticated  # noqa: B018  loads session and person now
        except faults.AWAY:
            return faults.unavailable(request)
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if settings.DEMONSTRATION and isinstance(error, Http404):
            return not_found(request, error)  # visitors see the real page, not Django's for developers
        if faults.is_closed(error):
            return forbidden(request, PermissionDenied(SENTENCE))
        return faults.unavailable(request) if faults.is_away(error) else None


class KeepWordsOnSignOut:
    """A form sent after the session ended is shown again, ready to be sent once more."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or is_public(view):
            return None
        if not wants_a_page(request):
            return None
        if not any(label and value.strip() for _name, label, value in faults.kept_fields(request)):
            return None
        return faults.signed_out_while_writing(request)


class PageForWhatIsNoPage:
    """An act's address opened as a page (going back, a bookmark, after signing in) says what to do next.

    Innermost, so that the page has what every page has: who is signed in, and messages.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if response.status_code == 405 and wants_a_page(request):
            return not_a_page(request, allowed=response.headers["Allow"])
        return response


class InOwnTimeZone:
    """Which day it is, and every time shown, follow the signed-in person's time zone."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/health/") and request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.respond(request)
        return self.respond(request)
