from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.piece import Piece


class MeasureType(models.TextChoices):
    OUTCOME = "outcome", _("Outcome: what matters in the end")
    PROCESS = "process", _("Process: is it done as meant?")
    BALANCING = "balancing", _("Balancing: does something else get worse?")


class Direction(models.TextChoices):
    """The words of the rules for charts (../shared/spc/rules.md, section 1)."""

    INCREASE = "increase", _("Up is better")
    DECREASE = "decrease", _("Down is better")
    NEUTRAL = "neutral", _("Neither is better")


class Frequency(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    IRREGULAR = "irregular", _("Now and then")


class MadeOf(models.TextChoices):
    VALUE = "value", _("A number, such as days or a count")
    PERCENTAGE = "percentage", _("A percentage: so many out of so many")


class ChartKind(models.TextChoices):
    XMR = "xmr", _("SPC chart (XmR)")
    RUN = "run", _("Run chart")


class Measure(Piece):
    """Something counted over time. `fix_after`: the limits are those of the first so many readings."""

    WORDS = (
        "name",
        "definition",
        "type",
        "made_of",
        "unit",
        "decimals",
        "direction",
        "target",
        "target_on",
        "baseline",
        "frequency",
        "source",
        "chart",
        "fix_after",
        "workstream",
    )

    definition = models.TextField(_("operational definition"))
    type = models.CharField(_("type"), max_length=10, choices=MeasureType.choices)
    made_of = models.CharField(_("made of"), max_length=10, choices=MadeOf.choices, default=MadeOf.VALUE)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    direction = models.CharField(_("which way is better"), max_length=8, choices=Direction.choices)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("target date"), null=True, blank=True)
    baseline = models.TextField(_("baseline"), blank=True)
    frequency = models.CharField(
        _("how often"), max_length=11, choices=Frequency.choices, default=Frequency.MONTHLY
    )
    source = models.TextField(_("source"), blank=True)
    chart = models.CharField(_("chart"), max_length=3, choices=ChartKind.choices, default=ChartKind.XMR)
    fix_after = models.PositiveSmallIntegerField(_("limits from the first readings"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="decimals_fit", condition=Q(decimals__lte=4)),
            models.CheckConstraint(
                name="limits_need_twelve_readings", condition=Q(fix_after=None) | Q(fix_after__gte=12)
            ),
            models.CheckConstraint(
                name="target_date_has_target", condition=Q(target_on=None) | Q(target__isnull=False)
            ),
        ]


class Reading(models.Model):
    """One point: a value, or so many out of so many (then `value` is the percentage); no value: missing."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    day = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(_("how many"), max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("out of"), max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "day"], name="one_reading_a_day"),
            models.CheckConstraint(
                name="numerator_with_denominator",
                condition=Q(numerator=None, denominator=None)
                | Q(numerator__isnull=False, denominator__gt=0, value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.value}"


class StepChange(models.Model):
    """From this reading on the chart begins a new mean and new limits, for a reason that people can read."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="step_changes")
    day = models.DateField(_("first reading after the change"))
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["measure", "day"], name="one_step_change_a_day")]

    def __str__(self) -> str:
        return f"step change on {self.day}"
