from mentoring.models.action import Action, ActionStatus
from mentoring.models.comment import Comment, CommentVersion
from mentoring.models.handover import Handover, Opening, PartingWord
from mentoring.models.learning_set import LearningSet, Presence, SetAttendance, SetMeeting, SetMember
from mentoring.models.link import Link, LinkEnd
from mentoring.models.session import (
    AgendaPoint,
    Session,
    SessionChange,
    SessionNotes,
    SessionNotesVersion,
    SessionTime,
)
from mentoring.models.visit import Visit

__all__ = [
    "Action",
    "ActionStatus",
    "AgendaPoint",
    "Comment",
    "CommentVersion",
    "Handover",
    "LearningSet",
    "Link",
    "LinkEnd",
    "Opening",
    "PartingWord",
    "Presence",
    "Session",
    "SessionChange",
    "SessionNotes",
    "SessionNotesVersion",
    "SessionTime",
    "SetAttendance",
    "SetMeeting",
    "SetMember",
    "Visit",
]
