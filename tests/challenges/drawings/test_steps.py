import datetime as dt

from challenges.drawings.steps import LEFT, RIGHT, steps

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2027, 8, 31)
LEVELS = [("tame", "Tame"), ("wicked", "Wicked")]


def draw(*moments):
    return steps(LEVELS, moments, first=FIRST, last=LAST)


def test_line_steps_at_each_moment_and_reaches_the_last_day():
    drawn = draw((FIRST, "tame"), (FIRST + dt.timedelta(days=100), "wicked"))
    first, second = drawn.points

    assert [first.y, second.y] == [level.y for level in drawn.levels]
    assert drawn.line == f"M{first.x} {first.y}H{second.x}V{second.y}H{RIGHT - 8}"


def test_moments_outside_the_year_stay_in_the_drawing():
    drawn = draw((FIRST - dt.timedelta(days=400), "tame"), (LAST + dt.timedelta(days=400), "wicked"))
    assert all(LEFT <= point.x <= RIGHT for point in drawn.points)


def test_no_moments_draw_levels_alone():
    assert draw().line == ""
    assert len(draw().levels) == 2
