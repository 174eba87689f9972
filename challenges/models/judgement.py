from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.models.piece import Piece


class Track(models.TextChoices):
    """What is judged: the problem (Grint), and the two tracks on which a challenge moves."""

    PROBLEM = "problem", _("The problem")
    DELIVERY = "delivery", _("Delivery")
    LEARNING = "learning", _("Learning")


class Verdict(models.TextChoices):
    TAME = "tame", _("Tame: known how, needs managing")
    WICKED = "wicked", _("Wicked: no known answer, needs questions")
    CRITICAL = "critical", _("Critical: urgent, needs command")
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")
    MOVING = "moving", _("Learning is moving")
    PRODUCTIVELY_STUCK = "productively_stuck", _("Productively stuck")
    STUCK = "stuck", _("Stuck, and it needs help")


_V = Verdict
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    Track.PROBLEM: (_V.TAME, _V.WICKED, _V.CRITICAL),
    Track.DELIVERY: (_V.ON_TRACK, _V.AT_RISK, _V.OFF_TRACK),
    Track.LEARNING: (_V.MOVING, _V.PRODUCTIVELY_STUCK, _V.STUCK),
}


class Judgement(Piece):
    """How the fellow saw the problem, delivery or learning on a day, and why. The newest counts."""

    WORDS = ("track", "verdict", "day", "reason")

    track = models.CharField(_("what"), max_length=8, choices=Track.choices)
    verdict = models.CharField(_("judgement"), max_length=18, choices=Verdict.choices)
    day = models.DateField(_("date"))
    reason = models.TextField(_("reason"))

    @property
    def called(self) -> str:
        return f"{self.get_track_display()}: {self.get_verdict_display()}"
