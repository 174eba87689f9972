from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import CallRules
from fellowship.cohorts.models.call_rules import NUMBERS, OFF
from fellowship.nhsuk.forms import Form

RULES = [
    ("overdue_count", _("Several milestones are overdue")),
    ("overdue_days", _("A milestone is overdue for long")),
    ("silent_weeks", _("There is no log for weeks")),
    ("mentor_days", _("The mentor has not answered for long")),
    ("assignment_days", _("An assignment is overdue for long")),
    ("assignments_failed", _("An assignment was referred or failed")),
    ("bounces", _("Email to the fellow comes back")),
]


class CallRulesForm(Form):
    """Which rules count, and the number of each that has one."""

    on = forms.MultipleChoiceField(
        label=_("A fellow needs a call when"),
        widget=forms.CheckboxSelectMultiple,
        choices=RULES,
        required=False,
    )
    overdue_count = forms.IntegerField(label=_("From how many on"), min_value=1, max_value=20, required=False)
    overdue_days = forms.IntegerField(
        label=_("For more than how many days"), min_value=1, max_value=365, required=False
    )
    silent_weeks = forms.IntegerField(
        label=_("From how many weeks on"), min_value=1, max_value=52, required=False
    )
    mentor_days = forms.IntegerField(
        label=_("For more than how many days"), min_value=7, max_value=180, required=False
    )
    assignment_days = forms.IntegerField(
        label=_("For more than how many days"), min_value=1, max_value=365, required=False
    )
    assignments_failed = forms.IntegerField(
        label=_("From how many on"), min_value=1, max_value=20, required=False
    )

    @staticmethod
    def words_of(rules: CallRules) -> dict[str, Any]:
        """What the form begins with; a rule that is off shows the number it would have."""
        defaults = CallRules()
        numbers = {name: getattr(rules, name) or getattr(defaults, name) for name in NUMBERS}
        return numbers | {"on": [name for name in NUMBERS if getattr(rules, name)]}

    def label_in_full(self, name: str) -> str:
        return str(self.fields["on"].label if name == "on" else dict(RULES)[name])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = values.get("on", [])
        for name in chosen:
            if name in self.fields and values.get(name) is None and name not in self.errors:
                self.add_error(name, _("Enter a number"))
        return values

    def numbers(self) -> dict[str, int]:
        chosen = self.cleaned_data["on"]
        return {name: self.cleaned_data.get(name, 1) if name in chosen else OFF for name in NUMBERS}
