"""The special-cause rules, each on the points of one segment (rules of NHSRplotthedots).

`sides` are 1 above the mean, -1 below it, 0 on it, None where there is no value. All comparisons are
strict. No rule looks past a segment, and none past a missing value.
"""

from collections.abc import Sequence
from itertools import pairwise

COMMON_CAUSE = "Common Cause"
Signs = Sequence[int | None]


def labels(
    values: Sequence[float | None],
    *,
    sides: Signs,
    outside: Sequence[bool | None],
    near: Sequence[bool | None],
    run_length: int,
    two_of_three_counts_outside: bool,
) -> tuple[tuple[str, int], ...]:
    """For each point the one label it gets and whether that is high (1), low (-1) or neither (0).

    Where several rules flag a point: outside the limits, then trend, then two of three, then shift.
    """
    beyond = [
        bool(is_near or (two_of_three_counts_outside and is_outside))
        for is_near, is_outside in zip(near, outside, strict=True)
    ]
    trends = _trends(values, run_length)
    pairs = _two_of_three(sides, beyond)
    shifts = _shifts(sides, run_length)
    found = []
    for place, side in enumerate(sides):
        if outside[place] and side:
            found.append(("Above UCL" if side > 0 else "Below LCL", side))
        elif way := trends[place]:
            found.append((f"{run_length} Point Trend ({'Increasing' if way > 0 else 'Decreasing'})", way))
        elif pairs[place] and side:
            found.append((f"2 in 3 {_where(side)}", side))
        elif shifts[place] and side:
            found.append((f"{run_length} Points {_where(side)}", side))
        else:
            found.append((COMMON_CAUSE, 0))
    return tuple(found)


def _where(side: int) -> str:
    return "Above CL" if side > 0 else "Below CL"


def _runs(signs: Signs, at_least: int) -> list[range]:
    """The stretches of one sign, neither 0 nor None, that are long enough."""
    found = []
    start = 0
    for place in range(1, len(signs) + 1):
        if place == len(signs) or signs[place] != signs[start]:
            if signs[start] and place - start >= at_least:
                found.append(range(start, place))
            start = place
    return found


def _shifts(sides: Signs, run_length: int) -> list[bool]:
    """`run_length` points in a row on one side; a point on the mean breaks the run."""
    flagged = [False] * len(sides)
    for run in _runs(sides, run_length):
        for place in run:
            flagged[place] = True
    return flagged


def _trends(values: Sequence[float | None], run_length: int) -> list[int]:
    """1 or -1 for points of a trend: `run_length` points, so one step fewer, all up or all down.

    The direction is NHSRplotthedots': that of the step to the next point if that is in a trend too, else
    that of the step before. So a peak between a rise and a fall goes with the fall, and where one trend
    ends right before another begins, the last point of the first takes the sign of the jump between them.
    """
    steps = [
        None if earlier is None or later is None else (later > earlier) - (later < earlier)
        for earlier, later in pairwise(values)
    ]
    flagged = [False] * len(values)
    for run in _runs(steps, run_length - 1):
        for place in range(run.start, run.stop + 1):
            flagged[place] = True
    ways = []
    for place, in_trend in enumerate(flagged):
        onwards = place + 1 < len(flagged) and flagged[place + 1] and steps[place]
        ways.append((onwards or steps[place - 1] or 0) if in_trend else 0)
    return ways


def _two_of_three(sides: Signs, beyond: Sequence[bool]) -> list[bool]:
    """Points beyond two sigma in a window of three on one side of the mean that holds at least two such."""
    flagged = [False] * len(sides)
    for start in range(len(sides) - 2):
        window = range(start, start + 3)
        side = sides[start]
        if side and all(sides[place] == side for place in window):
            those = [place for place in window if beyond[place]]
            if len(those) >= 2:
                for place in those:
                    flagged[place] = True
    return flagged
