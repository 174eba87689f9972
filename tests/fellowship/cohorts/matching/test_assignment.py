"""The arithmetic against trying everything out."""

import itertools
import json
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from fellowship.cohorts.matching.assignment_process import NOBODY, best_assignment
from fellowship.cohorts.matching.solving import PROCESS


@st.composite
def problems(draw):
    fellows, mentors = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    score = st.one_of(st.none(), st.integers(-150, 150))
    held = st.one_of(st.none(), st.none(), st.integers(NOBODY, mentors - 1))
    return {
        "scores": [[draw(score) for _ in range(mentors)] for _ in range(fellows)],
        "places_left": [draw(st.integers(0, 2)) for _ in range(mentors)],
        "loads": [draw(st.integers(0, 3)) for _ in range(mentors)],
        "held": [draw(held) for _ in range(fellows)],
    }


def worth(problem, answer):
    """(pairs, points, evenness) of the free fellows; None where it is not allowed."""
    load = list(problem["loads"])
    left = list(problem["places_left"])
    for mentor in problem["held"]:
        if mentor not in (None, NOBODY):
            load[mentor] += 1
            left[mentor] -= 1
    pairs = points = uneven = 0
    for fellow, mentor in enumerate(answer):
        held = problem["held"][fellow]
        if held is not None:
            if mentor != (None if held == NOBODY else held):
                return None
            continue
        if mentor is None:
            continue
        score = problem["scores"][fellow][mentor]
        if score is None or left[mentor] <= 0:
            return None
        left[mentor] -= 1
        uneven += load[mentor]
        load[mentor] += 1
        pairs, points = pairs + 1, points + score
    return pairs, points, -uneven


@given(problems())
@settings(max_examples=150, deadline=None)
def test_assignment_is_as_good_as_the_best_of_all(problem):
    everybody = [None, *range(len(problem["places_left"]))]
    tried = (worth(problem, answer) for answer in itertools.product(everybody, repeat=len(problem["held"])))
    best = max(value for value in tried if value is not None)

    assert worth(problem, best_assignment(**problem)) == best


def test_nobody_is_left_with_nothing_while_it_can_be_avoided():
    """The second fellow may have the first mentor only, whom the first one wishes for."""
    answer = best_assignment([[100, -150], [0, None]], [1, 1], [0, 0], [None, None])

    assert answer == [1, 0]


def test_equals_are_spread_over_the_mentors():
    answer = best_assignment([[5, 5, 5]] * 3, [3, 3, 3], [1, 0, 0], [None] * 3)

    assert sorted(answer) == [1, 1, 2] or sorted(answer) == [1, 2, 2] or sorted(answer) == [0, 1, 2]
    assert answer.count(0) <= 1


def test_the_same_problem_has_the_same_answer_in_its_process():
    problem = {"scores": [[1, 1]] * 2, "places_left": [1, 1], "loads": [0, 0], "held": [None, None]}
    asked = [sys.executable, "-I", str(PROCESS)]
    runs = [
        subprocess.run(asked, input=json.dumps(problem), capture_output=True, text=True, check=True).stdout
        for _time in range(2)
    ]

    assert runs[0] == runs[1]
    assert json.loads(runs[0]) == best_assignment(**problem)


def test_nobody_there_is_no_fault():
    assert best_assignment([], [], [], []) == []
    assert best_assignment([[]], [], [], [None]) == [None]
    assert best_assignment([[None]], [1], [0], [None]) == [None]


def test_the_product_does_not_load_the_solver():
    """A web process must stay small."""
    program = (
        "import django, sys; django.setup(); import fellowship.urls, fellowship.cohorts.tasks;"
        "print('scipy' in sys.modules or 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
