"""The dated things of a fellow's year: milestones, assignments and taught days, for strip and list; and when
the fellow is away."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.cohorts.models import Place
from fellowship.lib.statements import Statement
from fellowship.nhsuk.words import clock
from fellowship.nhsuk.year_strip import Mark
from fellowship.people.models import ClinicalDay, Leave

# As Module.objects.taken_by.
TAKEN = """(module.place_id IS NULL OR module.place_id = %(place)s)
  AND NOT EXISTS (SELECT FROM learning_leftout WHERE module_id = module.id AND place_id = %(place)s)"""
# One statement instead of five, because every fellow's day begins with it. Assignments carry the
# fellow's own extension, and are done once handed in or judged; dropped milestones are left out.
DATES = f"""
SELECT 'milestone' AS kind, id AS key, due_on AS day, title, '' AS about, status, sent_at,
       NULL::time AS starts_at, NULL::time AS ends_at, NULL::date AS until
FROM challenges_milestone WHERE challenge_id = %(challenge)s AND status <> 'dropped'
UNION ALL
SELECT 'assignment', module.id, coalesce(result.extended_to, assignment.due_on),
       assignment.title, module.title,
       CASE WHEN result.submitted_on IS NOT NULL OR result.outcome <> '' THEN 'done' ELSE 'todo' END,
       NULL, NULL, NULL, NULL
FROM learning_assignment assignment
JOIN learning_module module ON module.id = assignment.module_id
LEFT JOIN learning_result result ON result.assignment_id = assignment.id AND result.place_id = %(place)s
WHERE module.cohort_id = %(cohort)s AND {TAKEN}
UNION ALL
SELECT 'taught_day', module.id, taught.day, module.title || ': ' || taught.title, taught.venue, '',
       NULL, taught.starts_at, taught.ends_at, NULL
FROM learning_taughtday taught JOIN learning_module module ON module.id = taught.module_id
WHERE module.cohort_id = %(cohort)s AND {TAKEN}
UNION ALL
SELECT 'leave', 0, starts_on, '', '', '', NULL, NULL, NULL, ends_on
FROM people_leave WHERE person_id = %(person)s AND ends_on >= CURRENT_DATE - 1
UNION ALL
SELECT 'clinical', weekday, starts_on, '', '', '', NULL, NULL, NULL, ends_on
FROM people_clinicalday WHERE person_id = %(person)s AND coalesce(ends_on, CURRENT_DATE) >= CURRENT_DATE - 1
ORDER BY day, kind, title, key
"""  # noqa: S608  # the part is a constant of this module


@dataclass(frozen=True)
class Dated:
    """`todo`: the fellow still has to do something about it. `status` and `sent_at` are a milestone's."""

    kind: str  # as in nhsuk/year_strip.py: milestone, assignment or taught_day
    on: dt.date
    title: str
    url: str
    todo: bool = False
    done: bool = False
    status: str = ""
    about: str = ""
    hours: tuple[dt.time, dt.time] | None = None  # of a taught day
    sent_at: dt.datetime | None = None

    @property
    def detail(self) -> str:
        """“9:30am to 4:30pm, Keyworth Centre”; of an assignment, its module."""
        if self.hours is None:
            return self.about
        start, end = (clock(dt.datetime.combine(self.on, at)) for at in self.hours)
        hours = _("%(start)s to %(end)s") % {"start": start, "end": end}
        return ", ".join(filter(None, [hours, self.about]))

    def mark(self, today: dt.date, *, chased: bool) -> Mark:
        """`chased`: what is past its date counts as overdue; for who has paused or finished it does not."""
        state = "done" if self.done else "overdue" if chased and self.todo and self.on < today else "open"
        return Mark(self.on, self.kind, self.title, state, self.url)


@dataclass(frozen=True)
class YearDates:
    """Everything dated of one place, in order of date; leave and clinical days for the fellow alone."""

    dates: list[Dated]
    leave: list[Leave]
    clinical: list[ClinicalDay]


def dates_of(place: Place, challenge_id: int | None, today: dt.date) -> YearDates:
    rows = Statement(DATES, {}).fetch(
        challenge=challenge_id, place=place.pk, cohort=place.cohort_id, person=place.person_id
    )
    leave = [Leave(starts_on=row[2], ends_on=row[-1]) for row in rows if row[0] == "leave"]
    clinical = [
        ClinicalDay(weekday=row[1], starts_on=row[2], ends_on=row[-1]) for row in rows if row[0] == "clinical"
    ]
    rows = [row for row in rows if row[0] not in ("leave", "clinical")]
    modules = {
        key: reverse("module", args=[key]) for key in {row[1] for row in rows if row[0] != "milestone"}
    }
    return YearDates([_dated(row, today, modules) for row in rows], leave, clinical)


def _dated(row: tuple[Any, ...], today: dt.date, modules: dict[int, str]) -> Dated:
    kind, key, day, title, about, status, sent_at, starts_at, ends_at, _until = row
    if kind == "milestone":
        return Dated(
            kind,
            day,
            title,
            reverse("milestone", args=[key]),
            todo=status in WITH_THE_FELLOW,
            done=status == MilestoneStatus.SIGNED_OFF,
            status=status,
            sent_at=sent_at if status == MilestoneStatus.SENT else None,
        )
    url = modules[key]
    if kind == "assignment":
        return Dated(kind, day, title, url, todo=status == "todo", done=status == "done", about=about)
    return Dated(kind, day, title, url, done=day < today, about=about, hours=(starts_at, ends_at))
