import datetime as dt
from decimal import Decimal

import pytest

from challenges.drawings.stacks import BOTTOM, RIGHT, TOP, months_between, stacks

YEAR = months_between(dt.date(2026, 9, 7), dt.date(2027, 8, 31))


def test_months_run_from_the_first_to_the_last_over_the_new_year():
    assert YEAR[0] == dt.date(2026, 9, 1)
    assert YEAR[-1] == dt.date(2027, 8, 1)
    assert len(YEAR) == 12


def test_parts_stand_on_each_other_and_end_at_the_sum():
    drawn = stacks(YEAR[:1], [(Decimal(1), Decimal(3))])
    low, high = drawn.parts

    assert low.y + low.height == pytest.approx(BOTTOM, abs=0.1)
    assert high.y + high.height == pytest.approx(low.y, abs=0.1)
    assert high.height == pytest.approx(3 * low.height, abs=0.3)


def test_parts_stay_in_the_plot_whatever_the_amounts():
    for highest in (Decimal("0.05"), Decimal(7), Decimal(31), Decimal(900)):
        drawn = stacks(YEAR, [(highest, Decimal(0))] * 12)
        assert all(part.y >= TOP - 0.1 and part.x + part.width <= RIGHT for part in drawn.parts)
        assert len(drawn.values) <= 7


def test_nothing_draws_an_empty_plot():
    assert stacks([], []).parts == stacks(YEAR, [(0, 0)] * 12).parts == ()


def test_only_the_first_month_and_january_name_their_year():
    assert [tick.below for tick in stacks(YEAR, [()] * 12).months if tick.below] == ["2026", "2027"]


def test_what_is_counted_has_no_halves_up_the_side():
    assert [tick.text for tick in stacks(YEAR, [(1, 0)] * 12).values] == ["0", "1"]
    assert "0.5" in [tick.text for tick in stacks(YEAR, [(Decimal(1), Decimal(0))] * 12).values]
