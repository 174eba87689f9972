"""The driver diagram: what its page needs, and the picture to take away."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from challenges.drawings.rendering import drivers_png, drivers_svg, drivers_svg_file
from challenges.models import DriverDiagram
from challenges.models.drivers import DriverLevel
from fellowship.lib.choices import words_of
from fellowship.people.access import SignedInRequest
from mentoring.permissions import Standing
from mentoring.services.diagrams import diagram_of
from mentoring.views.access import fetch_challenge

FILES = {"svg": (drivers_svg_file, "image/svg+xml"), "png": (drivers_png, "image/png")}


@require_safe
def drivers(request: SignedInRequest, pk: int) -> HttpResponse:
    """There is one diagram: its page, or how to begin it."""
    challenge, standing = fetch_challenge(request, pk=pk)
    found = standing.seen(DriverDiagram.objects.filter(challenge=challenge).current()).first()
    if found:
        return redirect(found)
    context = {"challenge": challenge, "standing": standing}
    return render(request, "mentoring/pieces/no_drivers.jinja", context)


@require_safe
def drivers_file(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pieces=pk)
    piece = get_object_or_404(standing.seen(DriverDiagram.objects.filter(challenge=challenge)), pk=pk)
    if ending not in FILES:
        raise Http404
    drawn, content_type = FILES[ending]
    diagram = diagram_of(piece, challenge.place.cohort.programme, standing)
    response = HttpResponse(drawn(diagram.node), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="driver-diagram.{ending}"'
    return response


def drivers_page(request: SignedInRequest, piece: DriverDiagram, standing: Standing) -> dict[str, Any]:
    diagram = diagram_of(piece, piece.challenge.place.cohort.programme, standing)
    return {"diagram": diagram, "drawing": drivers_svg(diagram.node), "levels": words_of(DriverLevel)}
