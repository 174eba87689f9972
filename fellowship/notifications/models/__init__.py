from fellowship.notifications.models.address_trouble import AddressTrouble
from fellowship.notifications.models.away import HoldWhenAway
from fellowship.notifications.models.message import Message, MessageStatus
from fellowship.notifications.models.planned_until import PlannedUntil
from fellowship.notifications.models.preference import Preference, QuietHours
from fellowship.notifications.models.wording import Wording

__all__ = [
    "AddressTrouble",
    "HoldWhenAway",
    "Message",
    "MessageStatus",
    "PlannedUntil",
    "Preference",
    "QuietHours",
    "Wording",
]
