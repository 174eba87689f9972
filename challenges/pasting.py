"""A table of readings, pasted or from a file: read row by row and held against what is stored. Saves nothing.

A file becomes the text that somebody could have pasted, a line for each of its rows, so that there is one
way from there on and the person can mend what a row says.
"""

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import IO

from django.utils.translation import gettext as _

from challenges.columns import NOTE, Columns, TableRefused, columns_of
from challenges.entries import Entry, EntryRefused, entry_of, entry_words, is_month_alone, read_day
from challenges.models import Measure
from challenges.models.measure import MadeOf
from challenges.services.readings import MOST_READINGS
from challenges.typed_numbers import read_number
from fellowship.lib.dates import in_words
from fellowship.lib.sheets import read_sheets
from fellowship.lib.text import clean

DELIMITERS = "\t;,"
LINES_TO_JUDGE = 100
MOST_CHARACTERS = 1_000_000
AMERICAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)", re.ASCII)
SHOWN = 60  # characters of a cell, in a sentence about it


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


@dataclass(frozen=True)
class TableRow:
    """`number` is that of the row in the text or file; `words` what it says."""

    number: int
    words: str
    outcome: Outcome
    entry: Entry | None = None
    before: str = ""
    after: str = ""
    problem: str = ""
    remark: str = ""


@dataclass(frozen=True)
class TableRead:
    rows: tuple[TableRow, ...]
    titles: tuple[int, ...]  # numbers of rows above the first reading
    american: tuple[int, ...]  # rows whose dates make sense only with the month first
    looks_like_shares: bool  # of one: 0.95 where 95 % may be meant

    def of(self, outcome: str) -> list[TableRow]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def entries(self) -> list[Entry]:
        """What there is to save."""
        return [row.entry for row in self.rows if row.entry and row.outcome in (Outcome.NEW, Outcome.CHANGED)]

    @property
    def notes(self) -> str:
        return "\n\n".join(row.entry.note for row in self.rows if row.entry and row.entry.note)


def text_of(file: IO[bytes], name: str) -> str:
    """The first sheet of a file as lines of cells, so that line 12 is row 12. FileRefused says why not."""
    lines: list[str] = []
    for sheet in read_sheets(file, name):
        for number, cells in sheet.rows:
            lines += [""] * (number - 1 - len(lines))
            lines.append("\t".join(_as_text(cell) for cell in cells))
        if lines:
            break
    try:
        return clean("\n".join(lines), limit=MOST_CHARACTERS)
    except ValueError as too_long:
        raise TableRefused(str(too_long)) from None


def _as_text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float):
        cell = f"{Decimal(repr(cell)):f}"
    return " ".join(str("" if cell is None else cell).split())


def read_table(text: str, measure: Measure, *, shares_of_one: bool = False) -> TableRead:
    """Every row with what it would do. TableRefused where the table as a whole cannot be read."""
    rows = rows_in(text)
    if not rows:
        raise TableRefused(_("There is nothing in it. Paste at least one row with a date and a value."))
    titles, columns = columns_of(rows, measure)
    rows = [row for row in rows if row[0] not in titles]
    if not rows:
        raise TableRefused(_("There are only titles in it. Paste the rows below them too."))
    if len(rows) > MOST_READINGS:
        raise TableRefused(
            _(
                "There are %(count)s rows, and a measure can hold %(most)s readings: everything from row "
                "%(row)s on is too much. Paste fewer rows, or make weeks or months of the days."
            )
            % {"count": f"{len(rows):,}", "most": f"{MOST_READINGS:,}", "row": f"{rows[MOST_READINGS][0]:,}"}
        )
    stored = {reading.day: Entry.of(reading) for reading in measure.readings.all()}
    read = [_read_row(number, columns.cells(cells), measure, shares_of_one) for number, cells in rows]
    compared = [_compared(row, stored, measure) for row in _without_repeats(read)]
    american = [number for number, cells in rows if _is_american(columns.cells(cells).get("day", ""))]
    return TableRead(
        tuple(compared),
        tuple(titles),
        tuple(american),
        not shares_of_one and measure.made_of == MadeOf.PERCENTAGE and _look_like_shares(rows, columns),
    )


