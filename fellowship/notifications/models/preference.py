import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fellowship.notifications.kinds import Delivery, kind_choices


class Preference(models.Model):
    """How a person wants one kind of message. No row: the kind's default (kinds.py)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(_("kind"), max_length=30, choices=kind_choices)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.delivery}"


class QuietHours(models.Model):
    """When nothing that can wait is sent, in the person's own time zone; may run over midnight."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours"
    )
    starts_at = models.TimeField(_("from"), default=dt.time(20, 0))
    ends_at = models.TimeField(_("until"), default=dt.time(7, 0))

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
