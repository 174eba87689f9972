import itertools

import pytest

from challenges.drawings.grid import HEIGHT, NAME_WIDTH, WIDTH, bands, grid
from challenges.drawings.marks import REACH
from challenges.drawings.people import Seen, Stand
from tests.challenges.drawings.people import START, crowd, person


def apart(marks) -> float:
    """How far the two nearest marks stand apart, in reaches of a mark: below 2 they would touch."""
    pairs = itertools.combinations(marks, 2)
    return min(max(abs(a.x - b.x), abs(a.y - b.y)) / (a.r * REACH) for a, b in pairs)


@pytest.mark.parametrize("spread", [5, 2, 1])
@pytest.mark.parametrize("count", [2, 17, 40, 200])
def test_marks_never_touch_and_stay_in_the_drawing(count, spread):
    seen = crowd(count, spread=spread)
    marks = grid(seen, bands(seen)).marks

    assert len(marks) == count
    assert apart(marks) > 1.99
    assert all(REACH * m.r <= m.x <= WIDTH - REACH * m.r for m in marks)
    assert all(REACH * m.r <= m.y <= HEIGHT - REACH * m.r for m in marks)


def test_marks_stand_in_the_field_of_their_position():
    seen = crowd(200)
    drawn = grid(seen, bands(seen))
    fields = {field.key: field for field in drawn.fields}
    stands = {one.person.pk: one.stand for one in seen}

    for mark in drawn.marks:
        field = fields[stands[mark.pk].field]
        assert field.x < mark.x < field.x + field.width
        assert field.y < mark.y < field.y + field.height


@pytest.mark.parametrize("cell", [(1, 1), (5, 5), (1, 5), (5, 1)])
def test_two_hundred_in_one_corner_leave_each_field_room_for_its_name(cell):
    interest, power = cell
    stand = Stand(START, power, interest, 0, 0)
    seen = [Seen(person(pk, stands=(stand,)), stand) for pk in range(1, 201)]
    drawn = grid(seen, bands(seen))

    assert all(field.width >= NAME_WIDTH - 0.1 and field.height > 20 for field in drawn.fields)
    assert apart(drawn.marks) > 1.99
    assert drawn.marks[0].r > 3


def test_numbers_are_large_while_there_are_few():
    seen = crowd(17)
    assert grid(seen, bands(seen)).marks[0].r > 8


def test_same_people_give_the_same_drawing():
    assert grid(crowd(60), bands(crowd(60))) == grid(crowd(60), bands(crowd(60)))


def test_days_that_are_compared_share_their_bands():
    before, after = crowd(5), crowd(80)
    shared = bands(before, after)
    assert grid(before, shared).fields == grid(after, shared).fields


def test_who_has_no_position_is_not_on_the_grid():
    seen = [Seen(person(1, stands=()), None)]
    assert grid(seen, bands(seen)).marks == ()


def test_grid_of_nobody_still_has_its_fields():
    assert len(grid([], bands([])).fields) == 4


def test_wish_counts_the_steps_between_needed_and_now():
    stand = Stand(START, 3, 3, -1, 2)
    seen = [Seen(person(1, stands=(stand,)), stand)]
    assert grid(seen, bands(seen)).marks[0].wish == 3
