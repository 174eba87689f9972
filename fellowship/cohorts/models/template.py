from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Programme
from fellowship.lib.offsets import Offset


def check_offset(value: str) -> None:
    try:
        Offset.parse(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class OffsetField(models.CharField):
    """A date as an offset from the cohort's start, in words: "month 5, day 1" (lib/offsets.py)."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_offset]


class CohortTemplateQuerySet(models.QuerySet["CohortTemplate"]):
    def visible_to(self, user) -> "CohortTemplateQuerySet":
        return self.filter(programme__in=Programme.objects.visible_to(user))


class CohortTemplate(models.Model):
    """A year without dates: milestones, PgCert and surveys, every date an offset."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(_("name"), max_length=200)
    months = models.PositiveSmallIntegerField(_("length in months"), default=12)
    remind_days_before = models.JSONField(
        _("remind so many days before"),
        null=True,
        blank=True,
        help_text=_("Cohorts take these at the launch; without any, the programme's count."),
    )

    objects = CohortTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="template_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("template", args=[self.pk])


class InTemplateManager(models.Manager):
    """Items that are in their template now.

    What was taken out stays, so that undoing can bring it back and a launched cohort's milestones still know
    where they came from; `_base_manager` finds it too.
    """

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(removed_at=None)


class TemplateItem(models.Model):
    """Something a template holds. `version` counts every change, to notice stale forms."""

    title = models.CharField(_("title"), max_length=200)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True, editable=False)

    objects = InTemplateManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class TemplateMilestone(TemplateItem):
    template = models.ForeignKey(CohortTemplate, on_delete=models.CASCADE, related_name="milestones")
    description = models.TextField(_("what is expected"), blank=True)
    due = OffsetField(_("due"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]


class TemplateSurvey(TemplateItem):
    """A survey to come: its name and the day it opens."""

    template = models.ForeignKey(CohortTemplate, on_delete=models.CASCADE, related_name="surveys")
    opens = OffsetField(_("opens"))

    class Meta:
        ordering = ["pk"]


class TemplateModule(TemplateItem):
    template = models.ForeignKey(CohortTemplate, on_delete=models.CASCADE, related_name="modules")
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=7)
    credits = models.PositiveSmallIntegerField(_("credits"), default=20)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]


class TemplateTaughtDay(TemplateItem):
    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="taught_days")
    day = OffsetField(_("day"))
    starts_at = models.TimeField(_("starts"))
    ends_at = models.TimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    link = models.URLField(_("link to join online"), max_length=500, blank=True, db_default="")
    capacity = models.PositiveSmallIntegerField(_("places in the room"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class TemplateAssignment(TemplateItem):
    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="assignments")
    due = OffsetField(_("due"))
    brief = models.TextField(_("brief"), blank=True, db_default="")

    class Meta:
        ordering = ["pk"]


class TemplateMaterial(TemplateItem):
    """Something to read for a module, or for one of its days: a link, or a file that cohorts may share.

    It comes with a cohort that is cloned; the file stays as long as anything refers to it.
    """

    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="materials")
    taught_day = models.ForeignKey(
        TemplateTaughtDay, on_delete=models.CASCADE, null=True, blank=True, related_name="materials"
    )
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(upload_to="materials/%Y/%m/", blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="template_material_link_or_file",
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
            )
        ]


class TemplateChange(models.Model):
    """One change of a template, with the fields of each item before and after, so that it can be undone."""

    template = models.ForeignKey(CohortTemplate, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    before = models.JSONField(default=list)  # services/template_changes.py, `Snapshot`
    after = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="template_change_undone_when",
                condition=Q(undone_by=None) | Q(undone_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.title}"
