"""The year a programme can start from: a full-time year in the manner of the Darzi Fellowship.

Sources: DOMAIN.md, "Calendars differ" (the usual spine) and "PgCert" (60 credits as three modules of 20
with workshops of about three days). Titles and descriptions are ours. Every date is an offset
(lib/dates.py), so it fits a start in any month.
"""

from dataclasses import dataclass
from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MONTHS = 12
STARTS_AT, ENDS_AT = time(9, 30), time(16, 30)


@dataclass(frozen=True)
class StartingMilestone:
    title: str | Promise
    due: str
    description: str | Promise


@dataclass(frozen=True)
class StartingModule:
    title: str | Promise
    workshop_week: int
    assignment: str | Promise
    assignment_due: str
    credits: int = 20
    level: int = 7

    @property
    def taught_days(self) -> list[tuple[str, str]]:
        """Title and offset of the three days of the workshop."""
        days = ["Tuesday", "Wednesday", "Thursday"]
        return [
            (
                str(_("Workshop, day %(number)s of 3") % {"number": number}),
                f"week {self.workshop_week}, {day}",
            )
            for number, day in enumerate(days, start=1)
        ]


MILESTONES = [
    StartingMilestone(
        _("Remit and personal goals"),
        "month 1, day 25",
        _("What you want to be able to do by the end of the year, and what your host expects of you."),
    ),
    StartingMilestone(
        _("Baseline survey"),
        "month 1, day 28",
        _("Where you start from, in your own eyes and in those of people who work with you."),
    ),
    StartingMilestone(
        _("Brief agreed"),
        "month 2, day 14",
        _("You and your mentor agree the problem, the aim, what is in scope and how you will know."),
    ),
    StartingMilestone(
        _("First look at the measures"),
        "month 4, day 1",
        _("What the numbers and the people tell you before anything is changed."),
    ),
    StartingMilestone(
        _("Mid-point review"),
        "month 6, day 1",
        _("You, your mentor and the programme team look at what has changed, and at what you change now."),
    ),
    StartingMilestone(
        _("Plan for keeping it going"),
        "month 9, day 1",
        _("Who will own the work when the year is over, and what they need from you."),
    ),
    StartingMilestone(
        _("Report"),
        "month 11, day 1",
        _("What you set out to do, what happened, what the measures show and what you learned."),
    ),
    StartingMilestone(
        _("End survey"),
        "month 11, day 15",
        _("The same questions as at the start, answered by the same people."),
    ),
    StartingMilestone(
        _("Celebration"),
        "month 12, day 10",
        _("You present the year to your host, the next cohort and the people who helped you."),
    ),
    StartingMilestone(
        _("Handover"),
        "month 12, day 20",
        _("The work is in the hands of those who carry it on."),
    ),
]
MODULES = [
    StartingModule(
        _("Leading change in context"), 6, _("Essay: the context of your challenge"), "month 4, day 20"
    ),
    StartingModule(_("Innovating in systems"), 18, _("Report: an idea tried in a system"), "month 7, day 20"),
    StartingModule(
        _("Leadership in practice"), 30, _("Portfolio: your practice as a leader"), "month 10, day 20"
    ),
]
