from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Programme
from fellowship.lib.dates import Offset


def check_offset(value: str) -> None:
    try:
        Offset.parse(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class OffsetField(models.CharField):
    """A date as an offset from the cohort's start, in words: "month 5, day 1" (lib/dates.py)."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_offset]


class CohortTemplateQuerySet(models.QuerySet["CohortTemplate"]):
    def visible_to(self, user) -> "CohortTemplateQuerySet":
        return self.filter(programme__in=Programme.objects.visible_to(user))


class CohortTemplate(models.Model):
    """A year without dates: milestones and PgCert, every date an offset from the start."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(_("name"), max_length=200)
    months = models.PositiveSmallIntegerField(_("length in months"), default=12)

    objects = CohortTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="template_name_once")]

    def __str__(self) -> str:
        return self.name


class TemplateMilestone(models.Model):
    template = models.ForeignKey(CohortTemplate, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is expected"), blank=True)
    due = OffsetField(_("due"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class TemplateModule(models.Model):
    template = models.ForeignKey(CohortTemplate, on_delete=models.CASCADE, related_name="modules")
    title = models.CharField(_("title"), max_length=200)
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=7)
    credits = models.PositiveSmallIntegerField(_("credits"), default=20)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class TemplateTaughtDay(models.Model):
    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="taught_days")
    title = models.CharField(_("title"), max_length=200)
    day = OffsetField(_("day"))
    starts_at = models.TimeField(_("starts"))
    ends_at = models.TimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class TemplateAssignment(models.Model):
    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(_("title"), max_length=200)
    due = OffsetField(_("due"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
