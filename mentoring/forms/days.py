"""Which day’s picture to show, and which earlier day to lay beside it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Place
from fellowship.lib.dates import in_words, parse_day
from fellowship.nhsuk.forms import Form

EXAMPLE = _("For example, 3 12 2026")


class DaysForm(Form):
    """Sent by GET. Each day is one of the year’s points, or any date typed beside it, which comes first."""

    day = forms.ChoiceField(label=_("Show the picture of"), required=False)
    other_day = forms.CharField(label=_("or any other date"), required=False, max_length=40)
    before = forms.ChoiceField(label=_("Compare with"), required=False)
    other_before = forms.CharField(label=_("or any earlier date"), required=False, max_length=40)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.first = timezone.localdate(), place.starts_on
        self.points = points_of_the_year(place, self.today)
        listed = [(key, f"{words}: {in_words(day)}") for key, (words, day) in self.points.items()]
        self.fields["day"].choices = listed  # type: ignore[attr-defined]
        nothing = [("", _("Nothing: one picture"))]
        self.fields["before"].choices = [*nothing, *listed[1:]]  # type: ignore[attr-defined]

    def clean_other_day(self) -> dt.date | None:
        return self._read("other_day")

    def clean_other_before(self) -> dt.date | None:
        return self._read("other_before")

    def _read(self, name: str) -> dt.date | None:
        typed = self.cleaned_data[name]
        if not typed.strip():
            return None
        try:
            day = parse_day(typed)
        except ValueError as fault:
            raise ValidationError(str(fault)) from None
        if not self.first <= day <= self.today:
            raise ValidationError(
                gettext("Choose a date between %(first)s, the first day of the fellowship, and today")
                % {"first": in_words(self.first)}
            )
        return day

    @property
    def days(self) -> tuple[dt.date, dt.date | None]:
        """The day, and the earlier one to compare it with; today alone where nothing sensible was asked."""
        if not self.is_bound or not self.is_valid():
            return self.today, None
        said = self.cleaned_data
        day = said["other_day"] or self._point(said["day"]) or self.today
        before = said["other_before"] or self._point(said["before"])
        if before is None or before == day:
            return day, None
        return max(day, before), min(day, before)

    def _point(self, key: str) -> dt.date | None:
        return self.points[key][1] if key in self.points else None


def points_of_the_year(place: Place, today: dt.date) -> dict[str, tuple[Any, dt.date]]:
    """Today, the quarters of the year that are over, newest first, and the first day."""
    year = (place.ends_on - place.starts_on).days
    names = {"quarter-3": _("Three quarters"), "quarter-2": _("Half-way"), "quarter-1": _("First quarter")}
    points: dict[str, tuple[Any, dt.date]] = {"today": (_("Today"), today)}
    for quarter, (key, words) in zip((3, 2, 1), names.items(), strict=True):
        day = place.starts_on + dt.timedelta(days=year * quarter // 4)
        if day < today:
            points[key] = (words, day)
    if place.starts_on < today:
        points["start"] = (_("First day"), place.starts_on)
    return points
