"""What is asked before a fellow's calendar changes; each form gives the `Wish` it amounts to."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Line
from fellowship.cohorts.models import Place
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.pauses import running_pause
from fellowship.nhsuk.forms import DayField, Form

MOVES = [
    ("open", _("Everything open that is not due yet")),
    ("after", _("What is due after a day that you choose")),
    ("nothing", _("Only the last day")),
]


class ChangeForm(Form):
    kind = ""
    form_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = Line(
        label=_("Reason"),
        max_length=300,
        help_text=_("Only the programme team can see it. Fellow and mentor see the new dates."),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.order_fields([name for name in self.fields if name != "reason"])

    def wish(self) -> Wish:
        return Wish(self.kind, **self.answers())

    def answers(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"]}


class PauseForm(ChangeForm):
    kind = ChangeKind.PAUSE
    on = DayField(label=_("First day of the pause"), called=_("The first day of the pause"))
    until = DayField(
        label=_("First day back, as planned"),
        called=_("The first day back"),
        required=False,
        help_text=_("Leave empty if nobody knows yet. It can change."),
    )

    def answers(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "until": self.cleaned_data["until"]}


class ResumeForm(ChangeForm):
    kind = ChangeKind.RESUME
    on = DayField(label=_("First day back"), called=_("The first day back"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        pause = running_pause(self.place)
        if pause and pause.until_on and pause.until_on <= timezone.localdate():
            self.initial["on"] = pause.until_on


class ReopenForm(ChangeForm):
    """After the end. There is no day to ask for: it counts at once."""

    kind = ChangeKind.REOPEN

    def answers(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}


class ExtendForm(ChangeForm):
    kind = ChangeKind.EXTEND
    until = DayField(
        label=_("New last day"),
        called=_("The new last day"),
        required=False,
        help_text=_("Or leave this empty and say how many weeks."),
    )
    weeks = forms.IntegerField(label=_("Weeks longer"), min_value=1, max_value=260, required=False)
    moves = forms.ChoiceField(
        label=_("What moves by as much?"), choices=MOVES, initial="open", widget=forms.RadioSelect
    )
    after = DayField(
        label=_("The day after which dates move"),
        called=_("The day after which dates move"),
        required=False,
        help_text=_("Only if you chose it above."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if bool(cleaned.get("until")) == bool(cleaned.get("weeks")):
            self.add_error("until", _("Enter the new last day, or how many weeks longer, but not both"))
        if cleaned.get("moves") == "after" and not cleaned.get("after"):
            self.add_error("after", _("Enter the day after which dates move"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        weeks = self.cleaned_data["weeks"]
        until = self.cleaned_data["until"] or self.place.ends_on + dt.timedelta(weeks=weeks)
        chosen = {name: self.cleaned_data[name] for name in ("moves", "after")}
        return {"on": timezone.localdate(), "until": until, **chosen}


class HoursForm(ChangeForm):
    kind = ChangeKind.HOURS
    percent = forms.IntegerField(
        label=_("Per cent of full time"),
        min_value=10,
        max_value=100,
        help_text=_("What is left of the year takes longer by as much, counted from the day below."),
    )
    on = DayField(label=_("From"), called=_("The first day"))

    def answers(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "percent": self.cleaned_data["percent"]}


class EndForm(ChangeForm):
    on = DayField(label=_("Last day"), called=_("The last day"))


class CompleteForm(EndForm):
    kind = ChangeKind.COMPLETE


class WithdrawForm(EndForm):
    kind = ChangeKind.WITHDRAW


class ReturnForm(Form):
    """When a paused fellow is expected back."""

    back_on = DayField(
        label=_("First day back, as planned"),
        called=_("The first day back"),
        required=False,
        help_text=_("Leave empty if nobody knows yet."),
    )


FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form
    for form in (PauseForm, ResumeForm, ReopenForm, ExtendForm, HoursForm, CompleteForm, WithdrawForm)
}
