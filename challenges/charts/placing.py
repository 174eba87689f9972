"""From a series to coordinates."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from challenges.charts.amounts import brief, brief_average, brief_target, short_unit, with_unit
from challenges.charts.axes import LETTER, ValueAxis, date_ticks, value_axis
from challenges.charts.drawing import (
    Drawing,
    LastValue,
    LineName,
    PlacedPoint,
    Plot,
    Step,
    Stretch,
    Tick,
)
from challenges.charts.layouts import Layout
from challenges.charts.marks import flags
from challenges.charts.series import Mark, Series
from challenges.charts.tables import Row
from challenges.charts.words import COMMON

ROOM_BEYOND = 0.15  # of the period, for marks before the first or after the last reading
LANE = 22  # height of a row of flags
STEP_ROW = 24  # where step changes carry their number
ICONS = 58  # beside a small multiple: its last value and icons
MOST_PLAIN = 40  # points in a small drawing
NO_DAY = date(2000, 1, 1)


class _Across:
    """Dates to x."""

    def __init__(self, left: float, right: float, first: date, last: date) -> None:
        days = (last - first).days
        self._first = first
        self.pixels_a_day = (right - left) / days if days else 0.0
        self._left = left if days else (left + right) / 2

    def __call__(self, day: date) -> float:
        return round(self._left + (day - self._first).days * self.pixels_a_day, 1)


class _Up:
    """Values to y."""

    def __init__(self, top: float, bottom: float, axis: ValueAxis) -> None:
        self._bottom, self._axis = bottom, axis
        self._pixels = (bottom - top) / (axis.high - axis.low)

    def __call__(self, value: float) -> float:
        within = min(max(value, self._axis.low), self._axis.high)
        return round(self._bottom - (within - self._axis.low) * self._pixels, 1)


def draw(series: Series, rows: Sequence[Row], layout: Layout) -> Drawing:
    """Place everything; `rows` are those of `table(series)`, with the names and ids of the readings."""
    axis = value_axis(_values(series, rows), layout.value_steps, *([100.0] if series.unit == "%" else []))
    value_texts = [with_unit(brief(tick, axis.decimals), short_unit(series)) for tick in axis.ticks]
    names = _line_names(series, rows) if layout.names_lines else []
    left, right = _sides(layout, value_texts, [text for _value, _kind, text in names])
    first, last, marks = _period(series, rows, layout)
    across = _Across(left + layout.side, right - layout.side, first, last)
    shown = flags(marks, across)
    unit = "" if short_unit(series) or layout.is_plain else series.unit

    lanes = LANE * (max((flag.row for flag in shown), default=-1) + 1)
    top, bottom = _top_and_bottom(layout, bool(unit), bool(series.step_changes), lanes)
    up = _Up(top, bottom, axis)
    plot = Plot(left, top, right, bottom)
    points = _points(rows, across, up, layout)
    return Drawing(
        layout=layout,
        plot=plot,
        value_ticks=tuple(Tick(up(tick), text) for tick, text in zip(axis.ticks, value_texts, strict=True)),
        date_ticks=_date_ticks(series, rows, across, first, last, layout),
        stretches=_stretches(rows, across, up, plot),
        line=_line(rows, across, up),
        points=points,
        target=None if series.target is None else up(series.target),
        line_names=_apart([LineName(up(value), kind, text) for value, kind, text in names], layout, plot),
        steps=_steps(series, rows, across),
        flags=shown,
        labels_top=bottom + lanes + 5,
        unit=unit,
        last=_last(rows, points, layout, plot),
    )


def _values(series: Series, rows: Sequence[Row]) -> list[float]:
    found = [row.reading.value for row in rows] + [series.target]
    for row in rows:
        found += [row.mean, row.lpl, row.upl]
    return [float(value) for value in found if value is not None]


def _line_names(series: Series, rows: Sequence[Row]) -> list[tuple[float, str, str]]:
    """Value, kind and words of the lines that reach the right edge of the plot."""
    names = []
    if rows:
        last = rows[-1]
        average_name = _("Median %(value)s") if series.chart == "run" else _("Average %(value)s")
        for value, kind, name in (
            (last.upl, "limit", _("Upper limit %(value)s")),
            (last.mean, "mean", average_name),
            (last.lpl, "limit", _("Lower limit %(value)s")),
        ):
            if value is not None:
                names.append((value, kind, name % {"value": brief_average(series, value)}))
    if series.target is not None:
        text = _("Target %(value)s") % {"value": brief_target(series, series.target)}
        names.append((series.target, "target", text))
    return names


def _sides(layout: Layout, value_texts: Iterable[str], names: Iterable[str]) -> tuple[float, float]:
    """Left and right of the plot."""
    if layout.is_plain:
        return 2, layout.width - ICONS
    letter = LETTER * layout.font
    widest = max((len(text) for text in names), default=0)
    beside = widest * letter * 0.93 + 14 if widest else 6
    return max(len(text) for text in value_texts) * letter + 14, layout.width - beside


def _top_and_bottom(layout: Layout, tells_unit: bool, has_steps: bool, lanes: float) -> tuple[float, float]:
    if layout.is_plain:
        return 8, layout.height - 8
    top = 10 + (layout.font + 6 if tells_unit else 0) + (STEP_ROW if has_steps else 0)
    return top, layout.height - 2 * layout.font - 18 - lanes


def _period(series: Series, rows: Sequence[Row], layout: Layout) -> tuple[date, date, list[Mark]]:
    """The dates at the edges of the plot and the marks between them.

    Marks a little before the first or after the last reading widen it; the table has those further away.
    """
    if not rows:
        return NO_DAY, NO_DAY, []
    first, last = rows[0].on, rows[-1].on
    if layout.is_plain:
        return first, last, []
    beyond = timedelta(days=round((last - first).days * ROOM_BEYOND))
    marks = [mark for mark in series.marks if first - beyond <= mark.on <= last + beyond]
    days = [first, last, *(mark.on for mark in marks)]
    return min(days), max(days), marks


def _date_ticks(
    series: Series, rows: Sequence[Row], across: _Across, first: date, last: date, layout: Layout
) -> tuple[Tick, ...]:
    if layout.is_plain or not rows:
        return ()
    readings = [row.on for row in rows] if series.is_by_month else []
    ticks = date_ticks(first, last, pixels_a_day=across.pixels_a_day, font=layout.font, readings=readings)
    return tuple(Tick(across(tick.on), tick.text, tick.year) for tick in ticks)


def _stretches(rows: Sequence[Row], across: _Across, up: _Up, plot: Plot) -> tuple[Stretch, ...]:
    """Each segment reaches half way to the next one, the outer ones to the edges of the plot."""
    starts = [place for place, row in enumerate(rows) if not place or row.segment != rows[place - 1].segment]
    edges = [plot.left, *(_half_way(rows, start, across) for start in starts[1:]), plot.right]
    return tuple(
        Stretch(edges[place], edges[place + 1], *(_up(up, value) for value in _lines(rows[start])))
        for place, start in enumerate(starts)
    )


def _lines(row: Row) -> tuple[float | None, float | None, float | None]:
    return row.mean, row.lpl, row.upl


def _up(up: _Up, value: float | None) -> float | None:
    return None if value is None else up(value)


def _half_way(rows: Sequence[Row], place: int, across: _Across) -> float:
    return round((across(rows[place - 1].on) + across(rows[place].on)) / 2, 1)


def _steps(series: Series, rows: Sequence[Row], across: _Across) -> tuple[Step, ...]:
    """A step change on the first reading begins nothing and is not drawn."""
    places = {row.on: place for place, row in enumerate(rows)}
    return tuple(
        Step(_half_way(rows, places[change.on], across), number)
        for number, change in series.numbered_steps
        if places[change.on]
    )


def _line(rows: Sequence[Row], across: _Across, up: _Up) -> str:
    path = []
    pen = "M"
    for row in rows:
        if row.reading.value is None:
            pen = "M"
            continue
        path.append(f"{pen}{across(row.on):g} {up(row.reading.value):g}")
        pen = "L"
    return "".join(path)


def _points(rows: Sequence[Row], across: _Across, up: _Up, layout: Layout) -> tuple[PlacedPoint, ...]:
    """Known readings; in a crowded small drawing only those that say something, and the latest."""
    known = [row for row in rows if row.reading.value is not None]
    if layout.is_plain and len(known) > MOST_PLAIN:
        known = [row for row in known if row.point_type != COMMON or row is known[-1]]
    return tuple(
        PlacedPoint(across(row.on), up(row.reading.value or 0), row.point_type, row.name, f"#{row.id}")
        for row in known
    )


def _last(rows: Sequence[Row], points: Sequence[PlacedPoint], layout: Layout, plot: Plot) -> LastValue | None:
    """The latest value is written above its point, or below where the line comes from above."""
    if not points:
        return None
    text = next(row.short_amount for row in reversed(rows) if row.reading.value is not None)
    size = layout.font
    if layout.is_plain:
        size = round(min(size, (ICONS - 6) / (len(text) * LETTER)), 1)
    last = points[-1]
    x = last.x if layout.is_plain else min(last.x, plot.right - len(text) * size * LETTER / 2)
    above = last.y - layout.marker - 6
    below = last.y + layout.marker + layout.font + 2
    falls = len(points) > 1 and points[-2].y < last.y
    if (falls and below < plot.bottom) or above - layout.font < plot.top:
        return LastValue(round(x, 1), round(below, 1), text, size)
    return LastValue(round(x, 1), round(above, 1), text, size)


def _apart(names: list[LineName], layout: Layout, plot: Plot) -> tuple[LineName, ...]:
    """Names that would lie on each other are moved apart, from the top down and then back up."""
    gap = layout.font + 3
    placed = sorted(names, key=lambda name: name.y)
    ys = [name.y for name in placed]
    for place in range(1, len(ys)):
        ys[place] = max(ys[place], ys[place - 1] + gap)
    lowest = plot.bottom + gap / 2
    for place in range(len(ys) - 1, -1, -1):
        ys[place] = min(ys[place], lowest - gap * (len(ys) - 1 - place))
    return tuple(LineName(round(y, 1), name.kind, name.text) for y, name in zip(ys, placed, strict=True))
