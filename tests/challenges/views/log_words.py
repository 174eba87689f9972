"""The log form as it is sent."""

import uuid

from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today


def typed(**values: object) -> dict[str, object]:
    return {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "what_happened": "We met the ward team.",
        **day_boxes("happened_on", days_from_today(-1)),
        **values,
    }
