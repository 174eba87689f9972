"""Times that the clocks skip: on 28 March 2027 there is no 1:30am in London."""

import datetime as dt

import pytest

from fellowship.people.models import User
from mentoring.forms.learning_set import MeetingForm
from mentoring.forms.session import TimesForm

NOW = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)


def typed(suffix: str, hour: str) -> dict[str, str]:
    day = {"day": "28", "month": "3", "year": "2027"}
    return {f"day{suffix}-{part}": value for part, value in day.items()} | {f"clock{suffix}": hour}


@pytest.mark.parametrize(("form", "suffix"), [(TimesForm, "_1"), (MeetingForm, "")])
def test_a_time_that_the_clocks_skip_is_refused_in_words(form, suffix):
    for hour, is_there in (("1:30", False), ("2:30", True)):
        given = form(typed(suffix, hour) | {"minutes": "60"}, user=User(time_zone="Europe/London"), now=NOW)
        said = given.errors.get(f"clock{suffix}", [])
        assert said == ([] if is_there else ["Clocks go forward that night; there is no 1:30am."])
