from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.piece import Piece


class Category(models.TextChoices):
    """The nine Cs, by name only: the prompts beside them are ours."""

    COMMISSIONERS = "commissioners", _("Commissioners: they pay")
    CUSTOMERS = "customers", _("Customers: they use what results")
    COLLABORATORS = "collaborators", _("Collaborators: they work with you")
    CONTRIBUTORS = "contributors", _("Contributors: they give something you need")
    CHANNELS = "channels", _("Channels: they carry the message")
    COMMENTATORS = "commentators", _("Commentators: others listen to them")
    CONSUMERS = "consumers", _("Consumers: it is done for them")
    CHAMPIONS = "champions", _("Champions: they want it and say so")
    COMPETITORS = "competitors", _("Competitors: they want the same time or money")


class Tie(models.TextChoices):
    """Which way the relation runs (Goss)."""

    VERTICAL = "vertical", _("Vertical: up or down the line")
    HORIZONTAL = "horizontal", _("Horizontal: colleagues at your level")
    ACROSS = "across", _("Across organisations")


class Support(models.IntegerChoices):
    AGAINST = -2, _("Works against it")
    DOUBTFUL = -1, _("Doubtful")
    NEUTRAL = 0, _("Neutral")
    HELPFUL = 1, _("Helps it along")
    LEADS = 2, _("Makes it happen")


class Stakeholder(Piece):
    """A role or an organisation, never a patient. Where it stands is dated: see Position."""

    WORDS = ("name", "category", "tie", "introduced_by", "wants", "workstream")

    category = models.CharField(_("category"), max_length=13, choices=Category.choices)
    tie = models.CharField(_("relation to you"), max_length=10, choices=Tie.choices)
    introduced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="introduced",
        verbose_name=_("introduced by"),
    )
    wants = models.TextField(_("what matters to them"), blank=True)


SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Position(models.Model):
    """Where a stakeholder stood from a day on. Power and interest from 1, little, to 5, much."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="positions")
    day = models.DateField(_("from"))
    power = models.PositiveSmallIntegerField(_("power"), validators=SCALE)
    interest = models.PositiveSmallIntegerField(_("interest"), validators=SCALE)
    support = models.SmallIntegerField(_("support now"), choices=Support.choices)
    needed = models.SmallIntegerField(_("support needed"), choices=Support.choices)
    note = models.TextField(_("how you know"), blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["stakeholder", "day"], name="one_position_a_day"),
            models.CheckConstraint(
                name="power_and_interest_of_five",
                condition=Q(power__range=(1, 5), interest__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="support_of_five", condition=Q(support__range=(-2, 2), needed__range=(-2, 2))
            ),
        ]

    def __str__(self) -> str:
        return f"stakeholder {self.stakeholder_id} from {self.day}"
