"""What the columns of an intake list are called, and what one row of it says.

Reading a row asks nothing of the database; `comparison` does that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fellowship.cohorts.services.intake.professions import profession_of
from fellowship.lib.dates import parse_day
from fellowship.lib.tables import Column
from fellowship.lib.text import TITLES, clean
from fellowship.people.models.user import Profession

COLUMNS = [
    Column("given_name", gettext_noop("First name"), ("Given name", "Forename"), required=True),
    Column("family_name", gettext_noop("Surname"), ("Last name", "Family name"), required=True),
    Column(
        "email",
        gettext_noop("Work email"),
        ("Email", "Email address", "Work email address", "NHS email"),
        required=True,
    ),
    Column("profession", gettext_noop("Profession"), ("Professional group", "Staff group")),
    Column("grade", gettext_noop("Grade / band"), ("Grade", "Band", "Grade or band", "Job title")),
    Column(
        "host",
        gettext_noop("Host organisation"),
        ("Host", "Organisation", "Trust", "Employer", "Host trust", "ODS code"),
    ),
    Column(
        "challenge",
        gettext_noop("Challenge working title"),
        ("Challenge", "Challenge (working title)", "Working title", "Project", "Project title"),
    ),
    Column("sponsor_name", gettext_noop("Sponsor name"), ("Sponsor", "Mentor", "Mentor name")),
    Column(
        "sponsor_email",
        gettext_noop("Sponsor email"),
        ("Sponsor email address", "Mentor email", "Mentor email address"),
    ),
    Column("starts_on", gettext_noop("Start date"), ("Start", "Starts", "First day")),
    Column(
        "clinical_days",
        gettext_noop("Clinical days p/w"),
        ("Clinical days", "Clinical days a week", "Clinical days per week"),
    ),
]
TITLE_OF = {column.key: column.title for column in COLUMNS}
LIMITS = {"given_name": 100, "family_name": 100, "email": 254, "sponsor_email": 254, "grade": 100}
USUAL_LIMIT = 200
MOST_CLINICAL_DAYS = 5
LETTERS_AFTER_A_NAME = re.compile(r"[\sA-Z.,]*")  # OBE, FRCP


@dataclass
class RowRead:
    """One row: its own words, what they mean, what is wrong, and what is worth knowing.

    `facts` are text by column: email addresses in small letters, dates as 2026-09-07, days as 1.5.
    """

    number: int
    words: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # column, what was found, what to do
    remarks: list[str] = field(default_factory=list)

    def problem(self, column: str, advice: str) -> None:
        self.problems.append((column, self.words.get(column, ""), advice))


def read_row(number: int, cells: Mapping[str, object]) -> RowRead:
    row = RowRead(number)
    for column in COLUMNS:
        row.facts[column.key] = ""
        try:
            row.words[column.key] = words_of(cells.get(column.key), LIMITS.get(column.key, USUAL_LIMIT))
        except ValueError as error:
            row.words[column.key] = str(cells[column.key])[:60] + "…"
            row.problem(column.key, str(error))
    spoilt = {column for column, _found, _advice in row.problems}
    for key, read in READERS.items():
        if key not in spoilt:
            read(row, key, cells.get(key))
    _check_sponsor(row)
    return row


def words_of(cell: object, limit: int) -> str:
    """A cell as one line of text, whatever it held. ValueError when it is too long."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(" ".join(str(cell).split()), limit=limit)


def parse_name(text: str) -> tuple[str, str, str]:
    """Title, first name and surname of “Dr Helen Ashworth” or “Ashworth, Helen”. ValueError if one lacks."""
    before, _comma, after = text.partition(",")
    text = before if LETTERS_AFTER_A_NAME.fullmatch(after) else f"{after} {before}"
    words = text.replace("(", " ").replace(")", " ").split()
    titles = [word for word in words if word.rstrip(".").lower() in TITLES]
    names = [word for word in words if word not in titles]
    if len(names) < 2:
        raise ValueError(_("Write the first name and the surname, for example Dr Helen Ashworth."))
    if len(names[0]) > 100 or len(" ".join(names[1:])) > 100:
        raise ValueError(_("This name is too long. Shorten it to 100 characters."))
    return " ".join(titles)[:20].strip(), names[0], " ".join(names[1:])


def _text(row: RowRead, key: str, cell: object) -> None:
    row.facts[key] = row.words[key]


def _needed_text(row: RowRead, key: str, cell: object) -> None:
    _text(row, key, cell)
    if not row.words[key]:
        row.problem(key, _("Fill in this cell."))


def _address(row: RowRead, key: str, cell: object) -> None:
    address = row.words[key].removeprefix("mailto:").lower()
    if not address:
        return
    try:
        validate_email(address)
    except ValidationError:
        row.problem(key, _("This is not an email address. Write it like name@example.org."))
    else:
        row.facts[key] = address


def _needed_address(row: RowRead, key: str, cell: object) -> None:
    if row.words[key]:
        _address(row, key, cell)
    else:
        row.problem(key, _("Fill in the email address; the invitation goes there."))


def _profession(row: RowRead, key: str, cell: object) -> None:
    if not row.words[key]:
        return
    profession = profession_of(row.words[key])
    row.facts[key] = profession.value
    if profession == Profession.OTHER and row.words[key].lower() != "other":
        row.remarks.append(
            _("We do not know the profession “%(words)s”, so it is kept as Other.")
            % {"words": row.words[key]}
        )


def _day(row: RowRead, key: str, cell: object) -> None:
    if cell is None or row.words[key] == "":
        return
    try:
        row.facts[key] = parse_day(cell).isoformat()
    except ValueError as error:
        row.problem(key, str(error))


def _days_a_week(row: RowRead, key: str, cell: object) -> None:
    words = row.words[key]
    if not words:
        return
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:days?)?", words, re.IGNORECASE | re.ASCII)
    try:
        days = Decimal(match[1].replace(",", ".")) if match else None
    except InvalidOperation:
        days = None
    if days is None or days > MOST_CLINICAL_DAYS or days != round(days, 1):
        row.problem(key, _("Write a number of days from 0 to 5, for example 1 or 1.5."))
    else:
        row.facts[key] = f"{days:.1f}"


READERS = {
    "given_name": _needed_text,
    "family_name": _needed_text,
    "email": _needed_address,
    "profession": _profession,
    "grade": _text,
    "host": _text,
    "challenge": _text,
    "sponsor_name": _text,
    "sponsor_email": _address,
    "starts_on": _day,
    "clinical_days": _days_a_week,
}


def _check_sponsor(row: RowRead) -> None:
    """A sponsor needs a name and an address; nobody sponsors themselves."""
    name, address = row.words["sponsor_name"], row.words["sponsor_email"]
    if address and not name:
        row.problem("sponsor_name", _("Fill in the sponsor’s name, or take the address out."))
    elif name and not address:
        row.problem("sponsor_email", _("Fill in the sponsor’s email address, or take the name out."))
    elif name:
        try:
            parse_name(name)
        except ValueError as error:
            row.problem("sponsor_name", str(error))
    if address and row.facts["sponsor_email"] and row.facts["sponsor_email"] == row.facts["email"]:
        row.problem("sponsor_email", _("A fellow cannot be their own sponsor. Write the sponsor’s address."))
