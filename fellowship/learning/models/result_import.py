from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort
from fellowship.learning.models.module import Assignment


class ResultImportQuerySet(models.QuerySet["ResultImport"]):
    def visible_to(self, user) -> "ResultImportQuerySet":
        return self.filter(assignment__module__cohort__in=Cohort.objects.taught_by(user))


class ResultImport(models.Model):
    """A spreadsheet of results as it was read. Nothing of it counts before it is confirmed."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list)  # services/intake.py, `Line`
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ResultImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="result_import_confirmed_by",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
