"""Series made for the charts: `series([60, 62, …], unit="%")` takes one value a month from January 2024."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from challenges.charts import Reading, Series


def make_series(values: list, **options) -> Series:
    every = options.pop("every", None)
    denominators = options.pop("denominators", [None] * len(values))
    first = date(2024, 1, 1)
    days = [
        first + timedelta(days=every * place) if every else date(2024 + place // 12, place % 12 + 1, 1)
        for place in range(len(values))
    ]
    readings = (
        Reading(day, value, None if value is None or of is None else round(value * of / 100), of)
        for day, value, of in zip(days, values, denominators, strict=True)
    )
    options.setdefault("title", "Patients seen within four hours")
    options.setdefault("improvement_direction", "increase")
    return Series(readings=tuple(readings), **options)


@pytest.fixture
def series() -> Callable[..., Series]:
    return make_series
