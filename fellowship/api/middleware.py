from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fellowship.api.refusals import MEDIA_TYPE, problem

Respond = Callable[[HttpRequest], HttpResponse]
MACHINES = "/api/v1/"
DETAILS = {
    404: _("There is no such address. /api/ lists them."),
    405: _("Use GET: this interface only reads."),
    503: _("Try again in a few minutes."),
}


class ProblemsForMachines:
    """Machines get a problem in JSON where people get a page: no such address, the database away, a fault.

    Stands first, so that it meets the pages of all others.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        is_answer = response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE
        if is_answer or not request.path.startswith(MACHINES):
            return response
        detail = str(DETAILS.get(response.status_code, ""))
        kept = {name: value for name, value in response.headers.items() if not name.startswith("Content-")}
        kept["Content-Security-Policy"] = "default-src 'none'"
        return problem(response.status_code, detail, kept)
