from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.words import Line, Lines
from fellowship.cohorts.models import (
    CohortTemplate,
    Programme,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)
from fellowship.lib.dates import Offset
from fellowship.nhsuk.forms import Form, ModelForm

OFFSET_HELP = _(
    "Counted from the first day. For example “month 5, day 1”, “week 3, Wednesday” "
    "or “first Wednesday of month 2”"
)


class NewTemplateForm(Form):
    name = Line(label=_("Name of the template"))
    copy_of = forms.ModelChoiceField(
        CohortTemplate.objects.none(),
        label=_("Start from"),
        required=False,
        empty_label=_("The starting template: a year with ten milestones and three modules"),
    )

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        cast(forms.ModelChoiceField, self.fields["copy_of"]).queryset = programme.templates.all()

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if self.programme.templates.filter(name=name).exists():
            raise ValidationError(_("There is already a template of this name. Choose another one."))
        return name


class OffsetLine(Line):
    """An offset in words, kept in one way: “Month 5 day 1” as “month 5, day 1”."""

    def to_python(self, value: Any) -> str:
        words = super().to_python(value)
        try:
            return str(Offset.parse(words)) if words else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error


class MilestoneForm(ModelForm):
    class Meta:
        model = TemplateMilestone
        fields = ["title", "due", "description"]
        field_classes = {"title": Line, "due": OffsetLine, "description": Lines}
        labels = {"title": _("Title"), "due": _("Due"), "description": _("What is expected")}
        help_texts = {"due": OFFSET_HELP}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class ModuleForm(ModelForm):
    level = forms.IntegerField(label=_("Level"), min_value=4, max_value=8, initial=7)
    credits = forms.IntegerField(label=_("Credits"), min_value=0, max_value=180, initial=20)

    class Meta:
        model = TemplateModule
        fields = ["title", "provider", "level", "credits"]
        field_classes = {"title": Line, "provider": Line}
        labels = {"title": _("Title"), "provider": _("Provider")}


class TaughtDayForm(ModelForm):
    class Meta:
        model = TemplateTaughtDay
        fields = ["title", "day", "starts_at", "ends_at", "venue"]
        field_classes = {"title": Line, "day": OffsetLine, "venue": Line}
        labels = {
            "title": _("Title"),
            "day": _("Day"),
            "starts_at": _("Starts"),
            "ends_at": _("Ends"),
            "venue": _("Venue"),
        }
        help_texts = {
            "day": OFFSET_HELP,
            "starts_at": _("For example 9:30"),
            "ends_at": _("For example 16:30"),
        }
        widgets = {"starts_at": forms.TimeInput(format="%H:%M"), "ends_at": forms.TimeInput(format="%H:%M")}

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        return data


class AssignmentForm(ModelForm):
    class Meta:
        model = TemplateAssignment
        fields = ["title", "due"]
        field_classes = {"title": Line, "due": OffsetLine}
        labels = {"title": _("Title"), "due": _("Due")}
        help_texts = {"due": OFFSET_HELP}
