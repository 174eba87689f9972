"""One reading as it comes in, from a form or from a row of a table: checked, and refused in a sentence."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Measure, Reading
from challenges.models.measure import MadeOf
from challenges.typed_numbers import PLACES, TypedNumber, read_number
from fellowship.lib.dates import in_words, parse_day
from fellowship.lib.text import clean
from fellowship.lib.typed_days import MONTH_NAMES

NOTE_LIMIT = 300
PERCENT = "%"
PARTS_PLACES = Decimal("0.0001")
MONTH_OF_YEAR = re.compile(
    rf"(?P<name>{'|'.join(MONTH_NAMES)})[a-z]*\.?[ /-]?(?:(?P<year>\d{{4}})|['’]?(?P<short>\d\d))"
    r"|(?P<iso>\d{4})-(?P<month>\d{1,2})",
    re.ASCII,
)


@dataclass(frozen=True)
class Entry:
    """What one reading says. No value: known to be missing. With parts the value is their percentage."""

    day: dt.date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""

    @classmethod
    def of(cls, reading: Reading) -> "Entry":
        return cls(reading.day, reading.value, reading.numerator, reading.denominator, reading.note)

    def kept_over(self, stored: "Entry") -> "Entry":
        """What a table's row makes of a stored reading: what it does not speak of stays."""
        same_value = self.numerator is None and self.value is not None and self.value == stored.value
        parts = stored if same_value else self
        return replace(
            self,
            numerator=parts.numerator,
            denominator=parts.denominator,
            note=self.note or stored.note,
        )


class EntryRefused(ValueError):
    """Why it cannot be a reading, in a sentence; `field` is the one to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def entry_of(
    measure: Measure,
    *,
    day: dt.date,
    value: object = None,
    numerator: object = None,
    denominator: object = None,
    note: str = "",
    shares_of_one: bool = False,
) -> Entry:
    """The reading that was typed; EntryRefused says what is wrong. `shares_of_one`: 0.95 means 95 %."""
    if day > timezone.localdate():
        raise EntryRefused("day", _("%(day)s is in the future.") % {"day": in_words(day)})
    note = _note(note)
    top, bottom = _number("numerator", numerator), _number("denominator", denominator)
    if top.number is not None or bottom.number is not None:
        return _share(measure, day, top, bottom, note)
    whole = _number("value", value)
    if whole.has_percent_sign and measure.unit != PERCENT:
        unit = measure.unit or _("a plain number")
        sentence = _("“%(text)s” has a percent sign, but this measure is in another unit: %(unit)s.")
        raise EntryRefused("value", sentence % {"text": str(value).strip()[:40], "unit": unit})
    found = whole.number
    if found is not None and measure.made_of == MadeOf.PERCENTAGE:
        if shares_of_one and not whole.has_percent_sign:
            found = (found * 100).quantize(PLACES)
        if not 0 <= found <= 100:
            sentence = _("%(value)s is no percentage: it must be between 0 and 100.")
            raise EntryRefused("value", sentence % {"value": plain(found)})
    return Entry(day, found, note=note)


def _share(measure: Measure, day: dt.date, top: TypedNumber, bottom: TypedNumber, note: str) -> Entry:
    if measure.made_of != MadeOf.PERCENTAGE:
        raise EntryRefused("value", _("This measure is one number a date, not so many out of so many."))
    numerator, denominator = top.number, bottom.number
    if numerator is None:
        raise EntryRefused("numerator", _("Say how many (the top number): the bottom number stands alone."))
    if denominator is None:
        raise EntryRefused("denominator", _("Say out of how many (the bottom number)."))
    if top.has_percent_sign or bottom.has_percent_sign:
        raise EntryRefused("numerator", _("Give two counts, so many out of so many, without a percent sign."))
    if numerator < 0:
        raise EntryRefused("numerator", _("The top number cannot be below 0."))
    if denominator < 0:
        raise EntryRefused("denominator", _("The bottom number cannot be below 0."))
    if denominator == 0:
        sentence = _("Nobody can be counted out of 0. If nothing was there to count, write missing.")
        raise EntryRefused("denominator", sentence)
    if numerator > denominator:
        sentence = _("%(top)s out of %(bottom)s is more than all. Check which is the top number.")
        raise EntryRefused("numerator", sentence % {"top": plain(numerator), "bottom": plain(denominator)})
    numerator, denominator = numerator.quantize(PARTS_PLACES), denominator.quantize(PARTS_PLACES)
    if not denominator:
        raise EntryRefused("denominator", _("The bottom number is too small."))
    return Entry(day, (100 * numerator / denominator).quantize(PLACES), numerator, denominator, note)


def _number(field: str, typed: object) -> TypedNumber:
    try:
        return read_number(typed)
    except ValueError as refusal:
        raise EntryRefused(field, str(refusal)) from None


def _note(note: str) -> str:
    try:
        return " ".join(clean(note, limit=NOTE_LIMIT).split())
    except ValueError as refusal:
        raise EntryRefused("note", str(refusal)) from None


def read_day(typed: object) -> dt.date:
    """As `parse_day`, day first; a month alone (March 2026, Mar-26, 2026-03) is its first day."""
    text = " ".join(str(typed or "").split()).lower()
    found = MONTH_OF_YEAR.fullmatch(text)
    if not found:
        return parse_day(typed)
    number = MONTH_NAMES.index(found["name"]) + 1 if found["name"] else int(found["month"])
    year = found["year"] or found["iso"] or f"20{found['short']}"
    if not 1 <= number <= 12:
        return parse_day(typed)
    return parse_day(f"1/{number}/{year}")


def is_month_alone(typed: object) -> bool:
    return bool(MONTH_OF_YEAR.fullmatch(" ".join(str(typed or "").split()).lower()))


def plain(number: Decimal) -> str:
    """With no more figures than it needs: 1234.5"""
    return f"{number.normalize():f}"


def entry_words(entry: Entry | None, measure: Measure) -> str:
    """A reading as the history and previews tell it: “71.4 % (5 of 7). Half-term week”. Empty for None."""
    if entry is None:
        return ""
    return ". ".join(filter(None, [value_words(entry, measure), entry.note]))


def value_words(entry: Entry, measure: Measure) -> str:
    if entry.value is None:
        return _("missing")
    if entry.numerator is not None and entry.denominator is not None:
        places = max(measure.decimals, 1)
        return _("%(value)s %% (%(top)s of %(bottom)s)") % {
            "value": f"{entry.value:,.{places}f}",
            "top": plain(entry.numerator),
            "bottom": plain(entry.denominator),
        }
    figures = f"{entry.value.normalize():,f}"
    return f"{figures}\u00a0{measure.unit}" if measure.unit else figures
