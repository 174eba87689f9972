from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """Who did what to which row, and when. Written once, never changed; holds no private words.

    `detail` says what changed in words an administrator understands: field names, dates, statuses
    and stated reasons, never reflective text.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    act = models.CharField(_("act"), max_length=60)
    object_kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.CharField(_("record"), max_length=40)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_kind", "object_id", "at"], name="audit_of_object")]

    def __str__(self) -> str:
        return f"{self.act} {self.object_kind} {self.object_id}"
