import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellowship.nhsuk.forms import Form
from fellowship.nhsuk.words import clock
from fellowship.notifications.kinds import KINDS, Delivery, Kind
from fellowship.notifications.models import HoldWhenAway, QuietHours

# What people choose for; a daily summary cannot itself go into a daily summary.
CHOOSABLE = [kind for kind in KINDS.values() if not kind.essential and kind.code != "digest"]
ALWAYS_SENT = [kind for kind in KINDS.values() if kind.essential and kind.code != "wording_test"]
DIGEST_CHOICES = [
    (Delivery.AT_ONCE, _("Send it in the morning when there is something in it")),
    (Delivery.OFF, _("Do not send it")),
]


def _half_hours() -> list[tuple[str, str]]:
    times = [dt.time(hour, minute) for hour in range(24) for minute in (0, 30)]
    return [(f"{time:%H:%M}", clock(time)) for time in times]


class PreferencesForm(Form):
    """One field a kind that can reach the person, named as the kind, then the daily summary, quiet hours and
    days away. What was chosen for other kinds stays."""

    digest = forms.ChoiceField(label=_("Daily summary"), choices=DIGEST_CHOICES, widget=forms.RadioSelect)
    keeps_quiet = forms.BooleanField(label=_("Send me nothing in quiet hours"), required=False)
    quiet_from = forms.ChoiceField(label=_("Quiet from"), choices=_half_hours)
    quiet_until = forms.ChoiceField(label=_("Quiet until"), choices=_half_hours)

    on_leave = forms.BooleanField(label=_("Hold messages while I am on leave"), required=False)
    on_clinical_days = forms.BooleanField(label=_("Hold messages on my clinical days"), required=False)

    def __init__(
        self,
        *args: Any,
        chosen: Mapping[str, str],
        quiet_hours: QuietHours | None,
        hold: HoldWhenAway | None,
        roles: Collection[str],
        **kwargs: Any,
    ) -> None:
        self.kinds = [kind for kind in CHOOSABLE if kind.reaches(roles)]
        shown = quiet_hours or QuietHours()
        held = hold or HoldWhenAway()
        kwargs["initial"] = {
            **{kind.code: chosen.get(kind.code, kind.default) for kind in self.kinds},
            "digest": chosen.get("digest", KINDS["digest"].default),
            "keeps_quiet": quiet_hours is not None,
            "quiet_from": f"{shown.starts_at:%H:%M}",
            "quiet_until": f"{shown.ends_at:%H:%M}",
            "on_leave": held.on_leave,
            "on_clinical_days": held.on_clinical_days,
        }
        super().__init__(*args, **kwargs)
        for kind in self.kinds:
            self.fields[kind.code] = forms.ChoiceField(
                label=str(kind.title),
                choices=kind.deliveries,
                widget=forms.RadioSelect,
                error_messages={"required": gettext("Choose how you get “%s”") % kind.title},
            )

    def rows(self) -> list[tuple[Kind, BoundField]]:
        return [(kind, self[kind.code]) for kind in self.kinds]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("keeps_quiet") and cleaned.get("quiet_from") == cleaned.get("quiet_until"):
            self.add_error("quiet_until", _("Choose two different times, or switch quiet hours off"))
        return cleaned

    def deliveries(self) -> dict[str, str]:
        codes = [*(kind.code for kind in self.kinds), "digest"]
        return {code: self.cleaned_data[code] for code in codes}

    def quiet_hours(self) -> tuple[dt.time, dt.time] | None:
        if not self.cleaned_data["keeps_quiet"]:
            return None
        return (
            dt.time.fromisoformat(self.cleaned_data["quiet_from"]),
            dt.time.fromisoformat(self.cleaned_data["quiet_until"]),
        )
