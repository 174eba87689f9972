from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Line
from fellowship.cohorts.models import Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.nhsuk.forms import DayField, Form
from fellowship.people.models import User

SOMEBODY_ELSE = _("Somebody else")


class MentorChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name} ({obj.email})"


class MentorForm(Form):
    """Who, from when, and for lead mentors what becomes of the one until then."""

    mentor = MentorChoice(
        User.objects.none(),
        label=_("Mentor"),
        required=False,
        empty_label=SOMEBODY_ELSE,
        help_text=_("Mentors of your programme. For anybody else, write the name and address below."),
    )
    title = Line(label=_("Title"), required=False, max_length=20)
    given_name = Line(label=_("First name"), required=False, max_length=100)
    family_name = Line(label=_("Last name"), required=False, max_length=100)
    email = forms.EmailField(label=_("Email address"), required=False)
    starts_on = DayField(label=_("From"), called=_("The first day"))
    ends_on = DayField(label=_("Until"), called=_("The last day"), required=False)
    reason = Line(
        label=_("Why the mentor changes"),
        required=False,
        max_length=300,
        help_text=_("The fellow, both mentors and the programme team can see it."),
    )

    def __init__(self, *args, place: Place, kind: str, replaces: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        programme = place.cohort.programme_id
        mentors = User.objects.filter(
            Q(pairings__place__cohort__programme=programme), is_active=True
        ).exclude(pk=place.person_id)
        cast(forms.ModelChoiceField, self.fields["mentor"]).queryset = mentors.distinct()
        if kind == PairingKind.LEAD:
            del self.fields["ends_on"]
        if kind == PairingKind.COVER:
            self.fields["ends_on"].required = True
        if not replaces:
            del self.fields["reason"]

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if data.get("mentor"):
            return data
        for name in ("given_name", "family_name", "email"):
            if not data.get(name) and name not in self.errors:
                label = str(self.fields[name].label)
                self.add_error(
                    name,
                    ValidationError(
                        _("Choose a mentor above, or enter the %(label)s"), params={"label": label.lower()}
                    ),
                )
        return data


class EndPairingForm(Form):
    on = DayField(label=_("Last day"), called=_("The last day"))
    reason = Line(
        label=_("Reason"),
        max_length=300,
        help_text=_("The fellow, the mentor and the programme team can see it."),
    )
