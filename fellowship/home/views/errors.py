import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fellowship.home import faults
from fellowship.people.access import public


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "errors/413.jinja", status=413)
    return render(request, "errors/400.jinja", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.jinja", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.jinja", status=404)


def not_a_page(request: HttpRequest, *, allowed: str) -> HttpResponse:
    """`allowed`: the methods this address takes, as the header names them."""
    response = render(request, "errors/405.jinja", status=405)
    response["Allow"] = allowed
    return response


@public
def no_such_page(request: HttpRequest, path: str | None = None) -> HttpResponse:
    """Any other address of the demonstration, where DEBUG is on and Django would show its own page."""
    return not_found(request, Http404())


def server_error(request: HttpRequest) -> HttpResponse:
    if faults.is_away(sys.exc_info()[1]):
        return faults.unavailable(request)
    return faults.page(request, "errors/500.jinja", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Usually somebody who signed in again in another tab: what they typed can be sent again.

    Only to our own page: words posted by a foreign site must not gain a form with a valid token.
    """
    from_here = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin not in {None, f"{request.scheme}://{request.get_host()}"} or not from_here:
        return faults.page(request, "errors/csrf.jinja", status=403, kept_fields=[])
    why = _("You signed in again since this page was opened. Check what you typed and send it again.")
    return faults.words_kept(request, why, status=403)
