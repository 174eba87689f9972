"""Run charts with the Anhøj rules: an unusually long run, or unusually few crossings of the median."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from challenges.spc.readings import as_integers, in_date_order, segments_of, whole_number


@dataclass(frozen=True)
class RunSegment:
    """The stretch between two step changes: points `start_index` to `start_index + n_obs - 1`.

    Useful points are known and not on the median; without any, runs, crossings and their limits are None.
    """

    group: int  # 0 for the first segment
    start_index: int
    n_obs: int  # missing ones included
    n_useful: int
    median: float | None
    longest_run: int | None
    longest_run_max: int | None  # a longer one is a signal
    n_crossings: int | None
    n_crossings_min: int | None  # fewer are a signal
    long_run_signal: bool | None
    few_crossings_signal: bool | None
    signal: bool


@dataclass(frozen=True)
class RunPoint:
    """One date; `relative_to_median` is 1 above it, -1 below it, 0 on it, None where there is no value."""

    date: date
    value: float | None
    segment: int  # place in the chart's segments
    relative_to_median: int | None


@dataclass(frozen=True)
class RunChart:
    """`segments` in order, `points` one per date in date order; `signal` if any segment has one."""

    segments: tuple[RunSegment, ...]
    points: tuple[RunPoint, ...]
    signal: bool


def run_chart(
    values: Sequence[float | None],
    *,
    dates: Sequence[date],
    step_changes: Iterable[date] = (),
    fix_after: int | None = None,
) -> RunChart:
    """The run chart of a series; a new median begins at each point with the date of a step change.

    `fix_after`: only the first so many points of each segment decide its median. The least of 12 points
    belongs to XmR limits; here any number from 1 will do, as in qicharts2.
    """
    if fix_after is not None:
        whole_number(fix_after, "The number of points after which the median is fixed", 1)
    known, days = in_date_order(values, dates)
    segments: list[RunSegment] = []
    points: list[RunPoint] = []
    for group, (start, stop) in enumerate(segments_of(days, step_changes)):
        part = known[start:stop]
        median = _median(part[:fix_after])
        sides = [
            None if value is None or median is None else (value > median) - (value < median) for value in part
        ]
        segments.append(_segment(group, start, median, sides))
        points += [
            RunPoint(days[start + place], value, group, side)
            for place, (value, side) in enumerate(zip(part, sides, strict=True))
        ]
    return RunChart(tuple(segments), tuple(points), any(segment.signal for segment in segments))


def _median(values: Sequence[float | None]) -> float | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = known[(len(known) - 1) // 2 : len(known) // 2 + 1]
    numbers, denominator = as_integers(middle)
    return float(Fraction(sum(numbers), len(numbers) * denominator))


def _segment(group: int, start: int, median: float | None, sides: Sequence[int | None]) -> RunSegment:
    """Points on the median and missing ones are left out, and runs go on across them."""
    useful = [side for side in sides if side]
    longest = longest_max = crossings = crossings_min = None
    long_run = few_crossings = None
    if useful:
        runs = [len(list(run)) for _, run in groupby(useful)]
        longest, crossings = max(runs), len(runs) - 1
        longest_max, crossings_min = longest_run_max(len(useful)), n_crossings_min(len(useful))
        long_run, few_crossings = longest > longest_max, crossings < crossings_min
    return RunSegment(
        group=group,
        start_index=start,
        n_obs=len(sides),
        n_useful=len(useful),
        median=median,
        longest_run=longest,
        longest_run_max=longest_max,
        n_crossings=crossings,
        n_crossings_min=crossings_min,
        long_run_signal=long_run,
        few_crossings_signal=few_crossings,
        signal=bool(long_run or few_crossings),
    )


def longest_run_max(n_useful: int) -> int:
    """The longest run that is still usual among so many useful points (Anhøj)."""
    return round(math.log2(n_useful)) + 3


@lru_cache(512)
def n_crossings_min(n_useful: int) -> int:
    """The fewest crossings that are still usual: the 5 % quantile of a fair coin thrown n - 1 times."""
    throws = n_useful - 1
    ways = reached = 1
    crossings = 0
    while 20 * reached < 2**throws:
        ways = ways * (throws - crossings) // (crossings + 1)
        crossings += 1
        reached += ways
    return crossings