def rows_in(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, numbered as they stand in the text."""
    lines = text.split("\n")
    delimiter = max(DELIMITERS, key=lambda one: sum(one in line for line in lines[:LINES_TO_JUDGE]))
    # A quotation mark that is never closed would swallow all rows after it.
    if text.count('"') % 2:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=delimiter)
    found = []
    try:
        for number, cells in enumerate(reader, start=1):
            kept = [" ".join(cell.split()) for cell in cells]
            while kept and not kept[-1]:
                kept.pop()
            if kept:
                found.append((number, kept))
    except csv.Error:
        raise TableRefused(
            _("A cell is far too long to be a reading. Paste only dates and values.")
        ) from None
    return found


def _read_row(number: int, cells: Mapping[str, str], measure: Measure, shares_of_one: bool) -> TableRow:
    words = " · ".join(cell[:SHOWN] for cell in cells.values() if cell)
    try:
        day = read_day(cells.get("day", ""))
        if cells.get("surplus"):
            raise EntryRefused(NOTE, _surplus(cells))
        numbers = {name: cells.get(name) for name in ("value", "numerator", "denominator")}
        note = cells.get(NOTE, "")
        entry = entry_of(measure, day=day, note=note, shares_of_one=shares_of_one, **numbers)
    except ValueError as refusal:
        return TableRow(number, words, Outcome.PROBLEM, problem=str(refusal))
    remark = ""
    if is_month_alone(cells["day"]):
        remark = _("A month is kept as its first day.")
    return TableRow(number, words, Outcome.NEW, entry, remark=remark)


def _surplus(cells: Mapping[str, str]) -> str:
    value, surplus = cells.get("value", ""), cells["surplus"]
    return _(
        "This row has one number too many: “%(value)s,%(surplus)s”. If a comma separates thousands or "
        "decimals there, paste from the spreadsheet itself, or write the number without it."
    ) % {"value": value[:SHOWN], "surplus": surplus[:SHOWN]}


def _without_repeats(rows: Sequence[TableRow]) -> list[TableRow]:
    """A date can come once: rows that disagree about it are all problems, a mere copy is one."""
    on_day: dict[dt.date, list[TableRow]] = defaultdict(list)
    for row in rows:
        if row.entry:
            on_day[row.entry.day].append(row)
    problems = {}
    for day, same in on_day.items():
        if len({row.entry for row in same}) > 1:
            numbers = ", ".join(str(row.number) for row in same[:10])
            for row in same:
                problems[row.number] = _("%(day)s is there more than once, in rows %(rows)s. Keep one.") % {
                    "day": in_words(day),
                    "rows": numbers,
                }
        for row in same[1:]:
            problems.setdefault(
                row.number, _("This is the same as row %(row)s, which is read.") % {"row": same[0].number}
            )
    return [
        TableRow(row.number, row.words, Outcome.PROBLEM, problem=problems[row.number])
        if row.number in problems
        else row
        for row in rows
    ]


def _compared(row: TableRow, stored: Mapping[dt.date, Entry], measure: Measure) -> TableRow:
    if row.entry is None:
        return row
    before = stored.get(row.entry.day)
    entry = row.entry.kept_over(before) if before else row.entry
    outcome = Outcome.NEW if before is None else Outcome.UNCHANGED if before == entry else Outcome.CHANGED
    return TableRow(
        row.number,
        row.words,
        outcome,
        entry,
        before=entry_words(before, measure),
        after=entry_words(entry, measure),
        remark=row.remark,
    )


def _is_american(text: str) -> bool:
    found = AMERICAN.fullmatch(text.partition(" ")[0])
    return found is not None and int(found[1]) <= 12 < int(found[2]) <= 31


def _look_like_shares(rows: Sequence[tuple[int, list[str]]], columns: Columns) -> bool:
    values = []
    for _number, cells in rows:
        try:
            read = read_number(columns.cells(cells).get("value", ""))
        except ValueError:
            continue
        if read.has_percent_sign:
            return False
        if read.number is not None:
            values.append(read.number)
    return bool(values) and all(0 <= value <= 1 for value in values) and any(value % 1 for value in values)
