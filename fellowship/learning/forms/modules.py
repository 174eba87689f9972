from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Line, LinkField
from fellowship.learning.models import Module, TaughtDay
from fellowship.lib.archives import FileRefused
from fellowship.lib.dates import in_words
from fellowship.lib.uploads import ACCEPT, WHAT_WE_TAKE, check_upload
from fellowship.nhsuk.forms import ClockField, DayField, Form, ModelForm


class ModuleForm(ModelForm):
    title = Line(label=_("Title"), max_length=200)
    provider = Line(label=_("Provider"), max_length=200, required=False)
    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=8, initial=7)
    credits = forms.IntegerField(label=_("Credits"), min_value=0, max_value=180, initial=20)

    class Meta:
        model = Module
        fields = ["title", "provider", "level", "credits"]


class Numbers(forms.TypedMultipleChoiceField):
    """Numbers of modules, also of one removed since the page was shown: the service passes it over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value).isdecimal()


class TakenForm(Form):
    """Which of the cohort's modules that were shown one fellow takes."""

    shown = Numbers(widget=forms.MultipleHiddenInput)
    taken = Numbers(label=_("Modules of the cohort"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Iterable[Module], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["taken"]
        assert isinstance(field, Numbers)
        field.choices = [(module.pk, str(module)) for module in offered]


class TaughtDayForm(ModelForm):
    title = Line(label=_("Title"), max_length=200)
    venue = Line(label=_("Venue"), max_length=200, required=False)
    link = LinkField(label=_("Link to join online"), required=False)
    capacity = forms.IntegerField(label=_("Places in the room"), min_value=1, max_value=5000, required=False)
    starts_at = ClockField(label=_("Starts"), error_messages={"required": _("Enter when it starts")})
    ends_at = ClockField(label=_("Ends"), error_messages={"required": _("Enter when it ends")})

    class Meta:
        model = TaughtDay
        fields = ["title", "day", "starts_at", "ends_at", "venue", "link", "capacity"]
        field_classes = {"day": DayField}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be after the start"))
        return cleaned


class DayChoice(forms.ModelChoiceField):
    def label_from_instance(self, day: TaughtDay) -> str:
        return f"{day.title}, {in_words(day.day)}"


class MaterialForm(Form):
    """For the whole module, or for one of its `days`."""

    taught_day = DayChoice(
        label=_("For"), queryset=TaughtDay.objects.none(), required=False, empty_label=_("The whole module")
    )
    title = Line(label=_("Title"), max_length=200)
    link = LinkField(label=_("Link"), required=False)
    file = forms.FileField(
        label=_("Or a file"),
        help_text=WHAT_WE_TAKE,
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, days: QuerySet[TaughtDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(DayChoice, self.fields["taught_day"]).queryset = days

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file:
            try:
                check_upload(file, name=file.name or "")
            except FileRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("link", _("Give a link or a file: one of the two"))
        return cleaned
