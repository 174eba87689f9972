"""Every room's letters functions in one table, by kind of message and kind of object."""

from challenges import emails as challenges
from challenges.answer_reminders import answer_letters
from challenges.reading_reminders import reading_letters
from challenges.reminders import milestone_letters
from fellowship.cohorts import emails as cohorts
from fellowship.cohorts.matching.emails import wishes_letters
from fellowship.home.services import dates_moved
from fellowship.home.services.bulk_reminding import reminder_letters
from fellowship.learning import emails as learning
from fellowship.notifications.letters import LettersFunction
from mentoring import emails as mentoring
from mentoring import reminders as mentoring_reminders
from mentoring import session_emails, set_emails, set_reminders

LETTERS: dict[tuple[str, str], LettersFunction] = {
    ("invitation", "cohorts.invitation"): cohorts.invitation_letters,
    ("pairing", "cohorts.pairing"): cohorts.pairing_letters,
    ("wishes", "cohorts.wishround"): wishes_letters,
    ("programme_message", "cohorts.bulkact"): cohorts.programme_message_letters,
    ("programme_message", "cohorts.announcement"): cohorts.announcement_letters,
    ("programme_reminder", "cohorts.bulkact"): reminder_letters,
    ("dates_moved", "cohorts.place"): dates_moved.change_letters,
    ("dates_moved", "cohorts.bulkact"): dates_moved.act_letters,
    ("dates_moved", "learning.assignment"): dates_moved.deadline_letters,
    ("milestone_due", "challenges.milestone"): milestone_letters,
    ("milestone_overdue", "challenges.milestone"): milestone_letters,
    ("reading_due", "challenges.measure"): reading_letters,
    ("waiting_for_you", "challenges.logentry"): challenges.waiting_entry_letters,
    ("waiting_for_you", "challenges.milestone"): challenges.waiting_milestone_letters,
    ("waiting_for_you", "challenges.briefversion"): challenges.waiting_brief_letters,
    ("waiting_for_you", "challenges.piece"): challenges.waiting_piece_letters,
    ("answered", "challenges.logentry"): challenges.answered_letters,
    ("answered", "challenges.milestone"): challenges.answered_letters,
    ("answered", "challenges.briefversion"): challenges.answered_letters,
    ("answered", "challenges.piece"): challenges.answered_letters,
    ("comment", "mentoring.comment"): mentoring.comment_letters,
    ("session", "mentoring.session"): session_emails.proposal_letters,
    ("session_soon", "mentoring.session"): session_emails.proposal_letters,
    ("session_agreed", "mentoring.session"): session_emails.invitation_letters,
    ("session_agreed", "mentoring.setmeeting"): set_emails.meeting_letters,
    ("session_due", "mentoring.session"): mentoring_reminders.session_due_letters,
    ("set_due", "mentoring.setmeeting"): set_reminders.meeting_due_letters,
    ("action_due", "mentoring.action"): mentoring_reminders.action_letters,
    ("action_overdue", "mentoring.action"): mentoring_reminders.action_letters,
    ("answer_overdue", "challenges.challenge"): answer_letters,
    ("assignment_due", "learning.assignment"): learning.assignment_letters,
    ("assignment_overdue", "learning.assignment"): learning.assignment_letters,
    ("taught_day", "learning.taughtday"): learning.taught_day_letters,
    ("result_recorded", "learning.result"): learning.result_letters,
    ("waiting_for_you", "learning.extensionrequest"): learning.extension_asked_letters,
    ("result_recorded", "learning.extensionrequest"): learning.extension_decided_letters,
}
