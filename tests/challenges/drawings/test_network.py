import itertools

import pytest

from challenges.drawings.marks import REACH
from challenges.drawings.network import HALF, NARROW, SELF, WIDE, network
from challenges.drawings.people import Seen, Stand
from tests.challenges.drawings.people import START, TIES, crowd, person

LAYOUTS = [WIDE, HALF, NARROW]


def boxes(drawn) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every mark and every name."""
    found = []
    for mark in drawn.marks:
        reach = mark.r * REACH
        found.append((mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach))
    for label in drawn.labels:
        left = label.x if label.anchor == "start" else label.x - label.width
        found.append((left, label.y - drawn.font * 0.75, left + label.width, label.y + drawn.font * 0.25))
    return found


def overlaps(drawn) -> list:
    return [
        (a, b)
        for a, b in itertools.combinations(boxes(drawn), 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.11 and min(a[3], b[3]) - max(a[1], b[1]) > 0.11
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("count", [1, 2, 7, 17, 40])
def test_names_and_marks_never_overlap(count, seed, layout):
    drawn = network(crowd(count, seed), layout)

    assert len(drawn.labels) == len(drawn.marks) == count
    assert overlaps(drawn) == []


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_forty_of_one_relation_in_one_chain_never_overlap(tie, layout):
    chain = [person(pk, tie=tie, introduced_by=pk - 1 or None) for pk in range(1, 41)]
    drawn = network([Seen(one, one.stands[0]) for one in chain], layout)
    assert overlaps(drawn) == []


@pytest.mark.parametrize("count", [41, 90, 200])
def test_more_than_forty_are_numbers_that_never_overlap(count):
    drawn = network(crowd(count), WIDE)

    assert drawn.labels == ()
    assert len(drawn.marks) == count
    near = min(
        ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for a, b in itertools.combinations(drawn.marks, 2)
    )
    assert near >= 2 * drawn.marks[0].r


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("count", [0, 1, 40, 200])
def test_everything_is_inside_the_drawing(count, layout):
    drawn = network(crowd(count), layout)

    for left, top, right, bottom in boxes(drawn):
        assert 0 <= left < right <= drawn.width
        assert 0 <= top < bottom <= drawn.height


@pytest.mark.parametrize("count", [3, 40, 200])
def test_nobody_stands_on_the_fellow(count):
    drawn = network(crowd(count), NARROW)
    for mark in drawn.marks:
        assert ((mark.x - drawn.x) ** 2 + (mark.y - drawn.y) ** 2) ** 0.5 >= SELF + mark.r


@pytest.mark.parametrize("count", [30, 200])
def test_same_people_give_the_same_drawing(count):
    assert network(crowd(count), WIDE) == network(crowd(count), WIDE)


def test_lines_lead_from_who_introduced_to_who_was_introduced():
    people = [person(1, tie="across"), person(2, tie="horizontal", introduced_by=1)]
    drawn = network([Seen(one, one.stands[0]) for one in people], WIDE)
    first, second = drawn.marks

    assert drawn.lines[0] == f"M{drawn.x:g} {drawn.y:g}L{first.x} {first.y}"
    assert drawn.lines[1] == f"M{first.x:g} {first.y:g}L{second.x} {second.y}"


def test_who_was_introduced_by_somebody_unknown_that_day_belongs_to_the_fellow():
    one = person(2, introduced_by=99)
    drawn = network([Seen(one, one.stands[0])], WIDE)
    assert drawn.lines[0].startswith(f"M{drawn.x:g} {drawn.y:g}")


def test_circle_of_introductions_is_drawn_all_the_same():
    """Services refuse one; a drawing must never hang on one."""
    people = [person(1, introduced_by=2), person(2, introduced_by=1), person(3)]
    drawn = network([Seen(one, one.stands[0]) for one in people], WIDE)
    assert len(drawn.marks) == 3


def test_long_names_are_cut_to_the_drawing():
    stand = Stand(START, 3, 3, 0, 0)
    drawn = network([Seen(person(1, name="W" * 200, stands=(stand,)), stand)], NARROW)
    assert drawn.labels[0].text.endswith("…")
