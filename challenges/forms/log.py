from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import FilesField, WordsField
from challenges.forms.piece import choosable_name
from challenges.models import Challenge, Milestone
from challenges.models.log_entry import Vantage
from challenges.services.log import EntryWords
from challenges.workflow import MilestoneStatus
from fellowship.lib.dates import in_words
from fellowship.lib.uploads import ACCEPT, WHAT_WE_TAKE
from fellowship.nhsuk.forms import DayField, Form

WORDS = 10_000  # characters in one field

VANTAGE_HINTS = {
    Vantage.BALCONY: _("You looked at the whole from above: patterns, people, what is missing."),
    Vantage.DANCE_FLOOR: _("You were in the middle of it: doing, deciding, dealing with it."),
}


class LogForm(Form):
    what_happened = WordsField(
        label=_("What happened?"), rows=6, max_length=WORDS, help_text=_("Two or three sentences are enough.")
    )
    so_what = WordsField(
        label=_("So what?"), rows=3, max_length=WORDS, required=False, help_text=_("What it means to you.")
    )
    now_what = WordsField(
        label=_("Now what?"), rows=3, max_length=WORDS, required=False, help_text=_("What you will do next.")
    )
    vantage = forms.ChoiceField(
        label=_("Where were you?"), choices=Vantage.choices, widget=forms.RadioSelect, required=False
    )
    happened_on = DayField(label=_("When was it?"), called=_("The date"))
    milestones = forms.TypedMultipleChoiceField(
        label=_("Milestones this is about"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    workstream = forms.TypedChoiceField(label=_("Workstream"), coerce=int, empty_value=None, required=False)
    files = FilesField(  # type: ignore[assignment]  # Django keeps fields out of the instance
        label=_("Files that show it"), required=False, help_text=WHAT_WE_TAKE
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = challenge.place
        self.fields["files"].widget.attrs["accept"] = ACCEPT
        self.choosable = {
            milestone.pk: milestone
            for milestone in Milestone.objects.filter(challenge=challenge)
            .exclude(status=MilestoneStatus.DROPPED)
            .only("pk", "title", "due_on")
        }
        self.fields["milestones"].choices = [  # type: ignore[attr-defined]
            (pk, milestone.title) for pk, milestone in self.choosable.items()
        ]
        if workstreams := challenge.workstreams.all():
            named = [(row.pk, choosable_name(row)) for row in workstreams]
            choices = [("", _("The challenge as a whole")), *named]
            self.fields["workstream"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["workstream"]

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise ValidationError(gettext("The date must be today or in the past"))
        if day and day < self.place.starts_on:
            raise ValidationError(
                gettext("The date must be on or after %(day)s, the first day of your fellowship")
                % {"day": in_words(self.place.starts_on)}
            )
        return day

    @property
    def entry_words(self) -> EntryWords:
        words = self.cleaned_data | {"workstream_id": self.cleaned_data.get("workstream")}
        return EntryWords(**{field.name: words[field.name] for field in fields(EntryWords)})

    @property
    def touched(self) -> list[Milestone]:
        return [self.choosable[pk] for pk in self.cleaned_data["milestones"]]
