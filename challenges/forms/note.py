from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import WordsField
from challenges.models import Challenge
from fellowship.nhsuk.forms import DayField, Form

WORDS = 65_000  # three full fields of a log draft fit into one note


class NoteForm(Form):
    text = WordsField(label=_("Your note"), rows=10, max_length=WORDS)
    written_on = DayField(label=_("Date"), called=_("The date"))
    about = forms.TypedChoiceField(
        label=_("Challenge it is about"), required=False, coerce=int, empty_value=None, choices=()
    )

    def __init__(self, *args: Any, challenges: list[Challenge], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(challenge.pk, challenge.title) for challenge in challenges]
        self.fields["about"].choices = [("", _("None")), *known]  # type: ignore[attr-defined]
        if not known:
            del self.fields["about"]

    def clean_written_on(self):
        day = self.cleaned_data["written_on"]
        if day and day > timezone.localdate():
            raise ValidationError(gettext("The date must be today or in the past"))
        return day
