from datetime import date

import pytest

from fellowship.nhsuk.year_strip import Mark, year_strip

START, END = date(2026, 9, 2), date(2027, 8, 31)


def test_months_fill_the_strip_without_gaps():
    strip = year_strip(START, END, [], date(2026, 11, 23))
    assert [month.short for month in strip.months][:3] == ["Sep", "Oct", "Nov"]
    assert len(strip.months) == 12
    assert sum(month.width for month in strip.months) == pytest.approx(100, abs=0.02)
    for before, after in zip(strip.months, strip.months[1:], strict=False):
        assert before.left + before.width == pytest.approx(after.left, abs=0.002)


def test_marks_stand_in_the_middle_of_their_day_and_in_their_lane():
    marks = [Mark(START, "milestone", "First"), Mark(END, "taught_day", "Last")]
    strip = year_strip(START, END, marks, START)
    assert [(round(placed.left, 2), placed.lane) for placed in strip.placed] == [(0.14, 0), (99.86, 2)]
    assert strip.today == strip.placed[0].left


def test_marks_outside_the_period_are_listed_but_not_drawn():
    late = Mark(date(2027, 9, 1), "milestone", "Handover", "overdue")
    strip = year_strip(START, END, [late], date(2028, 1, 1))
    assert strip.placed == []
    assert strip.marks == [late]
    assert strip.today is None
    assert strip.states == {"overdue": 1}


def test_period_of_one_day_and_a_period_turned_round_do_not_fail():
    assert len(year_strip(START, START, [], START).months) == 1
    assert year_strip(END, START, [], START).months == []
