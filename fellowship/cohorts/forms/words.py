from typing import Any

from django import forms
from django.core.exceptions import ValidationError

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


def _cleaned(text: str, limit: int) -> str:
    try:
        return clean(text, limit=limit)
    except ValueError as error:
        raise ValidationError(str(error)) from error
