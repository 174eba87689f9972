from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.cohorts import DaysBefore
from fellowship.cohorts.forms.escalation import EscalationForm
from fellowship.cohorts.models import Cohort, Escalation
from fellowship.cohorts.models.escalation import TOLD
from fellowship.home.services.rehearsal import Setting

AFTER = [f"{late}_{role}" for late, roles in TOLD.items() for role in roles]


class RehearsalForm(EscalationForm):
    """Two settings to compare, from the address of the page. What it does not name is as it is now.

    The days before of the first can be chosen too; its days after are those agreed.
    """

    days_before = DaysBefore()
    compared = DaysBefore(required=False)
    in_summaries = forms.BooleanField(label=_("To compare: everybody in a daily summary"), required=False)
    late = forms.BooleanField(
        label=_("Include reminders of overdue things, as if nothing were ever done"), required=False
    )

    def __init__(self, asked: Mapping[str, str], *, cohort: Cohort, escalation: Escalation) -> None:
        self.agreed = {name: getattr(escalation, name) for name in AFTER}
        now: dict[str, object] = {"days_before": ", ".join(str(days) for days in cohort.days_before)}
        if not any(name in asked for name in AFTER):
            now |= {name: "" if days is None else days for name, days in self.agreed.items()}
        super().__init__({**now, **asked}, escalation=escalation)

    @property
    def settings(self) -> list[Setting]:
        """One, or two that differ."""
        values = self.cleaned_data
        other = Setting(
            values["compared"] or values["days_before"],
            {name: values[name] for name in AFTER},
            values["in_summaries"],
        )
        first = Setting(values["days_before"], self.agreed)
        return [first] if other == first else [first, other]

    @property
    def has_other_days_after(self) -> bool:
        """Whether they are to be seen: they are other than agreed, or not understood."""
        return any(self.cleaned_data.get(name, "") != days for name, days in self.agreed.items())

    @property
    def with_late(self) -> bool:
        """Other days after are compared by nothing else."""
        return self.cleaned_data["late"] or self.has_other_days_after
