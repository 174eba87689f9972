from challenges.models.attachment import Attachment
from challenges.models.brief import BriefVersion
from challenges.models.challenge import Challenge
from challenges.models.log_entry import LogEntry, LogEntryVersion
from challenges.models.milestone import Milestone, MilestoneChange

__all__ = [
    "Attachment",
    "BriefVersion",
    "Challenge",
    "LogEntry",
    "LogEntryVersion",
    "Milestone",
    "MilestoneChange",
]
