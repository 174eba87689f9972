"""What matching asks for: rules of the programme, mentors, wishes, conflicts, a proposal by hand."""

import datetime as dt
from collections import Counter
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.organisations import OrganisationField
from fellowship.cohorts.forms.words import Line, Lines
from fellowship.cohorts.models import (
    Cohort,
    Interest,
    MatchingRules,
    MentorProfile,
    Place,
    Programme,
)
from fellowship.cohorts.models.matching_pool import MOST_PLACES, ConflictKind
from fellowship.nhsuk.forms import DayField, Form, ModelForm
from fellowship.people.models import User

MOST_INTERESTS, MOST_LETTERS = 60, 60


class PersonChoice(forms.ModelChoiceField):
    """A mentor by name, with the organisation where two could be confused."""

    def label_from_instance(self, obj: User) -> str:
        return obj.full_name


class PlaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Place) -> str:
        host = f" ({obj.host.name})" if obj.host else ""
        return f"{obj.person.full_name}{host}"


class RulesForm(ModelForm):
    interests = Lines(
        label=_("Interests to choose from"),
        required=False,
        max_length=MOST_INTERESTS * (MOST_LETTERS + 2),
        help_text=_(
            "One on each line, for example Quality improvement. A word you take away is taken from "
            "everybody who chose it."
        ),
    )

    class Meta:
        model = MatchingRules
        exclude = ["programme"]
        widgets = {"same_organisation": forms.RadioSelect, "same_team": forms.RadioSelect}

    def clean_interests(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["interests"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MOST_INTERESTS:
            raise ValidationError(_("Use 60 interests or fewer. Nobody reads a longer list."))
        if long := next((name for name in names if len(name) > MOST_LETTERS), ""):
            raise ValidationError(
                _("“%(name)s…” is too long: use 60 characters or fewer"), params={"name": long[:20]}
            )
        if twice := [name for name, often in Counter(map(str.casefold, names)).items() if often > 1]:
            raise ValidationError(_("“%(name)s” stands there twice"), params={"name": twice[0]})
        return names


class NewMentorForm(Form):
    mentor = PersonChoice(
        User.objects.none(),
        label=_("Mentor"),
        required=False,
        empty_label=_("Somebody else"),
        help_text=_("Who mentors or has mentored in your programme."),
    )
    given_name = Line(label=_("First name"), required=False, max_length=100)
    family_name = Line(label=_("Last name"), required=False, max_length=100)
    email = forms.EmailField(label=_("Email address"), required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = User.objects.filter(Q(pairings__place__cohort__programme=programme), is_active=True)
        there = MentorProfile.objects.filter(programme=programme).values("person")
        mentors = cast(forms.ModelChoiceField, self.fields["mentor"])
        mentors.queryset = known.exclude(pk__in=there).distinct()

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if not data.get("mentor"):
            for name in ("given_name", "family_name", "email"):
                if not data.get(name) and name not in self.errors:
                    label = str(self.fields[name].label).lower()
                    self.add_error(
                        name,
                        ValidationError(
                            _("Choose a mentor above, or enter the %(label)s"), params={"label": label}
                        ),
                    )
        return data


class MentorProfileForm(Form):
    capacity = forms.IntegerField(
        label=_("How many fellows at a time?"),
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("In all cohorts together. 0 if you take nobody at present."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Enter how many fellows, as a number like 2"),
            "min_value": _("Enter 0 or more"),
            "max_value": _("Enter 50 or fewer"),
        },
    )
    organisation = OrganisationField(
        label=_("Organisation"), required=False, help_text=_("Where the mentor works. A name or a code")
    )
    interests = forms.ModelMultipleChoiceField(
        Interest.objects.none(),
        label=_("Interests"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Fellows see them when they choose whom to wish for."),
    )
    away_from = DayField(
        label=_("Not available from"),
        called=_("The first day away"),
        required=False,
    )
    away_until = DayField(
        label=_("Not available until"),
        called=_("The last day away"),
        required=False,
        help_text=_("Leave this empty for somebody who is leaving for good."),
    )

    def __init__(self, *args: Any, profile: MentorProfile, **kwargs: Any) -> None:
        initial = {
            "capacity": profile.capacity,
            "organisation": profile.organisation,
            "interests": [one.pk for one in profile.interests.all()] if profile.pk else [],
            "away_from": profile.away_from,
            "away_until": profile.away_until,
        }
        super().__init__(*args, initial=initial, **kwargs)
        choices = Interest.objects.filter(programme=profile.programme_id)
        cast(forms.ModelMultipleChoiceField, self.fields["interests"]).queryset = choices

    def clean(self) -> dict:
        super().clean()
        since, until = self.cleaned_data.get("away_from"), self.cleaned_data.get("away_until")
        if until and not since and "away_from" not in self.errors:
            self.add_error("away_from", _("Enter the first day away too"))
        if since and until and until < since:
            self.add_error("away_until", _("The last day away is before the first"))
        return self.cleaned_data


class ConflictForm(Form):
    """`mentor` is left out where the mentor declares it."""

    place = PlaceChoice(Place.objects.none(), label=_("Fellow"), empty_label=_("Choose"))
    mentor = PersonChoice(User.objects.none(), label=_("Mentor"), empty_label=_("Choose"))
    kind = forms.ChoiceField(
        label=_("Why they should not be paired"), choices=ConflictKind.choices, widget=forms.RadioSelect
    )
    words = Line(
        label=_("More about it"),
        required=False,
        max_length=300,
        help_text=_("Only the programme team and you can see it."),
    )

    def __init__(
        self, *args: Any, places: QuerySet[Place], mentors: QuerySet[User] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["place"]).queryset = places.select_related("person", "host")
        if mentors is None:
            del self.fields["mentor"]
        else:
            cast(forms.ModelChoiceField, self.fields["mentor"]).queryset = mentors


class _FirstDayForm(Form):
    starts_on = DayField(label=_("When do the pairings begin?"), called=_("The first day"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_starts_on(self) -> dt.date:
        day = self.cleaned_data["starts_on"]
        earliest = self.cohort.starts_on - dt.timedelta(days=365)
        if not earliest <= day <= self.cohort.ends_on:
            raise ValidationError(_("Choose a day of the cohort’s year, or of the year before it begins"))
        return day


class ProposalForm(_FirstDayForm):
    pass


class PublishForm(_FirstDayForm):
    pass


class AskWishesForm(Form):
    until = DayField(label=_("Until when can they answer?"), called=_("The last day"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> dt.date:
        until = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(_("The last day must be today or later"))
        return until


class ChooseForm(Form):
    """A mentor out of the list on the page, or nobody; `overruled` where something speaks against it."""

    mentor = forms.IntegerField(required=False, widget=forms.HiddenInput)
    overruled = Line(
        label=_("Why is it right all the same?"),
        required=False,
        max_length=300,
        help_text=_("Needed where something speaks against the pair. Only the programme team can see it."),
    )


class MatchAgainForm(_FirstDayForm):
    """For one fellow whose cohort is matched already."""

    mentor = forms.IntegerField(widget=forms.HiddenInput)
    reason = Line(
        label=_("Why the mentor changes"),
        required=False,
        max_length=300,
        help_text=_("The fellow, both mentors and the programme team can see it."),
    )
    overruled = Line(
        label=_("Why is it right all the same?"),
        required=False,
        max_length=300,
        help_text=_("Needed where something speaks against the pair. Only the programme team can see it."),
    )
