"""Dates as people type them, in a form or in a spreadsheet."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1990, 2100
EXCEL_DAY_NOUGHT = date(1899, 12, 30)  # Excel's 1900 calendar, right from 1 March 1900 on

MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
BREAK = r"(?: ?[/.-] ?| )"
CLOCK = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?z?)?"
NAME = rf"(?P<name>{'|'.join(MONTH_NAMES)})[a-z]*\.?,?"

YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){CLOCK}")
PATTERNS = [
    re.compile(
        rf"{WEEKDAY}(?P<day>\d{{1,2}}){BREAK}(?P<month>\d{{1,2}}){BREAK}(?P<year>\d{{4}}|\d\d){CLOCK}"
    ),
    YEAR_FIRST,
    re.compile(
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?:of )?{NAME}[ -]?(?P<year>\d{{4}}|\d\d){CLOCK}"
    ),
    re.compile(rf"{WEEKDAY}{NAME} ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){CLOCK}"),
]


def parse_day(value: object) -> date:
    """A date from a cell or a field: a date, an Excel serial number, or text with the day first.

    Reads 07/09/2026, 7.9.26, 2026-09-07, 7 September 2026, 7 Sept 2026. Anything else, a day that
    does not exist, or a year outside 1990 to 2100 raises ValueError with a sentence for the person.
    """
    if isinstance(value, datetime):
        return _sane(value.date(), value)
    if isinstance(value, date):
        return _sane(value, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(value, shown=value)
    text = " ".join(str(value if value is not None else "").split())
    if not text:
        raise ValueError(_("Enter a date, for example 7 September 2026."))
    if re.fullmatch(r"\d{5}(?:\.\d{1,12})?", text, re.ASCII):
        return _from_serial(float(text), shown=text)
    for pattern in PATTERNS:
        if match := pattern.fullmatch(text.lower()):
            return _from_parts(text, **match.groupdict())
    raise ValueError(
        _("“%(text)s” is not a date we can read. Write it like 7 September 2026 or 07/09/2026.")
        % {"text": text[:60]}
    )


def _from_parts(text: str, day: str, year: str, month: str | None = None, name: str | None = None) -> date:
    full_year = (
        int(year)
        if len(year) == 4
        else 1900 + int(year)
        if int(year) >= FIRST_YEAR % 100
        else 2000 + int(year)
    )
    number = MONTH_NAMES.index(name) + 1 if name else int(month or 0)
    if not 1 <= number <= 12:
        raise _no_month(text, number)
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        raise _outside(text)
    days = monthrange(full_year, number)[1]
    if not 1 <= int(day) <= days:
        raise ValueError(
            _("“%(text)s” is not a date: %(month)s %(year)s has %(days)s days.")
            % {"text": text, "month": MONTHS[number], "year": full_year, "days": days}
        )
    return date(full_year, number, int(day))


def _no_month(text: str, number: int) -> ValueError:
    facts = {"text": text, "month": number}
    if YEAR_FIRST.fullmatch(text.lower()):
        said = _("“%(text)s” is not a date: there is no month %(month)s. After the year come month and day.")
    else:
        said = _(
            "“%(text)s” is not a date: there is no month %(month)s. Write the day first, then the month."
        )
    return ValueError(said % facts)


def _from_serial(serial: float, *, shown: object) -> date:
    earliest = (date(FIRST_YEAR, 1, 1) - EXCEL_DAY_NOUGHT).days
    latest = (date(LAST_YEAR, 12, 31) - EXCEL_DAY_NOUGHT).days
    if not earliest <= serial < latest + 1:  # false for not-a-number as well
        raise ValueError(
            _("“%(text)s” is a number, not a date. Write it like 7 September 2026 or 07/09/2026.")
            % {"text": shown}
        )
    return EXCEL_DAY_NOUGHT + timedelta(days=int(serial))


def _sane(day: date, shown: object) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _outside(str(shown))
    return day


def _outside(text: str) -> ValueError:
    return ValueError(
        _("“%(text)s” cannot be right: the year must be between %(first)s and %(last)s.")
        % {"text": text, "first": FIRST_YEAR, "last": LAST_YEAR}
    )
