"""Everything the reminders engine looks through."""

from challenges.answer_reminders import SOURCES as ANSWERS
from challenges.reading_reminders import SOURCES as READINGS
from challenges.reminders import SOURCES as MILESTONES
from fellowship.learning.reminders import SOURCES as PGCERT
from fellowship.notifications.reminders import ReminderSource
from mentoring.reminders import SOURCES as SESSIONS
from mentoring.set_reminders import SOURCES as SETS

SOURCES: list[ReminderSource] = [*MILESTONES, *READINGS, *ANSWERS, *PGCERT, *SESSIONS, *SETS]
