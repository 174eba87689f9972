from fellowship.cohorts.models.cohort import Cohort, Programme
from fellowship.cohorts.models.import_run import ImportRow, ImportRun
from fellowship.cohorts.models.invitation import Invitation
from fellowship.cohorts.models.pairing import Pairing
from fellowship.cohorts.models.place import Place
from fellowship.cohorts.models.role import RoleAssignment
from fellowship.cohorts.models.template import (
    CohortTemplate,
    TemplateAssignment,
    TemplateMilestone,
    TemplateModule,
    TemplateTaughtDay,
)

__all__ = [
    "Cohort",
    "CohortTemplate",
    "ImportRow",
    "ImportRun",
    "Invitation",
    "Pairing",
    "Place",
    "Programme",
    "RoleAssignment",
    "TemplateAssignment",
    "TemplateMilestone",
    "TemplateModule",
    "TemplateTaughtDay",
]
