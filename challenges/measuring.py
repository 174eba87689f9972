"""Measures as their charts need them, and when the next reading is due."""

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import get_language

from challenges.charts import Figure, Mark, Series, figure, small_figure
from challenges.charts import Reading as Point
from challenges.charts import StepChange as Step
from challenges.charts.figures import SmallFigure
from challenges.models import Measure, Reading, StepChange
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
    """In two queries, however many there are; without notes and marks."""
    ids = [measure.pk for measure in measures]
    told, steps = _told(ids), _steps(ids)
    return [
        series_of(measure, programme, points=_points(told.get(measure.pk, "")), steps=steps[measure.pk])
        for measure in measures
    ]


def figure_of(series: Series) -> Figure:
    return _figure(series, get_language())


@lru_cache(KEPT_LARGE)
def _figure(series: Series, language: str | None) -> Figure:
    """Everything the drawing depends on is in the arguments, so it is drawn anew only when that changes."""
    return figure(series)


def small_figures(measures: Sequence[Measure], programme: Programme) -> list[SmallFigure]:
    """Of a whole family, in two queries; without notes and marks, which small drawings do not show."""
    ids = [measure.pk for measure in measures]
    told, steps = _told(ids), _steps(ids)
    language = get_language()
    return [
        _small(
            series_of(measure, programme, points=(), steps=steps[measure.pk]),
            told.get(measure.pk, ""),
            language,
        )
        for measure in measures
    ]


def _told(ids: Collection[int]) -> dict[int, str]:
    """The readings of each measure in one text, which costs a fraction of as many rows."""
    text: TextField = TextField()
    day, value = Cast("day", text), Coalesce(Cast("value", text), Value(""), output_field=text)
    rows = Reading.objects.filter(measure__in=ids).order_by().values("measure")
    one = Concat(day, Value(" "), value, output_field=text)
    return dict(rows.annotate(told=StringAgg(one, ";", order_by="day")).values_list("measure", "told"))


@lru_cache(KEPT)
def _small(series: Series, told: str, language: str | None) -> SmallFigure:
    """Kept for the same reason, without its readings."""
    return replace(small_figure(replace(series, readings=_points(told))), series=series)


def _points(told: str) -> tuple[Point, ...]:
    days_and_values = (one.split(" ") for one in told.split(";") if told)
    return tuple(Point(dt.date.fromisoformat(day), _float(value or None)) for day, value in days_and_values)


def _steps(ids: Collection[int]) -> dict[int, list[Step]]:
    found = defaultdict(list)
    steps = StepChange.objects.filter(measure__in=ids)
    for measure, day, reason in steps.values_list("measure", "day", "reason"):
        found[measure].append(Step(day, reason))
    return found


def point_of(reading: Reading) -> Point:
    return Point(
        reading.day,
        _float(reading.value),
        _float(reading.numerator),
        _float(reading.denominator),
        reading.note,
    )


def _float(number: object) -> float | None:
    return None if number is None else float(number)  # type: ignore[arg-type]  # a Decimal
