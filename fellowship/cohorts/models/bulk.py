from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Cohort, Programme
from fellowship.cohorts.models.place import Place


class BulkStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to begin")
    RUNNING = "running", _("Going on")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by a fault")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class RowStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    LEFT_OUT = "left_out", _("Left out")
    FAILED = "failed", _("Did not work")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Could not be undone")


UNFINISHED = (BulkStatus.WAITING, BulkStatus.RUNNING, BulkStatus.UNDOING)


class BulkActQuerySet(models.QuerySet["BulkAct"]):
    def visible_to(self, user) -> "BulkActQuerySet":
        """Acts in programmes the user administers."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def unfinished(self) -> "BulkActQuerySet":
        return self.filter(status__in=UNFINISHED)


class BulkAct(models.Model):
    """One thing done to many at once, by the worker, with what it did to each (`BulkRow`).

    What it does and undoes is its kind's matter (`fellowship/cohorts/bulk/kinds.py`); `facts` are what
    was chosen for all of them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="bulk_acts")
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="bulk_acts", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=BulkStatus.choices, default=BulkStatus.WAITING
    )
    facts = models.JSONField(_("facts"), default=dict)
    form_id = models.UUIDField(
        unique=True, null=True, editable=False, help_text=_("Made with the form: sending twice is one act.")
    )
    in_all = models.PositiveIntegerField(_("rows to work on"), default=0)
    handled = models.PositiveIntegerField(_("rows worked on"), default=0)
    moved_at = models.DateTimeField(_("last moved"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("faults in a row"), default=0)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["cohort", "-made_at"], name="bulk_act_of_cohort"),
            models.Index(fields=["moved_at"], name="bulk_act_unfinished", condition=Q(status__in=UNFINISHED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="bulk_act_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("bulk_act", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED


class BulkRow(models.Model):
    """What one bulk act does to one thing of one fellow: before, after, and in words."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="rows", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    object_kind = models.CharField(_("kind of record"), max_length=40, blank=True)
    object_id = models.CharField(_("record"), max_length=60, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    status = models.CharField(
        _("status"), max_length=10, choices=RowStatus.choices, default=RowStatus.WAITING
    )
    words = models.CharField(_("in words"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["act", "status", "id"], name="bulk_row_by_status")]

    def __str__(self) -> str:
        return f"{self.status} {self.object_kind} {self.object_id}"
