"""Working days: Monday to Friday without bank holidays, from the list that comes with govuk-bank-holidays."""

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

ENGLAND_AND_WALES = "england-and-wales"


@cache
def _holidays(region: str) -> dict[date, str]:
    if region not in BankHolidays.ALL_DIVISIONS:
        raise ValueError(f"unknown region {region!r}: one of {', '.join(BankHolidays.ALL_DIVISIONS)}")
    published = BankHolidays(use_cached_holidays=True)  # never fetched: the package's own copy, 2012 to 2028
    return {holiday["date"]: holiday["title"] for holiday in published.get_holidays(division=region)}


def is_working_day(day: date, region: str = ENGLAND_AND_WALES) -> bool:
    """Regions: england-and-wales, scotland, northern-ireland. Past the published list only weekends count."""
    return day.weekday() < 5 and day not in _holidays(region)


def bank_holiday(day: date, region: str = ENGLAND_AND_WALES) -> str:
    """What the bank holiday is called, as published; empty on any other day."""
    return _holidays(region).get(day, "")


def known_until(region: str = ENGLAND_AND_WALES) -> date:
    """The last bank holiday of the published list."""
    return max(_holidays(region))


def next_working_day(day: date, region: str = ENGLAND_AND_WALES) -> date:
    """The first working day after this one."""
    following = day + timedelta(days=1)
    while not is_working_day(following, region):
        following += timedelta(days=1)
    return following
