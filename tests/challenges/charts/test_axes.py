from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.charts.axes import LETTER, date_ticks, value_axis


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([2, 97], [0, 20, 40, 60, 80, 100]),
        ([986, 12502], [0, 2500, 5000, 7500, 10000, 12500, 15000]),
        ([0.11, 0.19], [0.1, 0.12, 0.14, 0.16, 0.18, 0.2]),
        ([0, 0], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([-5, 5], [-6, -4, -2, 0, 2, 4, 6]),
    ],
)
def test_value_axis_has_round_numbers(values: list[float], ticks: list[float]) -> None:
    assert list(value_axis(values, 6).ticks) == pytest.approx(ticks)


def test_percentages_stop_at_100_unless_a_limit_goes_beyond() -> None:
    assert value_axis([80, 100], 5, 100).high == 100
    assert value_axis([80, 104], 5, 100).high > 104


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20))
def test_value_axis_holds_every_value(values: list[float]) -> None:
    axis = value_axis(values, 6)

    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 10
    if max(map(abs, values)) < 1e299:
        assert axis.low <= min(values)
        assert axis.high >= max(values)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 20_000), st.sampled_from([200, 300, 640]))
def test_labels_of_dates_never_touch(first: date, days: int, width: int) -> None:
    font = 14
    scale = width / days
    ticks = date_ticks(first, first + timedelta(days=days), pixels_a_day=scale, font=font)

    assert ticks
    for one, other in pairwise(ticks):
        apart = (other.on - one.on).days * scale
        assert apart > (len(one.text) + len(other.text)) / 2 * LETTER * font
        if one.year and other.year:
            assert apart > 4 * LETTER * font


def test_year_is_told_at_its_first_label() -> None:
    ticks = date_ticks(
        date(2025, 11, 1), date(2026, 4, 1), pixels_a_day=4, font=14, readings=[date(2025, 11, 1)]
    )

    assert [(tick.text, tick.year) for tick in ticks] == [
        ("Nov", "2025"), ("Dec", ""), ("Jan", "2026"), ("Feb", ""), ("Mar", ""), ("Apr", ""),
    ]  # fmt: skip


def test_month_is_labelled_at_its_reading() -> None:
    readings = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]

    ticks = date_ticks(readings[0], readings[-1], pixels_a_day=5, font=14, readings=readings)

    assert [(tick.on, tick.text) for tick in ticks] == list(zip(readings, ["Jan", "Feb", "Mar"], strict=True))
