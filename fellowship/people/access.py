"""Who may open a page at all: signing in is required everywhere, and a public view says so."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from fellowship.people.models import User

Respond = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    """The request of a view that is not public: there is a user."""

    user: User


def public(view: View) -> View:
    """Marks a view that people may open without signing in. Put it outermost."""
    return login_not_required(view)


def is_public(view: View) -> bool:
    """Django's own mark; allauth puts it on those of its views that need it."""
    return not getattr(view, "login_required", True)


def wants_a_page(request: HttpRequest) -> bool:
    """False for scripts that asked for JSON: a redirect would be taken for an answer."""
    asked_for = request.headers.get("Accept", "")
    return not (
        request.content_type == "application/json"
        or ("application/json" in asked_for and "text/html" not in asked_for)
    )


class SignedInByDefault:
    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: View, args: list, kwargs: dict) -> HttpResponse | None:
        if is_public(view) or request.user.is_authenticated:
            return None
        if wants_a_page(request):
            return redirect_to_login(come_back_to(request))
        return JsonResponse({"detail": _("Sign in again to continue.")}, status=401)


def come_back_to(request: HttpRequest) -> str:
    """Where to go after signing in. An act cannot be opened as a page, so the page it was on instead."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        page = urlsplit(before)
        return f"{page.path}?{page.query}" if page.query else page.path
    return resolve_url(settings.LOGIN_REDIRECT_URL)
