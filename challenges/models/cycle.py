from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.models.drivers import Driver
from challenges.models.measure import Measure
from challenges.models.piece import Piece
from challenges.workflow import CycleStage
from fellowship.lib.workflows import NotPossible


class Ramp(models.Model):
    """A row of PDSA cycles that try one change idea on a growing scale."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="ramps")
    name = models.CharField(_("name"), max_length=200)
    idea = models.ForeignKey(
        Driver,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ramps",
        verbose_name=_("change idea"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    form_id = models.UUIDField(unique=True, editable=False)

    objects = OfChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Decision(models.TextChoices):
    ADOPT = "adopt", _("Adopt")
    ADAPT = "adapt", _("Adapt")
    ABANDON = "abandon", _("Abandon")


class Cycle(Piece):
    """Plan, do, study, act. The name is the objective. The prediction stands before Do begins, and stays."""

    PLAN = (
        "name",
        "questions",
        "prediction",
        "plan_who",
        "plan_when",
        "plan_where",
        "measured_by",
        "workstream",
    )
    DO = ("happened", "problems")
    STUDY = ("learnt",)
    ACT = ("decision", "next_step")
    WORDS = (*PLAN, *DO, *STUDY, *ACT)

    ramp = models.ForeignKey(Ramp, on_delete=models.PROTECT, related_name="cycles", verbose_name=_("ramp"))
    number = models.PositiveSmallIntegerField(_("number in its ramp"))
    stage = models.CharField(_("stage"), max_length=8, choices=CycleStage.choices, default=CycleStage.PLAN)
    questions = models.TextField(_("questions to answer"), blank=True)
    prediction = models.TextField(_("prediction"), blank=True)
    plan_who = models.TextField(_("who"), blank=True)
    plan_when = models.TextField(_("when"), blank=True)
    plan_where = models.TextField(_("where"), blank=True)
    measured_by = models.ForeignKey(
        Measure,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cycles",
        verbose_name=_("measure"),
    )
    happened = models.TextField(_("what happened"), blank=True)
    problems = models.TextField(_("problems and surprises"), blank=True)
    learnt = models.TextField(_("what the data say against the prediction"), blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True)
    next_step = models.TextField(_("what next"), blank=True)
    started_on = models.DateField(_("Do began"), null=True, blank=True)
    finished_on = models.DateField(_("Do ended"), null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ramp", "number"], name="cycle_number_once_in_ramp"),
            models.CheckConstraint(
                name="prediction_before_do",
                condition=Q(stage=CycleStage.PLAN) | (~Q(prediction="") & Q(started_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="decided_cycle_says_what",
                condition=~Q(stage=CycleStage.DECIDED) | (~Q(decision="") & Q(decided_on__isnull=False)),
            ),
        ]

    def check_open(self, names: Iterable[str]) -> None:
        """The words of a stage change only while the cycle stands in it; going back takes a reason."""
        if set(names) - set(OPEN_WORDS[self.stage]) - {"workstream"}:
            raise NotPossible(
                gettext(
                    "The cycle is at another stage, so this can no longer be changed. Go back a stage first."
                )
            )


OPEN_WORDS: dict[str, tuple[str, ...]] = {
    CycleStage.PLAN: Cycle.PLAN,
    CycleStage.DO: Cycle.DO,
    CycleStage.STUDY: (*Cycle.STUDY, "measured_by"),
    CycleStage.DECIDED: (),
}
