from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Cohort


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    READY = "ready", _("Ready to check")
    ADDING = "adding", _("Being added")
    CONFIRMED = "confirmed", _("Added")
    FAILED = "failed", _("Could not be read")


class RowOutcome(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    PROBLEM = "problem", _("Problem")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user) -> "ImportRunQuerySet":
        return self.filter(cohort__in=Cohort.objects.visible_to(user))


class ImportRun(models.Model):
    """One spreadsheet of people on its way into a cohort. Nothing is written before it is confirmed."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(_("file"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.WAITING
    )
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_in_all = models.PositiveIntegerField(_("rows in all"), default=0)
    remarks = models.JSONField(
        _("remarks"), default=list, help_text=_("Sheets and columns left out, and why.")
    )
    failure = models.TextField(_("why it could not be read or added"), blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                name="import_confirmed_by_somebody",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of the file as it would be written: what was there, what would be, what is wrong."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row in the file"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=RowOutcome.choices)
    values = models.JSONField(_("values"), default=dict)
    changes = models.JSONField(_("changes"), default=list, help_text=_("[field, before, after]"))
    problems = models.JSONField(
        _("problems"), default=list, help_text=_("[column, what was found, what to do]")
    )

    remarks = models.JSONField(
        _("remarks"), default=list, help_text=_("What to know before it is written; nothing is wrong.")
    )

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="import_row_by_outcome")]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"row {self.number}"
