from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet


class Workstream(models.Model):
    """One of the projects a challenge consists of. Milestones, entries and pieces may belong to one."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="workstreams")
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("what it is for"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    form_id = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    objects = OfChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["challenge", "name"], name="workstream_named_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workstreams", args=[self.challenge_id])
