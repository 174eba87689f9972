"""The rules on series made for them, the refusals, and what must hold for any series."""

import math
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.spc import SpcError, XmrChart, run_chart, xmr
from deploy.local.paths import ROOT

START = date(2026, 1, 5)


def _weeks(count: int) -> list[date]:
    return [START + timedelta(weeks=number) for number in range(count)]


def _chart(values: list, **options) -> XmrChart:
    options.setdefault("improvement_direction", "increase")
    return xmr(values, dates=options.pop("dates", _weeks(len(values))), **options)


def _flagged(values: list, label: str, **options) -> list[int]:
    points = _chart(values, **options).points
    return [place for place, point in enumerate(points) if label in point.special_cause_type]


# --- rules


def _wide(run: list) -> list:
    """The run amid readings so far apart that no limit is near it."""
    return [*run, *[0, 100] * 8]


def test_trend_needs_seven_points() -> None:
    assert _flagged(_wide([40, 41, 42, 43, 44, 45, 39.5]), "Trend") == []
    assert _flagged(_wide([40, 41, 42, 43, 44, 45, 46]), "7 Point Trend (Increasing)") == list(range(7))


def test_trend_of_six_counts_where_a_programme_says_so() -> None:
    values = _wide([40, 41, 42, 43, 44, 45, 39.5])

    assert _flagged(values, "6 Point Trend (Increasing)", run_length=6) == list(range(6))


def test_trend_is_broken_by_a_repeated_value() -> None:
    assert _flagged(_wide([40, 41, 42, 43, 43, 44, 45, 46]), "Trend") == []


def test_trend_is_broken_by_a_missing_value() -> None:
    assert _flagged(_wide([40, 41, 42, None, 43, 44, 45, 46]), "Trend") == []


def test_shift_needs_seven_points_on_one_side() -> None:
    six, seven = [61, 60] * 3, [61, 60] * 3 + [61]

    assert _flagged([100, 0, *six, *[0, 100] * 6], "7 Points Above") == []
    assert _flagged([100, 0, *seven, *[0, 100] * 6], "7 Points Above") == list(range(2, 9))
    assert _flagged([0, 100, 0, *six, *[0, 100] * 6], "6 Points Above", run_length=6) == list(range(3, 9))


def test_shift_is_broken_by_a_missing_value() -> None:
    values = [100, 0, 61, 60, 61, None, 60, 61, 60, *[0, 100] * 6]

    assert _flagged(values, "Points Above") == []


def test_no_run_crosses_a_step_change() -> None:
    values = [100, 0, *[61, 60] * 4, *[0, 100] * 6]
    days = _weeks(len(values))

    assert _flagged(values, "Points Above", dates=days)
    assert not _flagged(values, "Points Above", dates=days, step_changes=[days[6]])


def test_point_on_a_limit_is_not_outside() -> None:
    values = [0, 1] * 6  # mean 0.5, moving ranges all 1
    limit = 0.5 + 2.66

    chart = _chart([*values, limit], fix_after=12)
    beyond = _chart([*values, math.nextafter(limit, 10)], fix_after=12)

    assert chart.segments[0].upl == limit
    assert chart.points[-1].outside_limits is False
    assert beyond.points[-1].special_cause_type == "Above UCL"


def test_moving_range_does_not_bridge_a_gap() -> None:
    assert _chart([1, 2, None, 90, 91]).segments[0].moving_range_mean == 1


def test_screening_leaves_out_large_moving_ranges_once() -> None:
    values = [10, 11] * 8 + [40] + [10, 11] * 4

    plain, screened = _chart(values), _chart(values, screen_outliers=True)

    assert screened.segments[0].moving_range_mean == 1
    assert plain.segments[0].moving_range_mean == pytest.approx(81 / 24)
    assert plain.segments[0].mean == screened.segments[0].mean


@pytest.mark.parametrize("value", [0.1, 0.7, 99.2, 1 / 3, 1e-9, 123456789.123])
@pytest.mark.parametrize("count", [7, 21, 24])
def test_constant_series_is_its_own_mean(value: float, count: int) -> None:
    chart = _chart([value] * count)

    assert chart.segments[0].mean == value
    assert {point.point_type for point in chart.points} == {"common_cause"}


def test_mean_is_that_of_the_decimals_people_typed() -> None:
    values = [0.98, 1.18, 1.15, 0.16, 0.78, 0.29, 1.23, 0.81, 0.8, 0.72]  # their floats add up to less

    chart = _chart(values)

    assert chart.segments[0].mean == 0.81
    assert chart.points[7].relative_to_mean == 0


def test_two_of_three_counts_points_outside_when_asked() -> None:
    values = [0, 1] * 6 + [0.6, 2.5, 4]  # near limit 2.27, limit 3.16

    assert _flagged(values, "2 in 3", fix_after=12) == []
    assert _flagged(values, "2 in 3", fix_after=12, two_of_three_counts_outside=True) == [13]


