"""Working days: Monday to Friday without bank holidays, from the list that comes with govuk-bank-holidays."""

from datetime import date
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

ENGLAND_AND_WALES = "england-and-wales"


@cache
def _holidays(region: str) -> frozenset[date]:
    if region not in BankHolidays.ALL_DIVISIONS:
        raise ValueError(f"unknown region {region!r}: one of {', '.join(BankHolidays.ALL_DIVISIONS)}")
    published = BankHolidays(use_cached_holidays=True)  # never fetched: the package's own copy, 2012 to 2028
    return frozenset(holiday["date"] for holiday in published.get_holidays(division=region))


def is_working_day(day: date, region: str = ENGLAND_AND_WALES) -> bool:
    """Regions: england-and-wales, scotland, northern-ireland. Past the published list only weekends count."""
    return day.weekday() < 5 and day not in _holidays(region)
