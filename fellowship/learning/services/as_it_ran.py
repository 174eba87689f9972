from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.cloning import RanAssignment, RanDay, RanModule
from fellowship.learning.models import Assignment, TaughtDay


def modules_as_they_ran(cohort: Cohort) -> list[RanModule]:
    """The cohort's PgCert as it stands, for next year's, without modules of a fellow's own."""
    modules = cohort.modules.filter(place=None)
    return [
        RanModule(
            module.title,
            module.provider,
            module.level,
            module.credits,
            [_day(day) for day in module.taught_days.all()],
            [_assignment(one) for one in module.assignments.all()],
        )
        for module in modules.prefetch_related("taught_days__from_template", "assignments__from_template")
    ]


def _day(day: TaughtDay) -> RanDay:
    like = day.from_template.day if day.from_template else ""
    return RanDay(day.title, day.day, like, day.starts_at, day.ends_at, day.venue)


def _assignment(one: Assignment) -> RanAssignment:
    like = one.from_template.due if one.from_template else ""
    return RanAssignment(one.title, one.due_on, like, one.brief)
