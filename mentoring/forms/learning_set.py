import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField
from fellowship.cohorts.models import Cohort, Place
from fellowship.lib.dates import local_moment
from fellowship.nhsuk.forms import ClockField, DayField, Form
from fellowship.people.models import User
from mentoring.forms.session import LENGTHS
from mentoring.services.learning_sets import facilitators_for

MEETING_LENGTHS = [*LENGTHS, (180, _("3 hours")), (240, _("4 hours")), (420, _("A day"))]


class NamedChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return person.full_name


class PlacesChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, place: Any) -> str:
        return place.person.full_name


class SetForm(Form):
    name = TitleField(label=_("Name"), max_length=100)
    facilitator = NamedChoice(label=_("Facilitator"), queryset=User.objects.none(), empty_label=_("Choose"))
    places = PlacesChoice(
        label=_("Members"), queryset=Place.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cohort: Cohort, chosen: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = facilitators_for(cohort)
        if chosen:  # stays on offer, whatever has become of the role
            people = people | User.objects.filter(pk=chosen.pk)
        self.fields["facilitator"].queryset = people.distinct()  # type: ignore[attr-defined]
        places = Place.objects.current().filter(cohort=cohort).select_related("person")
        self.fields["places"].queryset = places  # type: ignore[attr-defined]


class MeetingForm(Form):
    day = DayField(label=_("Day"), called=_("The day"))
    clock = ClockField(label=_("Begins at"))
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, choices=MEETING_LENGTHS, initial=120)
    place = TitleField(label=_("Where you meet, or a link"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, clock = cleaned.get("day"), cleaned.get("clock")
        if day and clock:
            try:
                cleaned["starts_at"] = local_moment(day, clock, self.user.time_zone)
            except ValueError as skipped:  # by the clocks, that night
                self.add_error("clock", str(skipped))
                return cleaned
            if cleaned["starts_at"] <= self.now:
                self.add_error("day", ValidationError(_("The time must be in the future")))
        return cleaned
