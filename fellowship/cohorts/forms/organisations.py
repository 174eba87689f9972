from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.lib.text import TITLE_LIMIT, clean
from fellowship.people.models import Organisation
from fellowship.people.services.organisations import Ambiguous, find_organisation


class OrganisationInput(forms.TextInput):
    """A text box, and radios named `<name>-choice` when the text did not say clearly which one."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {"text": data.get(name, "").strip(), "choice": data.get(f"{name}-choice", "")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> str:
        if isinstance(value, dict):
            return value["text"]
        return str(value or "")


class OrganisationField(forms.Field):
    """The organisation whose name or code was typed, or that was chosen among those offered.

    Draw it with `organisation_field` (templates/components/organisation_search.jinja).
    """

    widget = OrganisationInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered: list[Organisation] = []  # "Did you mean"; each form has a field of its own

    def clean(self, value: Any) -> Organisation | None:
        if value is None or isinstance(value, Organisation):  # as it is saved
            return value
        choice = value["choice"]
        try:
            text = clean(value["text"], limit=TITLE_LIMIT)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if choice.isdecimal() and len(choice) < 19:
            chosen = Organisation.objects.filter(pk=int(choice)).first()
            if chosen:
                return chosen
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = find_organisation(text)
        if isinstance(found, Organisation):
            return found
        self.offered = found.choices if isinstance(found, Ambiguous) else found.suggestions
        if isinstance(found, Ambiguous):
            raise ValidationError(_("Several organisations have this name. Choose one below."))
        if self.offered:
            raise ValidationError(_("We know no organisation of this name. Choose one below, or type again."))
        raise ValidationError(_("We know no organisation of this name or code. Type its full name."))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True
