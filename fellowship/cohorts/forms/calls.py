import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Lines
from fellowship.cohorts.models import Place
from fellowship.nhsuk.forms import DayField, Form


class CallForm(Form):
    """The day of a call to the fellow of `place`, and what is worth knowing about it."""

    called_on = DayField(label=_("Day of the call"), called=_("The day of the call"))
    note = Lines(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was agreed, in a sentence or two. Leave out health and other private matters."),
    )
    form_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        today = timezone.localdate()
        super().__init__(*args, initial={"called_on": today, "form_id": uuid.uuid4()}, **kwargs)
        self.place = place

    def clean_called_on(self) -> dt.date:
        day = self.cleaned_data["called_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("The day of the call cannot be in the future"))
        if day and day < self.place.starts_on:
            raise ValidationError(_("The day of the call must be in the fellow’s year"))
        return day

    def clean_form_id(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["form_id"])
        except ValueError:
            return uuid.uuid4()
