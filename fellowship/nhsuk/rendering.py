"""What the macros in templates/components need to know, worked out in Python.

`control` describes any bound field of any Django form, so that components/form.jinja is markup only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fellowship.nhsuk.forms import PARTS, DayWidget
from fellowship.nhsuk.words import clock, day

# The first class that fits decides.
KINDS: list[tuple[type[forms.Widget], str]] = [
    (forms.HiddenInput, "hidden"),
    (DayWidget, "day"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
]
# What the browser must not enforce, because our own messages are clearer, or what markup sets itself.
OURS = {
    "maxlength",
    "minlength",
    "min",
    "max",
    "step",
    "placeholder",
    "class",
    "id",
    "rows",
    "cols",
    "required",
    "type",
}


class Option(NamedTuple):  # a list may have hundreds, and tuples are made quickly
    id: str
    value: str
    label: str
    selected: bool
    group: str = ""


@dataclass(frozen=True)
class Control:
    kind: str
    id: str
    name: str
    label: str
    hint: Any
    error: str
    value: Any
    required: bool
    input_type: str = "text"
    rows: int = 5
    limit: int | None = None  # characters; shown as a countdown under a textarea
    options: list[Option] = field(default_factory=list)
    wrong_parts: tuple[str, ...] = ()  # of a date
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def described_by(self) -> str:
        ids = [(self.limit, "info"), (self.hint, "hint"), (self.error, "error")]
        return " ".join(f"{self.id}-{suffix}" for present, suffix in ids if present)

    @property
    def option_groups(self) -> list[tuple[str, list[Option]]]:
        """The options by the name of their group, which is empty for those outside any."""
        return [(group, list(options)) for group, options in groupby(self.options, attrgetter("group"))]

    @property
    def focus_id(self) -> str:
        """Where a link in the error summary lands: a control, never a fieldset."""
        return f"{self.id}-{(self.wrong_parts or PARTS)[0]}" if self.kind == "day" else self.id


def control(bound: BoundField, *, label: Any = None, hint: Any = None) -> Control:
    widget = bound.field.widget
    kind = next((kind for widget_class, kind in KINDS if isinstance(widget, widget_class)), "input")
    field_id = bound.auto_id or bound.html_name
    attributes = {name: value for name, value in widget.attrs.items() if name not in OURS}
    if bound.field.disabled:
        attributes["disabled"] = True
    if getattr(widget, "allow_multiple_selected", False) and kind in ("select", "file"):
        attributes["multiple"] = True
    if isinstance(widget, forms.NumberInput):
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(
            bound.field, forms.FloatField | forms.DecimalField
        )
        attributes.setdefault("inputmode", "numeric" if whole else "decimal")
    return Control(
        kind=kind,
        id=field_id,
        name=bound.html_name,
        label=str(bound.label if label is None else label),
        hint=bound.help_text if hint is None else hint,
        error=" ".join(str(error) for error in bound.errors),
        value=_value(bound, kind),
        required=bound.field.required,
        input_type=_input_type(widget),
        rows=_rows(widget),
        limit=getattr(bound.field, "max_length", None) if kind == "textarea" else None,
        options=_options(bound, field_id, kind) if isinstance(widget, ChoiceWidget) else [],
        wrong_parts=_wrong_parts(bound) if kind == "day" else (),
        attributes=attributes,
    )


def words_in(bound: BoundField) -> str:
    """What a control holds, as people read it."""
    held = bound.value()
    if isinstance(held, time):
        return clock(held)
    if isinstance(held, date):
        return day(held)
    known = control(bound)
    if isinstance(bound.field.widget, ChoiceWidget):
        return ", ".join(option.label for option in known.options if option.selected)
    if known.kind == "day":
        return " ".join(known.value.get(part, "") for part in PARTS).strip()
    if known.kind == "checkbox":
        return _("Yes") if known.value else _("No")
    return str(known.value)


def _rows(widget: forms.Widget) -> int:
    rows = widget.attrs.get("rows")
    return 5 if rows is None or rows == "10" else int(rows)  # Django's Textarea says "10" unless it is told


def _input_type(widget: forms.Widget) -> str:
    kind = getattr(widget, "input_type", "text") or "text"
    return "text" if kind == "number" else kind


def _value(bound: BoundField, kind: str) -> Any:
    if kind in ("file", "password"):
        return ""
    value = bound.value()
    if kind == "checkbox":
        return bool(bound.field.widget.check_test(value))
    formatted = bound.field.widget.format_value(value)
    return "" if formatted is None else formatted


def _options(bound: BoundField, field_id: str, kind: str) -> list[Option]:
    """Every choice; the first radio or checkbox has the field's own id, so that links can find it."""
    widget = bound.field.widget
    chosen = set(widget.format_value(bound.value()))
    found: list[Option] = []
    for key, label in widget.choices:
        inside, group = (label, str(key)) if isinstance(label, list | tuple) else ([(key, label)], "")
        for one, words in inside:
            value, text = "" if one is None else str(one), str(words)
            if kind == "radios" and value == "" and text.strip("-") == "":
                continue
            option_id = f"{field_id}-{len(found) + 1}" if found else field_id
            found.append(Option(option_id, value, text, value in chosen, group))
            if not widget.allow_multiple_selected:
                chosen.discard(value)  # the first of two with the same value is the chosen one
    return found


def _wrong_parts(bound: BoundField) -> tuple[str, ...]:
    """Which boxes of a date are wrong; all of them when the error does not say."""
    errors = bound.errors.as_data() if bound.errors else []
    parts = [part for error in errors for part in (error.params or {}).get("parts", PARTS)]
    return tuple(part for part in PARTS if part in parts)


def error_links(*forms_or_formsets: Any) -> list[tuple[str, str]]:
    """What the error summary lists: (sentence, id of the control to go to or nothing)."""
    links: list[tuple[str, str]] = []
    for item in forms_or_formsets:
        if isinstance(item, BaseFormSet):
            links += [(str(error), "") for error in item.non_form_errors()]
            links += error_links(*item.forms)
        elif item and item.errors:
            links += [(str(error), "") for error in item.non_field_errors()]
            for bound in item:
                target = "" if bound.is_hidden else control(bound).focus_id
                links += [(str(error), target) for error in bound.errors]
    return links


def page_links(page: Page, around: int = 1) -> list[int | None]:
    """Page numbers to show: first, last, and those around this one; None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=around, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


def address_with(request: HttpRequest, **changes: Any) -> str:
    """The query of this page's address with some values changed; None takes one out.

    A change of anything but `page` starts again at the first page.
    """
    query = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
