"""A page of reply boxes as one form, so that sending one box never loses what is typed in another."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from fellowship.lib.identifiers import Warning, warnings_in
from fellowship.lib.text import clean
from fellowship.nhsuk.forms import Form
from mentoring.things import Thing, thing_from

COMMENT_LIMIT = 5_000  # characters
COMMENT, FINISH, LATER = "comment", "finish", "later"
BOX = "text-"


class Words(forms.CharField):
    """Text people write, cleaned as it is kept."""

    def __init__(self, **kwargs) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), strip=True, **kwargs)
        self.validators = []  # `clean` counts, and says by how much

    def to_python(self, value):
        try:
            return clean(value or "", limit=COMMENT_LIMIT).strip()
        except ValueError as too_long:
            raise forms.ValidationError(str(too_long)) from None


def posted_things(data: Mapping) -> list[Thing]:
    """Which things a sent page of boxes was about."""
    keys = [name.removeprefix(BOX) for name in data if name.startswith(BOX)]
    return [thing for key in keys if (thing := thing_from(key))]


def typed_words(data: Mapping) -> dict[str, str]:
    """What each box holds, as typed, by the key of its thing."""
    typed = {name.removeprefix(BOX): data[name] for name in data if name.startswith(BOX)}
    return {key: words for key, words in typed.items() if thing_from(key)}


@dataclass(frozen=True)
class Box:
    """A box as a page shows it: what is typed in it, what is wrong with it, and the stamp beside it."""

    name: str
    words: str
    error: str
    stamp: int | str

    @property
    def id(self) -> str:
        return f"id_{self.name}"


class Replies(Form):
    """Boxes `text-entry-12`, each with the stamp of what it answers; one button says which is sent.

    The button `act` is “comment entry-12”, “agree entry-12” …, or “finish”, or “later”. Fields are made
    only for boxes that were sent: a page to type on has many, and nothing to check in them.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def __init__(self, *, things: Iterable[tuple[str, int]], initial: dict | None = None, data=None) -> None:
        self.stamps = dict(things)
        super().__init__(data=data, initial=initial)
        self.fields["form"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
        if data is None:
            return
        for key, stamp in self.stamps.items():
            self.fields[f"{BOX}{key}"] = Words(required=False, label=_("Your comment"))
            self.fields[f"stamp-{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=stamp, required=False
            )

    def box(self, key: str) -> Box:
        name = f"{BOX}{key}"
        if not self.is_bound:
            return Box(name, words=self.initial.get(name, ""), error="", stamp=self.stamps[key])
        error = " ".join(map(str, self.errors.get(name, [])))
        return Box(
            name, words=self[name].value() or "", error=error, stamp=self[f"stamp-{key}"].value() or ""
        )

    def words(self, key: str) -> str:
        return self.cleaned_data.get(f"{BOX}{key}", "")

    def shown_stamp(self, key: str) -> int:
        return self.cleaned_data.get(f"stamp-{key}") or 0

    def warnings(self, keys: Iterable[str]) -> list[Warning]:
        """What in these boxes may identify a patient."""
        return [warning for key in keys for warning in warnings_in(self.words(key))]


def pressed(data: Mapping) -> tuple[str, str]:
    """The act and the key of its thing: ("agree", "entry-12"), ("finish", "")."""
    act, _space, key = (data.get("act") or data.get("pending_act") or "").partition(" ")
    return act, key


def moment_from(text: str) -> dt.datetime | None:
    """The moment a hidden field carried; None if it carries none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
