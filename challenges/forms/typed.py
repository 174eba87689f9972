"""What has been typed into a form, as it is kept in a sealed draft: the values themselves, valid or not."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from fellowship.lib.text import WORDS_LIMIT, clean
from fellowship.nhsuk.forms import PARTS, DayWidget
from fellowship.nhsuk.rendering import control, words_in

Typed = dict[str, list[str]]
MOST_VALUES = 200  # of one field; more were not typed by a person


def typed_in(form_class: type[forms.Form], data: MultiValueDict) -> Typed:
    """The values of the form’s own fields, cleaned of what cannot be kept; no files, no hidden fields.

    Raises ValueError with a sentence for a text that is too long even for a draft.
    """
    return {
        name: [clean(value, limit=_limit(form_class, name)) for value in data.getlist(name)[:MOST_VALUES]]
        for name in _names(form_class)
        if any(data.getlist(name))
    }


def _limit(form_class: type[forms.Form], name: str) -> int:
    """Characters a draft keeps of a field; a field that takes whole tables says how many itself."""
    return getattr(form_class.base_fields.get(name), "longest_draft", WORDS_LIMIT)


def as_data(typed: Mapping[str, list[str]]) -> QueryDict:
    """What a form can be bound to, so that it shows again what was typed."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def as_initial(form_class: type[forms.Form], typed: Typed) -> dict[str, object]:
    """The same as initial values, for a form that is shown without complaints."""
    data = as_data(typed)
    return {
        name: field.widget.value_from_datadict(data, MultiValueDict(), name)
        for name, field in form_class.base_fields.items()
        if not isinstance(field.widget, forms.FileInput | forms.HiddenInput)
    }


def both(stored: Typed, typed: Typed, form: forms.Form) -> Typed:
    """Texts one below the other; of a choice or a date, what was typed here."""
    if hasattr(form, "both"):  # what belongs together in several fields is put together by the form
        return form.both(stored, typed)
    merged = stored | typed
    for name, field in form.fields.items():
        texts = [value for version in (stored, typed) for value in version.get(name, [])]
        if isinstance(field.widget, forms.Textarea) and len(set(texts)) > 1:
            merged[name] = ["\n\n".join(dict.fromkeys(texts))]
    return merged


def shown(form: forms.Form) -> list[tuple[str, str]]:
    """(label, words) of every field that holds something, for laying two versions side by side."""
    rows = []
    for bound in form:
        known = control(bound)
        if known.kind in ("hidden", "file"):
            continue
        if words := words_in(bound):
            rows.append((known.label, words))
    return rows


def text_in(form_class: type[forms.Form], typed: Typed) -> list[str]:
    """The texts among what was typed, without choices and dates."""
    texts = [name for name, field in form_class.base_fields.items() if isinstance(field, forms.CharField)]
    return [value for name in texts for value in typed.get(name, []) if value.strip()]


def has_words(form_class: type[forms.Form], typed: Typed) -> bool:
    """An empty form with today's date in it is nothing to keep."""
    return bool(text_in(form_class, typed))


def words_of(form: forms.Form) -> str:
    """Everything written in words, for the check for identifiers. Call it on a valid form."""
    return "\n\n".join(
        form.cleaned_data[name]
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField) and form.cleaned_data.get(name)
    )


def _names(form_class: type[forms.Form]) -> list[str]:
    names = []
    for name, field in form_class.base_fields.items():
        if isinstance(field.widget, DayWidget):
            names += [f"{name}-{part}" for part in PARTS]
        elif not isinstance(field.widget, forms.FileInput | forms.HiddenInput):
            names.append(name)
    return names
