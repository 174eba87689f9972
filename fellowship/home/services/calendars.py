"""The calendars a person can look at, subscribe to and download: one's own, a mentor's, a cohort's."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.models import Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.home.services.calendar import Entry, assignment_entry, entries_of, in_order, taught_day_entry
from fellowship.learning.models import Assignment, TaughtDay
from fellowship.learning.models.material import with_to_read
from fellowship.people.models import User

OWN, MENTORING, COHORT = "own", "mentoring", "cohort-"
MOST_COHORTS = 8  # those that ended last, or have not ended


@dataclass(frozen=True)
class Which:
    """One calendar; `key` names it in addresses."""

    key: str
    name: str
    cohort: Cohort | None = None


def calendars_of(user: User) -> list[Which]:
    """One's own first. A cohort's is for its fellows, tutors and the programme team."""
    studied = Place.objects.current().filter(person=user).values("cohort")
    cohorts = Cohort.objects.filter(
        Q(pk__in=studied) | Q(pk__in=Cohort.objects.taught_by(user).values("pk")),
        launched_at__isnull=False,
        closed_at=None,
    )
    mentored = Pairing.objects.in_force().filter(mentor=user)
    found = list(cohorts.annotate(mentors=Exists(mentored))[:MOST_COHORTS])
    # One query where that is enough.
    is_mentor = found[0].mentors if found else mentored.exists()  # type: ignore[attr-defined]
    return [
        Which(OWN, _("Your calendar")),
        *([Which(MENTORING, _("As a mentor"))] if is_mentor else []),
        *(Which(f"{COHORT}{cohort.pk}", cohort.name, cohort) for cohort in found),
    ]


def entries_in(user: User, which: Which, *, since: dt.date) -> list[Entry]:
    if which.cohort is None:
        entries = entries_of(user, since=since)
        return entries if which.key == OWN else [entry for entry in entries if entry.mentored]
    return sorted(_of_cohort(which.cohort, since), key=in_order)


def _of_cohort(cohort: Cohort, since: dt.date) -> Iterator[Entry]:
    """What all have in common: taught days, assignments, and milestones as most have them. Nobody's own."""
    days = TaughtDay.objects.filter(module__cohort=cohort, module__place=None, day__gte=since)
    for day in with_to_read(days.select_related("module")):
        yield taught_day_entry(day, own=False)
    assignments = Assignment.objects.filter(module__cohort=cohort, module__place=None, due_on__gte=since)
    for item in assignments.select_related("module"):
        yield assignment_entry(item, due_on=item.due_on, own=False)
    for pk, title, day in _common_milestones(cohort):
        if day >= since:
            yield Entry(
                uid=f"template-milestone-{pk}-{cohort.pk}",
                day=day,
                title=title,
                kind=_("Milestone due"),
                path=reverse("calendar") + f"?which={COHORT}{cohort.pk}",
            )


def _common_milestones(cohort: Cohort) -> Iterator[tuple[int, str, dt.date]]:
    """Each milestone that came from the template, as most fellows have it: the template itself may have
    been changed for next year. Of days that are equally common, the first; a title that only one fellow
    has is in that fellow's own words, so then the template's.
    """
    theirs = Milestone.objects.filter(
        challenge__place__in=cohort.places.current(), from_template__isnull=False
    ).exclude(status=MilestoneStatus.DROPPED)
    rows = theirs.order_by("due_on").values_list("from_template", "from_template__title", "title", "due_on")
    planned: dict[int, str] = {}
    titles: dict[int, Counter[str]] = defaultdict(Counter)
    days: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for pk, planned_title, title, day, fellows in rows.annotate(Count("pk")):
        planned[pk] = planned_title
        titles[pk][title] += fellows
        days[pk][day] += fellows
    for pk in planned:
        (title, fellows), *_rarer = titles[pk].most_common(1)
        yield pk, title if fellows > 1 else planned[pk], days[pk].most_common(1)[0][0]
