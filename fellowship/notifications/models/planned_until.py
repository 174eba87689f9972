from django.db import models
from django.utils.translation import gettext_lazy as _


class PlannedUntil(models.Model):
    """How far one kind of reminder has been planned; the next plan catches up from there."""

    kind = models.CharField(_("kind"), max_length=30)
    object_kind = models.CharField(_("about"), max_length=40)
    until = models.DateTimeField(_("planned until"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_kind"], name="planned_until_once")]

    def __str__(self) -> str:
        return f"{self.kind} about {self.object_kind}: {self.until:%Y-%m-%d %H:%M}"
