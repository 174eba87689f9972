import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Cohort


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def run_by(self, user) -> "AnnouncementQuerySet":
        """Those of cohorts the user administers."""
        return self.filter(cohort__in=Cohort.objects.visible_to(user))

    def visible_to(self, user) -> "AnnouncementQuerySet":
        """Also those one was told."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(cohort__in=Cohort.objects.visible_to(user))
            | Q(pk__in=user.announcements.through.objects.filter(user=user).values("announcement"))
        )

    def waiting(self) -> "AnnouncementQuerySet":
        return self.filter(sent_at=None, cancelled_at=None)


class Announcement(models.Model):
    """What the programme team tells a cohort, or a part of it, at a time they choose.

    Who is told is decided when it goes: `filters` are those of the overview. Nobody measures who opens it.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="announcements")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("message"))
    filters = models.JSONField(default=dict)
    to_mentors = models.BooleanField(_("their mentors too"), default=False)
    send_at = models.DateTimeField(_("goes out"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    told = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="announcements", editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-send_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="announcement_sent_or_cancelled", condition=Q(sent_at=None) | Q(cancelled_at=None)
            )
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                condition=Q(sent_at=None, cancelled_at=None),
                name="announcement_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.sent_at is None and self.cancelled_at is None
