from django.db import models
from django.utils.translation import gettext_lazy as _

from challenges.models.piece import Piece
from fellowship.lib.text import first_words


class Construction(models.TextChoices):
    """From closed to open; names after Vogt, Brown and Isaacs, the prompts are ours."""

    YES_NO = "yes_no", _("Yes or no")
    WHICH = "which", _("Which")
    WHO_WHEN_WHERE = "who", _("Who, when, where")
    WHAT = "what", _("What")
    HOW = "how", _("How")
    WHY = "why", _("Why")


class Question(Piece):
    """A question that was asked. `name` is its beginning, for lists."""

    WORDS = (
        "asked",
        "asked_on",
        "asked_of",
        "construction",
        "scope",
        "assumptions",
        "reframed",
        "opened_up",
        "workstream",
    )

    asked = models.TextField(_("the question as you asked it"))
    asked_on = models.DateField(_("date"))
    asked_of = models.CharField(_("asked of"), max_length=200)
    construction = models.CharField(_("how it begins"), max_length=6, choices=Construction.choices)
    scope = models.TextField(_("scope"), blank=True)
    assumptions = models.TextField(_("assumptions in it"), blank=True)
    reframed = models.TextField(_("how you would ask it now"), blank=True)
    opened_up = models.TextField(_("what it opened up"), blank=True)

    @property
    def called(self) -> str:
        return first_words(self.asked, 20)[:200]
