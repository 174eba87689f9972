import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from challenges.columns import TableRefused
from challenges.pasting import Outcome, read_table, text_of
from challenges.services.readings import MOST_READINGS
from fellowship.lib.archives import FileRefused
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import MeasureFactory, ReadingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def days():
    return MeasureFactory(unit="days")


@pytest.fixture
def share():
    return MeasureFactory(made_of="percentage", unit="%", decimals=1)


def outcomes(table) -> list[tuple[int, str]]:
    return [(row.number, row.outcome.value) for row in table.rows]


def problem_of(text: str, measure, row: int = 1) -> str:
    return next(found.problem for found in read_table(text, measure).rows if found.number == row)


@pytest.mark.parametrize("between", ["\t", ",", ";"])
@pytest.mark.parametrize("titles", ["", "Date{0}Value{0}Note\n", "Week{0}Falls on 4 West\n"])
def test_columns_are_found_whatever_is_between_them(days, between, titles):
    rows = f"01/03/2026{between}12\n02/03/2026{between}13.5{between}Half-term\n"
    table = read_table(titles.format(between) + rows, days)
    assert [(row.entry.day, row.entry.value, row.entry.note) for row in table.rows] == [
        (dt.date(2026, 3, 1), 12, ""),
        (dt.date(2026, 3, 2), Decimal("13.5"), "Half-term"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/03/2026\t45\t60", (75, 45, 60, "")),
        ("01/03/2026\t45\t60\tStrike", (75, 45, 60, "Strike")),
        ("01/03/2026\t75%", (75, None, None, "")),
        ("01/03/2026\t75\tStrike", (75, None, None, "Strike")),
        ("Month\tOut of\tHow many\nMarch 2026\t60\t45", (75, 45, 60, "")),
        ("Month\tPercentage\tNumerator\tDenominator\nMarch 2026\t75\t45\t60", (75, 45, 60, "")),
        ("Month,Value,Comments\nMarch 2026,75,Strike", (75, None, None, "Strike")),
    ],
)
def test_percentages_come_with_their_parts_or_alone(share, text, expected):
    (row,) = read_table(text, share).rows
    entry = row.entry
    assert (entry.value, entry.numerator, entry.denominator, entry.note) == expected
    assert entry.day == dt.date(2026, 3, 1)


def test_every_row_is_told_against_what_is_stored(days):
    for day, value in ((1, 10), (2, 20)):
        ReadingFactory(measure=days, day=dt.date(2026, 3, day), value=Decimal(value), note="Strike")
    table = read_table("1/3/2026\t10\n2/3/2026\t21\n3/3/2026\t30\n4/3/2026\t\n5/3/2026\tmany", days)
    assert outcomes(table) == [(1, "unchanged"), (2, "changed"), (3, "new"), (4, "new"), (5, "problem")]
    assert (table.rows[1].before, table.rows[1].after) == ("20\u00a0days. Strike", "21\u00a0days. Strike")
    assert table.rows[3].after == "missing"
    assert [entry.day.day for entry in table.entries] == [2, 3, 4]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1e309", "“1e309” is a number in short form"),
        ("NaN", "“NaN” is not a number"),
        ("12,5", "“12,5” has a comma, and it is not clear what for"),
        ("95%", "“95%” has a percent sign, but this measure is in another unit: days"),
        ("=SUM(B1:B3)", "is a formula"),
        ("#DIV/0!", "is not a number"),
        ("9999999999999", "is too large"),
    ],
)
def test_value_that_cannot_be_names_row_and_reason(days, cell, reason):
    table = read_table(f"Date\tValue\n01/02/2026\t3\n01/03/2026\t{cell}", days)
    assert outcomes(table) == [(2, "new"), (3, "problem")]
    assert reason in table.rows[1].problem


def test_thousands_may_have_their_comma(days):
    assert read_table("01/03/2026\t1,234", days).rows[0].entry.value == 1234
    assert read_table('01/03/2026,"1,234"', days).rows[0].entry.value == 1234


@pytest.mark.parametrize("text", ["01/03/2026,1,234", "01/03/2026,12,5"])
def test_comma_that_splits_a_number_is_noticed(days, text):
    assert "one number too many" in problem_of(text, days)


def test_british_dates_are_taken_and_american_ones_pointed_out(days):
    table = read_table("03/04/2026\t1\n03/13/2026\t2\n13/25/2026\t3", days)
    assert table.rows[0].entry.day == dt.date(2026, 4, 3)
    assert "there is no month 13" in table.rows[1].problem
    assert "there is no month 25" in table.rows[2].problem
    assert table.american == (2,)


