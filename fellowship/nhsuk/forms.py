"""Form classes that speak plainly, a date in three boxes, and a time of day as people write it.

Rendering is in templates/components/form.jinja, which works with any Django form.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.expressions import DatabaseDefault
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from fellowship.lib.typed_days import FIRST_YEAR, LAST_YEAR

PARTS = ("day", "month", "year")
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?")
TIME_EXAMPLE = _("Enter a time like 14:00 or 2pm")
# Django's own sentences, which we replace; a form's own sentences stay.
STANDARD = {
    **forms.Field.default_error_messages,
    **forms.ChoiceField.default_error_messages,
}
PART_NAMES = {"day": _("day"), "month": _("month"), "year": _("year")}


class InPlainWords:
    """Error messages that say what to do: “Enter the title”, not “This field is required.”"""

    use_required_attribute = False
    fields: dict[str, forms.Field]
    is_bound: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def full_clean(self) -> None:
        """Words for what may be wrong are looked up here, because a form that is only shown needs none."""
        if self.is_bound:
            self._speak_plainly()
        super().full_clean()  # type: ignore[misc]  # of the form this is mixed into

    def _speak_plainly(self) -> None:
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " "))
            if isinstance(field, DayField):
                label = str(field.called)  # “Enter the due date”, not “Enter when is it due”
            for code, message in _plain_messages(field, label).items():
                if field.error_messages.get(code) in (None, STANDARD.get(code)):
                    field.error_messages[code] = message


def _plain_messages(field: forms.Field, label: str) -> dict[str, Any]:
    """Lazy: of the sentences of a form at most a few are ever read."""
    inside = label.rstrip("?")
    if not inside[:2].replace(" ", "a").isupper():
        inside = inside[:1].lower() + inside[1:]
    if isinstance(field.widget, forms.FileInput):
        required = _("Choose a file: %(label)s")
    elif isinstance(field.widget, forms.CheckboxInput):
        required = _("Tick the box: %(label)s")
    elif isinstance(field.widget, forms.Select | forms.RadioSelect):
        required = _("Choose %(label)s")
    else:
        required = _("Enter %(label)s")
    messages: dict[str, Any] = {
        "required": _said(required, label=inside),
        "max_length": _said(
            _("%(label)s: use %(limit)s characters or fewer"),
            label=label.replace("%", "%%"),
            limit="%(limit_value)d",
        ),
        "null_characters_not_allowed": _said(
            _("%(label)s holds a character that cannot be saved. Type it again."), label=label
        ),
    }
    if isinstance(field, forms.IntegerField):
        limit = {"label": label.replace("%", "%%"), "limit": "%(limit_value)s"}
        messages["min_value"] = _said(_("%(label)s: use %(limit)s or more"), **limit)
        messages["max_value"] = _said(_("%(label)s: use %(limit)s or less"), **limit)
    if isinstance(field, forms.DecimalField):
        too_fine = _("%(label)s: too many decimals. Use %(limit)s at most")
        messages["max_decimal_places"] = _said(too_fine, label=label.replace("%", "%%"), limit="%(max)s")
    if isinstance(field, forms.EmailField):
        messages["invalid"] = _("Enter an email address like name@example.org")
    if isinstance(field, forms.ChoiceField):
        messages["invalid_choice"] = _said(
            _("Choose one of the answers offered: %(label)s"), label=inside.replace("%", "%%")
        )
    return messages


def _filled_in(sentence: Any, **words: str) -> str:
    return str(sentence) % words


_said = lazy(_filled_in, str)


class Form(InPlainWords, forms.Form):
    pass


class ModelForm(InPlainWords, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What the database will give to a new row is nothing to be shown yet."""
        super().__init__(*args, **kwargs)
        given = {name for name, value in self.initial.items() if isinstance(value, DatabaseDefault)}
        self.initial = {name: value for name, value in self.initial.items() if name not in given}


class DayWidget(forms.Widget):
    """Three boxes named `x-day`, `x-month`, `x-year`; the value is a dict of what was typed."""

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> dict[str, str] | None:
        typed = {part: (data.get(f"{name}-{part}") or "").strip() for part in PARTS}
        return typed if any(typed.values()) else None

    def value_omitted_from_data(self, data: Mapping, files: Mapping, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)

    def format_value(self, value: Any) -> dict[str, str]:  # type: ignore[override]  # three boxes
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value if isinstance(value, dict) else {}


class DayField(forms.Field):
    """A date typed as day, month and year; the month may be a word.

    `called` names the date in errors: “The due date must be a real date”. Errors carry the wrong
    boxes in `params["parts"]`, so that only those turn red and the summary links to the first.
    """

    widget = DayWidget

    def __init__(self, *, called: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called = called or _("The date")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        missing = [part for part in PARTS if not value.get(part)]
        if missing:
            names = str(_(" and ")).join(str(PART_NAMES[part]) for part in missing)
            raise self._error(_("%(called)s must include a %(names)s"), missing, names=names)
        if not re.fullmatch(r"\d{4}", value["year"], re.ASCII):
            raise self._error(_("%(called)s must have a year of 4 numbers, like 2026"), ["year"])
        year = int(value["year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self._error(
                _("%(called)s must have a year between %(first)s and %(last)s"),
                ["year"],
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        try:
            return date(year, _month_number(value["month"]), int(value["day"]))
        except (ValueError, OverflowError):
            raise self._error(_("%(called)s must be a real date"), list(PARTS)) from None

    def _error(self, message: Any, parts: list[str], **params: Any) -> forms.ValidationError:
        return forms.ValidationError(
            message, code="invalid", params={"called": self.called, "parts": parts, **params}
        )


def _month_number(text: str) -> int:
    """9, 09, sep, Sept or September. Anything else raises ValueError."""
    if re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return int(text)
    typed = text.lower().rstrip(".")
    for number in range(1, 13):
        full, short = str(MONTHS[number]).lower(), str(MONTHS_3[number]).lower()
        if typed.startswith(short) and (full.startswith(typed) or typed == "sept"):
            return number
    raise ValueError(text)


class ClockField(forms.CharField):
    """A time of day as people write it: 14:00, 2pm, 2.30pm."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, time):
            return value
        typed = " ".join((super().to_python(value) or "").lower().split())
        if not typed:
            return None
        match = CLOCK.fullmatch(typed)
        if match is None or not typed.isascii():
            raise ValidationError(TIME_EXAMPLE)
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half:
            if not 1 <= hour <= 12:
                raise ValidationError(TIME_EXAMPLE)
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59:
            raise ValidationError(TIME_EXAMPLE)
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def run_validators(self, value: Any) -> None:
        """What is read is a time; its length was looked at before."""
