"""The arithmetic of matching, and its process: a problem as JSON comes in, the answer goes out (solving.py).

Nothing of ours is imported here. scipy takes some hundred megabytes while it is loaded, so the web and
the worker start this file as a process of its own instead of importing it.

The best assignment is, in this order: as many fellows as possible have a mentor; the pairs have the most
points; the fellows are spread evenly over the mentors. The same problem always has the same answer.
"""

import json
import sys
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

NOBODY = -1  # held without a mentor


def best_assignment(
    scores: Sequence[Sequence[int | None]],
    places_left: Sequence[int],
    loads: Sequence[int],
    held: Sequence[int | None],
) -> list[int | None]:
    """For each fellow the number of a mentor, or None.

    `scores`: a row for each fellow, a number for each mentor, None where they may not be paired.
    `places_left`: free places of each mentor, and `loads`: fellows they have already. `held`: the mentor
    a fellow keeps whatever it costs (NOBODY: keeps none), None for those who are to be assigned.
    """
    answer = [None if mentor in (None, NOBODY) else mentor for mentor in held]
    free = [fellow for fellow, mentor in enumerate(held) if mentor is None]
    left, load = np.array(places_left, dtype=int), np.array(loads, dtype=int)
    for mentor in answer:
        if mentor is not None:
            left[mentor] -= 1
            load[mentor] += 1
    if not free or not len(left):
        return answer
    columns = np.repeat(np.arange(len(left)), np.clip(left, 0, len(free)))
    values = _values(np.array([scores[fellow] for fellow in free], dtype=float), columns, load)
    if values.size:
        for row, column in zip(*linear_sum_assignment(values, maximize=True), strict=True):
            if column < len(columns):
                answer[free[row]] = int(columns[column])
    return answer


def _values(scores: np.ndarray, columns: np.ndarray, load: np.ndarray) -> np.ndarray:
    """One column for each free place and one for each fellow who goes without; all whole numbers.

    A step of points outweighs every way of spreading, and one more pair outweighs all points together.
    """
    fellows = len(scores)
    possible = ~np.isnan(scores)
    lowest = scores[possible].min(initial=0)
    spread = scores[possible].max(initial=0) - lowest
    first_of_mentor = np.searchsorted(columns, columns)
    order = load[columns] + np.arange(len(columns)) - first_of_mentor
    step = fellows * (order.max(initial=0) + 1) + 1
    pair = (spread * fellows + 1) * step
    paired = (scores[:, columns] - lowest) * step - order + pair + step
    paired[~possible[:, columns]] = -np.inf
    return np.hstack([paired, np.zeros((fellows, fellows))])


if __name__ == "__main__":
    json.dump(best_assignment(**json.load(sys.stdin)), sys.stdout)
