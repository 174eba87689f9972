"""The main pages, and who opens them."""

from dataclasses import dataclass

from django.urls import reverse

from bench.workspace import crowded
from challenges.models import Challenge, Cycle, DriverDiagram, Measure
from fellowship.cohorts.models import Cohort
from fellowship.people.models import User

HALF, THIRD = 0.5, 1 / 3  # of the floor's requests a second


@dataclass(frozen=True)
class Page:
    name: str
    role: str
    path: str
    goal: float = HALF


def main_pages() -> tuple[dict[str, User], list[Page]]:
    """The people who sign in, by role, and the pages they open. The floor comes first."""
    challenge = Challenge.objects.select_related("place__person").order_by("pk").first()
    crowd = crowded()
    measure, a_cycle, diagram = (
        model.objects.filter(challenge=crowd).order_by("pk")[0] for model in (Measure, Cycle, DriverDiagram)
    )
    people = {
        "fellow": challenge.place.person,
        "mentor": challenge.place.pairings.get().mentor,
        "administrator": User.objects.get(email="administrator0@example.org"),
        "improver": crowd.place.person,
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
        Page("30 measures", "improver", reverse("measures", args=[crowd.pk]), THIRD),
        Page("one measure", "improver", measure.get_absolute_url()),
        Page("ramps of 40 cycles", "improver", reverse("cycles", args=[crowd.pk])),
        Page("one cycle", "improver", a_cycle.get_absolute_url()),
        Page("driver diagram", "improver", diagram.get_absolute_url()),
        Page("200 stakeholders", "improver", reverse("stakeholders", args=[crowd.pk])),
        Page("questions", "improver", reverse("questions", args=[crowd.pk])),
        Page("balcony ledger", "improver", reverse("ledger", args=[crowd.pk])),
        Page("judgements", "improver", reverse("judgements", args=[crowd.pk])),
        Page("one-page summary", "improver", reverse("challenge_summary", args=[crowd.pk])),
    ]
