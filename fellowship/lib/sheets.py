"""Spreadsheet files as people send them, read into rows of cells: CSV in its many dialects, and XLSX.

Nothing in a file is run: formulas come as their text, XML goes through defusedxml (openpyxl uses it when it
is installed), and a file is refused in a sentence before it can take much time or memory.
"""

import csv
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from fellowship.lib.archives import FileRefused, damaged, open_archive, refuse_old_office_file

SIZE_LIMIT = 20 * 1024 * 1024
ROW_LIMIT = 20_000
COLUMN_LIMIT = 200
DELIMITERS = ",;\t|"
LINES_TO_JUDGE = 50
LAST_ROW = 1_048_576  # of any spreadsheet program; a stray cell down there is no reason to refuse
ROWS_AT_ONCE = 500
PER_CENT = re.compile(r'(?:[^"\\]|"[^"]*"|\\.)*?%')  # a % that is not only a letter of quoted text

# Text, int, float, bool, date, datetime, time, timedelta, or None for an empty one. A number shown per cent
# is the text that a CSV file would have: "64%", not the 0.64 that XLSX keeps.
Cell = object
Row = tuple[int, list[Cell]]  # its number in the file, as a spreadsheet program shows it


@dataclass(frozen=True)
class Sheet:
    title: str
    rows: Iterator[Row]  # rows with something in them; read once, and only as far as asked


def read_sheets(file: IO[bytes], name: str) -> Iterator[Sheet]:
    """The visible sheets of an XLSX file, or the one of a CSV file, each to be read before the next.

    FileRefused carries the sentence for the sender; it may also come while rows are read.
    """
    file.seek(0)
    content = file.read(SIZE_LIMIT + 1)
    if not content.strip():
        raise FileRefused(_("This file is empty."))
    if len(content) > SIZE_LIMIT:
        raise FileRefused(
            _("This file is larger than %(megabytes)s MB. Split it and send the parts.")
            % {"megabytes": SIZE_LIMIT // 1024 // 1024}
        )
    refuse_old_office_file(content, ".xlsx")
    if content.startswith(b"PK\x03\x04"):
        yield from _xlsx_sheets(content)
    elif name.lower().endswith((".csv", ".txt", ".tsv")):
        yield Sheet("", _limited(_csv_rows(_decoded(content))))
    else:
        raise FileRefused(_("This is not a spreadsheet we can read. Save it as XLSX or CSV and send that."))


def _limited(rows: Iterable[list[Cell]]) -> Iterator[Row]:
    """Number the rows, drop the blank ones and trailing blank cells, refuse what is too long or too wide.

    XLSX is read one column past the limit; a cell far to the right of everything is not looked at.
    """
    kept = 0
    for number, cells in enumerate(rows, start=1):
        row = [None if isinstance(cell, str) and not cell.strip() else cell for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        kept += 1
        if kept > ROW_LIMIT:
            raise FileRefused(
                _("This sheet has more than %(limit)s rows. Split it and send the parts.")
                % {"limit": f"{ROW_LIMIT:,}"}
            )
        if len(row) > COLUMN_LIMIT:
            raise FileRefused(
                _("Row %(row)s has more than %(limit)s columns. Send only the columns that are needed.")
                % {"row": number, "limit": COLUMN_LIMIT}
            )
        yield number, row


def _decoded(content: bytes) -> str:
    encodings = ["utf-8-sig", "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused(_("This file is not text we can read. Save it as CSV (UTF-8) or XLSX and send that."))


def _csv_rows(text: str) -> Iterator[list[Cell]]:
    if hint := re.match(r"sep=(.)\r?\n", text):  # Excel's own hint, which it counts as a row
        yield []
        text, delimiter = text[hint.end() :], hint[1]
    else:
        delimiter = _delimiter(text)
    strict = _reads_strictly(text, delimiter)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    except csv.Error:
        raise FileRefused(_("A cell of this file is far too long. Shorten it and send it again.")) from None


def _reads_strictly(text: str, delimiter: str) -> bool:
    """Whether all quotation marks stand where they should; if not, it is read as Excel would read it.

    Strictness is wanted because a mark never closed would otherwise swallow the rest of the file unseen.
    """
    number = 0
    try:
        for _row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
    except csv.Error as trouble:
        if not re.search("unexpected end of data|field larger", str(trouble)):
            return False
        raise FileRefused(
            _("A quotation mark is never closed, in row %(row)s or after it. Mend it and send it again.")
            % {"row": number + 1}
        ) from None
    return True


def _delimiter(text: str) -> str:
    """The one by which most rows have the same number of cells; the wider where two are equal."""

    def agreement(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(StringIO(text[:100_000], newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(rows, LINES_TO_JUDGE) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, rows_of_it = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return rows_of_it, width

    return max(DELIMITERS, key=agreement)


def _xlsx_sheets(content: bytes) -> Iterator[Sheet]:
    file = BytesIO(content)
    open_archive(file).close()
    with _troubles_as_refusals():
        # read_only keeps one row in memory at a time; without data_only a formula is its own text
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                yield Sheet(sheet.title, _limited(_xlsx_rows(sheet)))
    finally:
        workbook.close()


def _xlsx_rows(sheet: ReadOnlyWorksheet) -> Iterator[list[Cell]]:
    sheet.reset_dimensions()  # what a file says about its own size is often wrong
    rows = sheet.iter_rows(max_col=COLUMN_LIMIT + 1, max_row=LAST_ROW)
    some: list[tuple[ReadOnlyCell | EmptyCell, ...]] = []
    while True:
        with _troubles_as_refusals():
            some = list(islice(rows, ROWS_AT_ONCE))
        if not some:
            return
        for row in some:
            with _troubles_as_refusals():
                cells = [_plain(cell) for cell in row]
            yield cells if any(cell is not None for cell in cells) else []


def _plain(cell: ReadOnlyCell | EmptyCell) -> Cell:
    """Array and table formulas are objects of openpyxl's; their text is all we want."""
    value = cell.value
    if type(value) in (int, float) and PER_CENT.match(cell.number_format):
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return str(getattr(value, "text", None) or "=…") if hasattr(value, "ref") else value


@contextmanager
def _troubles_as_refusals() -> Iterator[None]:
    """A broken file fails inside openpyxl in a hundred ways; to its sender they are one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and dates openpyxl does not know
            yield
    except FileRefused:
        raise
    except Exception:
        raise damaged() from None
