"""The data behind a picture, row by row; the links in a drawing lead to these rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from challenges.charts.amounts import amount, bare_average, brief_amount, when
from challenges.charts.series import Reading, Series
from challenges.charts.words import COMMON, cause_words
from challenges.spc import Point, RunPoint, RunSegment, Segment


@dataclass(frozen=True)
class Row:
    """One reading. `cause` says why it stands out, empty where it does not; limits are None without any."""

    number: int  # from 1 by date
    id: str  # of the row on the page
    when: str
    amount: str  # with unit; empty where it is missing
    short_amount: str  # without a unit that is a word
    point_type: str  # as in challenges.spc; "common_cause" in a run chart
    cause: str
    reading: Reading
    segment: int  # from 1
    mean: float | None  # the median in a run chart
    lpl: float | None
    upl: float | None
    mean_words: str  # without a unit that is a word
    limits_words: tuple[str, str]

    @property
    def on(self) -> date:
        return self.reading.on

    @property
    def name(self) -> str:
        """“March 2026: 71 %, improvement: above the upper limit”"""
        return ", ".join(filter(None, [f"{self.when}: {self.amount or _('missing')}", self.cause]))


def table(series: Series) -> tuple[Row, ...]:
    """The rows in date order."""
    lines = [_lines(series, segment) for segment in series.result.segments]
    points: tuple[Point | RunPoint, ...] = series.result.points
    return tuple(
        _row(series, number, point, lines[point.segment]) for number, point in enumerate(points, start=1)
    )


def _lines(series: Series, segment: Segment | RunSegment) -> tuple[Any, ...]:
    if isinstance(segment, RunSegment):
        return segment.median, None, None, bare_average(series, segment.median), ("", "")
    return (
        segment.mean,
        segment.lpl,
        segment.upl,
        bare_average(series, segment.mean),
        (bare_average(series, segment.lpl), bare_average(series, segment.upl)),
    )


def _row(series: Series, number: int, point: Point | RunPoint, lines: tuple[Any, ...]) -> Row:
    return Row(
        number,
        f"{series.key}-reading-{number}",
        when(series, point.date),
        amount(series, point.value),
        brief_amount(series, point.value),
        point.point_type if isinstance(point, Point) else COMMON,
        cause_words(point),
        series.reading_on[point.date],
        point.segment + 1,
        *lines,
    )
