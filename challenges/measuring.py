"""Measures as their charts need them, and when the next reading is due."""

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import FloatField
from django.db.models.functions import Cast

from challenges.charts import Mark, Series
from challenges.charts import Reading as Point
from challenges.charts import StepChange as Step
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
    """In two queries, however many there are; without notes and marks, which small drawings do not show."""
    ids = [measure.pk for measure in measures]
    points, steps = _points(ids), _steps(ids)
    return [
        series_of(measure, programme, points=points[measure.pk], steps=steps[measure.pk])
        for measure in measures
    ]


def _points(ids: Collection[int]) -> dict[int, list[Point]]:
    """Plain numbers straight from the database: a family of measures has thousands."""
    found = defaultdict(list)
    rows = Reading.objects.filter(measure__in=ids).order_by("measure", "day")
    for measure, day, value in rows.values_list("measure", "day", Cast("value", FloatField())):
        found[measure].append(Point(day, value))
    return found


def _steps(ids: Collection[int]) -> dict[int, list[Step]]:
    found = defaultdict(list)
    for measure, day, reason in StepChange.objects.filter(measure__in=ids).values_list(
        "measure", "day", "reason"
    ):
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
