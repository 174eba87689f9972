"""The year a programme can start from: a full-time year in the manner of the Darzi Fellowship.

Sources: DOMAIN.md, "Calendars differ" (the usual spine) and "PgCert" (60 credits as three modules of 20
with workshops of about three days). Titles and descriptions are ours. Every date is an offset
(lib/dates.py), so it fits a start in any month; weekdays in the middle of the week miss most holidays.
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
        "week 4, Wednesday",
        _("What you want to be able to do by the end of the year, and what your host expects of you."),
    ),
    StartingMilestone(
        _("Baseline survey"),
        "week 4, Thursday",
        _("Where you start from, in your own eyes and in those of people who work with you."),
    ),
    StartingMilestone(
        _("Brief agreed"),
        "week 7, Wednesday",
        _("You and your mentor agree the problem, the aim, what is in scope and how you will know."),
    ),
    StartingMilestone(
        _("First look at the measures"),
        "first Wednesday of month 4",
        _("What the numbers and the people tell you before anything is changed."),
    ),
    StartingMilestone(
        _("Mid-point review"),
        "first Wednesday of month 6",
        _("You, your mentor and the programme team look at what has changed, and at what you change now."),
    ),
    StartingMilestone(
        _("Plan for keeping it going"),
        "first Wednesday of month 9",
        _("Who will own the work when the year is over, and what they need from you."),
    ),
    StartingMilestone(
        _("Report"),
        "first Wednesday of month 11",
        _("What you set out to do, what happened, what the measures show and what you learned."),
    ),
    StartingMilestone(
        _("End survey"),
        "third Wednesday of month 11",
        _("The same questions as at the start, answered by the same people."),
    ),
    StartingMilestone(
        _("Celebration"),
        "second Thursday of month 12",
        _("You present the year to your host, the next cohort and the people who helped you."),
    ),
    StartingMilestone(
        _("Handover"),
        "third Thursday of month 12",
        _("The work is in the hands of those who carry it on."),
    ),
]
# A survey opens some days before it is due, where a milestone says when that is.
SURVEYS = [
    (_("Baseline survey"), "week 2, Monday"),
    (_("End survey"), "first Monday of month 11"),
    (_("Follow-up survey"), "end + 6 months"),
]
MODULES = [
    StartingModule(
        _("Leading change in context"),
        6,
        _("Essay: the context of your challenge"),
        "second Wednesday of month 4",
    ),
    StartingModule(
        _("Innovating in systems"), 18, _("Report: an idea tried in a system"), "third Wednesday of month 7"
    ),
    StartingModule(
        _("Leadership in practice"),
        30,
        _("Portfolio: your practice as a leader"),
        "third Wednesday of month 10",
    ),
]
