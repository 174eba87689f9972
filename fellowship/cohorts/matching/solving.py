"""The best pairs for a pool: asks the arithmetic in its own process, and explains the answer."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fellowship.cohorts.matching.pool import Pool
from fellowship.cohorts.matching.scoring import Reason, obstacles, reasons, score, why_nobody

PROCESS = Path(__file__).with_name("assignment_process.py")
MOST_SECONDS = 120
NOBODY = -1  # as assignment_process.py names it


@dataclass
class Solved:
    """One fellow's line: with whom (None: nobody), for how many points, and why."""

    place: int
    mentor: int | None
    score: int = 0
    reasons: list[Reason] = field(default_factory=list)


def solve_pool(pool: Pool, held: Mapping[int, int | None]) -> list[Solved]:
    """In the order of the pool's fellows. `held`: by place, the mentor (or nobody) it keeps.

    A held mentor who has left the pool is not kept. Raises CalledProcessError or TimeoutExpired.
    """
    numbers = {mentor.person: number for number, mentor in enumerate(pool.mentors)}
    kept: list[int | None] = [None] * len(pool.fellows)
    for row, fellow in enumerate(pool.fellows):
        if fellow.place in held:
            mentor = held[fellow.place]
            kept[row] = NOBODY if mentor is None else numbers.get(mentor)
    answer = _ask(
        {
            "scores": [_scores(pool, row) for row in range(len(pool.fellows))],
            "places_left": [mentor.left for mentor in pool.mentors],
            "loads": [mentor.taken for mentor in pool.mentors],
            "held": kept,
        }
    )
    return [_explained(pool, row, number, held) for row, number in enumerate(answer)]


def _scores(pool: Pool, row: int) -> list[int | None]:
    fellow = pool.fellows[row]
    barred = pool.barred_for(fellow)
    return [None if mentor.person in barred else score(fellow, mentor, pool.rules) for mentor in pool.mentors]


def _ask(problem: dict[str, object]) -> list[int | None]:
    done = subprocess.run(  # noqa: S603  nothing of what people wrote is in the command
        [sys.executable, "-I", str(PROCESS)],
        input=json.dumps(problem).encode(),
        capture_output=True,
        check=True,
        timeout=MOST_SECONDS,
    )
    return json.loads(done.stdout)


def _explained(pool: Pool, row: int, number: int | None, held: Mapping[int, int | None]) -> Solved:
    fellow = pool.fellows[row]
    if number is None:
        if fellow.place in held and held[fellow.place] is None:
            return Solved(fellow.place, None, 0, [["left_by_hand", {}]])
        return Solved(fellow.place, None, 0, why_nobody(fellow, pool.mentors, pool.rules, pool.starts_on))
    mentor = pool.mentors[number]
    against = obstacles(fellow, mentor, pool.rules, pool.starts_on)
    why = [*reasons(fellow, mentor, pool.interests), *against]
    return Solved(fellow.place, mentor.person, score(fellow, mentor, pool.rules), why)
