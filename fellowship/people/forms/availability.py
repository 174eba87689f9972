import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.nhsuk.forms import DayField, Form
from fellowship.people.models.availability import Weekday


class _Period(Form):
    """Two days in their order."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first: dt.date | None = cleaned.get("starts_on")
        last: dt.date | None = cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must be the first day or later"))
        return cleaned


class LeaveForm(_Period):
    starts_on = DayField(label=_("First day away"), called=_("The first day away"))
    ends_on = DayField(
        label=_("Last day away"),
        called=_("The last day away"),
        required=False,
        help_text=_("Leave empty for a single day."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "ends_on" in cleaned:
            cleaned["ends_on"] = cleaned["ends_on"] or cleaned.get("starts_on")
        return cleaned


class ClinicalDaysForm(_Period):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days do you work clinically?"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day")},
    )
    starts_on = DayField(
        label=_("From"),
        called=_("The first day"),
        required=False,
        help_text=_("Leave both dates empty if it is always so."),
    )
    ends_on = DayField(label=_("Until"), called=_("The last day"), required=False)
