"""Templates: their editor, next year's cohort, and changes after the launch."""

import uuid
from collections.abc import Callable

from django.utils import timezone

from fellowship.cohorts.services.templates import save_item
from tests.access.sending import day
from tests.access.world import World
from tests.factories import CohortFactory, PlaceFactory
from tests.factories.cohorts import days_from_today

ARGUMENTS: dict[str, list[str]] = {
    "template_preview": [":template"],
    "template_settings": [":template"],
    "template_change_undo": [":template_change"],
    "cohort_clone": [":cohort_laid_out"],
    "cohort_template_changes": [":cohort_laid_out"],
}


def fill(world: World) -> None:
    cohort = CohortFactory(
        programme=world.programme, template=world.template, planned_at=timezone.now(), name="Laid out"
    )
    PlaceFactory(cohort=cohort)
    world.template_milestone.title = "Baseline, as changed"
    world.things |= {
        "template_change": save_item(by=world.team, item=world.template_milestone),
        "cohort_laid_out": cohort,
    }


SENT: dict[str, Callable[[World], dict]] = {
    "template_settings": lambda world: {"name": "Renamed", "days_before": "21, 7"},
    "template_change_undo": lambda world: {},
    "cohort_clone": lambda world: {
        "name": "Next year",
        "act": "make",
        **day("starts_on", days_from_today(200)),
    },
    "cohort_template_changes": lambda world: {"form_id": str(uuid.uuid4())},
}
