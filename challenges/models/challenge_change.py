import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.models.cycle import Ramp
from challenges.models.workstream import Workstream


class ChallengeChangeQuerySet(OfChallengeQuerySet):
    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "ChallengeChangeQuerySet":
        return self.filter(Q(at__lt=moment) | Q(by=user_id))


class ChangedKind(models.TextChoices):
    RAMP = "ramp", _("Ramp")
    WORKSTREAM = "workstream", _("Workstream")
    SUMMARY = "summary", _("Summary")


class ChallengeChange(models.Model):
    """One step in the history of what is of a challenge and is no piece. Never changed.

    `words` is a list of [field, before, after], as in PieceChange. A ramp that was removed is only known by
    the name it had.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="changes")
    ramp = models.ForeignKey(Ramp, on_delete=models.SET_NULL, null=True, related_name="changes")
    workstream = models.ForeignKey(Workstream, on_delete=models.CASCADE, null=True, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangedKind.choices)
    name = models.CharField(_("name"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=30)
    words = models.JSONField(default=list)

    objects = ChallengeChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_of_one_kind",
                condition=Q(kind=ChangedKind.WORKSTREAM, ramp=None, workstream__isnull=False)
                | Q(kind=ChangedKind.RAMP, workstream=None)
                | Q(kind=ChangedKind.SUMMARY, ramp=None, workstream=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.name}"
