import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.api.scopes import Scope
from fellowship.api.services.tokens import LONGEST
from fellowship.cohorts.forms.words import Line
from fellowship.nhsuk.forms import DayField, Form


class TokenForm(Form):
    name = Line(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("For example Power BI of the deanery. You will know it by this name."),
        error_messages={"required": _("Enter what the token is for")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it read?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the token may read")},
    )
    expires_on = DayField(
        label=_("Last day"), called=_("The last day"), help_text=_("A year from today at most.")
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_expires_on(self) -> dt.date:
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("The last day must be today or later"))
        if day > today + LONGEST:
            raise forms.ValidationError(_("The last day must be within a year from today"))
        return day
