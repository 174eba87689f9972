import csv
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fellowship.lib.archives import FileRefused
from fellowship.lib.dates import parse_day
from fellowship.lib.tables import Column, find_header, read_table, write_csv, write_xlsx
from tests.fellowship.lib.timing import taking_less_than

COLUMNS = [
    Column("first_name", "First name", ("Forename", "Given name"), required=True),
    Column("surname", "Surname", ("Last name", "Family name"), required=True),
    Column("email", "Work email", ("Email", "Email address"), required=True),
    Column("profession", "Profession"),
    Column("host", "Host organisation", ("Host", "Trust")),
    Column("sponsor_email", "Sponsor email", ("Mentor email",)),
    Column("start", "Start date", ("Start",)),
]
HEADER = ["First name", "Surname", "Work email"]
INTAKE = Path(__file__).parents[4] / "shared" / "data" / "cohort_2026.xlsx"


def table(text, name="fellows.csv"):
    return read_table(BytesIO(text.encode()), name, COLUMNS)


def test_real_intake_list_is_read_as_it_stands():
    if not INTAKE.exists():
        assert not os.environ.get("CI"), f"{INTAKE} is not there"
        pytest.skip(f"{INTAKE} is not there, so the real intake list was NOT read")
    with INTAKE.open("rb") as file:
        intake = read_table(file, INTAKE.name, COLUMNS)
        rows = list(intake.rows)
    assert (intake.sheet, intake.header.row_number, intake.other_sheets) == ("2026-27 intake", 3, ["Notes"])
    assert set(intake.header.places) == {column.key for column in COLUMNS}
    assert intake.header.unknown == [
        "Grade / band",
        "Challenge (working title)",
        "Sponsor name",
        "Clinical days p/w",
    ]
    assert (len(rows), rows[0][0], rows[-1][0]) == (27, 4, 30)
    assert rows[0][1]["surname"] == "Abiola"
    assert [parse_day(row["start"]) for _, row in rows[:-1]] == [date(2026, 9, 7)] * 26
    with pytest.raises(ValueError, match="September 2026 has 30 days"):
        parse_day(rows[-1][1]["start"])
    assert intake.skipped == [(32, "a row of totals")]


@pytest.mark.parametrize(
    "title",
    [
        "E-mail address",
        "EMAIL",
        "e mail",
        "E_Mail_Address",
        " Work  e-mail * ",
        "Work\ne-mail",
        "Émail",
        "Email (work)",
    ],
)
def test_column_titles_are_matched_whatever_their_dress(title):
    header = find_header([(1, ["forename", "LAST_NAME", title])], COLUMNS)
    assert header is not None
    assert header.places == {"first_name": 0, "surname": 1, "email": 2}


def test_header_below_titles_and_notes_is_found():
    notes = [(n, [f"Note {n}"]) for n in range(1, 20)]
    assert find_header([*notes, (25, HEADER)], COLUMNS).row_number == 25
    assert find_header([*notes, (20, ["Note"]), (25, HEADER)], COLUMNS) is None


def test_unknown_and_repeated_columns_are_reported():
    header = find_header([(1, [*HEADER, "Shoe size", None, "Email"])], COLUMNS)
    assert header.unknown == ["Shoe size", "Email"]


def test_missing_required_columns_are_named_in_one_sentence():
    with pytest.raises(FileRefused) as refusal:
        table("Surname,Host\nAbiola,RJ1\n")
    assert str(refusal.value) == (
        "The columns First name and Work email are missing. The column titles are in row 1."
    )
    with pytest.raises(FileRefused) as refusal:
        table("x\nSurname,First name\nAbiola,Amara\n")
    assert str(refusal.value) == "The column Work email is missing. The column titles are in row 2."


def test_file_without_column_titles_says_which_are_needed():
    with pytest.raises(FileRefused) as refusal:
        table("Amara,Abiola\n")
    assert "First name, Surname and Work email" in str(refusal.value)


def test_rows_carry_the_files_own_numbers_and_words():
    read = table("Intake\n\nSurname,First name,Email,x\n Abiola ,Amara,a@example.org,1\n\nHughes,Ben\n")
    assert list(read.rows) == [
        (4, {"surname": " Abiola ", "first_name": "Amara", "email": "a@example.org"}),
        (6, {"surname": "Hughes", "first_name": "Ben", "email": None}),
    ]


