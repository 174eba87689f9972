from collections.abc import Callable
from datetime import date

import pytest

from challenges.charts import Series, StepChange, guidance

Make = Callable[..., Series]


def kinds(series: Series) -> list[str]:
    return [note.kind for note in guidance(series)]


@pytest.mark.parametrize(
    ("count", "expected"), [(0, []), (1, ["few_readings"]), (12, ["few_readings"]), (13, [])]
)
def test_fewer_than_13_readings_are_provisional(series: Make, count: int, expected: list[str]) -> None:
    assert kinds(series(([72, 70] * 7)[:count], improvement_direction="neutral")) == expected


def test_run_chart_needs_ten_readings_and_has_no_limits(series: Make) -> None:
    (note,) = guidance(series([72, 70] * 4, chart="run"))

    assert note.kind == "few_readings"
    assert "imits" not in note.text
    assert guidance(series([72, 70] * 5, chart="run")) == ()


def test_short_segment_after_a_step_change_is_provisional(series: Make) -> None:
    steps = (StepChange(date(2025, 3, 1), "New rota"),)

    assert kinds(series([72, 70] * 13, step_changes=steps)) == ["short_segment"]
    assert kinds(series([72, 70] * 14, step_changes=steps)) == []


def test_two_good_readings_are_not_to_be_celebrated(series: Make) -> None:
    (note,) = guidance(series([72, 70] * 7 + [72, 73]))

    assert note.kind == "two_points"
    assert "The last 2 readings look good" in note.text
    assert "5 more" in note.text


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ([72, 70] * 7 + [72, 73], "decrease"),
        ([72, 70] * 7 + [72, 73], "neutral"),
        ([72, 70] * 7 + [72], "increase"),
        ([72, 70] * 7 + [72] * 7, "increase"),
    ],
)
def test_signal_bad_news_or_one_reading_needs_no_warning(series: Make, values: list, direction: str) -> None:
    assert "two_points" not in kinds(series(values, improvement_direction=direction))


@pytest.mark.parametrize(("cases", "unit", "expected"), [(9, "%", 1), (10, "%", 0), (9, "days", 0)])
def test_percentages_of_few_cases_get_a_warning(series: Make, cases: int, unit: str, expected: int) -> None:
    percentages = series([72, 70] * 7, unit=unit, denominators=[cases] * 14)

    assert kinds(percentages).count("tiny_denominators") == expected
