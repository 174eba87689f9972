"""Why a machine gets no answer: a status, a short title and a sentence that says what to do."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: _("The request makes no sense"),
    401: _("A valid token is needed"),
    403: _("The token may not read this"),
    404: _("Not there"),
    405: _("Only reading is possible"),
    413: _("The request is too large"),
    422: _("A parameter is wrong"),
    429: _("Too many requests"),
    500: _("Something went wrong here"),
    503: _("Not available for the moment"),
}


class Refusal(Exception):
    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """An answer after RFC 9457; `type` is about:blank, so the status says which problem it is."""
    body = {"title": str(TITLES.get(status, "")), "status": status, "detail": str(detail)}
    response = JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=headers)
    response["Cache-Control"] = "no-store"
    return response
