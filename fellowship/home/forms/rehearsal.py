from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.cohorts import DaysBefore
from fellowship.nhsuk.forms import Form


class RehearsalForm(Form):
    """Two settings to compare, from the address of the page."""

    days_before = DaysBefore()
    compared = DaysBefore(required=False)
    late = forms.BooleanField(
        label=_("Include reminders of overdue things, as if nothing were ever done"), required=False
    )
