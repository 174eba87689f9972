"""The arithmetic against the reference implementations in R, case by case."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from challenges.spc import SpcError, run_chart, xmr
from challenges.spc.run_charts import longest_run_max, n_crossings_min

CASES = Path(__file__).resolve().parents[3] / "shared" / "spc" / "cases.json"
LISTS = ("relative_to_mean", "outside_limits", "close_to_limits", "special_cause_type", "point_type")


def _read() -> dict[str, Any]:
    if not CASES.exists():
        assert not os.environ.get("CI"), f"{CASES} is missing"
        return {"cases": [], "anhoej_limits": []}
    return json.loads(CASES.read_text())


REFERENCE = _read()
BY_ID = {case["id"]: case for case in REFERENCE["cases"]}
pytestmark = pytest.mark.skipif(not BY_ID, reason=f"THE REFERENCE CASES ARE MISSING: {CASES}")


def _xmr_cases() -> Iterator[Any]:
    """Where R stops although the readings are in order, the derived answers hold."""
    for name, case in BY_ID.items():
        for key in ("xmr_screened", "xmr_unscreened"):
            expected = case["expected"][key]
            if "r_error" in expected and "derived_where_r_fails" in case:
                expected = case["derived_where_r_fails"][key]
                limits = {fact: expected[fact] for fact in ("mean", "lpl", "upl")}
                expected = {**expected, "segments": [limits]}
            if "r_error" not in expected:
                yield pytest.param(case["input"], expected, key == "xmr_screened", id=f"{name}-{key}")


def _days(texts: list[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def _options(given: dict[str, Any]) -> dict[str, Any]:
    """R ignores step changes that match no point; we refuse them, so they are left out."""
    days = _days(given["dates"])
    steps = [day for day in _days(given["rebase_dates"]) if day in days]
    return {"dates": days, "step_changes": steps, "fix_after": given["fix_after_n_points"]}


def _xmr(given: dict[str, Any], **options: Any):
    return xmr(
        given["values"],
        improvement_direction=given["improvement_direction"],
        target=given["target"],
        **{**_options(given), **options},
    )


def _assert_segments(segments: tuple, expected: list[dict[str, Any]]) -> None:
    assert len(segments) == len(expected)
    for segment, facts in zip(segments, expected, strict=True):
        for name, fact in facts.items():
            found = getattr(segment, name)
            if isinstance(fact, float):
                assert found == pytest.approx(fact, rel=1e-9, abs=0), name
            else:
                assert found == fact, name


@pytest.mark.parametrize(("given", "expected", "screened"), list(_xmr_cases()))
def test_xmr_agrees_with_the_reference(
    given: dict[str, Any], expected: dict[str, Any], screened: bool
) -> None:
    chart = _xmr(given, screen_outliers=screened)

    _assert_segments(chart.segments, expected["segments"])
    for name in LISTS:
        if name in expected:
            assert [getattr(point, name) for point in chart.points] == expected[name], name
    assert chart.variation_icon == expected["variation_icon"]
    assert chart.assurance_icon == expected["assurance_icon"]
    assert [point.date for point in chart.points] == sorted(_days(given["dates"]))


@pytest.mark.parametrize("name", list(BY_ID))
def test_run_chart_agrees_with_the_reference(name: str) -> None:
    case = BY_ID[name]
    expected = case["expected"]["run_chart"]["segments"]

    chart = run_chart(case["input"]["values"], **_options(case["input"]))

    _assert_segments(chart.segments, expected)
    assert chart.signal is any(segment["signal"] for segment in expected)


@pytest.mark.parametrize("screened", [True, False])
def test_fixing_after_11_points_is_refused_as_by_the_reference(screened: bool) -> None:
    with pytest.raises(SpcError, match="12 or more"):
        _xmr(BY_ID["fix-11-error"]["input"], screen_outliers=screened)


def test_step_change_without_a_point_is_named_where_the_reference_ignores_it() -> None:
    given = BY_ID["rebase-date-not-in-data"]["input"]

    with pytest.raises(SpcError, match="no point with that date") as refused:
        _xmr(given, step_changes=_days(given["rebase_dates"]))

    (missing,) = set(_days(given["rebase_dates"])) - set(_days(given["dates"]))
    assert f"{missing.day} {missing:%B %Y}" in str(refused.value)


@pytest.mark.parametrize("name", [name for name, case in BY_ID.items() if "variant_mdc_2023" in case])
def test_two_of_three_with_points_outside_agrees_with_the_2023_variant(name: str) -> None:
    """That variant also lets improvement win where two rules disagree and keeps each trend's own direction;
    the points where this matters are left out, for we follow NHSRplotthedots in both."""
    case = BY_ID[name]
    variant = case["variant_mdc_2023"]
    undecided = set(variant["conflicting_points"])
    if name.startswith("trend-adjacent-quirk"):
        undecided |= set(variant["points_that_differ_from_xmr_unscreened"])

    chart = _xmr(case["input"], two_of_three_counts_outside=True)

    found = [point.point_type for point in chart.points]
    for place, expected in enumerate(variant["point_type"]):
        if place not in undecided:
            assert found[place] == expected, place


@pytest.mark.parametrize("row", REFERENCE["anhoej_limits"], ids=lambda row: row["n_useful"])
def test_anhoej_limits_agree_with_the_reference(row: dict[str, int]) -> None:
    assert longest_run_max(row["n_useful"]) == row["longest_run_max"]
    assert n_crossings_min(row["n_useful"]) == row["n_crossings_min"]
