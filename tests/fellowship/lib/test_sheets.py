import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from fellowship.lib.archives import FileRefused
from fellowship.lib.sheets import COLUMN_LIMIT, ROW_LIMIT, SIZE_LIMIT, read_sheets
from tests.fellowship.lib.timing import taking_less_than

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TWO_ROWS = [(1, ["Name", "Host"]), (2, ["Siân", "Guy's, London"])]


def csv_rows(content, name="fellows.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    (sheet,) = read_sheets(BytesIO(content), name)
    return list(sheet.rows)


def xlsx(*sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = workbook.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    made = BytesIO()
    workbook.save(made)
    return made.getvalue()


def with_parts(content, **replaced):
    """The same container with some parts written anew (given by the end of their name)."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, replaced.get(stem, old.read(name)))
    return made.getvalue()


def sheet_xml(rows, before=""):
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'


def with_shared_strings(part):
    """A sheet as Excel writes it: its one cell points into the part with the texts of all sheets."""
    content = xlsx([["x"]])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    types = zipfile.ZipFile(BytesIO(content)).read("[Content_Types].xml").decode()
    made = BytesIO(
        with_parts(
            content,
            sheet1=sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
            **{"[Content_Types]": types.replace("</Types>", override)},
        )
    )
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", part)
    return made.getvalue()


def xlsx_rows(content):
    return [list(sheet.rows) for sheet in read_sheets(BytesIO(content), "fellows.xlsx")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_dialect(encoding, delimiter):
    text = f'Name{delimiter}Host\r\nSiân{delimiter}"Guy\'s, London"\r\n'
    assert csv_rows(text.encode(encoding)) == TWO_ROWS


def test_csv_delimiter_is_not_fooled_by_commas_in_a_title_and_in_cells():
    text = "Intake, all hosts, 2026;;\r\nName;Host;Day\r\nA;Guy's, London;1,5\r\nB;Leeds, Hull, York;0,5\r\n"
    assert csv_rows(text)[2] == (3, ["A", "Guy's, London", "1,5"])


def test_csv_quoted_line_breaks_are_one_row_as_a_spreadsheet_counts():
    assert csv_rows('Name,Note\n"A","one\ntwo, three"\n\nB,x\n') == [
        (1, ["Name", "Note"]),
        (2, ["A", "one\ntwo, three"]),
        (4, ["B", "x"]),
    ]


def test_csv_quotation_mark_inside_a_cell_is_a_mark():
    assert csv_rows('Name,Note\nA,5" needle\nB,"say ""aah"""\n')[1:] == [
        (2, ["A", '5" needle']),
        (3, ["B", 'say "aah"']),
    ]
    assert csv_rows('Name,Note\nA,"x" y\n')[1] == (2, ["A", "x y"])


def test_csv_quotation_mark_never_closed_is_refused_and_does_not_swallow_rows():
    with pytest.raises(FileRefused, match="never closed, in row 3 or after"):
        csv_rows('Name,Note\nA,x\nB,"y\nC,z\n')


def test_csv_with_excels_own_hint():
    assert csv_rows("sep=;\r\nName;Host\r\n") == [(2, ["Name", "Host"])]


def test_csv_of_one_column():
    assert csv_rows("Name\nA\n\nB\n") == [(1, ["Name"]), (2, ["A"]), (4, ["B"])]


def test_blank_rows_and_cells_are_left_out():
    assert csv_rows("Name,Host,,\n , ,\t,\nA, ,B,,\n") == [(1, ["Name", "Host"]), (3, ["A", None, "B"])]


@pytest.mark.parametrize(
    ("content", "name", "part_of_sentence"),
    [
        (b"", "a.csv", "is empty"),
        (b" \r\n ", "a.csv", "is empty"),
        (b"x" * (SIZE_LIMIT + 1), "a.csv", "larger than 20 MB"),
        (b"name\0host", "a.csv", "not text we can read"),
        (b"\x81\x8d,x", "a.csv", "not text we can read"),
        (b"\xff\xfe\x00", "a.csv", "not text we can read"),
        (b"%PDF-1.7", "a.pdf", "not a spreadsheet we can read"),
        (b"<html>", "a.xls", "not a spreadsheet we can read"),
        (b"name,host", "a.xlsx", "not a spreadsheet we can read"),
        (OLE, "a.xls", "save it as .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
        (b"PK\x03\x04 and nothing", "a.xlsx", "is damaged"),
        (b"a\n" * (ROW_LIMIT + 1), "a.csv", "more than 20,000 rows"),
        (b"a," * COLUMN_LIMIT + b"a", "a.csv", "Row 1 has more than 200 columns"),
        (b'a,b\n"' + b"x" * 200_000 + b'",c', "a.csv", "never closed"),
    ],
)
def test_file_that_is_no_spreadsheet_is_refused_with_a_sentence(content, name, part_of_sentence):
    with pytest.raises(FileRefused) as refusal:
        [list(sheet.rows) for sheet in read_sheets(BytesIO(content), name)]
    assert part_of_sentence in str(refusal.value)


def test_xlsx_values_keep_their_kind_and_rows_their_numbers():
    day = datetime(2026, 9, 7)
    assert xlsx_rows(xlsx([["Name", "Start", "Days"], [], ["Siân", day, 1.5], [None, "", 1]])) == [
        [(1, ["Name", "Start", "Days"]), (3, ["Siân", day, 1.5]), (4, [None, None, 1])]
    ]


@pytest.mark.parametrize(
    ("number", "number_format", "read"),
    [
        (0.64, "0%", "64%"),
        (0.645, "0.0%", "64.5%"),
        (1, "0%", "100%"),
        (0.07, "0.00%;[Red]-0.00%", "7%"),
        (0.64, "0.00", 0.64),
        (64, '0" %"', 64),
        ("64", "0%", "64"),
        (True, "0%", True),
    ],
)
def test_xlsx_number_shown_per_cent_is_read_as_it_is_shown(number, number_format, read):
    workbook = Workbook()
    workbook.active.append([number])
    workbook.active["A1"].number_format = number_format
    made = BytesIO()
    workbook.save(made)
    assert xlsx_rows(made.getvalue()) == [[(1, [read])]]


def test_xlsx_formulas_are_text():
    content = xlsx([["=1+1", '=HYPERLINK("http://example.org")', ArrayFormula("C1:C2", "=SUM(A1:A2)")]])
    assert xlsx_rows(content) == [[(1, ["=1+1", '=HYPERLINK("http://example.org")', "=SUM(A1:A2)"])]]


def test_xlsx_named_csv_is_read_by_its_content():
    sheets = read_sheets(BytesIO(xlsx([["A", "B"]])), "fellows.csv")
    assert [list(sheet.rows) for sheet in sheets] == [[(1, ["A", "B"])]]


def test_hidden_sheets_are_not_read():
    workbook = Workbook()
    workbook.active.append(["seen"])
    workbook.create_sheet("secret").sheet_state = "hidden"
    made = BytesIO()
    workbook.save(made)
    assert [sheet.title for sheet in read_sheets(BytesIO(made.getvalue()), "a.xlsx")] == ["Sheet"]


def test_xlsx_that_lies_about_its_size_is_read_as_far_as_it_goes():
    cell = '<row r="1"><c r="A1"><v>7</v></c></row>'
    lying = sheet_xml(cell).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert xlsx_rows(with_parts(xlsx([["x"]]), sheet1=lying)) == [[(1, [7])]]


def test_xlsx_with_too_many_columns_is_refused():
    with pytest.raises(FileRefused, match="more than 200 columns"):
        xlsx_rows(xlsx([["x"] * (COLUMN_LIMIT + 1)]))


def test_xlsx_with_shared_strings_as_excel_writes_it():
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rich = "<r><t>Siân </t></r><r><rPr><b/></rPr><t>Whitfield</t></r>"
    content = with_shared_strings(f'<sst xmlns="{namespace}"><si>{rich}</si></sst>')
    assert xlsx_rows(content) == [[(1, ["Siân Whitfield"])]]


BROKEN_XML = [
    "<worksheet><unclosed>",
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>',
    b"\0\xff\xfe",
]


@pytest.mark.parametrize("content", BROKEN_XML)
def test_xlsx_with_broken_or_hostile_shared_strings_is_refused(content):
    with pytest.raises(FileRefused, match="damaged"):
        xlsx_rows(with_shared_strings(content))


@pytest.mark.parametrize("part", ["sheet1", "workbook", "styles"])
@pytest.mark.parametrize("content", BROKEN_XML)
def test_xlsx_with_broken_or_hostile_xml_is_refused(part, content):
    with pytest.raises(FileRefused, match="damaged"):
        xlsx_rows(with_parts(xlsx([["x", "y"]]), **{part: content}))


def test_xlsx_with_a_broken_cell_is_refused():
    broken = sheet_xml('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')
    with pytest.raises(FileRefused, match="damaged"):
        xlsx_rows(with_parts(xlsx([["x"]]), sheet1=broken))


def test_xlsx_bomb_is_refused_at_once():
    bomb = with_parts(xlsx([["x"]]), sheet1=sheet_xml("<row/>" * 5_000_000))
    with taking_less_than(1), pytest.raises(FileRefused, match="unpacks to far more"):
        xlsx_rows(bomb)


def test_xlsx_rows_of_empty_cells_far_to_the_right_are_blank():
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 2_000))
    assert xlsx_rows(with_parts(xlsx([["x"]]), sheet1=sheet_xml(rows))) == [[]]


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", OLE]))
def test_any_bytes_give_rows_or_a_sentence(content, start):
    try:
        list(csv_rows(start + content))
    except FileRefused as refusal:
        sentence = str(refusal)
    else:
        sentence = "Read."
    assert sentence.endswith(".")
