import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, ends_of_mentoring
from challenges.models.log_entry import LogEntry
from challenges.models.milestone import Milestone


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user) -> "AttachmentQuerySet":
        """With an unshared draft: its uploader only. Otherwise whoever sees what it is kept with."""
        if not user.is_authenticated:
            return self.none()
        shared = Q(log_entry__isnull=False) | Q(milestone__isnull=False)
        late = Q()
        for place_id, moment in ends_of_mentoring(user).items():
            seen = self.model.objects.unchanged_since(moment, user.pk)
            late |= Q(challenge__place=place_id) & ~Q(pk__in=seen)
        visible = shared & Q(challenge__in=Challenge.objects.visible_to(user))
        return self.filter(Q(uploaded_by_id=user.pk) | (visible & ~late if late else visible))

    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "AttachmentQuerySet":
        entries = LogEntry.objects.unchanged_since(moment, user_id)
        milestones = Milestone.objects.unchanged_since(moment, user_id)
        return self.filter(Q(log_entry__in=entries) | Q(milestone__in=milestones), uploaded_at__lt=moment)


class Attachment(models.Model):
    """A file behind a log entry or a milestone, checked by content, served only through a view."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="attachments")
    draft_id = models.UUIDField(_("unshared draft"), null=True, blank=True, db_index=True)
    log_entry = models.ForeignKey(
        LogEntry, on_delete=models.PROTECT, related_name="attachments", null=True, blank=True
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="attachments", null=True, blank=True
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    file = models.FileField(upload_to="evidence/%Y/%m/")
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_belongs_somewhere",
                condition=Q(draft_id__isnull=False) | Q(log_entry__isnull=False) | Q(milestone__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])

    @property
    def is_shared(self) -> bool:
        return self.log_entry_id is not None or self.milestone_id is not None
