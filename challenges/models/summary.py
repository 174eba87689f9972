import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.models.cycle import Cycle
from challenges.models.measure import Measure

MOST_MEASURES = 4
MOST_CYCLES = 6


class ChallengeSummaryQuerySet(OfChallengeQuerySet):
    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "ChallengeSummaryQuerySet":
        return self.filter(changed_at__lt=moment)


class ChallengeSummary(models.Model):
    """What the fellow chose for the one page that goes before a board; all else on it is counted afresh."""

    challenge = models.OneToOneField(Challenge, on_delete=models.PROTECT, related_name="summary")
    learnt = models.TextField(_("what we learnt"), blank=True)
    next_steps = models.TextField(_("what is next"), blank=True)
    measures = models.ManyToManyField(Measure, related_name="+", blank=True, verbose_name=_("charts"))
    cycles = models.ManyToManyField(Cycle, related_name="+", blank=True, verbose_name=_("PDSA cycles"))
    version = models.PositiveIntegerField(
        default=1, help_text=_("Counts every change, to notice stale forms.")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = ChallengeSummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("challenge summaries")

    def __str__(self) -> str:
        return f"summary of challenge {self.challenge_id}"
