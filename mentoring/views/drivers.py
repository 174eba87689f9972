"""The driver diagram: what its page needs, and the picture to take away."""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from challenges.drawings.rendering import drivers_png, drivers_svg, drivers_svg_file
from challenges.models import DriverDiagram
from challenges.models.drivers import DriverLevel
from fellowship.lib.choices import words_of
from fellowship.people.access import SignedInRequest
from mentoring.permissions import Standing
from mentoring.services.diagrams import Diagram, diagram_of
from mentoring.views.access import fetch_challenge

KEPT = 50  # diagrams, written as a picture and as a list
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
    may_write = standing.is_fellow and standing.fellow_writes and not piece.removed_at
    drawing, listed = _written(diagram, piece.challenge_id, may_write, get_language())
    return {
        "diagram": diagram,
        "drawing": drawing,
        "listed_branches": listed,
        "levels": words_of(DriverLevel),
    }


@lru_cache(KEPT)
def _written(
    diagram: Diagram, challenge_id: int, may_write: bool, language: str | None
) -> tuple[SafeString, SafeString]:
    """The diagram as a picture and as a list: both depend on nothing but the arguments."""
    template = engines["jinja2"].env.get_template("mentoring/pieces/drivers_list.jinja")  # type: ignore[attr-defined]
    listed = template.module.listed(diagram, challenge_id, words_of(DriverLevel), may_write)
    return drivers_svg(diagram.node), mark_safe(listed)  # noqa: S308  the macro has escaped what it was given
