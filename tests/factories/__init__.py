"""The valid minimum of each model. People are invented; addresses end in example.org."""

from tests.factories.challenges import (
    AttachmentFactory,
    BriefVersionFactory,
    ChallengeFactory,
    LogEntryFactory,
    MilestoneFactory,
)
from tests.factories.cohorts import (
    AdministratorFactory,
    CohortFactory,
    CohortTemplateFactory,
    EvaluatorFactory,
    InvitationFactory,
    PairingFactory,
    PlaceFactory,
    ProgrammeFactory,
    TutorFactory,
)
from tests.factories.learning import AssignmentFactory, ModuleFactory, ResultFactory, TaughtDayFactory
from tests.factories.mentoring import CommentFactory
from tests.factories.people import OrganisationFactory, UserFactory

__all__ = [
    "AdministratorFactory",
    "AssignmentFactory",
    "AttachmentFactory",
    "BriefVersionFactory",
    "ChallengeFactory",
    "CohortFactory",
    "CohortTemplateFactory",
    "CommentFactory",
    "EvaluatorFactory",
    "InvitationFactory",
    "LogEntryFactory",
    "MilestoneFactory",
    "ModuleFactory",
    "OrganisationFactory",
    "PairingFactory",
    "PlaceFactory",
    "ProgrammeFactory",
    "ResultFactory",
    "TaughtDayFactory",
    "TutorFactory",
    "UserFactory",
]
