import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenges.drawings.drivers import Box, Drawing, Node, Note, draw
from challenges.drawings.lettering import runs_leftward, width_of, wrapped

TEXTS = st.one_of(
    st.text(min_size=1, max_size=300),
    st.sampled_from(["Rota", "x" * 300, "شهادة ثلاثية", "漢字" * 60, "👩🏽‍⚕️" * 40, "One two three " * 20]),
)
NOTES = st.lists(st.builds(Note, TEXTS, st.sampled_from(["", "adopt", "trying"])), max_size=3).map(tuple)


def ideas(words=TEXTS):
    return st.lists(st.builds(Node, words, st.just(3), NOTES), max_size=4).map(tuple)


SECONDARY = st.lists(st.builds(Node, TEXTS, st.just(2), NOTES, ideas()), max_size=3).map(tuple)
PRIMARY = st.lists(st.builds(Node, TEXTS, st.just(1), NOTES, st.one_of(SECONDARY, ideas())), max_size=4).map(
    tuple
)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def check(drawing: Drawing) -> None:
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y >= 0
        assert box.y + box.height <= drawing.height + 1e-6
        for line in [*box.lines, *(line for note in box.notes for line in note.lines)]:
            assert box.y < line.y <= box.y + box.height
    for one, other in itertools.combinations(drawing.boxes, 2):
        assert not overlap(one, other)


@settings(max_examples=60, deadline=None)
@given(st.builds(Node, TEXTS, st.just(0), NOTES, PRIMARY))
def test_boxes_never_overlap_and_stay_inside(aim):
    check(draw(aim))


@pytest.mark.parametrize("count", [0, 1, 2, 7, 30, 60])
def test_any_number_of_ideas_has_a_box_and_a_line_each(count):
    leaves = tuple(Node(f"Idea {number}", 3) for number in range(count))
    drawing = draw(Node("Aim", 0, (), (Node("Rota", 1, (), leaves),)))
    check(drawing)
    assert len(drawing.boxes) == count + 2
    assert len(drawing.links) == count + 1


def test_lines_join_the_sides_of_the_boxes():
    drawing = draw(Node("Aim", 0, (), (Node("One", 1), Node("Two", 1))))
    aim, first, second = drawing.boxes
    assert [(link.x1, link.x2) for link in drawing.links] == [(aim.x + aim.width, first.x)] * 2
    assert [link.y2 for link in drawing.links] == [first.middle, second.middle]
    assert first.middle < aim.middle < second.middle


def test_column_without_boxes_takes_no_room():
    with_idea = draw(Node("Aim", 0, (), (Node("One", 1, (), (Node("Idea", 3),)),)))
    assert [level for _x, level in with_idea.columns] == [0, 1, 3]
    assert draw(Node("Aim", 0)).width < with_idea.width


@given(st.text(max_size=300), st.floats(40, 400))
def test_wrapped_lines_are_never_wider_than_asked_and_lose_nothing(text, width):
    lines = wrapped(text, width, 15)
    assert all(width_of(line, 15) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "leftward"), [("Rota", False), ("12 שעות", True), ("شهادة", True), ("123", False), ("", False)]
)
def test_direction_is_that_of_the_first_letter(text, leftward):
    assert runs_leftward(text) is leftward
