from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fellowship.cohorts.forms.words import Line
from fellowship.nhsuk.forms import DayField, Form


class KeepUntilForm(Form):
    keep_until = DayField(
        label=_("Keep the records until"),
        called=_("The day until which records are kept"),
        error_messages={"required": _("Enter the day until which records are kept")},
        help_text=_(
            "Your organisation’s retention schedule says how long. "
            "After that day the programme page reminds you."
        ),
    )

    def clean_keep_until(self) -> Any:
        day = self.cleaned_data["keep_until"]
        if day and day <= timezone.localdate():
            raise ValidationError(_("The day must be in the future"))
        return day


class CloseForm(KeepUntilForm):
    although_open = forms.BooleanField(label=_("Close it although something is still open"), required=False)


class ReopenForm(Form):
    reason = Line(label=_("Reason"), max_length=300, help_text=_("Only the programme team can see it."))
    take_back = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, completions: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["take_back"].label = ngettext(
            "Take back %(count)s completion that closing the cohort made",
            "Take back %(count)s completions that closing the cohort made",
            completions,
        ) % {"count": completions}
        self.fields["take_back"].help_text = _("The pairings and learning sets come back too.")
        if not completions:
            del self.fields["take_back"]


class HandoverOwnerForm(Form):
    name = Line(label=_("Name"), max_length=200)
    job = Line(label=_("Job"), max_length=200, help_text=_("For example: head of medical workforce"))
    email = forms.EmailField(label=_("Email"), required=False)


class StayInTouchForm(Form):
    email = forms.EmailField(label=_("Email to write to"))
