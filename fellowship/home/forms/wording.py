from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.lib.text import clean
from fellowship.nhsuk.forms import Form
from fellowship.notifications.services.wordings import check_placeholders
from fellowship.notifications.wordable import Wordable

MOST_SUBJECT, MOST_WORDS = 150, 2_000


class WordingForm(Form):
    """In one language; what is left empty stays ours."""

    subject = forms.CharField(label=_("Subject"), required=False)
    lead = forms.CharField(
        label=_("First paragraphs"),
        required=False,
        widget=forms.Textarea,
        help_text=_("They come before the facts."),
    )
    closing = forms.CharField(
        label=_("Last paragraphs"),
        required=False,
        widget=forms.Textarea,
        help_text=_("They come after the facts, instead of our advice, before the button."),
    )

    def __init__(self, *args: Any, wordable: Wordable, saved: dict[str, str], **kwargs: Any) -> None:
        kwargs["initial"] = saved
        super().__init__(*args, **kwargs)
        self._wordable = wordable

    def clean_subject(self) -> str:
        return " ".join(self._checked("subject", MOST_SUBJECT).split())

    def clean_lead(self) -> str:
        return self._checked("lead", MOST_WORDS)

    def clean_closing(self) -> str:
        return self._checked("closing", MOST_WORDS)

    def _checked(self, part: str, limit: int) -> str:
        try:
            words = clean(self.cleaned_data[part], limit=limit).strip()
            check_placeholders(words, self._wordable)
        except ValueError as error:  # too long, or an UnknownPlaceholder
            raise ValidationError(str(error)) from error
        return words
