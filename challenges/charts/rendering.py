"""Drawings printed as SVG by the templates in templates/challenges/charts."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from challenges.charts.icons import assurance_icon, variation_icon
from challenges.charts.layouts import NARROW, SMALL, WIDE, Layout
from challenges.charts.looks import looks
from challenges.charts.placing import draw
from challenges.charts.posters import poster
from challenges.charts.series import Series
from challenges.charts.tables import Row, table
from challenges.charts.words import summary


def chart_svg(series: Series, *, rows: Sequence[Row] | None = None, layout: Layout = WIDE) -> SafeString:
    """The chart for a page. Its points are links to the rows `#<key>-reading-<number>` of the page's table.

    Why links: they are reachable and named without JavaScript, Enter does something useful, and the table
    can be reached from any point. The picture is one image with a name and a description; the links lie
    beside it, since what is inside an image cannot be focused. As they are many, a page offers a way past
    them (the macro in figure.jinja does).
    """
    rows = table(series) if rows is None else rows
    return _print(
        "chart",
        draw(series, rows, layout),
        looks(layout.marker),
        f"{series.key}-{layout.name}",
        series.title,
        summary(series),
    )


def narrow_svg(series: Series, *, rows: Sequence[Row] | None = None) -> SafeString:
    """The same for a window as narrow as a phone, with letters that stay readable there."""
    return chart_svg(series, rows=rows, layout=NARROW)


def small_svg(series: Series, *, rows: Sequence[Row] | None = None) -> SafeString:
    """240 × 120: the shape of the series, its last value and icons; one image without links."""
    rows = table(series) if rows is None else rows
    return _print(
        "small",
        draw(series, rows, SMALL),
        looks(SMALL.marker),
        f"{series.key}-small",
        series.title,
        summary(series),
        variation_icon(series),
        assurance_icon(series),
    )


def poster_svg(series: Series) -> SafeString:
    """A drawing that stands alone: title, sentences, legend and reasons are in the picture."""
    return _print("poster", poster(series), looks(WIDE.marker), module="poster.svg.jinja")


def _print(macro: str, *arguments: Any, module: str = "spc.svg.jinja") -> SafeString:
    printed = getattr(_template(module).module, macro)(*arguments)
    return mark_safe(printed)  # noqa: S308  the macro has escaped what it was given


@lru_cache(4)
def _template(name: str) -> Any:
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return environment.get_template(f"challenges/charts/{name}")
