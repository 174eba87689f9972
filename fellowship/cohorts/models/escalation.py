from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.permissions import Role


class Late(models.TextChoices):
    """What can be late with nothing happening."""

    MILESTONE = "milestone", _("A milestone is past its date")
    ASSIGNMENT = "assignment", _("An assignment is past its date")
    ANSWER = "answer", _("A mentor has not answered")
    ACTION = "action", _("An action agreed in a session is past its date")


# Who said they would do it: fellow or mentor. What two people agreed is told to nobody else.
OWNER = "owner"
# Who can be told of what, in the order in which they are.
TOLD: dict[str, tuple[str, ...]] = {
    Late.MILESTONE: (Role.FELLOW, Role.MENTOR, Role.ADMINISTRATOR),
    Late.ASSIGNMENT: (Role.FELLOW, Role.MENTOR, Role.ADMINISTRATOR),
    Late.ANSWER: (Role.MENTOR, Role.ADMINISTRATOR),
    Late.ACTION: (OWNER,),
}
MOST_DAYS_AFTER = 90


def _days(default: int, **more: Any) -> Any:
    return models.PositiveSmallIntegerField(
        _("days after"), default=default, null=True, blank=True, validators=[MinValueValidator(1)], **more
    )


class Escalation(models.Model):
    """Who is told when nothing happens, agreed in advance: days after the date; None: never.

    A programme without a row follows the defaults, as an unsaved one does.
    """

    programme = models.OneToOneField("cohorts.Programme", on_delete=models.CASCADE, related_name="escalation")
    milestone_fellow = _days(3)
    milestone_mentor = _days(10)
    milestone_administrator = _days(10)
    assignment_fellow = _days(3)
    assignment_mentor = _days(10)
    assignment_administrator = _days(10)
    answer_mentor = _days(7)
    answer_administrator = _days(14)
    action_owner = _days(3, db_default=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name=f"escalation_{late}_{role}_days",
                condition=models.Q(**{f"{late}_{role}": None})
                | models.Q(**{f"{late}_{role}__range": (1, MOST_DAYS_AFTER)}),
            )
            for late, roles in TOLD.items()
            for role in roles
        ]

    def __str__(self) -> str:
        return f"Escalation of programme {self.programme_id}"

    def days(self, late: str, role: str) -> int | None:
        """After how many days the role is told; None: never, or it is never told of such things."""
        return getattr(self, f"{late}_{role}", None)
