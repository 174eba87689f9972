from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fellowship.lib.text import TITLE_LIMIT, clean


class WordsField(forms.CharField):
    """Text that people write at length, kept as `lib.text.clean` leaves it."""

    def __init__(self, *, rows: int = 4, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(_cleaned(value, self.max_length)) or ""


class TitleField(forms.CharField):
    """One line."""

    def __init__(self, *, max_length: int = TITLE_LIMIT, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(_cleaned(value, self.max_length)) or "").split())


def _cleaned(value: Any, limit: int | None) -> Any:
    if value in ("", None):
        return value
    try:
        return clean(str(value), limit=limit or TITLE_LIMIT)
    except ValueError as too_long:
        raise ValidationError(str(too_long), code="max_length") from None


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once. They are checked and kept one by one by services/attachments.py."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list:
        return []  # each file gets its own sentence when it is kept
