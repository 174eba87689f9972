"""What laying out a cohort's year makes: its PgCert, and every fellow's challenge and milestones.

Registered into fellowship/cohorts/layout.py at start; each planner changes nothing the second time.
"""

from challenges.models import Challenge
from challenges.services.challenges import create_challenge
from challenges.services.milestones import plan_from_template as plan_milestones
from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.services.modules import plan_from_template as plan_modules
from fellowship.people.models import User


def plan_cohort(cohort: Cohort, by: User | None) -> None:
    plan_modules(cohort=cohort, by=by)
    for challenge in Challenge.objects.filter(place__cohort=cohort).select_related("place__cohort__template"):
        plan_milestones(challenge=challenge, by=by)


def plan_place(place: Place, by: User | None, title: str) -> None:
    challenge = create_challenge(place=place, title=title or str(place.person), by=by)
    if place.cohort.planned_at:
        plan_milestones(challenge=challenge, by=by)
