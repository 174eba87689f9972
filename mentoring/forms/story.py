"""What part of the story to show: a workstream, a period. Nonsense in the address shows everything."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from fellowship.nhsuk.forms import Form
from fellowship.nhsuk.words import month
from mentoring.services.moments import Window

LAST = {"30": _("The last 30 days"), "90": _("The last 90 days")}
MOST_MONTHS = 36


class StoryForm(Form):
    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    workstream = forms.TypedChoiceField(label=_("Workstream"), coerce=int, empty_value=None, required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, *args: Any, challenge: Challenge, workstreams: list[list[str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["workstream"].choices = [("", _("All workstreams")), *workstreams]  # type: ignore[attr-defined]
        if not workstreams:
            del self.fields["workstream"]
        months = [(f"{first:%Y-%m}", month(first)) for first in _months(challenge.place.starts_on)]
        self.fields["period"].choices = [("", _("From the first day")), *LAST.items(), *months]  # type: ignore[attr-defined]

    @property
    def window(self) -> Window:
        self.is_valid()
        since, before = _bounds(self.cleaned_data.get("period", ""))
        return Window(self.cleaned_data.get("workstream"), since, before)


def _months(start: dt.date) -> list[dt.date]:
    """The first days of the months of the fellowship so far, newest first."""
    today = timezone.localdate()
    count = (today.year - start.year) * 12 + today.month - start.month + 1
    last = today.year * 12 + today.month - 1
    return [dt.date(*_year_and_month(last - back), 1) for back in range(min(max(count, 0), MOST_MONTHS))]


def _year_and_month(number: int) -> tuple[int, int]:
    return number // 12, number % 12 + 1


def _bounds(period: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    if period in LAST:
        return _midnight(timezone.localdate() - dt.timedelta(days=int(period))), None
    if not period:
        return None, None
    year, number = map(int, period.split("-"))
    return _midnight(dt.date(year, number, 1)), _midnight(dt.date(*_year_and_month(year * 12 + number), 1))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
