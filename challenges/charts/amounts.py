"""Values and dates of a series as people read them: 71 %, 1,234 days, March 2026."""

import math
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from challenges.charts.series import Series
from fellowship.lib.dates import in_words

NO_BREAK_SPACE = "\u00a0"
CURRENCIES = ("£", "€", "$")
BRIEF = ((1e9, 1e9, "bn"), (1e7, 1e6, "m"))  # from here on, in what, called what
MOST_FIGURES = 15  # beyond them a float has nothing exact to say
SMALL = 10  # averages below it get one more decimal than the readings

Several = Callable[[int], str]
# Each kind of period has a sentence of its own, so that every language can have its own plurals.
LAST_PERIODS: dict[str, Several] = {
    "day": lambda n: ngettext("the last day", "the last %(count)s days", n) % {"count": n},
    "week": lambda n: ngettext("the last week", "the last %(count)s weeks", n) % {"count": n},
    "fortnight": lambda n: ngettext("the last fortnight", "the last %(count)s fortnights", n) % {"count": n},
    "month": lambda n: ngettext("the last month", "the last %(count)s months", n) % {"count": n},
    "quarter": lambda n: ngettext("the last quarter", "the last %(count)s quarters", n) % {"count": n},
    "year": lambda n: ngettext("the last year", "the last %(count)s years", n) % {"count": n},
    "reading": lambda n: ngettext("the last reading", "the last %(count)s readings", n) % {"count": n},
}


def last_periods(series: Series, count: int) -> str:
    """“the last 8 weeks”, in words of how often the measure is taken"""
    return LAST_PERIODS.get(series.frequency, LAST_PERIODS["reading"])(count)


def number(value: float | None, decimals: int) -> str:
    """With thousands separated and a true minus sign; an empty text for None."""
    if value is None:
        return ""
    if not math.isfinite(value) or abs(value) >= 10**MOST_FIGURES:
        return f"{value:.3g}".replace("-", "−")
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def brief(value: float, decimals: int) -> str:
    """For a drawing: 4,351,417,076 is 4.351bn there."""
    for least, size, letters in BRIEF:
        if least <= abs(value) < 10**MOST_FIGURES:
            return f"{value / size:,.4g}{letters}".replace("-", "−")
    return number(value, decimals)


def amount(series: Series, value: float | None) -> str:
    """A value with its unit."""
    return "" if value is None else with_unit(number(value, series.decimals), series.unit)


def brief_amount(series: Series, value: float | None) -> str:
    """For a drawing: without a unit that is a word."""
    return "" if value is None else with_unit(brief(value, series.decimals), short_unit(series))


def average(series: Series, value: float | None) -> str:
    """A mean, median or limit with its unit."""
    return "" if value is None else with_unit(number(value, _decimals(series, value)), series.unit)


def bare_average(series: Series, value: float | None) -> str:
    """For a table: without a unit that is a word."""
    return "" if value is None else with_unit(number(value, _decimals(series, value)), short_unit(series))


def brief_average(series: Series, value: float) -> str:
    return with_unit(brief(value, _decimals(series, value)), short_unit(series))


def _decimals(series: Series, value: float) -> int:
    """One more where whole numbers would be too coarse."""
    is_coarse = series.decimals == 0 and abs(value) < SMALL and value != int(value)
    return 1 if is_coarse else series.decimals


def short_unit(series: Series) -> str:
    """A sign such as % fits beside every number of a drawing; a word is written once."""
    return series.unit if len(series.unit) <= 2 else ""


def with_unit(text: str, unit: str) -> str:
    if unit in CURRENCIES:
        return f"{unit}{text}".replace(f"{unit}−", f"−{unit}")
    if not unit or (text.lstrip("−") == "1" and _is_plural(unit)):
        return text
    return f"{text}{NO_BREAK_SPACE}{unit}"


def _is_plural(unit: str) -> bool:
    """“1 doctors a month” reads wrongly, and nobody can tell what one of them is called: the unit stands
    beside the chart."""
    return len(unit) > 2 and unit.split()[0].endswith("s")


def when(series: Series, day: date) -> str:
    """“March 2026” where there is one reading a month or fewer, else “3 March 2026”"""
    return _day_or_month(day, series.is_by_month, get_language())


@lru_cache(4096)
def _day_or_month(day: date, monthly: bool, language: str | None) -> str:
    return date_format(day, "F Y") if monthly else in_words(day)


def between(series: Series, lower: float, upper: float) -> str:
    """“between 60 and 82 %”"""
    low = number(lower, _decimals(series, lower))
    return _("between %(lower)s and %(upper)s") % {
        "lower": with_unit(low, series.unit) if series.unit in CURRENCIES else low,
        "upper": average(series, upper),
    }


def target(series: Series) -> str:
    """The target with its unit; 95 % also where readings have decimals."""
    if series.target is None:
        return ""
    return with_unit(number(series.target, _target_decimals(series)), series.unit)


def brief_target(series: Series, value: float) -> str:
    return with_unit(brief(value, _target_decimals(series)), short_unit(series))


def _target_decimals(series: Series) -> int:
    return 0 if series.target == int(series.target or 0) else series.decimals
