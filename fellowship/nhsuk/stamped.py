"""Forms that two people can have open at once: who sends second is told, and sees both versions.

Such a form's initial values are what is saved now, read behind a lock once it is sent (`to_change`). Its
page carries a stamp of what it was shown with, and the box with what was saved since: the macro
`saved_meanwhile` in components/writing.jinja. The view saves only what did not come second.
"""

import hashlib
from collections.abc import Iterable
from copy import copy
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BoundField
from django.http import HttpRequest

from fellowship.nhsuk.rendering import words_in

Row = TypeVar("Row", bound=Model)


def to_change(rows: QuerySet[Row], request: HttpRequest) -> QuerySet[Row]:
    """Where the form is sent the row is locked: the second of two waits, and reads what the first wrote."""
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


def stamp_of(form: BaseForm) -> str:
    """Of what is saved, as far as the form shows it."""
    saved = [(bound.name, _plain(bound.initial)) for bound in form if not bound.is_hidden]
    return hashlib.sha256(repr(saved).encode()).hexdigest()


def came_second(form: BaseForm) -> bool:
    """Somebody saved something else since the form was shown. The same words sent twice are no conflict."""
    return bool(saved_otherwise(form))


def saved_otherwise(form: BaseForm) -> list[tuple[str, str]]:
    """(label, words) of what is saved and not what was typed here, where somebody was quicker.

    A form in which a label makes sense only at its place says more in `label_in_full`.
    """
    shown = form.data.get("stamp") if form.is_bound else None
    if not shown or shown == stamp_of(form):
        return []
    in_full = getattr(form, "label_in_full", lambda name: form[name].label)
    return [
        (str(in_full(name)), words_in(_as_saved(form, name)))
        for name in form.changed_data
        if not form[name].is_hidden and _differs(form, name)
    ]


def _as_saved(form: BaseForm, name: str) -> BoundField:
    """The field with what is saved in it, not what was typed."""
    unsent = copy(form)
    unsent.is_bound = False
    return form.fields[name].get_bound_field(unsent, name)


def _differs(form: BaseForm, name: str) -> bool:
    """Whether what was typed means something else: “14,3” is “14, 3”; of two with one name each is itself."""
    try:
        before = form.fields[name].clean(form[name].initial)
    except ValidationError:  # nothing was saved where something is asked for
        before = None
    if name in form.errors:
        return words_in(_as_saved(form, name)) != words_in(form[name])
    after = form.cleaned_data.get(name)
    return before != after and _plain(before) != _plain(after)


def _plain(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return repr(sorted(_plain(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n")
