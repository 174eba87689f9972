"""The pages for when something is away or broken. They need neither the database nor a session,
and show again what the person had typed."""

import psycopg2
import redis
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input
from django.template.loader import get_template
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from fellowship.cohorts.archive import CLOSED

AWAY = (
    OperationalError,
    InterfaceError,
    psycopg2.OperationalError,
    redis.ConnectionError,
    redis.TimeoutError,
    BrokerError,
)
# Never shown again, never put into a page.
SECRET_WORDS = ("password", "code", "token", "secret", "credential")
UNSEEN_FIELDS = {"draft", "next", "form_id", "act"}
UNSEEN_ENDINGS = ("version",)  # of a draft, an entry, a brief, a milestone …


def kept_fields(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(name, label, value) of what was posted, without secrets. A label of "" goes along unseen."""
    if request.method != "POST":
        return []
    return [
        (name, "" if _unseen(name) else name.replace("_", " ").capitalize(), value)
        for name, values in request.POST.lists()
        if not any(word in name for word in SECRET_WORDS)
        for value in values
    ]


def _unseen(name: str) -> bool:
    return name in UNSEEN_FIELDS or name.endswith(UNSEEN_ENDINGS)


def is_closed(error: BaseException | None) -> bool:
    """Whether the database refused a change because the cohort is closed."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "pgcode", "") == CLOSED


def is_away(error: BaseException | None) -> bool:
    """Whether the database or the broker could not be reached, rather than something being wrong."""
    return isinstance(error, AWAY)


def page(request: HttpRequest, template: str, *, status: int, **context: object) -> HttpResponse:
    """A page rendered without context processors, so that it stands when all else is away."""
    get_token(request)
    body = get_template(template).render(
        {
            "request": request,
            "csrf_input": csrf_input(request),
            "kept_fields": kept_fields(request),
            "kept_action": request.get_full_path(),
            **context,
        }
    )
    return HttpResponse(body, status=status)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = page(request, "errors/503.jinja", status=503)
    response["Retry-After"] = "60"
    return response


def words_kept(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """What was typed, to send again after `why` has been dealt with."""
    return page(request, "errors/kept_words.jinja", status=status, kept_why=why)


def signed_out_while_writing(request: HttpRequest) -> HttpResponse:
    why = _(
        "You have been signed out, so this was not saved. Sign in again in a new tab, come back here "
        "and select Send it again."
    )
    return words_kept(request, why, status=401)
