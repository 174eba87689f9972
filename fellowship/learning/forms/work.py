from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Line, Lines
from fellowship.learning.models import Assignment
from fellowship.learning.models.work import ExtensionKind
from fellowship.lib.archives import FileRefused
from fellowship.lib.uploads import ACCEPT, WHAT_WE_TAKE, check_upload
from fellowship.nhsuk.forms import DayField, Form, ModelForm

REASON_LIMIT = 4_000
BRIEF_LIMIT = 20_000


class WorkFileForm(Form):
    """Handing in here."""

    file = forms.FileField(
        label=_("Your work"),
        help_text=WHAT_WE_TAKE,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            check_upload(file, name=file.name or "")
        except FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class AtProviderForm(Form):
    """Handing in where the university wants it; only the day is noted here."""

    on = DayField(label=_("Day you handed it in at the provider"), called=_("The day you handed it in"))

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise ValidationError(_("The day you handed it in cannot be in the future"))
        return on


class AskForm(Form):
    kind = forms.ChoiceField(
        label=_("What do you ask for?"), choices=ExtensionKind.choices, widget=forms.RadioSelect
    )
    asked_for = DayField(label=_("New date you need"), called=_("The new date"), required=False)
    reason = Lines(label=_("Reason"), max_length=REASON_LIMIT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needs_date = cleaned.get("kind") == ExtensionKind.EXTENSION
        if needs_date and not cleaned.get("asked_for") and "asked_for" not in self.errors:
            self.add_error("asked_for", _("Enter the new date you need"))
        return cleaned


class DecisionForm(Form):
    act = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("Grant it")), ("refuse", _("Do not grant it"))],
        widget=forms.RadioSelect,
    )
    granted_to = DayField(label=_("New date"), called=_("The new date"), required=False)
    answer = Lines(label=_("Answer to the fellow"), max_length=REASON_LIMIT, required=False)

    def __init__(self, *args: Any, needs_date: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_date = needs_date

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        granted = cleaned.get("act") == "grant"
        if granted and self.needs_date and not cleaned.get("granted_to") and "granted_to" not in self.errors:
            self.add_error("granted_to", _("Enter the new date"))
        if cleaned.get("act") == "refuse" and not (cleaned.get("answer") or "").strip():
            self.add_error("answer", _("Say why, so that the fellow knows what to do now"))
        return cleaned


class MarkForm(Form):
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    given = forms.DecimalField(
        label=_("Your mark out of 100"),
        max_digits=5,
        decimal_places=1,
        min_value=0,
        max_value=100,
        error_messages={
            "min_value": _("The mark must be between 0 and 100."),
            "max_value": _("The mark must be between 0 and 100."),
        },
    )


class AnotherAttemptForm(Form):
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    due_on = DayField(label=_("Date of the further attempt"), called=_("The date"))

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < timezone.localdate():
            raise ValidationError(_("The date must be today or later"))
        return due_on


class AssignmentForm(ModelForm):
    title = Line(label=_("Title"), max_length=200)
    brief = Lines(label=_("Brief: what is asked for"), max_length=BRIEF_LIMIT, required=False)
    due_on = DayField(label=_("Due"), called=_("The due date"))
    second_marked = forms.BooleanField(label=_("Two people mark it"), required=False)

    class Meta:
        model = Assignment
        fields = ["title", "brief", "due_on", "second_marked"]
