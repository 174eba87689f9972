"""Rows of a published list of organisations, read and checked.

Two shapes are known: the Organisation Data Service's (27 columns, no header), and `code,name`
with or without a header.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import cast

from django.db.models import CharField
from django.utils.translation import gettext as _

from fellowship.lib.text import clean
from fellowship.people.models import Organisation
from fellowship.people.services.organisation_names import readable_name

ODS_COLUMNS = 12  # from this many on, a row has the shape of the Organisation Data Service
NAME, TOWN, POSTCODE, OPENED, CLOSED = 1, 7, 9, 10, 11
CODE = re.compile(r"[A-Z0-9]{2,12}")
HEADERS = {"code", "ods code", "organisation code", "org code"}


@dataclass(frozen=True)
class Listed:
    """One organisation of the list; `facts` are the fields of the model that the list knows."""

    number: int
    code: str
    facts: dict[str, str | date | None]


@dataclass(frozen=True)
class RowProblem:
    number: int
    reason: str


def read_rows(path: Path) -> Iterator[Listed | RowProblem]:
    """Every row of the file that is not blank, in order, numbered from 1."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first_line = text.partition("\n")[0]
    delimiter = ";" if ";" in first_line and "," not in first_line else ","
    lines = StringIO(text, newline="")
    for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if number == 1 and cells[0].strip().lower() in HEADERS:
            continue
        try:
            yield _listed(number, cells)
        except ValueError as error:
            yield RowProblem(number, str(error))


def _listed(number: int, cells: list[str]) -> Listed:
    if len(cells) < 2:
        raise ValueError(_("needs at least a code and a name, separated by a comma"))
    code = cells[0].strip().upper()
    if not CODE.fullmatch(code):
        raise ValueError(_("“%(code)s” is not a code of 2 to 12 letters and numbers") % {"code": code[:30]})
    facts: dict[str, str | date | None] = {"name": readable_name(_words(cells[NAME], "name"))}
    if not facts["name"]:
        raise ValueError(_("has no name"))
    if len(cells) >= ODS_COLUMNS:
        opened, closed = _day(cells[OPENED], _("opening")), _day(cells[CLOSED], _("closing"))
        if opened and closed and closed < opened:
            raise ValueError(_("closes before it opens"))
        facts |= {
            "town": readable_name(_words(cells[TOWN], "town")),
            "postcode": _words(cells[POSTCODE], "postcode"),
            "opened_on": opened,
            "closed_on": closed,
        }
    return Listed(number, code, facts)


def _words(cell: str, field: str) -> str:
    return clean(
        " ".join(cell.split()), limit=cast(CharField, Organisation._meta.get_field(field)).max_length or 0
    )


def _day(cell: str, called: str) -> date | None:
    digits = cell.strip()
    if not digits:
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d").date()
    except ValueError:
        raise ValueError(
            _("“%(text)s” is not a date of %(called)s written as yyyymmdd")
            % {"text": digits[:30], "called": called}
        ) from None
