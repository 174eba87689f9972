"""The main pages, and who opens them."""

from dataclasses import dataclass

from django.urls import reverse

from challenges.models import Challenge
from fellowship.cohorts.models import Cohort
from fellowship.people.models import User


@dataclass(frozen=True)
class Page:
    name: str
    role: str
    path: str


def main_pages() -> tuple[dict[str, User], list[Page]]:
    """The people who sign in, by role, and the pages they open. The floor comes first."""
    challenge = Challenge.objects.select_related("place__person").order_by("pk").first()
    people = {
        "fellow": challenge.place.person,
        "mentor": challenge.place.pairings.get().mentor,
        "administrator": User.objects.get(email="administrator0@example.org"),
    }
    cohort = Cohort.objects.get(pk=challenge.place.cohort_id)
    return people, [
        Page("floor", "fellow", reverse("floor")),
        Page("fellow's front page", "fellow", reverse("fellow_home")),
        Page("challenge", "fellow", reverse("challenge", args=[challenge.pk])),
        Page("log form", "fellow", reverse("log_new", args=[challenge.pk])),
        Page("mentor's queue", "mentor", reverse("waiting")),
        Page("review page", "mentor", reverse("review", args=[challenge.pk])),
        Page("cohort overview", "administrator", reverse("overview", args=[cohort.pk])),
        Page("administrator's front page", "administrator", reverse("administrator_home")),
    ]
