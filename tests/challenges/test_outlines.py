import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.outlines import ACTS, DEEPEST, Line, press, read_lines, written

LINES = st.lists(
    st.builds(
        Line, st.text(alphabet="abc", max_size=3), st.integers(1, DEEPEST), st.integers(0, 9), st.booleans()
    ),
    max_size=12,
)


def lines(*shown: str) -> list[Line]:
    """“- a” is a primary driver, “-- a” a secondary one."""
    return [Line(words.split(" ", 1)[1], words.index(" "), number) for number, words in enumerate(shown, 1)]


def shown(found: list[Line]) -> list[str]:
    return [f"{'-' * line.level} {line.words}{' (gone)' if line.gone else ''}" for line in found]


TREE = ("- a", "-- b", "--- c", "-- d", "- e")


@pytest.mark.parametrize(
    ("button", "after", "at"),
    [
        ("below-3", ["- a", "-- b", "--- c", "-- d", "-- ", "- e"], 4),
        ("below-0", ["- a", "-- ", "-- b", "--- c", "-- d", "- e"], 1),
        ("indent-4", ["- a", "-- b", "--- c", "-- d", "-- e"], 4),
        ("indent-1", ["- a", "--- b", "--- c", "-- d", "- e"], 1),
        ("indent-0", list(TREE), 0),
        ("indent-2", list(TREE), 2),
        ("outdent-1", ["- a", "- b", "-- c", "-- d", "- e"], 1),
        ("outdent-0", list(TREE), 0),
        ("up-3", ["- a", "-- d", "-- b", "--- c", "- e"], 1),
        ("up-4", ["- e", "- a", "-- b", "--- c", "-- d"], 0),
        ("up-1", list(TREE), 1),
        ("down-1", ["- a", "-- d", "-- b", "--- c", "- e"], 2),
        ("down-0", ["- e", "- a", "-- b", "--- c", "-- d"], 1),
        ("down-3", ["- a", "-- b", "--- c", "- e", "-- d"], 4),
        ("down-4", list(TREE), 4),
        ("remove-1", ["- a", "-- b (gone)", "--- c (gone)", "-- d", "- e"], 1),
        ("end", [*TREE, "- "], 5),
        ("nonsense-1", [*TREE, "- "], 5),
        ("below-77", [*TREE, "- "], 5),
        ("remove-", [*TREE[:0], "- a (gone)", "-- b (gone)", "--- c (gone)", "-- d (gone)", "- e"], 0),
    ],
)
def test_button_changes_the_lines(button, after, at):
    assert (shown(press(lines(*TREE), button)[0]), press(lines(*TREE), button)[1]) == (after, at)


def test_line_comes_back_with_what_it_hangs_on():
    gone, _at = press(lines(*TREE), "remove-0")
    back, _at = press(gone, "back-2")
    assert shown(back) == ["- a", "-- b", "--- c", "-- d (gone)", "- e"]


def test_new_line_that_says_nothing_just_goes():
    found, at = press([Line("a"), Line("", 2)], "remove-1")
    assert (shown(found), at) == (["- a"], 0)


@given(LINES, st.sampled_from([*ACTS, "end"]), st.integers(0, 12))
def test_no_button_loses_or_doubles_a_line_with_words(found, act, number):
    after, at = press(found, f"{act}-{number}")
    words = sorted(line.words for line in found if line.words)
    assert sorted(line.words for line in after if line.words) == words
    assert not after or 0 <= at < len(after)
    assert all(1 <= line.level <= DEEPEST for line in after)


@given(LINES)
def test_written_lines_are_read_again(found):
    assert read_lines(written(found)) == found


@pytest.mark.parametrize(
    "typed",
    [
        {"words": ["a"], "level": ["-7"], "driver": ["x" * 99]},
        {"words": ["a"], "level": ["9e99"], "driver": ["-1"], "gone": ["yes"]},
        {"words": [" a \n"]},
    ],
)
def test_values_that_make_no_sense_are_a_new_primary_driver(typed):
    assert read_lines(typed) == [Line("a")]
