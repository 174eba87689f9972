from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldWhenAway(models.Model):
    """On which days what can wait is held back for a person. No row: during leave only."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hold_when_away"
    )
    on_clinical_days = models.BooleanField(_("on clinical days"), default=False)
    on_leave = models.BooleanField(_("during leave"), default=True)

    def __str__(self) -> str:
        return f"clinical days: {self.on_clinical_days}, leave: {self.on_leave}"