@pytest.mark.parametrize(
    ("direction", "target", "icon"),
    [
        ("increase", 10, "fail"),
        ("increase", -10, "pass"),
        ("decrease", 10, "pass"),
        ("decrease", -10, "fail"),
        ("increase", 0.5, "inconsistent"),
        ("increase", 0.5 + 2.66, "inconsistent"),
        ("neutral", 10, None),
        ("increase", None, None),
        ("decrease", 0, "inconsistent"),
    ],
)
def test_assurance_sets_target_against_limits(direction: str, target: float | None, icon: str | None) -> None:
    chart = _chart([0, 1] * 10, improvement_direction=direction, target=target)

    assert chart.assurance_icon == icon


def test_arithmetic_needs_no_django() -> None:
    program = "import sys, challenges.spc; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


# --- refusals


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"dates": [START, START, START]}, "two values for 5 January 2026"),
        ({"dates": [START]}, "3 values and 1 dates"),
        ({"dates": [START, "tomorrow", START]}, "cannot be put in order"),
        ({"step_changes": [date(2026, 3, 1)]}, "step change on 1 March 2026"),
        ({"fix_after": 11}, "12 or more"),
        ({"fix_after": 12.5}, "12 or more"),
        ({"run_length": 1}, "3 or more"),
        ({"improvement_direction": "up"}, "increase, decrease, neutral"),
        ({"target": math.nan}, "The target"),
    ],
)
def test_options_that_make_no_chart_are_refused_in_a_sentence(options: dict, sentence: str) -> None:
    with pytest.raises(SpcError, match=sentence):
        _chart([1, 2, 3], **options)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "5", True, Decimal("NaN"), 10**400])
def test_value_that_is_no_number_is_refused_with_its_date(value: object) -> None:
    for chart in (_chart, lambda values: run_chart(values, dates=_weeks(3))):
        with pytest.raises(SpcError, match="12 January 2026"):
            chart([1, value, 3])


# --- any series

numbers = st.one_of(
    st.none(),
    st.integers(-1000, 1000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-100, 100, places=2),
)
series = st.lists(numbers, max_size=60)
steady = st.lists(st.one_of(st.none(), st.integers(-50, 50)), max_size=60)
options = st.fixed_dictionaries(
    {},
    optional={
        "improvement_direction": st.sampled_from(["increase", "decrease", "neutral"]),
        "target": st.integers(-50, 50),
        "fix_after": st.integers(12, 40),
        "screen_outliers": st.booleans(),
        "run_length": st.integers(3, 8),
        "two_of_three_counts_outside": st.booleans(),
    },
)


@given(series, options, st.data())
def test_any_series_makes_a_chart(values: list, chosen: dict, data: st.DataObject) -> None:
    days = _weeks(len(values))
    steps = data.draw(st.lists(st.sampled_from(days), max_size=3)) if days else []

    chart = _chart(values, step_changes=steps, **chosen)
    run = run_chart(values, dates=days, step_changes=steps, fix_after=chosen.get("fix_after"))

    assert [point.date for point in chart.points] == [point.date for point in run.points] == days
    assert len(chart.segments) == len(run.segments) == len({days[0], *steps}) if days else not chart.segments
    assert sum(segment.n_points for segment in chart.segments) == len(values)
    for segment in chart.segments:
        if segment.lpl is not None:
            assert segment.lpl <= segment.near_lpl <= segment.mean <= segment.near_upl <= segment.upl


@given(steady, options)
def test_order_of_the_readings_makes_no_difference(values: list, chosen: dict) -> None:
    days = _weeks(len(values))

    backwards = _chart(values[::-1], dates=days[::-1], **chosen)

    assert backwards == _chart(values, dates=days, **chosen)


@given(steady, st.integers(-1000, 1000), st.sampled_from([1, 2, 4, 1024]))
def test_shifted_and_scaled_series_stands_out_at_the_same_points(values: list, more: int, times: int) -> None:
    changed = [None if value is None else value * times + more for value in values]

    before, after = _chart(values), _chart(changed)

    assert [point.special_cause_type for point in before.points] == [
        point.special_cause_type for point in after.points
    ]
    for old, new in zip(before.segments, after.segments, strict=True):
        if old.upl is not None:
            assert new.mean == pytest.approx(old.mean * times + more)
            assert new.upl - new.lpl == pytest.approx((old.upl - old.lpl) * times)


@given(steady)
def test_limits_lie_as_far_below_the_mean_as_above(values: list) -> None:
    for segment in _chart(values).segments:
        if segment.upl is not None:
            reach = 2.66 * segment.moving_range_mean
            assert segment.upl - segment.mean == pytest.approx(reach)
            assert segment.mean - segment.lpl == pytest.approx(reach)
            assert segment.near_upl - segment.mean == pytest.approx(reach * 2 / 3)
            assert segment.mean - segment.near_lpl == pytest.approx(reach * 2 / 3)


@given(steady)
def test_mirrored_series_is_its_mirror_image(values: list) -> None:
    mirrored = [None if value is None else -value for value in values]

    up, down = _chart(values), _chart(mirrored, improvement_direction="decrease")

    assert [point.point_type for point in up.points] == [point.point_type for point in down.points]


@given(steady)
def test_run_chart_counts_only_points_off_the_median(values: list) -> None:
    for segment in run_chart(values, dates=_weeks(len(values))).segments:
        known = [value for value in values if value is not None]
        assert segment.n_useful == sum(value != segment.median for value in known)
        if segment.n_useful:
            assert segment.longest_run + segment.n_crossings <= segment.n_useful
