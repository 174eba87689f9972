"""Words that are likely to identify a patient, found before the text is saved.

The author decides; nothing is blocked, logged or sent. Better to miss something odd than to cry wolf:
colleagues' names, email addresses and a ward's telephone number are normal in a fellow's log.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    NHS_NUMBER = "nhs_number"
    CHI_NUMBER = "chi_number"
    DATE_OF_BIRTH = "date_of_birth"
    HOSPITAL_NUMBER = "hospital_number"
    MOBILE_NUMBER = "mobile_number"
    PATIENT_NAME = "patient_name"
    POSTCODE = "postcode"


REASONS = {
    Kind.NHS_NUMBER: _("“%(piece)s” is a valid NHS number. Take it out."),
    Kind.CHI_NUMBER: _("“%(piece)s” is a valid CHI number, which holds a date of birth. Take it out."),
    Kind.DATE_OF_BIRTH: _(
        "“%(piece)s” looks like a date of birth. Write an age group, such as “in her 70s”."
    ),
    Kind.HOSPITAL_NUMBER: _("“%(piece)s” looks like a hospital number. Take it out."),
    Kind.MOBILE_NUMBER: _("“%(piece)s” is a mobile number. Take it out unless it is your own."),
    Kind.PATIENT_NAME: _("“%(piece)s” looks like a patient’s name. Write “a patient”."),
    Kind.POSTCODE: _("“%(piece)s” is a full postcode, often only a few homes. Write the town or the area."),
}


@dataclass(frozen=True)
class Warning:
    """A piece of the text that may identify a patient. Show it to its author only; never log it."""

    kind: Kind
    piece: str
    start: int  # where in the text

    @property
    def sentence(self) -> str:
        """Why it is pointed out and what to do."""
        return str(REASONS[self.kind]) % {"piece": self.piece}


MOST_WARNINGS = 50  # more help nobody, and a pasted list of numbers must not take long

GAP = "[ \u00a0\u2009\u202f-]"  # spaces of all widths and the hyphen
TEN_DIGITS = re.compile(
    # not inside a longer number, a decimal or a reference such as 12-3456789012
    rf"(?<![\d])(?<![\d][-.,/])(?:\d{{10}}|\d{{3}}{GAP}\d{{3}}{GAP}\d{{4}})(?![\d])(?![-.,/]\d)",
    re.ASCII,
)
BOOK_NUMBER = re.compile(r"isbn(?:-10)?:?\s*$", re.IGNORECASE)  # has the same check digit

MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)44 ?(?:\(0\))? ?7|07)(?:{GAP}?\d){{9}}(?!\d)", re.ASCII)

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
DATE_IN_NUMBERS = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d"
DATE = rf"(?:{DATE_IN_NUMBERS}|\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? \d{{2,4}})"
BIRTH = re.compile(
    rf"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|born(?: on)?(?: the)?)(?: is| was)?\W{{0,3}}{DATE}\b",
    re.IGNORECASE,
)

HOSPITAL_NUMBER = re.compile(
    r"\b(?:mrn|(?:hosp(?:ital)?|patient|unit|nhs|chi)\.? (?:no|num|number|id|identifier))\b(?: is| was)?"
    r"[ .:#=]{0,3}(?=[a-z/-]{0,4}\d)[a-z0-9/-]{4,15}\b",
    re.IGNORECASE,
)

# Real postcode areas only, so that “Q1 2nd” and “B7 4th” stay words; the last two letters never hold CIKMOV.
AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY"
    "|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR"
    "|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA"
    "|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
INWARD = r"\d(?!(?:st|nd|rd|th)\b)[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}"
POSTCODE = re.compile(
    rf"\b(?:(?:{AREAS})\d[A-Z\d]? ?{INWARD}|(?i:{AREAS})\d[A-Za-z\d]? {INWARD})\b", re.ASCII
)

NAME = r"(?:Mr|Mrs|Ms|Miss|Mx|Master)\.?(?: [A-Z]\.?){0,2} [A-Z][\w'’-]{1,30}"
AGE = r",? \(?(?:(?i:aged) \d{1,3}\b|\d{2,3}(?=\)|[,;:\n]|\.(?!\d)|$| ?(?i:years?|yrs?|y/?o)\b))"
AGE_OR_PATIENT = r"(?i:patient|pt|service user|client|\d{1,3}[- ]years?[- ]old)(?:,| called| named| is| was)?"
PATIENT = re.compile(rf"\b{AGE_OR_PATIENT} {NAME}|\b{NAME}{AGE}")


def warnings_in(text: str) -> list[Warning]:
    """What in the text may identify a patient, in the order it stands there; each place once, 50 at most."""
    found: list[Warning] = []
    for warning in _candidates(text):
        if not any(_overlap(warning, other) for other in found):
            found.append(warning)
        if len(found) == MOST_WARNINGS:
            break
    return sorted(found, key=lambda warning: warning.start)


def is_valid_nhs_number(digits: str) -> bool:
    """Ten digits whose last one is right by modulus 11 (NHS Data Dictionary, NHS NUMBER)."""
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(
        digits[9]
    )  # a check digit of 10 is never given out, and equals no digit


def _candidates(text: str) -> Iterator[Warning]:
    """The surest first: of two warnings about one place the first is kept."""
    for match in TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if is_valid_nhs_number(digits) and not BOOK_NUMBER.search(
            text, max(0, match.start() - 12), match.start()
        ):
            yield Warning(
                Kind.CHI_NUMBER if _begins_with_a_date(digits) else Kind.NHS_NUMBER, match[0], match.start()
            )
    for kind, pattern in (
        (Kind.MOBILE_NUMBER, MOBILE),
        (Kind.DATE_OF_BIRTH, BIRTH),
        (Kind.HOSPITAL_NUMBER, HOSPITAL_NUMBER),
        (Kind.PATIENT_NAME, PATIENT),
        (Kind.POSTCODE, POSTCODE),
    ):
        for match in pattern.finditer(text):
            yield Warning(kind, match[0], match.start())


def _begins_with_a_date(digits: str) -> bool:
    """Scotland's CHI number begins with the date of birth, as ddmmyy."""
    try:
        datetime.strptime(digits[:6], "%d%m%y")
    except ValueError:
        return False
    return True


def _overlap(one: Warning, other: Warning) -> bool:
    return one.start < other.start + len(other.piece) and other.start < one.start + len(one.piece)
