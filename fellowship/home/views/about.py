"""Pages about the service itself. Public, the same for everybody, and they note nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fellowship.people.access import public


@public
@require_safe
def concern(request: HttpRequest) -> HttpResponse:
    """Freedom to Speak Up: concerns are never recorded here, and neither is the visit (DOMAIN.md)."""
    return render(request, "home/concern.jinja")


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "home/help.jinja")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.jinja")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.jinja")
