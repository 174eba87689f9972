"""Everything a page shows of one series, worked out once."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from challenges.charts.guidance import Note, guidance
from challenges.charts.icons import assurance_icon, icon_words, variation_icon
from challenges.charts.layouts import WIDE
from challenges.charts.legends import Entry, legend
from challenges.charts.looks import Look, looks
from challenges.charts.rendering import chart_svg, narrow_svg, small_svg
from challenges.charts.series import Series
from challenges.charts.tables import Row, table
from challenges.charts.words import assurance, summary


@dataclass(frozen=True)
class Icon:
    """`name` is that of challenges.spc, `words` what it says."""

    name: str
    words: str


@dataclass(frozen=True)
class Figure:
    """For the macro `chart` of figure.jinja: the drawing in two widths; CSS shows the one that fits."""

    series: Series
    wide: SafeString
    narrow: SafeString
    summary: str
    assurance: str  # empty without a target
    icons: tuple[Icon, ...]
    notes: tuple[Note, ...]
    legend: tuple[Entry, ...]
    looks: dict[str, Look]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class SmallFigure:
    """For the macro `small_charts`: one of a family of measures."""

    series: Series
    drawing: SafeString  # empty without readings
    summary: str
    icons: tuple[Icon, ...]


def figure(series: Series) -> Figure:
    rows = table(series)
    return Figure(
        series=series,
        wide=chart_svg(series, rows=rows),
        narrow=narrow_svg(series, rows=rows),
        summary=summary(series),
        assurance=assurance(series),
        icons=_icons(series),
        notes=guidance(series),
        legend=legend(series, rows),
        looks=dict(looks(WIDE.marker)),
        rows=rows,
    )


def small_figure(series: Series) -> SmallFigure:
    has_readings = any(reading.value is not None for reading in series.readings)
    drawing = small_svg(series) if has_readings else SafeString("")
    return SmallFigure(series, drawing, summary(series), _icons(series))


def _icons(series: Series) -> tuple[Icon, ...]:
    names = (variation_icon(series), assurance_icon(series))
    return tuple(Icon(name, icon_words(name)) for name in names if name)
