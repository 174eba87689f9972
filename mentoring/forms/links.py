from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField
from fellowship.nhsuk.forms import Form
from mentoring.services.linked import FOUND_ON_A_PAGE, KINDS, end_from
from mentoring.things import Thing

LONGEST_SEARCH = 100
LONGEST_REASON = 300  # as the column of Link


class SearchForm(Form):
    """What to link something to. Nonsense in the address is no search at all."""

    q = forms.CharField(label=_("Words in it"), required=False, max_length=LONGEST_SEARCH)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Everything")), *KINDS.items()])

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        words = self.cleaned_data.get("q", "").replace("\x00", "")
        return {"words": words, "kind": self.cleaned_data.get("kind", "")}


class ThingsField(forms.MultipleChoiceField):
    """Keys such as “piece-12”; whether they are there to be linked is for the service to say."""

    def valid_value(self, value: str) -> bool:
        return end_from(value) is not None


class LinkForm(Form):
    to = ThingsField(
        label=_("What to link it to"),
        error_messages={
            "required": _("Choose at least one thing to link it to"),
            "invalid_choice": _("Something you chose is not there. Choose from the list again."),
        },
    )
    why = TitleField(
        label=_("Why, in a sentence"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("It stands beside the link on both sides."),
    )

    def clean_to(self) -> list[Thing]:
        keys = self.cleaned_data["to"]
        if len(keys) > FOUND_ON_A_PAGE:
            raise forms.ValidationError(
                _("Choose at most %(most)s things at once."), params={"most": FOUND_ON_A_PAGE}
            )
        return [thing for key in keys if (thing := end_from(key))]

    @property
    def chosen(self) -> list[Any]:
        """The keys as sent, to tick the same boxes again."""
        return self["to"].value() or []
