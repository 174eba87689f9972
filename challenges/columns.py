"""Which column of a table of readings is which: by the titles above them, else by how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenges.entries import read_day
from challenges.models import Measure
from challenges.models.measure import MadeOf
from challenges.typed_numbers import read_number
from fellowship.lib.tables import Column, find_header

NOTE = "note"
MOST_TITLE_ROWS = 5
MOST_COLUMNS = 4
TITLES = [
    Column(
        "day",
        "Date",
        ("day", "week", "month", "period", "week beginning", "month beginning", "reading date", "x"),
    ),
    Column("value", "Value", ("reading", "result", "number", "percentage", "percent", "y")),
    Column("numerator", "Numerator", ("top number", "how many", "top", "count")),
    Column("denominator", "Denominator", ("bottom number", "out of", "bottom", "total", "of")),
    Column(NOTE, "Note", ("notes", "comment", "comments", "remark")),
]
Row = tuple[int, list[str]]


class TableRefused(ValueError):
    """Why the table as a whole cannot be read, in a sentence."""


@dataclass(frozen=True)
class Columns:
    """The place of each column. `surplus`: a number where a note would be, from a comma within a number."""

    places: Mapping[str, int]
    watch_note: bool = False

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        found = {name: row[place] if place < len(row) else "" for name, place in self.places.items()}
        if self.watch_note and _is_number(found.get(NOTE, "")):
            found["surplus"] = found.pop(NOTE)
        return found


def columns_of(rows: Sequence[Row], measure: Measure) -> tuple[list[int], Columns]:
    """The numbers of the rows that are titles, and the columns of the others. TableRefused where unclear."""
    header = find_header([(number, list(cells)) for number, cells in rows[:MOST_TITLE_ROWS]], TITLES)
    if header and "day" in header.places and len(header.places) > 1:
        titles = [number for number, _cells in rows if number <= header.row_number]
        return titles, _named(header.places, measure)
    titles = []
    for number, cells in rows[:MOST_TITLE_ROWS]:
        if _is_day(cells[0]) or any(_is_number(cell) for cell in cells[1:]):
            break
        titles.append(number)
    if len(titles) == min(MOST_TITLE_ROWS, len(rows)):
        titles = []  # no titles: rows that cannot be read, each with its reason
    return titles, _counted([cells for number, cells in rows if number not in titles], measure)


def _named(places: Mapping[str, int], measure: Measure) -> Columns:
    parts = {"numerator", "denominator"} <= places.keys()
    if measure.made_of == MadeOf.PERCENTAGE and parts:
        return Columns({name: place for name, place in places.items() if name != "value"})
    if "value" in places:
        return Columns({name: place for name, place in places.items() if name in ("day", "value", NOTE)})
    if measure.made_of == MadeOf.PERCENTAGE:
        raise TableRefused(
            _("The columns Numerator and Denominator belong together. Give both, or a column Value.")
        )
    raise TableRefused(_("There is no column Value. This measure needs a date and a value in each row."))


def _counted(rows: Sequence[Sequence[str]], measure: Measure) -> Columns:
    width = max(len(cells) for cells in rows)
    if width < 2:
        raise TableRefused(
            _("There is only one column. Paste two: the date and the value, side by side in the spreadsheet.")
        )
    if width > MOST_COLUMNS:
        raise TableRefused(
            _("There are %(count)s columns. Paste only the date, the numbers and a note, in this order.")
            % {"count": width}
        )
    if measure.made_of == MadeOf.VALUE:
        if width == MOST_COLUMNS:
            raise TableRefused(
                _("There are 4 columns. This measure is one number a date: paste date, value and note.")
            )
        return Columns({"day": 0, "value": 1, NOTE: 2}, watch_note=True)
    if width == 2 or (width == 3 and not any(_is_number(cells[2]) for cells in rows if len(cells) == 3)):
        return Columns({"day": 0, "value": 1, NOTE: 2})
    return Columns({"day": 0, "numerator": 1, "denominator": 2, NOTE: 3}, watch_note=True)


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except ValueError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        return read_number(text).number is not None
    except ValueError:
        return False
