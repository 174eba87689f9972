import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.organisations import OrganisationField
from fellowship.cohorts.forms.words import Line
from fellowship.cohorts.models import Cohort, CohortTemplate, Programme
from fellowship.cohorts.reminding import MOST_DAYS_BEFORE
from fellowship.cohorts.services.cohorts import last_day
from fellowship.nhsuk.forms import DayField, Form

MOST_MONTHS = 60
MOST_REMINDERS = 5
MOST_CREDITS = 360


class CohortNameForm(Form):
    name = Line(label=_("Name of the cohort"), help_text=_("For example London 2026 to 2027"))

    def __init__(self, *args, programme: Programme, cohort: Cohort | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.cohort = programme, cohort

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = self.programme.cohorts.exclude(pk=self.cohort.pk if self.cohort else 0)
        if others.filter(name=name).exists():
            raise ValidationError(_("There is already a cohort of this name. Choose another one."))
        return name


class NewCohortForm(CohortNameForm):
    starts_on = DayField(
        label=_("First day"),
        called=_("The first day"),
        help_text=_("Every date in the template is counted from this day. For example 7 9 2026"),
    )
    months = forms.IntegerField(label=_("Length in months"), min_value=1, max_value=MOST_MONTHS, initial=12)
    template = forms.ModelChoiceField(
        CohortTemplate.objects.none(),
        label=_("Template"),
        required=False,
        empty_label=_("Choose it later"),
        help_text=_("Milestones, modules and their dates. You can see the real dates before you launch."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["template"]).queryset = self.programme.templates.all()

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if data.get("starts_on") and data.get("months"):
            data["ends_on"] = last_day(data["starts_on"], data["months"])
        return data


class DatesForm(CohortNameForm):
    starts_on = DayField(label=_("First day"), called=_("The first day"))
    ends_on = DayField(label=_("Last day"), called=_("The last day"))

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("The last day must be after the first day."))
        return data


class CreditsForm(Form):
    credits_needed = forms.IntegerField(
        label=_("Credits needed for the PgCert"),
        min_value=1,
        max_value=MOST_CREDITS,
        required=False,
        help_text=_("Without a number: as many as the cohort's modules give together."),
    )


class CloneForm(CohortNameForm):
    starts_on = DayField(
        label=_("First day"),
        called=_("The first day"),
        help_text=_("Every date is counted from this day. For example 6 9 2027"),
    )


class TemplateChoiceForm(Form):
    template = forms.ModelChoiceField(
        CohortTemplate.objects.none(), label=_("Template"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["template"]).queryset = programme.templates.all()


class DaysBefore(Line):
    """“14, 3” as a list of days, the earliest reminder first."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Days before the date"))
        kwargs.setdefault("help_text", _("Numbers with commas between them, for example 14, 3"))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> list[int]:
        words = [word for word in re.split(r"[\s,;]+", super().clean(value)) if word]
        if not words and not self.required:
            return []
        if not all(re.fullmatch(r"\d{1,3}", word, re.ASCII) for word in words):
            raise ValidationError(_("Write whole numbers with commas between them, for example 14, 3."))
        days = {int(word) for word in words}
        if not days or len(days) > MOST_REMINDERS or not 1 <= min(days) <= max(days) <= MOST_DAYS_BEFORE:
            raise ValidationError(
                _("Write 1 to %(most)s numbers from 1 to %(earliest)s."),
                params={"most": MOST_REMINDERS, "earliest": MOST_DAYS_BEFORE},
            )
        return sorted(days, reverse=True)


class RemindersForm(Form):
    days_before = DaysBefore()


class HostForm(Form):
    host = OrganisationField(
        label=_("Host organisation"), help_text=_("Type a part of the name, or the code.")
    )


class LaunchForm(Form):
    """Only the button; the form keeps the page and its errors in one shape."""
