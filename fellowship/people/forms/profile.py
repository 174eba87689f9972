from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from fellowship.lib.text import clean
from fellowship.nhsuk.forms import ModelForm
from fellowship.people.models import User
from fellowship.people.models.user import Profession


def time_zones() -> list[tuple[str, Any]]:
    """Europe/London first, then every place by continent, as a select shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        continent, slash, place = name.partition("/")
        if slash and continent not in ("Etc", "SystemV", "US", "posix", "right"):
            groups.setdefault(continent, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [("Europe/London", _("United Kingdom (London)")), *sorted(groups.items())]


class ProfileForm(ModelForm):
    profession = forms.ChoiceField(
        label=_("Profession"), choices=[("", _("Not given")), *Profession.choices], required=False
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lazy(time_zones, list),
        help_text=_("Reminders and times follow it."),
    )

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Pages as in your browser, messages in English")), *settings.LANGUAGES],
        required=False,
        help_text=_("Pages and messages are in it. What has no Welsh words yet is in English."),
    )

    class Meta:
        model = User
        fields = ["title", "given_name", "family_name", "profession", "grade", "language", "time_zone"]
        labels = {"title": _("Title")}
        help_texts = {
            "title": _("For example Dr, Ms or Professor."),
            "grade": _("For example ST6, consultant or band 8a."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        for name in ("title", "given_name", "family_name", "grade"):
            if name in cleaned:
                cleaned[name] = clean(cleaned[name], limit=100)
        return cleaned
