"""Which language somebody reads: their own choice, else this browser's, else what it asks for."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from fellowship.people.models import User

Respond = Callable[[HttpRequest], HttpResponse]


def language_of(person: User) -> str:
    """The language of what we send to the person, whoever caused it."""
    return person.language or settings.LANGUAGE_CODE


def speaking_to(person: User) -> AbstractContextManager[None]:
    """Words found inside are in the person's language."""
    return translation.override(language_of(person))


class InOwnLanguage:
    """A signed-in person's choice goes before cookie and browser, which LocaleMiddleware has read."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith("/health/")
            or not request.user.is_authenticated
            or not request.user.language
        ):
            return self.respond(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = request.user.language
            response = self.respond(request)
            response.headers.setdefault("Content-Language", request.user.language)
            return response
