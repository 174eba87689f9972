"""Tables people send and take away: header found, columns recognised, rows numbered as in their own file."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice, zip_longest
from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from fellowship.lib.archives import FileRefused
from fellowship.lib.sheets import Cell, Row, read_sheets
from fellowship.lib.text import UNWANTED, for_spreadsheet

HEADER_WITHIN = 20  # rows with something in them
LONGEST_TITLE = 200
TOTAL = re.compile(r"(?:grand |sub-?)?totals? ?:?", re.IGNORECASE)
MOST_CELLS_OF_A_TOTAL = 3
NARROWEST, WIDEST = 10, 60  # columns, in characters


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    def answers_to(self) -> set[str]:
        """Also its title in every language, so that a list made from our own example is understood."""
        names = {self.key, self.title, *self.aliases}
        for language, _name in settings.LANGUAGES:
            with override(language):
                names.add(_(self.title))
        return {_bare(name) for name in names}


@dataclass(frozen=True)
class Header:
    row_number: int
    places: dict[str, int]  # column key to its place in the row, counted from 0
    unknown: list[str]  # titles nobody asked for, and second ones of a column already found


@dataclass
class Table:
    """Go through `rows` once; `skipped` fills as they go by."""

    sheet: str  # "" for CSV
    header: Header
    rows: Iterator[tuple[int, dict[str, Cell]]]  # row number in the file, and the raw cells by column key
    other_sheets: list[str]
    skipped: list[tuple[int, str]] = field(default_factory=list)  # row number and the reason, in words


def read_table(file: IO[bytes], name: str, columns: Sequence[Column]) -> Table:
    """The table in the first sheet whose header has our columns.

    FileRefused says in a sentence what is wrong with the file or which required columns are missing.
    """
    others: list[str] = []
    best: Header | None = None
    sheets = read_sheets(file, name)
    for sheet in sheets:
        top = list(islice(sheet.rows, HEADER_WITHIN))
        header = find_header(top, columns)
        if header and not _missing(header, columns):
            below = [row for row in top if row[0] > header.row_number] + list(sheet.rows)
            return _table(sheet.title, header, below, others + [other.title for other in sheets])
        if header and (best is None or len(header.places) > len(best.places)):
            best = header
        others.append(sheet.title)
    raise _no_header(best, columns)


def find_header(rows: Iterable[Row], columns: Sequence[Column]) -> Header | None:
    """The row that names most of our columns, among the first 20; None where none names two of them.

    Case, spaces, punctuation, accents, underscores and remarks in brackets make no difference.
    """
    key_of = {name: column.key for column in columns for name in column.answers_to()}
    found = [_header(number, cells, key_of) for number, cells in islice(rows, HEADER_WITHIN)]
    best = max(found, key=lambda header: len(header.places), default=None)
    return best if best and len(best.places) >= min(2, len(columns)) else None


def _header(number: int, cells: list[Cell], key_of: dict[str, str]) -> Header:
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        title = " ".join(str(cell)[:LONGEST_TITLE].split())
        key = key_of.get(_bare(title)) or key_of.get(_bare(re.sub(r"\(.*?\)|\[.*?\]", "", title)))
        if key and key not in places:
            places[key] = place
        else:
            unknown.append(title)
    return Header(number, places, unknown)


def _bare(title: str) -> str:
    """Only the letters and digits, without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", title).casefold() if c.isalnum())


def _missing(header: Header, columns: Sequence[Column]) -> list[str]:
    return [str(column.title) for column in columns if column.required and column.key not in header.places]


def _no_header(best: Header | None, columns: Sequence[Column]) -> FileRefused:
    if best is None:
        names = [str(column.title) for column in columns if column.required or len(columns) < 3]
        return FileRefused(
            _("We found no row with column titles. One of the first rows must have the titles %(titles)s.")
            % {"titles": get_text_list(names, _("and"))}
        )
    missing = _missing(best, columns)
    return FileRefused(
        ngettext(
            "The column %(titles)s is missing. The column titles are in row %(row)s.",
            "The columns %(titles)s are missing. The column titles are in row %(row)s.",
            len(missing),
        )
        % {"titles": get_text_list(missing, _("and")), "row": best.row_number}
    )


def _table(sheet: str, header: Header, below: list[Row], others: list[str]) -> Table:
    table = Table(sheet, header, iter(()), others)
    table.rows = _rows(below, table)
    return table


def _rows(below: list[Row], table: Table) -> Iterator[tuple[int, dict[str, Cell]]]:
    places = table.header.places
    for number, cells in below:
        row = {key: cells[place] if place < len(cells) else None for key, place in places.items()}
        filled = [cell for cell in cells if cell is not None]
        if len(filled) <= MOST_CELLS_OF_A_TOTAL and any(
            TOTAL.fullmatch(str(cell).strip()) for cell in filled
        ):
            table.skipped.append((number, _("a row of totals")))
        elif all(cell is None for cell in row.values()):
            table.skipped.append((number, _("nothing in the columns we read")))
        else:
            yield number, row


def write_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV that Excel opens rightly: UTF-8 with its mark, dates as 2026-09-07, no text that is a formula."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    for row in (header, *rows):
        writer.writerow([_writable(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(title: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet, its header bold and always in sight, dates as dates, no text that is a formula."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(
        re.sub(r"[\[\]:*?/\\]", " ", UNWANTED.sub("", title)).strip(" '")[:31] or "Sheet"
    )
    table = [[_writable(cell) for cell in row] for row in (header, *rows)]
    for place, cells in enumerate(zip_longest(*table), start=1):
        longest = max(len(str(cell or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table):
        sheet.append([_styled(sheet, cell, bold=number == 0) for cell in row])
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _writable(value: object) -> object:
    """A value that can stand in a cell: text cleaned and made inert, moments in the current time zone."""
    if isinstance(value, datetime):
        moment = timezone.make_naive(value) if timezone.is_aware(value) else value
        return moment.replace(microsecond=0)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return for_spreadsheet(UNWANTED.sub("", str(value)))


def _styled(sheet: WriteOnlyWorksheet, value: object, *, bold: bool) -> object:
    """Plain values as they are, which is fast; a cell with its style only where it needs one."""
    if not bold and not isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value)
    if bold:
        cell.font = Font(bold=True)
    if isinstance(value, date):
        cell.number_format = "d mmmm yyyy hh:mm" if isinstance(value, datetime) else "d mmmm yyyy"
    return cell
