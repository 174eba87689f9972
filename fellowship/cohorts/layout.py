"""Laying out a cohort's year, without knowing what it is made of.

Challenges, milestones and modules live in rooms to the right, which this one may not import. So the top
of the house (fellowship/home/services/year.py) puts its planners into these lists when the product
starts. A planner may be called again at any time and must then change nothing.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from fellowship.cohorts.models import Cohort, Place
from fellowship.people.models import User
from fellowship.people.services import audit

# For a whole cohort: its modules, and the milestones of the challenges that are there already.
PLANNERS: list[Callable[[Cohort, User | None], None]] = []

# For one new place: its challenge with the working title (it may be empty) and, once the cohort's year
# is laid out (`planned_at`), its milestones. Before that the cohort's dates and template can still change.
PLACE_PLANNERS: list[Callable[[Place, User | None, str], None]] = []


@transaction.atomic
def lay_out_year(cohort: Cohort, by: User | None) -> Cohort:
    """Fills in every date of the template. Idempotent: a second call only adds what is missing."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.planned_at is None:
        cohort.planned_at = timezone.now()
        if cohort.template and not cohort.remind_days_before:
            cohort.remind_days_before = cohort.template.remind_days_before
        cohort.save(update_fields=["planned_at", "remind_days_before"])
        audit.record("year laid out", cohort, by=by, template=str(cohort.template or ""))
    for plan in PLANNERS:
        plan(cohort, by)
    return cohort


def plan_place(place: Place, by: User | None, title: str) -> None:
    for plan in PLACE_PLANNERS:
        plan(place, by, title)
