from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Programme
from fellowship.nhsuk.forms import Form

MOST_CLINICAL_DAYS = 7


class ProgrammeSettingsForm(Form):
    """How charts are read, and how many days a week fellows keep for clinical work."""

    run_length = forms.TypedChoiceField(
        label=_("How many readings make a shift or a trend?"),
        choices=[(7, _("7 readings")), (6, _("6 readings"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    two_of_three_counts_outside = forms.TypedChoiceField(
        label=_("Two of three readings near a limit: do readings beyond the limit count too?"),
        choices=[("no", _("No, only those near it")), ("yes", _("Yes, those beyond it too"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    clinical_days_a_week = forms.DecimalField(
        label=_("Clinical days a week"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(MOST_CLINICAL_DAYS),
        max_digits=3,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("For example 1.5. Fellows see how their year went against it. Empty: none is expected."),
        error_messages={
            "invalid": _("Clinical days must be a number, like 1.5"),
            "min_value": _("Clinical days must be 0 or more"),
            "max_value": _("A week has 7 days"),
            "max_decimal_places": _("Clinical days can have one decimal place, like 1.5"),
            "max_digits": _("Clinical days must be a number, like 1.5"),
            "max_whole_digits": _("A week has 7 days"),
        },
    )

    @classmethod
    def words_of(cls, programme: Programme) -> dict[str, Any]:
        days = programme.clinical_days_a_week
        return {
            "run_length": programme.run_length,
            "two_of_three_counts_outside": "yes" if programme.two_of_three_counts_outside else "no",
            "clinical_days_a_week": "" if days is None else f"{days.normalize():f}",
        }
