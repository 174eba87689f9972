from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Pairing
from mentoring.models.action import Action
from mentoring.models.session import Session


class Handover(models.Model):
    """What a fellow lets a later mentor see of the sessions with others. Without it: nothing."""

    pairing = models.OneToOneField(Pairing, on_delete=models.PROTECT, related_name="handover")
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    def __str__(self) -> str:
        return f"handover to pairing {self.pairing_id}"


class Opening(models.Model):
    """One session or action that is opened to the later mentor. Taken back: the row is gone."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="openings")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="openings", null=True, blank=True
    )
    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="openings", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opening_of_one_thing",
                condition=Q(session__isnull=False, action=None) | Q(session=None, action__isnull=False),
            ),
            models.UniqueConstraint(fields=["handover", "session"], name="session_opened_once"),
            models.UniqueConstraint(fields=["handover", "action"], name="action_opened_once"),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"


class PartingWord(models.Model):
    """What a mentor leaves the fellow at the end of a pairing. The two of them read it."""

    pairing = models.OneToOneField(Pairing, on_delete=models.PROTECT, related_name="parting_word")
    words = models.TextField(_("parting word"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"parting word of pairing {self.pairing_id}"
