from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fellowship.notifications.services.unsubscribing import read_token, switch_off
from fellowship.people.access import public


@public
@csrf_exempt  # RFC 8058: a mail program posts here without a form of ours; the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, because link scanners open links; the button does."""
    try:
        person, kind = read_token(token)
    except LookupError:
        raise Http404(_("This address is not complete. Copy the whole address from the email.")) from None
    is_done = request.method == "POST"
    if is_done:
        switch_off(person=person, kind=kind, by=person)
    return render(request, "notifications/unsubscribe.jinja", {"kind": kind, "is_done": is_done})
