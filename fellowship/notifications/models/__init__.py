from fellowship.notifications.models.message import Message, MessageStatus
from fellowship.notifications.models.planned_until import PlannedUntil
from fellowship.notifications.models.preference import Preference, QuietHours

__all__ = ["Message", "MessageStatus", "PlannedUntil", "Preference", "QuietHours"]
