"""A chart that stands alone, as a file has to: with its title, sentences, legend and reasons."""

import textwrap
from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenges.charts.amounts import when
from challenges.charts.axes import LETTER
from challenges.charts.drawing import Drawing
from challenges.charts.icons import assurance_icon, variation_icon
from challenges.charts.layouts import WIDE
from challenges.charts.legends import Entry, legend
from challenges.charts.placing import draw
from challenges.charts.series import Series
from challenges.charts.tables import table
from challenges.charts.words import assurance, summary

WIDTH = 820
MARGIN = 30
TITLE, TEXT = 22, 15
LINE = 1.4  # times the size of the letters
ICON = 40


@dataclass(frozen=True)
class Line:
    y: float
    text: str
    size: float
    is_bold: bool = False


@dataclass(frozen=True)
class PlacedEntry:
    x: float
    y: float
    entry: Entry


@dataclass(frozen=True)
class Poster:
    title: str
    summary: str
    width: float
    height: float
    margin: float
    lines: tuple[Line, ...]
    variation: str
    assurance: str
    drawing_top: float
    drawing: Drawing
    legend: tuple[PlacedEntry, ...]


def poster(series: Series) -> Poster:
    rows = table(series)
    said = summary(series)
    icons = [icon for icon in (variation_icon(series), assurance_icon(series)) if icon]
    across = WIDTH - 2 * MARGIN
    beside_icons = across - len(icons) * (ICON + 8)
    lines, y = _lines([(series.title, TITLE, True)], MARGIN, beside_icons)
    more, y = _lines([(text, TEXT, False) for text in (said, assurance(series)) if text], y + 4, across)
    top = max(y + 12, MARGIN + ICON + 12)
    drawing = draw(series, rows, WIDE)
    entries, y = _legend(legend(series, rows), top + WIDE.height + 24)
    notes, y = _lines([(text, TEXT - 1, False) for text in _notes(series, drawing)], y + 8, across)
    return Poster(
        title=series.title,
        summary=said,
        width=WIDTH,
        height=round(y + MARGIN - 8),
        margin=MARGIN,
        lines=(*lines, *more, *notes),
        variation=variation_icon(series),
        assurance=assurance_icon(series),
        drawing_top=top,
        drawing=drawing,
        legend=entries,
    )


def _notes(series: Series, drawing: Drawing) -> list[str]:
    """What the numbers and flags in the drawing stand for."""
    steps = [
        _("%(number)s. Step change, %(when)s: %(reason)s")
        % {"number": number, "when": when(series, change.on), "reason": change.reason}
        for number, change in series.numbered_steps
    ]
    return steps + [flag.name for flag in drawing.flags]


def _lines(texts: list[tuple[str, float, bool]], top: float, width: float) -> tuple[list[Line], float]:
    """The texts broken into lines one below another, and where they end."""
    lines = []
    y = top
    for text, size, is_bold in texts:
        letters = int(width / (size * LETTER * (1.04 if is_bold else 0.94)))
        for part in textwrap.wrap(text, letters, break_on_hyphens=False):
            y += size * LINE
            lines.append(Line(round(y - size * (LINE - 1), 1), part, size, is_bold))
        y += 4
    return lines, y


def _legend(entries: tuple[Entry, ...], top: float) -> tuple[tuple[PlacedEntry, ...], float]:
    placed = []
    x, y = float(MARGIN), top
    for entry in entries:
        wide = 34 + len(entry.words) * TEXT * 0.47 + 22
        if x + wide > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y + 26
        placed.append(PlacedEntry(round(x, 1), y, entry))
        x += wide
    return tuple(placed), y + 14
