"""The form of a session that the other changed while it was open: both are shown, what was typed stays."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied

from fellowship.lib.numbers import as_number
from fellowship.nhsuk.forms import Form
from fellowship.people.access import SignedInRequest
from mentoring.models import Session
from mentoring.services.session_pages import as_it_is


def could(request: SignedInRequest, form: Form, words: str, act: Callable[[], object]) -> bool:
    """Done; or the form says why not, and keeps what was typed."""
    try:
        act()
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, words)
    return True


def shown_version(request: SignedInRequest, session: Session) -> int:
    """The version the form was shown with."""
    return as_number(request.POST.get("version")) if request.method == "POST" else session.version


def shown_again(request: SignedInRequest, form: Form, session: Session) -> dict[str, Any]:
    """The version goes up with the session as it is now, once that is shown beside what was typed."""
    version = shown_version(request, session)
    was_changed = bool(form.non_field_errors()) and version != session.version
    return {
        "version": session.version if was_changed else version,
        "meanwhile": as_it_is(session) if was_changed else [],
    }
