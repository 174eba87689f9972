"""The end of a cohort, who carries a challenge on, and staying in touch."""

from collections.abc import Callable

from django.utils import timezone

from fellowship.cohorts.models import HandoverOwner
from fellowship.cohorts.services.closing import stay_in_touch
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories import CohortFactory
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "cohort_close": [":cohort"],
    "cohort_reopen": [":closed_cohort"],
    "handover_owner": [":place"],
    "alumni": [":programme"],
    "stay_in_touch": [":programme"],
    "leave_touch": [":programme"],
}


def fill(world: World) -> None:
    world.things["closed_cohort"] = CohortFactory(
        programme=world.programme, name="Two years ago", closed_at=timezone.now()
    )
    HandoverOwner.objects.create(
        place=world.place, name=marker("handover owner"), job="Matron", noted_by=world.fellow
    )
    stay_in_touch(
        by=world.alumnus, programme=world.programme, email=f"{marker('alumni address')}@example.org"
    )


SENT: dict[str, Callable[[World], dict]] = {
    "cohort_close": lambda world: {**day("keep_until", days_from_today(2000)), "although_open": "yes"},
    "cohort_reopen": lambda world: {"reason": "One result was forgotten."},
    "handover_owner": lambda world: {"name": "Nora Next", "job": "Matron", "email": ""},
    "stay_in_touch": lambda world: {"email": "later@example.org"},
    "leave_touch": lambda world: {},
}
