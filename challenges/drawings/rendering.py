"""Drawings printed as SVG by the templates in templates/challenges/drawings, and made into PNG."""

from functools import cache, lru_cache
from math import sqrt
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from challenges.drawings.drivers import Drawing, Node, draw
from challenges.drawings.grid import Grid
from challenges.drawings.marks import LOOKS
from challenges.drawings.network import Network
from fellowship.lib.typesetting import PIXELS_AN_INCH, png_of

MOST_PIXELS = 30_000_000  # a drawing as long as a wall would take all memory otherwise
UNITS_AN_INCH = 96
KEPT = 50  # drawings of those diagrams that were looked at last: a few megabytes at most


def drivers_svg(aim: Node) -> SafeString:
    return _drivers(aim, get_language())


@lru_cache(KEPT)
def _drivers(aim: Node, language: str | None) -> SafeString:
    """All that the drawing depends on is in the arguments, so it is drawn anew only when that changes."""
    return _print("drivers", "drivers", draw(aim))


def grid_svg(grid: Grid, id: str, title: str, desc: str) -> SafeString:
    return _print("grid", "grid_drawing", grid, LOOKS, id, title, desc)


def network_svg(network: Network, id: str, title: str, desc: str, me: str, layout: str) -> SafeString:
    """`layout`: how the page shows it, as in people.css."""
    return _print("network", "network_drawing", network, LOOKS, id, title, desc, me, layout)


def drivers_svg_file(aim: Node) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drivers_svg(aim)}'.encode()


def drivers_png(aim: Node) -> bytes:
    drawing = draw(aim)
    return png_of(str(drivers_svg(aim)), pixels_an_inch=_resolution(drawing))


def _resolution(drawing: Drawing) -> float:
    inches = drawing.width * drawing.height / UNITS_AN_INCH**2
    return min(PIXELS_AN_INCH, sqrt(MOST_PIXELS / inches))


def _print(module: str, macro: str, *arguments: Any) -> SafeString:
    printed = getattr(_template(module).module, macro)(*arguments)
    return mark_safe(printed)  # noqa: S308  the macro has escaped what it was given


@cache
def _template(name: str) -> Any:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return environment.get_template(f"challenges/drawings/{name}.svg.jinja")
