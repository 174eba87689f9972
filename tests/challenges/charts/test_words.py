from collections.abc import Callable
from datetime import date

import pytest

from challenges.charts import Series, StepChange, assurance, summary, table

Make = Callable[..., Series]
BASE = [70, 72] * 6  # mean 71, moving ranges 2, limits 65.68 and 76.32


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_summary_of_a_shift_after_fixed_limits_names_the_previous_average(series: Make) -> None:
    weekly = series([72, 70] * 6 + [73, 74] * 4, every=7, frequency="week", unit="%", fix_after=12)

    assert plain(summary(weekly)) == "Improvement: the last 8 weeks are above the previous average of 71 %."


def test_summary_of_a_shift_names_the_average_that_counts_it_in(series: Make) -> None:
    monthly = series([60, 90] * 8 + [79, 78] * 4, unit="days", improvement_direction="decrease")

    assert plain(summary(monthly)).startswith("Concern: the last 9 months are above the average of 76 days.")


def test_summary_of_a_point_beyond_a_limit_names_the_limit(series: Make) -> None:
    assert plain(summary(series([*BASE, 60], unit="%", fix_after=12))) == (
        "Concern: the latest reading, January 2025, is below the lower limit of 66 %."
    )


@pytest.mark.parametrize(
    ("direction", "first_word"),
    [("increase", "Improvement"), ("decrease", "Concern"), ("neutral", "Change")],
)
def test_summary_of_a_trend_begins_with_what_it_means(series: Make, direction: str, first_word: str) -> None:
    rising = series([0, 100] * 10 + [40, 41, 42, 43, 44, 45, 46, 47], improvement_direction=direction)

    assert summary(rising) == f"{first_word}: the last 8 months rise without a break."


def test_summary_of_a_falling_trend_says_so(series: Make) -> None:
    falling = series([100, 0] * 10 + [47, 46, 45, 44, 43, 42, 41])

    assert summary(falling) == "Concern: the last 7 months fall without a break."


def test_summary_of_two_of_three_names_the_limit_they_are_close_to(series: Make) -> None:
    near = series([*BASE, 75, 72, 75.5], unit="%", fix_after=12)

    assert plain(summary(near)) == (
        "Improvement: at least two of the last 3 months are close to the upper limit of 76 %."
    )


def test_summary_without_a_signal_gives_the_usual_range(series: Make) -> None:
    assert plain(summary(series(BASE, unit="%"))) == (
        "No change: readings vary around the average of 71 % as usual, between 66 and 76 %."
    )


def test_summary_mentions_earlier_signals(series: Make) -> None:
    assert "1 earlier reading stands out." in summary(series([*BASE, 90, 71, 70], fix_after=12))


def test_summary_compares_the_averages_around_a_step_change(series: Make) -> None:
    stepped = series(
        [70, 72] * 7 + [80, 82] * 7, unit="%", step_changes=(StepChange(date(2025, 3, 1), "New rota"),)
    )

    said = plain(summary(stepped))
    assert said.startswith("No further change: readings vary around the average of 81 %")
    assert said.endswith("Since the step change of March 2025 the average is 81 %; before, it was 71 %.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "There are no readings yet."),
        ([None, None], "There are no readings yet."),
        ([71], "There is one reading so far: 71 %."),
        ([71, None, 73], "No change can be told yet: there are too few readings in a row."),
        ([*BASE, None], "No change: the latest reading, January 2025, is missing."),
        ([100] * 20, "No change: readings stay at 100 %."),
    ],
)
def test_summary_where_little_can_be_said(series: Make, values: list, sentence: str) -> None:
    assert plain(summary(series(values, unit="%"))) == sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([1] * 10 + [5] * 10, "Change: 10 readings in a row lie on one side of the median of 3"),
        ([1, 2, 8, 9] * 6, "No change: readings vary around the median of 5 as usual."),
        ([1, 1, 1, 9, 9, 9] * 4, "Change: the line crosses the median of 5 only 7 times"),
    ],
)
def test_summary_of_a_run_chart(series: Make, values: list, sentence: str) -> None:
    assert summary(series(values, chart="run")).startswith(sentence)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (60, "The target of 60 % can be expected to be met every time."),
        (80, "The target of 80 % cannot be expected to be met unless the process changes."),
        (71, "The target of 71 % will be met at some times and missed at others, by chance."),
        (None, ""),
    ],
)
def test_assurance_says_whether_the_target_can_be_relied_on(
    series: Make, target: float | None, words: str
) -> None:
    assert plain(assurance(series(BASE, unit="%", target=target, decimals=1))) == words


def test_assurance_names_the_day_of_the_target(series: Make) -> None:
    dated = series(BASE, unit="%", target=80, target_by=date(2027, 3, 31), frequency="week")

    assert "The target of 80 % by 31 March 2027 cannot" in plain(assurance(dated))


def test_assurance_of_a_constant_series_on_its_target_speaks_of_no_chance(series: Make) -> None:
    assert plain(assurance(series([100] * 20, unit="%", target=100))) == (
        "Readings lie exactly on the target of 100 %."
    )


def test_name_of_a_point_says_when_how_much_and_why(series: Make) -> None:
    rows = table(series([*BASE, 90, None], unit="%", fix_after=12))

    assert plain(rows[0].name) == "January 2024: 70 %"
    assert plain(rows[12].name) == "January 2025: 90 %, improvement: above the upper limit"
    assert rows[13].name == "February 2025: missing"


def test_two_readings_of_a_month_are_told_apart_by_their_day(series: Make) -> None:
    rows = table(series([70, 71], every=10, frequency="month"))

    assert [row.when for row in rows] == ["1 January 2024", "11 January 2024"]


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (1234.5, "patients", 1, "1,234.5 patients"),
        (-3, "", 0, "−3"),
        (-0.2, "", 0, "0"),
        (1500, "£", 0, "£1,500"),
        (-1500, "£", 0, "−£1,500"),
        (2e20, "", 0, "2e+20"),
    ],
)
def test_amount_is_written_as_people_write_it(
    series: Make, value: float, unit: str, decimals: int, words: str
) -> None:
    (row,) = table(series([value], unit=unit, decimals=decimals))

    assert plain(row.amount) == words


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("doctors a month", "median of 1 as usual"),
        ("%", "median of 1 % as usual"),
        ("per ward", "median of 1 per ward"),
    ],
)
def test_summary_does_not_say_one_doctors(series: Make, unit: str, said: str) -> None:
    few = series([0, 1, 2, 1] * 5, unit=unit, chart="run")

    assert said in plain(summary(few))
