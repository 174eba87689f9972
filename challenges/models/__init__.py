from challenges.models.attachment import Attachment
from challenges.models.brief import BriefVersion
from challenges.models.challenge import Challenge
from challenges.models.challenge_change import ChallengeChange, ChangedKind
from challenges.models.cycle import Cycle, Ramp
from challenges.models.drivers import Driver, DriverDiagram
from challenges.models.judgement import Judgement
from challenges.models.log_entry import LogEntry, LogEntryVersion
from challenges.models.measure import Measure, Reading, StepChange
from challenges.models.milestone import Milestone, MilestoneChange
from challenges.models.piece import Piece, PieceChange, PieceKind
from challenges.models.question import Question
from challenges.models.sighting import Sighting
from challenges.models.stakeholder import Position, Stakeholder
from challenges.models.summary import ChallengeSummary
from challenges.models.workstream import Workstream

# The table of each kind of piece.
PIECES: dict[str, type[Piece]] = {
    PieceKind.MEASURE: Measure,
    PieceKind.CYCLE: Cycle,
    PieceKind.DRIVERS: DriverDiagram,
    PieceKind.STAKEHOLDER: Stakeholder,
    PieceKind.QUESTION: Question,
    PieceKind.JUDGEMENT: Judgement,
    PieceKind.SIGHTING: Sighting,
}

__all__ = [
    "PIECES",
    "Attachment",
    "BriefVersion",
    "Challenge",
    "ChallengeChange",
    "ChallengeSummary",
    "ChangedKind",
    "Cycle",
    "Driver",
    "DriverDiagram",
    "Judgement",
    "LogEntry",
    "LogEntryVersion",
    "Measure",
    "Milestone",
    "MilestoneChange",
    "Piece",
    "PieceChange",
    "PieceKind",
    "Position",
    "Question",
    "Ramp",
    "Reading",
    "Sighting",
    "Stakeholder",
    "StepChange",
    "Workstream",
]
