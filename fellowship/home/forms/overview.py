from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort
from fellowship.home.attention import State
from fellowship.home.services.overview_filters import NOBODY, SORTS, Wanted, to_choose
from fellowship.nhsuk.forms import Form
from fellowship.people.models.user import Profession

SHOWN_WORDS = {
    "call": _("Need a call"),
    "overdue": _("Milestones overdue"),
    "waiting": _("Waiting on a mentor over 14 days"),
    "unpaired": _("Without a mentor"),
    "invitations": _("Invitations open"),
}


class Choices(BaseChoiceIterator):
    """Pairs as they are: Django looks each over twice otherwise, and mentors and hosts are many."""

    def __init__(self, pairs: list[tuple[Any, Any]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)


FILTERS = ("show", "state", "profession", "mentor", "host", "tag")


class OverviewForm(Form):
    """What to show of a cohort, from the address of the page. What is not understood is left out."""

    words = forms.CharField(
        label=_("Search"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("Status"), required=False)
    mentor = forms.ChoiceField(label=_("Mentor"), required=False)
    host = forms.TypedChoiceField(label=_("Host organisation"), required=False, coerce=int, empty_value=None)
    profession = forms.ChoiceField(label=_("Profession"), required=False)
    tag = forms.TypedChoiceField(label=_("Tag"), required=False, coerce=int, empty_value=None)
    show = forms.ChoiceField(choices=list(SHOWN_WORDS.items()), required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        choices=[(sign + key, key) for key in SORTS for sign in ("", "-")],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, data, *, cohort: Cohort) -> None:
        super().__init__(data)
        found = to_choose(cohort)
        mentors, hosts = found["mentor"], found["host"]
        self._choices("state", State.choices, _("Any status"))
        self._choices("profession", Profession.choices, _("Any profession"))
        self._choices("mentor", [*mentors, (NOBODY, _("No mentor"))] if mentors else [], _("Any mentor"))
        self._choices("host", hosts if len(hosts) > 1 else [], _("Any host"))
        self._choices("tag", found["tag"], _("Any tag"))

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]], anything: str | Promise) -> None:
        """A select with nothing to choose from is no help, so it is not shown."""
        field = self.fields[name]
        if choices and isinstance(field, forms.ChoiceField):
            field.choices = Choices([("", anything), *choices])
        else:
            del self.fields[name]

    def wanted(self) -> Wanted:
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**chosen)

    def chosen(self) -> list[tuple[str, str]]:
        """(name, words) of each filter in use."""
        self.is_valid()
        found = []
        for name in FILTERS:
            if value := self.cleaned_data.get(name):
                choices = self.fields[name].choices  # type: ignore[attr-defined]  # all are fields of choice
                found += [(name, str(words)) for key, words in choices if str(key) == str(value)]
        if typed := self.cleaned_data.get("words"):
            found.append(("words", f"“{typed}”"))
        return found

    def filters(self) -> dict[str, str]:
        """What is in use, to find the same again later."""
        return {name: str(self.data[name]) for name, _words in self.chosen()}

    def is_understood(self) -> bool:
        """Whether everything that was asked for is in use; a choice may have gone meanwhile."""
        asked = {name for name in (*FILTERS, "words") if self.data.get(name, "").strip()}
        return asked == set(self.filters())
