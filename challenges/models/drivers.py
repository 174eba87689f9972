from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.models.challenge import Challenge
from challenges.models.measure import Measure
from challenges.models.piece import Piece


class DriverLevel(models.TextChoices):
    PRIMARY = "primary", gettext_lazy("Primary driver")
    SECONDARY = "secondary", gettext_lazy("Secondary driver")
    IDEA = "idea", gettext_lazy("Change idea")


class DriverDiagram(Piece):
    """The one driver diagram of a challenge: its aim; the drivers and ideas hang below."""

    WORDS = ("aim", "measured_by")

    of_challenge = models.OneToOneField(
        Challenge, on_delete=models.PROTECT, related_name="driver_diagram", editable=False
    )  # the same as `challenge`: there is one diagram
    aim = models.TextField(gettext_lazy("aim"))
    measured_by = models.ForeignKey(
        Measure,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("measure of the aim"),
    )

    @property
    def called(self) -> str:
        return _("Driver diagram")


class Driver(models.Model):
    """A driver or a change idea. Ideas are tested in ramps of PDSA cycles; any of them may have measures."""

    diagram = models.ForeignKey(DriverDiagram, on_delete=models.CASCADE, related_name="drivers")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    level = models.CharField(max_length=9, choices=DriverLevel.choices)
    words = models.CharField(gettext_lazy("words"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    measures = models.ManyToManyField(Measure, related_name="drivers", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="only_primary_drivers_have_no_parent",
                condition=Q(level=DriverLevel.PRIMARY, parent=None)
                | (~Q(level=DriverLevel.PRIMARY) & Q(parent__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.words
