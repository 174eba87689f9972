"""Numbers as people type or paste them: read by one rule, and refused in a sentence where it is not clear.

A comma only separates thousands, as in 1,234. “12,5” may be 12.5 or two cells run together, so it is refused.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

MOST = Decimal(10) ** 12  # what a column holds
PLACES = Decimal("0.000001")
SHOWN = 40  # characters of what was typed, in a sentence about it

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2011": "-"})
MISSING = {"", "-", "--", "n/a", "na", "missing", "no data", "#n/a"}
PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
IN_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
WITH_COMMA = re.compile(r"[-+]?\d[\d.]*(?:,\d+)+", re.ASCII)
SHORTENED = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)e[-+]?\d+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class TypedNumber:
    """What was typed, read. `number` is None where it says that there is none."""

    number: Decimal | None
    has_percent_sign: bool = False


def read_number(typed: object) -> TypedNumber:
    """A number from a field or a cell, to six places. ValueError says in a sentence what is wrong with it."""
    if isinstance(typed, bool):
        raise _no_number(str(typed))
    if isinstance(typed, int | float):
        if not math.isfinite(typed):
            raise _no_number(str(typed))
        typed = f"{Decimal(repr(typed)):f}"
    text = SPACES.sub(" ", str(typed or "")).strip().translate(MINUS)
    if text.lower() in MISSING:
        return TypedNumber(None)
    bare = text.removesuffix("%").rstrip()
    return TypedNumber(_sane(_decimal(bare, text), text), bare != text)


def _decimal(bare: str, text: str) -> Decimal:
    if len(bare) > 60:
        raise _no_number(text)
    if PLAIN.fullmatch(bare):
        return Decimal(bare)
    if IN_THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    if WITH_COMMA.fullmatch(bare):
        raise ValueError(
            _(
                "“%(text)s” has a comma, and it is not clear what for. Write a decimal with a point, "
                "like 12.5; a comma may only separate thousands, like 1,234."
            )
            % {"text": text[:SHOWN]}
        )
    if SHORTENED.fullmatch(bare):
        raise ValueError(
            _("“%(text)s” is a number in short form. Write all its figures, like 120000.")
            % {"text": text[:SHOWN]}
        )
    if bare.startswith("="):
        raise ValueError(
            _("“%(text)s” is a formula. Put in its result: in the spreadsheet, copy and paste values only.")
            % {"text": text[:SHOWN]}
        )
    raise _no_number(text)


def _sane(number: Decimal, text: str) -> Decimal:
    if abs(number) >= MOST:
        raise ValueError(
            _("“%(text)s” is too large. A value can have at most 12 figures before the point.")
            % {"text": text[:SHOWN]}
        )
    rounded = number.quantize(PLACES)
    return rounded if rounded else abs(rounded)  # no minus nought


def _no_number(text: str) -> ValueError:
    return ValueError(_("“%(text)s” is not a number.") % {"text": text[:SHOWN]})
