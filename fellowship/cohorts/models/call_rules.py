from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Programme

OFF = 0
NUMBERS = (
    "overdue_count",
    "overdue_days",
    "silent_weeks",
    "mentor_days",
    "assignment_days",
    "assignments_failed",
    "bounces",
)


class CallRules(models.Model):
    """When a programme's fellows need a call. A number that is 0 is a rule switched off.

    A programme without a row goes by the defaults; fellowship/home/attention.py says what each means.
    """

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="call_rules")
    overdue_count = models.PositiveSmallIntegerField(
        _("milestones overdue at a time"), default=2, validators=[MaxValueValidator(20)]
    )
    overdue_days = models.PositiveSmallIntegerField(
        _("days a milestone is overdue"), default=21, validators=[MaxValueValidator(365)]
    )
    silent_weeks = models.PositiveSmallIntegerField(
        _("weeks without a log"), default=6, validators=[MaxValueValidator(52)]
    )
    mentor_days = models.PositiveSmallIntegerField(
        _("days a mentor has not answered"),
        default=14,
        validators=[MaxValueValidator(180)],
    )
    assignment_days = models.PositiveSmallIntegerField(
        _("days an assignment is overdue"), default=7, validators=[MaxValueValidator(365)]
    )
    assignments_failed = models.PositiveSmallIntegerField(
        _("assignments referred or failed"), default=1, validators=[MaxValueValidator(20)]
    )
    bounces = models.PositiveSmallIntegerField(
        _("email address does not work"), default=1, validators=[MaxValueValidator(1)]
    )

    def __str__(self) -> str:
        return f"rules of {self.programme_id}"
