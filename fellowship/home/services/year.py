"""Laying out a year: what the rooms to the right of cohorts do when a cohort gets its dates.

Registered with `fellowship.cohorts.layout` at start (apps.py), because that room may not know these.
"""

from django.utils.translation import gettext as _

from challenges.models import Challenge
from challenges.services import challenges, milestones
from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.services import modules
from fellowship.people.models import User


def plan_cohort(cohort: Cohort, by: User | None) -> None:
    """Modules from the template, and milestones for the challenges of those who have a place."""
    modules.plan_from_template(cohort=cohort, by=by)
    for place in cohort.places.current().select_related("cohort", "person", "challenge"):
        challenge = getattr(place, "challenge", None)
        if challenge is None:
            plan_place(place, by, "")
        else:
            plan_milestones(challenge, place, by)


def plan_place(place: Place, by: User | None, title: str) -> None:
    """The challenge of a new place, and its milestones once the cohort's year is laid out."""
    challenge = challenges.create_challenge(
        place=place, title=title or _("Challenge without a title yet"), by=by
    )
    if place.cohort.planned_at:
        plan_milestones(challenge, place, by)


def plan_milestones(challenge: Challenge, place: Place, by: User | None) -> None:
    challenge.place = place  # fetched already, with its cohort
    milestones.plan_from_template(challenge=challenge, by=by)
