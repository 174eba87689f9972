"""The dated things of a fellow's year: milestones, assignments and taught days, for strip and list; dates of
learning sets to come; and when the fellow is away."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from challenges.workflow import WITH_THE_FELLOW, MilestoneStatus
from fellowship.cohorts.models import Place
from fellowship.home.services.hours import ZONE, meeting_hours, taught_hours
from fellowship.lib.statements import Statement
from fellowship.nhsuk.year_strip import Mark
from fellowship.people.models import ClinicalDay, Leave

# As Module.objects.taken_by.
TAKEN = """(module.place_id IS NULL OR module.place_id = %(place)s)
  AND NOT EXISTS (SELECT FROM learning_leftout WHERE module_id = module.id AND place_id = %(place)s)"""
# One statement instead of five, because every fellow's day begins with it. Assignments carry the
# fellow's own extension, and are done once handed in or judged; dropped milestones are left out.
DATES = f"""
SELECT 'milestone' AS kind, id AS key, due_on AS day, title, '' AS about, status, sent_at AS at,
       NULL::time AS starts_at, NULL::time AS ends_at, NULL::int AS minutes, NULL::date AS until
FROM challenges_milestone WHERE challenge_id = %(challenge)s AND status <> 'dropped'
UNION ALL
SELECT 'assignment', module.id, coalesce(result.extended_to, assignment.due_on),
       assignment.title, module.title,
       CASE WHEN result.submitted_on IS NOT NULL OR result.outcome <> '' THEN 'done' ELSE 'todo' END,
       NULL, NULL, NULL, NULL, NULL
FROM learning_assignment assignment
JOIN learning_module module ON module.id = assignment.module_id
LEFT JOIN learning_result result ON result.assignment_id = assignment.id AND result.place_id = %(place)s
WHERE module.cohort_id = %(cohort)s AND {TAKEN}
UNION ALL
SELECT 'taught_day', module.id, taught.day, module.title || ': ' || taught.title, taught.venue, '',
       NULL, taught.starts_at, taught.ends_at, NULL, NULL
FROM learning_taughtday taught JOIN learning_module module ON module.id = taught.module_id
WHERE module.cohort_id = %(cohort)s AND {TAKEN}
UNION ALL
SELECT 'learning_set', meeting.id, meeting.starts_at::date, learning_set.name, '', '',
       meeting.starts_at, NULL, NULL, meeting.minutes, NULL
FROM mentoring_setmeeting meeting
JOIN mentoring_learningset learning_set ON learning_set.id = meeting.learning_set_id
JOIN mentoring_setmember member ON member.learning_set_id = learning_set.id AND member.left_on IS NULL
WHERE member.place_id = %(place)s AND meeting.cancelled_at IS NULL
  AND meeting.starts_at + make_interval(mins => meeting.minutes) > %(now)s::timestamptz
UNION ALL
SELECT 'leave', 0, starts_on, '', '', '', NULL, NULL, NULL, NULL, ends_on
FROM people_leave WHERE person_id = %(person)s AND ends_on >= CURRENT_DATE - 1
UNION ALL
SELECT 'clinical', weekday, starts_on, '', '', '', NULL, NULL, NULL, NULL, ends_on
FROM people_clinicalday WHERE person_id = %(person)s AND coalesce(ends_on, CURRENT_DATE) >= CURRENT_DATE - 1
ORDER BY day, kind, title, key
"""  # noqa: S608  # the part is a constant of this module


@dataclass(frozen=True)
class Dated:
    """`todo`: the fellow still has to do something about it. `status` and `sent_at` are a milestone's."""

    kind: str  # as in nhsuk/year_strip.py: milestone, assignment or taught_day; or session or learning_set
    on: dt.date
    title: str
    url: str
    todo: bool = False
    done: bool = False
    status: str = ""
    about: str = ""
    hours: tuple[dt.time, dt.time] | None = None  # of a taught day
    moments: tuple[dt.datetime, dt.datetime] | None = None  # of a session or a set, from when to when
    sent_at: dt.datetime | None = None

    @property
    def detail(self) -> str:
        """“9:30am to 4:30pm, Keyworth Centre”; of an assignment, its module."""
        hours = ""
        if self.hours:
            hours = taught_hours(self.on, *self.hours)
        elif self.moments:
            hours = meeting_hours(*self.moments)
        return ", ".join(filter(None, [hours, self.about]))

    @property
    def begins(self) -> dt.datetime:
        """What lasts all day comes before what has an hour."""
        if self.moments:
            return self.moments[0]
        return dt.datetime.combine(self.on, self.hours[0] if self.hours else dt.time.min, ZONE)

    def mark(self, today: dt.date, *, chased: bool) -> Mark:
        """`chased`: what is past its date counts as overdue; for who has paused or finished it does not."""
        state = "done" if self.done else "overdue" if chased and self.todo and self.on < today else "open"
        return Mark(self.on, self.kind, self.title, state, self.url)


@dataclass(frozen=True)
class YearDates:
    """Everything dated of one place, in order of date; leave and clinical days for the fellow alone.

    `sets`: dates of learning sets that are not over.
    """

    dates: list[Dated]
    sets: list[Dated]
    leave: list[Leave]
    clinical: list[ClinicalDay]


def dates_of(place: Place, challenge_id: int | None, today: dt.date) -> YearDates:
    rows = Statement(DATES, {}).fetch(
        challenge=challenge_id,
        place=place.pk,
        cohort=place.cohort_id,
        person=place.person_id,
        now=timezone.now(),
    )
    leave = [Leave(starts_on=row[2], ends_on=row[-1]) for row in rows if row[0] == "leave"]
    clinical = [
        ClinicalDay(weekday=row[1], starts_on=row[2], ends_on=row[-1]) for row in rows if row[0] == "clinical"
    ]
    sets = [_set_date(row) for row in rows if row[0] == "learning_set"]
    rows = [row for row in rows if row[0] not in ("leave", "clinical", "learning_set")]
    modules = {
        key: reverse("module", args=[key]) for key in {row[1] for row in rows if row[0] != "milestone"}
    }
    return YearDates([_dated(row, today, modules) for row in rows], sets, leave, clinical)


def _set_date(row: tuple[Any, ...]) -> Dated:
    _kind, key, _day, title, *_others, starts_at, _starts, _ends, minutes, _until = row
    return meeting_dated("learning_set", title, reverse("set_meeting", args=[key]), starts_at, minutes)


def meeting_dated(kind: str, title: str, url: str, starts_at: dt.datetime, minutes: int) -> Dated:
    """By the reader's clock."""
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    return Dated(kind, timezone.localdate(starts_at), title, url, moments=(starts_at, ends_at))


def _dated(row: tuple[Any, ...], today: dt.date, modules: dict[int, str]) -> Dated:
    kind, key, day, title, about, status, sent_at, starts_at, ends_at, *_others = row
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
