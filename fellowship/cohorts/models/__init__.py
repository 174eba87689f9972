from fellowship.cohorts.models.announcement import Announcement
from fellowship.cohorts.models.bulk import BulkAct, BulkRow
from fellowship.cohorts.models.call import Call
from fellowship.cohorts.models.call_rules import CallRules
from fellowship.cohorts.models.closing import AlumniContact, HandoverOwner
from fellowship.cohorts.models.cohort import Cohort, Programme
from fellowship.cohorts.models.escalation import Escalation
from fellowship.cohorts.models.import_run import ImportRow, ImportRun
from fellowship.cohorts.models.invitation import Invitation
from fellowship.cohorts.models.matching_pool import (
    Conflict,
    FellowProfile,
    Interest,
    MatchingRules,
    MentorProfile,
    Wish,
    WishRound,
)
from fellowship.cohorts.models.pairing import Pairing
from fellowship.cohorts.models.place import Place
from fellowship.cohorts.models.place_change import PlaceChange
from fellowship.cohorts.models.proposal import Proposal, ProposedPair
from fellowship.cohorts.models.role import RoleAssignment
from fellowship.cohorts.models.tag import PlaceTag, Tag
from fellowship.cohorts.models.template import (
    CohortTemplate,
    TemplateAssignment,
    TemplateChange,
    TemplateMaterial,
    TemplateMilestone,
    TemplateModule,
    TemplateSurvey,
    TemplateTaughtDay,
)

__all__ = [
    "AlumniContact",
    "Announcement",
    "BulkAct",
    "BulkRow",
    "Call",
    "CallRules",
    "Cohort",
    "CohortTemplate",
    "Conflict",
    "Escalation",
    "FellowProfile",
    "HandoverOwner",
    "ImportRow",
    "ImportRun",
    "Interest",
    "Invitation",
    "MatchingRules",
    "MentorProfile",
    "Pairing",
    "Place",
    "PlaceChange",
    "PlaceTag",
    "Programme",
    "Proposal",
    "ProposedPair",
    "RoleAssignment",
    "Tag",
    "TemplateAssignment",
    "TemplateChange",
    "TemplateMaterial",
    "TemplateMilestone",
    "TemplateModule",
    "TemplateSurvey",
    "TemplateTaughtDay",
    "Wish",
    "WishRound",
]
