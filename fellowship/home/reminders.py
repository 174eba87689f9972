"""Everything the reminders engine looks through."""

from fellowship.notifications.reminders import ReminderSource

SOURCES: list[ReminderSource] = []
