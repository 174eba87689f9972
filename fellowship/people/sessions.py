"""Where a person is signed in, for the page that lists it."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]

SECONDS_BETWEEN_NOTES = 300
NOTED_AT = "session_noted_at"


class NoteSession:
    """Notes when and from where a session was last used, every five minutes at most.

    allauth's own middleware does it with four statements on every request.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A session without a key was ended elsewhere, or is about to be made.
        if request.session.session_key and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(NOTED_AT, 0) >= SECONDS_BETWEEN_NOTES:
                request.session[NOTED_AT] = now
                UserSession.objects.create_from_request(request)
        return self.respond(request)
