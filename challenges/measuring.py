"""Measures as their charts need them, and when the next reading is due."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from challenges.charts import Figure, Mark, Series, figure, small_figure
from challenges.charts import Reading as Point
from challenges.charts import StepChange as Step
from challenges.charts.figures import SmallFigure
from challenges.models import Measure
from challenges.models.measure import Frequency
from fellowship.cohorts.models import Programme

PERIODS = {
    Frequency.DAILY: "day",
    Frequency.WEEKLY: "week",
    Frequency.FORTNIGHTLY: "fortnight",
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.IRREGULAR: "reading",
}
DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}
KEPT, KEPT_LARGE = 500, 50  # drawings, of some 10 and 100 kB each
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}


def next_due(frequency: str, last: dt.date) -> dt.date | None:
    """When the reading after that of `last` is due; None where readings are taken now and then."""
    if frequency in DAYS:
        return last + dt.timedelta(days=DAYS[Frequency(frequency)])
    if frequency not in MONTHS:
        return None
    year, month = divmod(last.year * 12 + last.month - 1 + MONTHS[Frequency(frequency)], 12)
    return dt.date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))


def series_of(
    measure: Measure,
    programme: Programme,
    *,
    points: Iterable[Point],
    steps: Iterable[Step],
    marks: Iterable[Mark] = (),
) -> Series:
    return Series(
        title=measure.name,
        readings=tuple(points),
        improvement_direction=measure.direction,
        unit=measure.unit,
        decimals=measure.decimals,
        frequency=PERIODS[Frequency(measure.frequency)],
        chart=measure.chart,
        target=None if measure.target is None else float(measure.target),
        target_by=measure.target_on,
        step_changes=tuple(steps),
        marks=tuple(marks),
        key=f"measure-{measure.pk}",
        fix_after=measure.fix_after,
        run_length=programme.run_length,
        two_of_three_counts_outside=programme.two_of_three_counts_outside,
    )


def series_of_all(measures: Sequence[Measure], programme: Programme) -> list[Series]:
    """In one query, however many there are; without notes and marks."""
    told = _told([measure.pk for measure in measures])
    return [
        series_of(measure, programme, points=_points(told[measure.pk].points), steps=told[measure.pk].steps)
        for measure in measures
    ]


def figure_of(series: Series) -> Figure:
    return _figure(series, get_language())


@lru_cache(KEPT_LARGE)
def _figure(series: Series, language: str | None) -> Figure:
    """Everything the drawing depends on is in the arguments, so it is drawn anew only when that changes."""
    return figure(series)


def small_figures(measures: Sequence[Measure], programme: Programme) -> list[SmallFigure]:
    """Of a whole family, in one query; without notes and marks, which small drawings do not show."""
    told = _told([measure.pk for measure in measures])
    language = get_language()
    return [
        _small(
            series_of(measure, programme, points=(), steps=told[measure.pk].steps),
            told[measure.pk].points,
            language,
        )
        for measure in measures
    ]


@dataclass(frozen=True)
class _Told:
    """The readings of a measure in one text, which costs a fraction of as many rows, and its step changes."""

    points: str
    steps: tuple[Step, ...]


# By hand: the ORM takes longer to put this together than the database to answer it.
_TOLD = """
SELECT measure.id,
       (SELECT string_agg(day || ' ' || coalesce(value::text, ''), ';' ORDER BY day)
        FROM challenges_reading WHERE measure_id = measure.id),
       (SELECT array_agg(day ORDER BY day) FROM challenges_stepchange WHERE measure_id = measure.id),
       (SELECT array_agg(reason ORDER BY day) FROM challenges_stepchange WHERE measure_id = measure.id)
FROM unnest(%s::bigint[]) AS measure (id)"""


def _told(ids: list[int]) -> dict[int, _Told]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [ids])
        rows = cursor.fetchall()
    return {
        pk: _Told(points or "", tuple(map(Step, days or (), reasons or ())))
        for pk, points, days, reasons in rows
    }


@lru_cache(KEPT)
def _small(series: Series, told: str, language: str | None) -> SmallFigure:
    """Kept for the same reason, without its readings."""
    return replace(small_figure(replace(series, readings=_points(told))), series=series)


def _points(told: str) -> tuple[Point, ...]:
    days_and_values = (one.split(" ") for one in told.split(";") if told)
    return tuple(Point(dt.date.fromisoformat(day), _float(value or None)) for day, value in days_and_values)


def point_of(reading: Any) -> Point:
    """`reading`: a Reading, or a row with the same names."""
    return Point(
        reading.day,
        _float(reading.value),
        _float(reading.numerator),
        _float(reading.denominator),
        reading.note,
    )


def _float(number: object) -> float | None:
    return None if number is None else float(number)  # type: ignore[arg-type]  # a Decimal
