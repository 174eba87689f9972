from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.forms.log import VANTAGE_HINTS
from challenges.forms.piece import WORDS, PieceForm, workstream_field
from challenges.models.log_entry import Vantage
from challenges.models.sighting import Occasion
from fellowship.nhsuk.forms import DayField

MOST_DAYS = 31  # as the table allows
A_NUMBER = _("Enter how long it took in days, as a number like 0.5 or 1")


class SightingForm(PieceForm):
    """A line of the ledger: two minutes on a phone."""

    template = "challenges/sighting_form.jinja"
    lead = _("What you did, from where, and what could be seen from there.")
    vantage_hints = VANTAGE_HINTS

    name = TitleField(
        label=_("What was it?"),
        help_text=_("For example “Trust board” or “Night shift”."),
        error_messages={"required": _("Say what it was")},
    )
    vantage = forms.ChoiceField(
        label=_("Where were you?"),
        choices=Vantage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you were")},
    )
    occasion = forms.ChoiceField(
        label=_("What kind?"),
        choices=Occasion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind it was")},
    )
    days = forms.DecimalField(
        label=_("How long, in days?"),
        help_text=_("0.5 is half a day, 0.25 an hour or two."),
        initial=Decimal("0.5"),
        min_value=Decimal("0.05"),
        max_value=MOST_DAYS,
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": A_NUMBER,
            "invalid": A_NUMBER,
            "min_value": A_NUMBER,
            "max_value": _("One line can hold up to %(limit_value)s days. Add another line for the rest."),
            "max_digits": A_NUMBER,
            "max_decimal_places": _("Use at most two figures after the point, like 0.25"),
            "max_whole_digits": _("One line can hold up to 31 days. Add another line for the rest."),
        },
    )
    seen = WordsField(
        label=_("What did you see from there?"),
        rows=4,
        max_length=WORDS,
        required=False,
        help_text=_("A pattern, somebody who was missing, what was not said."),
    )
    day = DayField(label=_("When was it?"), called=_("The date"), initial=timezone.localdate)
    workstream = workstream_field()

    def clean_day(self):
        return self.day_gone_by("day")
