"""What a token may read. Attendance, results and names stand alone because they are about people."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    COHORTS = "cohorts", _("Cohorts and fellows")
    MILESTONES = "milestones", _("Milestones")
    ATTENDANCE = "attendance", _("Taught days and attendance")
    RESULTS = "results", _("Assignments and results")
    NAMES = "names", _("Names, professions and host organisations")


def scope_choices() -> list[tuple[str, str | Promise]]:
    """Given to the field as a function, so that a scope more needs no migration; migrations name it."""
    return list(Scope.choices)


HINTS = {
    Scope.COHORTS: _("Dates, counts, and each fellow’s status and dates under a pseudonym."),
    Scope.MILESTONES: _("Due dates and statuses. Never evidence, reasons or words fellows wrote."),
    Scope.ATTENDANCE: _("Who was there, under a pseudonym."),
    Scope.RESULTS: _("Marks and outcomes, under a pseudonym."),
    Scope.NAMES: _("Adds who the pseudonyms are. Choose it only if the work cannot be done without."),
}
