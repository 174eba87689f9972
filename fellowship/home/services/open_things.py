"""What is overdue or soon due with fellows, milestones and assignments, for many of them at once."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from challenges.models import Milestone
from challenges.workflow import WITH_THE_FELLOW
from fellowship.cohorts.models import Place
from fellowship.learning.models import Assignment, Result
from fellowship.learning.taking import Taking


@dataclass(frozen=True)
class OpenThing:
    title: str
    due_on: dt.date
    url: str


def open_things(places: Collection[Place], until: dt.date) -> dict[int, list[OpenThing]]:
    """By place, the first due first; four queries for all. `places`: those of running years."""
    ids = [place.pk for place in places]
    found: dict[int, list[OpenThing]] = {pk: [] for pk in ids}
    milestones = Milestone.objects.filter(
        challenge__place__in=ids, due_on__lte=until, status__in=WITH_THE_FELLOW
    )
    for pk, title, due_on, place in milestones.values_list("pk", "title", "due_on", "challenge__place"):
        found[place].append(OpenThing(title, due_on, reverse("milestone", args=[pk])))
    for place_id, assignment, due_on in _assignments(places, until):
        found[place_id].append(
            OpenThing(assignment.title, due_on, reverse("module", args=[assignment.module_id]))
        )
    return {place: sorted(things, key=lambda thing: thing.due_on) for place, things in found.items()}


def _assignments(places: Collection[Place], until: dt.date) -> list[tuple[int, Assignment, dt.date]]:
    """Not handed in; the date is the fellow's own, extended or not."""
    ids = [place.pk for place in places]
    due = Q(due_on__lte=until) | Q(results__place__in=ids, results__extended_to__lte=until)
    cohorts = {place.cohort_id for place in places}
    assignments = (
        Assignment.objects.filter(due, module__cohort__in=cohorts).select_related("module").distinct()
    )
    by_cohort: dict[int, list[Assignment]] = {}
    for assignment in assignments:
        by_cohort.setdefault(assignment.module.cohort_id, []).append(assignment)
    results = {
        (result.assignment_id, result.place_id): result
        for result in Result.objects.filter(assignment__in=assignments, place__in=ids)
    }
    taking = Taking(cohorts)
    found = []
    for place in places:
        for assignment in by_cohort.get(place.cohort_id, []):
            if not taking.takes(place, assignment.module):
                continue
            result = results.get((assignment.pk, place.pk))
            due_on = (result and result.extended_to) or assignment.due_on
            if due_on <= until and not (result and result.is_done):
                found.append((place.pk, assignment, due_on))
    return found
