"""XmR charts: each point judged against the mean and limits of its segment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from challenges.spc.limits import Segment, segment
from challenges.spc.readings import SpcError, finite, in_date_order, segments_of, whole_number
from challenges.spc.special_causes import labels

DIRECTIONS = {"increase": 1, "decrease": -1, "neutral": 0}
LEAST_FIXED = 12
LEAST_RUN = 3
COMMON = "common_cause"


@dataclass(frozen=True)
class Point:
    """One date. `relative_to_mean` is 1, 0 or -1; it and the two limit facts are None where undefined.

    `special_cause_type` is one of "Above UCL", "Below LCL", "7 Point Trend (Increasing)" or "(Decreasing)",
    "2 in 3 Above CL" or "Below CL", "7 Points Above CL" or "Below CL" (with the run length asked for) and
    "Common Cause". `point_type` is "common_cause", "special_cause_improvement", "special_cause_concern",
    "special_cause_neutral_high" or "special_cause_neutral_low".
    """

    date: date
    value: float | None
    segment: int  # place in the chart's segments
    relative_to_mean: int | None
    outside_limits: bool | None
    close_to_limits: bool | None
    special_cause_type: str
    point_type: str


@dataclass(frozen=True)
class XmrChart:
    """`segments` in order, `points` one per date in date order; both empty without input.

    `variation_icon` speaks of the last point: "common_cause" or "improvement", "concern" or "neutral" with
    "_high" or "_low". `assurance_icon` sets the target against the limits of the last segment: "pass",
    "fail" or "inconsistent"; None without a target or where neither direction is an improvement.
    """

    segments: tuple[Segment, ...]
    points: tuple[Point, ...]
    variation_icon: str
    assurance_icon: str | None


def xmr(
    values: Sequence[float | None],
    *,
    dates: Sequence[date],
    improvement_direction: str,
    target: float | None = None,
    step_changes: Iterable[date] = (),
    fix_after: int | None = None,
    screen_outliers: bool = False,
    run_length: int = 7,
    two_of_three_counts_outside: bool = False,
) -> XmrChart:
    """The XmR chart of a series; `improvement_direction` is "increase", "decrease" or "neutral".

    `step_changes`: dates of points at which a new segment begins. `fix_after`: only the first so many
    points of each segment, at least 12, decide its mean and limits. `screen_outliers`: moving ranges of
    3.267 times their mean or more are left out once (the default of NHSRplotthedots, not of the Making Data
    Count spreadsheet). `run_length`: points of a shift or a trend. `two_of_three_counts_outside`: points
    beyond the limits count for two of three as well (Making Data Count since 2023).
    """
    if improvement_direction not in DIRECTIONS:
        raise SpcError(f"The improvement direction must be one of {', '.join(DIRECTIONS)}.")
    if target is not None:
        target = finite(target, "The target")
    if fix_after is not None:
        whole_number(fix_after, "The number of points after which limits are fixed", LEAST_FIXED)
    whole_number(run_length, "The number of points in a shift or trend", LEAST_RUN)
    known, days = in_date_order(values, dates)
    direction = DIRECTIONS[improvement_direction]
    segments: list[Segment] = []
    points: list[Point] = []
    for group, (start, stop) in enumerate(segments_of(days, step_changes)):
        part = known[start:stop]
        limits = segment(
            part, group=group, start_index=start, fix_after=fix_after, screen_outliers=screen_outliers
        )
        segments.append(limits)
        points += _judged(part, days[start:stop], limits, direction, run_length, two_of_three_counts_outside)
    return XmrChart(
        segments=tuple(segments),
        points=tuple(points),
        variation_icon=_variation(points[-1].point_type, direction) if points else COMMON,
        assurance_icon=_assurance(target, segments[-1] if segments else None, direction),
    )


def _judged(
    values: Sequence[float | None],
    days: Sequence[date],
    limits: Segment,
    direction: int,
    run_length: int,
    two_of_three_counts_outside: bool,
) -> list[Point]:
    """The points of one segment. Shifts and trends are found without limits too, as in NHSRplotthedots."""
    sides = [_side(value, limits.mean) for value in values]
    outside = [_beyond(value, limits.lpl, limits.upl) for value in values]
    near = [
        False if is_outside else _beyond(value, limits.near_lpl, limits.near_upl)
        for value, is_outside in zip(values, outside, strict=True)
    ]
    found = labels(
        values,
        sides=sides,
        outside=outside,
        near=near,
        run_length=run_length,
        two_of_three_counts_outside=two_of_three_counts_outside,
    )
    return [
        Point(day, value, limits.group, side, is_outside, is_near, label, _type(high, direction))
        for day, value, side, is_outside, is_near, (label, high) in zip(
            days, values, sides, outside, near, found, strict=True
        )
    ]


def _side(value: float | None, mean: float | None) -> int | None:
    return None if value is None or mean is None else (value > mean) - (value < mean)


def _beyond(value: float | None, lower: float | None, upper: float | None) -> bool | None:
    if value is None or lower is None or upper is None:
        return None
    return value < lower or value > upper


def _type(high: int, direction: int) -> str:
    if not high:
        return COMMON
    if not direction:
        return f"special_cause_neutral_{'high' if high > 0 else 'low'}"
    return f"special_cause_{'improvement' if high == direction else 'concern'}"


def _variation(point_type: str, direction: int) -> str:
    """An improvement is high where an increase is good; a concern is then low."""
    kind = point_type.removeprefix("special_cause_")
    if kind == "improvement":
        return f"{kind}_{'high' if direction > 0 else 'low'}"
    if kind == "concern":
        return f"{kind}_{'low' if direction > 0 else 'high'}"
    return kind


def _assurance(target: float | None, last: Segment | None, direction: int) -> str | None:
    """Strict comparisons: a target on a limit, as one without limits, is "inconsistent"."""
    if target is None or not direction:
        return None
    beyond = 0
    if last and last.upl is not None and last.lpl is not None:
        beyond = (target > last.upl) - (target < last.lpl)
    return {0: "inconsistent", direction: "fail", -direction: "pass"}[beyond]
