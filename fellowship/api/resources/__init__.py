from fellowship.api.resources.base import Reader, Resource
from fellowship.api.resources.cohorts import COHORTS, FELLOWS
from fellowship.api.resources.milestones import MILESTONES
from fellowship.api.resources.results import ASSIGNMENTS, RESULTS
from fellowship.api.resources.teaching import ATTENDANCE, TAUGHT_DAYS

RESOURCES = [COHORTS, FELLOWS, MILESTONES, TAUGHT_DAYS, ATTENDANCE, ASSIGNMENTS, RESULTS]

__all__ = [
    "ASSIGNMENTS",
    "ATTENDANCE",
    "COHORTS",
    "FELLOWS",
    "MILESTONES",
    "RESOURCES",
    "RESULTS",
    "TAUGHT_DAYS",
    "Reader",
    "Resource",
]
