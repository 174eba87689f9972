"""Mean and process limits of one segment of an XmR chart (rules of NHSRplotthedots' ptd_spc_standard)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from challenges.spc.readings import as_integers

LIMIT = Fraction(266, 100)  # times the mean moving range: three sigma
NEAR_LIMIT = LIMIT * 2 / 3  # two sigma
SCREEN = Fraction(3267, 1000)  # moving ranges from here on are outliers
SHORT = 13  # segments with fewer points have provisional limits


@dataclass(frozen=True)
class Segment:
    """The stretch between two step changes: points `start_index` to `start_index + n_points - 1`.

    `lpl` and `upl` are the lower and upper process limits, not cut at 0 or 100; `near_lpl` and `near_upl`
    lie two thirds of the way to them. All are None where they are undefined; a limit too large for a float
    is infinite.
    """

    group: int  # 0 for the first segment
    start_index: int
    n_points: int
    n_values: int  # points that are not missing
    mean: float | None
    lpl: float | None
    upl: float | None
    near_lpl: float | None
    near_upl: float | None
    moving_range_mean: float | None  # after screening, where it was asked for
    short_group_warning: bool  # fewer than 13 points: limits are provisional


def segment(
    values: Sequence[float | None],
    *,
    group: int,
    start_index: int,
    fix_after: int | None,
    screen_outliers: bool,
) -> Segment:
    """The first `fix_after` values, missing ones counted, decide; None: all do."""
    mean, spread = _mean_and_range(values[:fix_after], screen_outliers)
    return Segment(
        group=group,
        start_index=start_index,
        n_points=len(values),
        n_values=sum(value is not None for value in values),
        mean=_rounded(mean),
        lpl=_limit(mean, spread, -LIMIT),
        upl=_limit(mean, spread, LIMIT),
        near_lpl=_limit(mean, spread, -NEAR_LIMIT),
        near_upl=_limit(mean, spread, NEAR_LIMIT),
        moving_range_mean=_rounded(spread),
        short_group_warning=len(values) < SHORT,
    )


def _mean_and_range(
    values: Sequence[float | None], screen_outliers: bool
) -> tuple[Fraction | None, Fraction | None]:
    """The exact mean and mean moving range. A missing value gives no range on either side of it."""
    numbers, denominator = as_integers([value for value in values if value is not None])
    if not numbers:
        return None, None
    in_turn = iter(numbers)
    filled = [None if value is None else next(in_turn) for value in values]
    ranges = [
        abs(later - earlier)
        for earlier, later in pairwise(filled)
        if earlier is not None and later is not None
    ]
    if screen_outliers and ranges:  # once: the ranges kept are not screened again
        bound = SCREEN * Fraction(sum(ranges), len(ranges))
        ranges = [moving_range for moving_range in ranges if moving_range < bound]
    mean = Fraction(sum(numbers), len(numbers) * denominator)
    return mean, Fraction(sum(ranges), len(ranges) * denominator) if ranges else None


def _limit(mean: Fraction | None, spread: Fraction | None, times: Fraction) -> float | None:
    return None if mean is None or spread is None else _rounded(mean + times * spread)


def _rounded(number: Fraction | None) -> float | None:
    if number is None:
        return None
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
