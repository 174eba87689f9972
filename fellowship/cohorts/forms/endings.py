from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Line
from fellowship.nhsuk.forms import DayField, Form


class EndForm(Form):
    """Why a role ends, and its last day."""

    on = DayField(label=_("Last day"), called=_("The last day"))
    reason = Line(label=_("Reason"), max_length=300, help_text=_("Only the programme team can see it."))
