from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.log_entry import Vantage
from challenges.models.piece import Piece


class Occasion(models.TextChoices):
    MEETING = "meeting", _("A meeting I observed")
    CLINICAL = "clinical", _("Clinical work")
    OTHER = "other", _("Something else")


class Sighting(Piece):
    """A line of the balcony and dance-floor ledger. `days` is counted in days, 0.5 is a half."""

    WORDS = ("name", "occasion", "day", "days", "vantage", "seen", "workstream")

    occasion = models.CharField(_("occasion"), max_length=8, choices=Occasion.choices)
    day = models.DateField(_("date"))
    days = models.DecimalField(_("how long, in days"), max_digits=4, decimal_places=2)
    vantage = models.CharField(_("where from"), max_length=12, choices=Vantage.choices)
    seen = models.TextField(_("what you saw from there"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sighting_takes_time", condition=Q(days__gt=0, days__lte=31))
        ]