def test_date_to_come_is_a_problem(days):
    assert "is in the future" in problem_of(f"{days_from_today(1):%d/%m/%Y}\t1", days)


def test_dates_that_come_twice_are_problems_which_name_both_rows(days):
    table = read_table("1/3/2026\t1\n2/3/2026\t2\n1/3/2026\t9\n2/3/2026\t2", days)
    assert outcomes(table) == [(1, "problem"), (2, "new"), (3, "problem"), (4, "problem")]
    assert table.rows[0].problem == "1 March 2026 is there more than once, in rows 1, 3. Keep one."
    assert table.rows[3].problem == "This is the same as row 2, which is read."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/3/2026\t5\t0", "out of 0"),
        ("1/3/2026\t8\t7", "8 out of 7 is more than all"),
        ("1/3/2026\t-1\t7", "cannot be below 0"),
        ("1/3/2026\t1\t-7", "cannot be below 0"),
        ("1/3/2026\t5\t7\n2/3/2026\t5\t\tnote", "Say out of how many"),
        ("1/3/2026\t150%", "between 0 and 100"),
    ],
)
def test_parts_that_cannot_be_say_why(share, text, reason):
    assert any(reason in row.problem for row in read_table(text, share).rows)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "There is nothing in it"),
        ("\n \n\t\n", "There is nothing in it"),
        ("Date\tValue\n", "There are only titles"),
        ("12\n13\n14", "There is only one column"),
        ("1/3/2026\t1\t2\t3\t4\t5", "There are 6 columns"),
        ("1/3/2026\t1\t2\tnote", "one number a date"),
        ("Date\tNumerator\tDenominator\n1/3/2026\t1\t2", "There is no column Value"),
        ('1/3/2026\t"' + "x" * 200_000 + '"', "far too long"),
    ],
)
def test_table_that_cannot_be_read_is_refused_as_a_whole(days, text, reason):
    with pytest.raises(TableRefused, match=reason):
        read_table(text, days)


def test_too_many_rows_name_the_first_one_too_many(days):
    rows = "\n".join(f"{dt.date(1990, 1, 1) + dt.timedelta(days=n % 10_000)}\t{n}" for n in range(20_000))
    with pytest.raises(TableRefused, match=r"20,000 rows.*everything from row 1,501 on is too much"):
        read_table(rows, days)
    assert MOST_READINGS == 1_500


def test_quotation_mark_never_closed_swallows_nothing(days):
    table = read_table('1/3/2026\t1\t"Strike\n2/3/2026\t2', days)
    assert outcomes(table) == [(1, "new"), (2, "new")]


def test_shares_of_one_are_pointed_out_and_read_when_told(share):
    text = "1/3/2026\t0.95\n2/3/2026\t0.9"
    table = read_table(text, share)
    assert table.looks_like_shares
    again = read_table(text, share, shares_of_one=True)
    assert [row.entry.value for row in again.rows] == [95, 90]
    assert not again.looks_like_shares
    assert not read_table("1/3/2026\t0.95\n2/3/2026\t90", share).looks_like_shares
    assert not read_table("1/3/2026\t0.95%", share).looks_like_shares


def test_small_numbers_of_a_plain_measure_are_no_shares(days):
    assert not read_table("1/3/2026\t0.5\n2/3/2026\t0.75", days).looks_like_shares


def workbook(*rows) -> BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file


def test_workbook_becomes_text_whose_lines_are_its_rows(days):
    file = workbook(
        ["Falls on 4 West"],
        [],
        ["Date", "Value", "Note"],
        [dt.datetime(2026, 4, 3), 71.42857142857143, "A\nstrike"],
        ["3/5/2026", 1234, None],
        [dt.date(2026, 6, 1), "=B4*2", None],
    )
    text = text_of(file, "falls.xlsx")
    assert text.split("\n")[3] == "2026-04-03\t71.42857142857143\tA strike"
    table = read_table(text, days)
    assert outcomes(table) == [(4, "new"), (5, "new"), (6, "problem")]
    assert table.rows[0].entry.value == Decimal("71.428571")
    assert "is a formula" in table.rows[2].problem


def test_csv_file_is_read_like_a_paste(days):
    text = text_of(BytesIO("\ufeffDate;Value\n01/03/2026;12\n".encode()), "falls.csv")
    assert [row.outcome for row in read_table(text, days).rows] == [Outcome.NEW]


def test_file_that_is_no_sheet_is_refused():
    with pytest.raises(FileRefused):
        text_of(BytesIO(b"PK\x03\x04 nonsense"), "falls.xlsx")
