from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.cohorts import DaysBefore
from fellowship.cohorts.forms.words import Line, Lines, LinkField
from fellowship.cohorts.models import (
    CohortTemplate,
    Programme,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateSurvey,
    TemplateTaughtDay,
)
from fellowship.lib.offsets import Offset
from fellowship.nhsuk.forms import ClockField, DayField, Form, ModelForm

OFFSET_HELP = _(
    "Counted from the first or last day. For example “month 5, day 1”, “week 3, Wednesday”, "
    "“start + 2 weeks”, “first Wednesday of month 2” or “end - 1 week”"
)
MOST_WEEKS_AT_ONCE = 52


class NewTemplateForm(Form):
    name = Line(label=_("Name of the template"))
    copy_of = forms.ModelChoiceField(
        CohortTemplate.objects.none(),
        label=_("Start from"),
        required=False,
        empty_label=_("The starting template: a year with ten milestones, three surveys and three modules"),
    )

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        cast(forms.ModelChoiceField, self.fields["copy_of"]).queryset = programme.templates.all()

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], self.programme)


def free_name(name: str, programme: Programme, template: CohortTemplate | None = None) -> str:
    """The name, if no other template of the programme has it."""
    if programme.templates.filter(name=name).exclude(pk=template.pk if template else 0).exists():
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


class ItemForm(ModelForm):
    """`version`: the one shown, to notice when somebody else was quicker."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else None


class InModuleForm(ItemForm):
    """A day or an assignment can go to another module of its template."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        modules = TemplateModule.objects.filter(template=self.instance.module.template_id)
        cast(forms.ModelChoiceField, self.fields["module"]).queryset = modules


class MilestoneForm(ItemForm):
    class Meta:
        model = TemplateMilestone
        fields = ["title", "due", "description"]
        field_classes = {"title": Line, "due": OffsetLine, "description": Lines}
        labels = {"title": _("Title"), "due": _("Due"), "description": _("What is expected")}
        help_texts = {"due": OFFSET_HELP}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class SurveyForm(ItemForm):
    class Meta:
        model = TemplateSurvey
        fields = ["title", "opens"]
        field_classes = {"title": Line, "opens": OffsetLine}
        labels = {"title": _("Name of the survey"), "opens": _("Opens")}
        help_texts = {"opens": OFFSET_HELP}


class ModuleForm(ItemForm):
    level = forms.IntegerField(label=_("Level"), min_value=4, max_value=8, initial=7)
    credits = forms.IntegerField(label=_("Credits"), min_value=0, max_value=180, initial=20)

    class Meta:
        model = TemplateModule
        fields = ["title", "provider", "level", "credits"]
        field_classes = {"title": Line, "provider": Line}
        labels = {"title": _("Title"), "provider": _("Provider")}

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        others = TemplateModule.objects.filter(template=self.instance.template_id, title=title)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("The template has a module of this title already. Choose another one."))
        return title


class TaughtDayForm(InModuleForm):
    link = LinkField(label=_("Link to join online"), required=False)
    capacity = forms.IntegerField(label=_("Places in the room"), min_value=1, max_value=5000, required=False)

    class Meta:
        model = TemplateTaughtDay
        fields = ["title", "module", "day", "starts_at", "ends_at", "venue", "link", "capacity"]
        field_classes = {
            "title": Line,
            "day": OffsetLine,
            "starts_at": ClockField,
            "ends_at": ClockField,
            "venue": Line,
        }
        labels = {
            "title": _("Title"),
            "module": _("Module"),
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
        error_messages = {
            "starts_at": {"required": _("Enter when it starts")},
            "ends_at": {"required": _("Enter when it ends")},
        }

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        return data


class AssignmentForm(InModuleForm):
    class Meta:
        model = TemplateAssignment
        fields = ["title", "module", "due", "brief"]
        field_classes = {"title": Line, "due": OffsetLine, "brief": Lines}
        labels = {"title": _("Title"), "module": _("Module"), "due": _("Due"), "brief": _("Brief")}
        help_texts = {"due": OFFSET_HELP, "brief": _("What is asked for, as fellows will read it.")}
        widgets = {"brief": forms.Textarea(attrs={"rows": 4})}


class MoveForm(Form):
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=MOST_WEEKS_AT_ONCE, initial=1)
    direction = forms.ChoiceField(
        label=_("Which way"),
        choices=[("later", _("Later")), ("earlier", _("Earlier"))],
        initial="later",
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def weeks_later(self) -> int:
        weeks = self.cleaned_data["weeks"]
        return weeks if self.cleaned_data["direction"] == "later" else -weeks


class TemplateSettingsForm(Form):
    name = Line(label=_("Name of the template"))
    days_before = DaysBefore(
        label=_("Remind so many days before a date"),
        required=False,
        help_text=_(
            "Numbers with commas between them, for example 14, 3. "
            "Leave it empty to use those of the programme."
        ),
    )

    def __init__(self, *args, template: CohortTemplate, **kwargs) -> None:
        days = ", ".join(str(days) for days in template.remind_days_before or [])
        super().__init__(*args, initial={"name": template.name, "days_before": days}, **kwargs)
        self.template = template

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], self.template.programme, self.template)


class PreviewForm(Form):
    starts_on = DayField(label=_("First day"), called=_("The first day"))
