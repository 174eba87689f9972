"""The gallery of components, there only when DEBUG is on."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fellowship.nhsuk import gallery as content

SAMPLES = {
    "front-page": "gallery/front_page.jinja",
    "log": "gallery/log.jinja",
    "log-with-errors": "gallery/log_with_errors.jinja",
    "overview": "gallery/overview.jinja",
    "confirmation": "gallery/confirmation.jinja",
    "signed-out": "gallery/signed_out.jinja",
    "print": "gallery/print.jinja",
    "error-400": "errors/400.jinja",
    "error-403": "errors/403.jinja",
    "error-404": "errors/404.jinja",
    "error-413": "errors/413.jinja",
    "error-500": "errors/500.jinja",
    "error-503": "errors/503.jinja",
    "error-csrf": "errors/csrf.jinja",
    "error-kept-words": "errors/kept_words.jinja",
}


def _context(request: HttpRequest) -> dict:
    page = Paginator(range(1, 240), 25).get_page(request.GET.get("page", "4"))
    typed = [
        ("happened", "What happened?", "The round started at eight.\nThree people went home before noon.")
    ]
    return {
        **content.context(),
        "page": page,
        "samples": SAMPLES,
        "reason": "Only the mentor of this fellow can sign off a milestone.",
        "kept_fields": [*typed, ("place", "", "balcony")],
        "kept_action": "#",
        "kept_why": "You were signed out while you were writing.",
    }


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/index.jinja", {**_context(request), "form": content.context()["form"]})


@login_not_required
@require_GET
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """One page as it would look, or an error page."""
    if name not in SAMPLES:
        raise Http404
    return render(request, SAMPLES[name], _context(request))