@pytest.mark.parametrize("word", ["Total", "TOTALS:", "Grand total", "sub-total"])
def test_rows_of_totals_and_rows_without_our_columns_are_reported(word):
    read = table(f"First name,Surname,Email,x\nA,B,c@example.org,\n,,,remark\n{word},24\n")
    assert len(list(read.rows)) == 1
    assert read.skipped == [(3, "nothing in the columns we read"), (4, "a row of totals")]


def test_person_named_total_is_not_a_row_of_totals():
    assert len(list(table("First name,Surname,Email,Host\nAnn,Total,a@example.org,RJ1\n").rows)) == 1


def test_sheet_with_our_columns_is_chosen_and_the_others_named():
    workbook = load_workbook(BytesIO(write_xlsx("Read me", ["Hello"], [["First name"]])))
    workbook.create_sheet("Fellows").append(HEADER)
    workbook["Fellows"].append(["Amara", "Abiola", "a@example.org"])
    workbook.create_sheet("More").append(HEADER)
    made = BytesIO()
    workbook.save(made)
    read = read_table(made, "a.xlsx", COLUMNS)
    assert (read.sheet, read.other_sheets) == ("Fellows", ["Read me", "More"])
    assert [number for number, _ in read.rows] == [2]


def test_cells_full_of_brackets_and_spaces_are_read_in_time():
    hostile = ",".join(["(" * 30_000, "[" * 30_000, "total" + " " * 30_000 + "x"])
    with taking_less_than(2):
        with pytest.raises(FileRefused, match="no row with column titles"):
            table("\n".join([hostile] * 20))
        read = table(f"First name,Surname,Email\n{hostile}\n")
        assert len(list(read.rows)) == 1


def test_hostile_words_come_through_as_words():
    read = table('First name,Surname,Email\n=1+1,"<script>","\'; DROP TABLE x;--"\n')
    assert list(read.rows) == [
        (2, {"first_name": "=1+1", "surname": "<script>", "email": "'; DROP TABLE x;--"})
    ]


def test_written_csv_opens_in_excel_and_holds_no_formula():
    written = write_csv(
        ["Name", gettext_lazy("Start")],
        [["=1+1", date(2026, 9, 7)], ['Siân "x"\n', None], ["a\0b", 1.5]],
    )
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(written.decode("utf-8-sig"), newline=""))) == [
        ["Name", "Start"],
        ["'=1+1", "2026-09-07"],
        ['Siân "x"\n', ""],
        ["ab", "1.5"],
    ]


def test_written_xlsx_has_a_bold_fixed_header_real_dates_and_no_formula():
    moment = datetime(2026, 9, 7, 10, 42, 5, 999, tzinfo=UTC)
    long = "x" * 300
    written = write_xlsx(
        "Overview: 2026/27 [a very long title indeed]",
        ["Name", "=Start", "When", "n"],
        [["=1+1", date(2026, 9, 7), moment, 5], ["שלום\x07", None, None, Decimal("1.5")], [long]],
    )
    sheet = load_workbook(BytesIO(written)).active
    assert len(sheet.title) <= 31
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert [cell.value for cell in sheet[1]] == ["Name", "'=Start", "When", "n"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "d", "n"]
    assert sheet["A2"].value == "'=1+1"
    assert sheet["B2"].value == datetime(2026, 9, 7)
    assert sheet["B2"].number_format == "d mmmm yyyy"
    assert sheet["A3"].value == "שלום"
    assert sheet["D3"].value == 1.5
    assert sheet.column_dimensions["A"].width == 60
    assert sheet.column_dimensions["D"].width == 10


@pytest.mark.parametrize("title", ["", "[]:*?/\\", "'''"])
def test_written_xlsx_has_some_title(title):
    assert load_workbook(BytesIO(write_xlsx(title, ["a"], []))).active.title == "Sheet"


cells = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.dates(date(1990, 1, 1)),
    st.text(st.characters(), max_size=20),
)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=4))
def test_whatever_is_written_never_becomes_a_formula(rows):
    sheet = load_workbook(BytesIO(write_xlsx("t", ["a", "b", "c", "d"], rows))).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for row in csv.reader(StringIO(write_csv(["a"], rows).decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)
