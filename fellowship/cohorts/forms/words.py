from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.lib.text import TITLE_LIMIT, WORDS_LIMIT, clean


class Line(forms.CharField):
    """One line of text without control characters."""

    def to_python(self, value: Any) -> str:
        return _cleaned(" ".join((super().to_python(value) or "").split()), self.max_length or TITLE_LIMIT)


class Lines(forms.CharField):
    """Several lines of text without control characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return _cleaned(super().to_python(value) or "", self.max_length or WORDS_LIMIT)


class LinkField(forms.URLField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=500,
            assume_scheme="https",
            widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
            error_messages={"invalid": _("Enter a link like https://example.org/page")},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        link = super().clean(value)
        if link and not link.lower().startswith(("http://", "https://")):
            raise ValidationError(_("Enter a link that begins with https://"))
        return link


def _cleaned(text: str, limit: int) -> str:
    try:
        return clean(text, limit=limit)
    except ValueError as error:
        raise ValidationError(str(error)) from error
