"""The letters whose words a programme can make its own and what these may name; the letters that stay ours.

No placeholder is ever something a fellow wrote in reflection, a comment or a mark.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fellowship.home import wording_examples as examples
from fellowship.lib.dates import in_words
from fellowship.notifications.wordable import Fixed, Placeholder, Wordable

Context = Mapping[str, Any]


def _plain(key: str, meaning: str | Promise) -> Placeholder:
    return Placeholder(meaning, lambda context: context[key])


def _day(key: str, meaning: str | Promise) -> Placeholder:
    return Placeholder(meaning, lambda context: in_words(context[key]))


def _of(meaning: str | Promise, value: Callable[[Context], object]) -> Placeholder:
    return Placeholder(meaning, value)


FELLOW = _plain("fellow", gettext_lazy("the fellow’s name"))
CHALLENGE = _plain("challenge", gettext_lazy("the title of the challenge"))
MILESTONE = _plain("title", gettext_lazy("the title of the milestone"))
DUE = _day("due_on", gettext_lazy("the due date"))
SINCE = _day("since", gettext_lazy("since when it waits"))
ASSIGNMENT = _of(gettext_lazy("the title of the assignment"), lambda context: context["assignment"].title)
MODULE = _of(gettext_lazy("the title of the module"), lambda context: context["module"].title)
MENTOR = _of(gettext_lazy("the mentor’s name"), lambda context: context["pairing"].mentor.full_name)
NEW_FELLOW = _of(gettext_lazy("the fellow’s name"), lambda context: context["pairing"].place.person.full_name)
START = _of(gettext_lazy("the first day together"), lambda context: in_words(context["pairing"].starts_on))
OTHER = _plain("other", gettext_lazy("the other person’s name"))
WHEN = _plain("when", gettext_lazy("day and time"))
UNTIL = _of(gettext_lazy("the last day to answer"), lambda context: in_words(context["round"].until))


WORDABLE = [
    Wordable(
        "emails/challenges/milestone",
        "milestone_due",
        gettext_lazy("A milestone is coming up or overdue: to the fellow"),
        examples.milestone,
        {"milestone": MILESTONE, "challenge": CHALLENGE, "due": DUE},
    ),
    Wordable(
        "emails/challenges/milestone_of_fellow",
        "milestone_overdue",
        gettext_lazy("A milestone is overdue: to mentor and programme team"),
        examples.late_milestone,
        {"fellow": FELLOW, "milestone": MILESTONE, "challenge": CHALLENGE, "due": DUE},
    ),
    Wordable(
        "emails/challenges/reading_due",
        "reading_due",
        gettext_lazy("A reading of a measure is due"),
        examples.challenge,
        {"challenge": CHALLENGE, "due": DUE},
    ),
    Wordable(
        "emails/challenges/waiting_for_you",
        "waiting_for_you",
        gettext_lazy("Something is waiting for the mentor’s answer"),
        examples.challenge,
        {"fellow": FELLOW, "challenge": CHALLENGE, "since": SINCE},
    ),
    Wordable(
        "emails/challenges/answer_overdue",
        "answer_overdue",
        gettext_lazy("A mentor’s answer is overdue: to mentor and programme team"),
        examples.challenge,
        {"fellow": FELLOW, "challenge": CHALLENGE, "since": SINCE},
    ),
    Wordable(
        "emails/challenges/answered",
        "answered",
        gettext_lazy("The mentor answered"),
        examples.answered,
        {"fellow": FELLOW, "challenge": CHALLENGE},
    ),
    Wordable(
        "emails/mentoring/comment",
        "comment",
        gettext_lazy("Somebody commented"),
        examples.comment,
        {"author": _plain("author", gettext_lazy("who commented")), "challenge": CHALLENGE},
    ),
    Wordable(
        "emails/learning/assignment_due",
        "assignment_due",
        gettext_lazy("An assignment is coming up"),
        examples.assignment,
        {"assignment": ASSIGNMENT, "module": MODULE, "due": DUE},
    ),
    Wordable(
        "emails/learning/assignment_overdue",
        "assignment_overdue",
        gettext_lazy("An assignment is overdue: to the fellow"),
        examples.late_assignment,
        {"assignment": ASSIGNMENT, "module": MODULE, "due": DUE},
    ),
    Wordable(
        "emails/learning/assignment_of_fellow",
        "assignment_overdue",
        gettext_lazy("An assignment is overdue: to mentor and programme team"),
        examples.late_assignment,
        {"fellow": FELLOW, "assignment": ASSIGNMENT, "module": MODULE, "due": DUE},
    ),
    Wordable(
        "emails/learning/taught_day",
        "taught_day",
        gettext_lazy("A taught day is coming up"),
        examples.taught_day,
        {
            "title": _of(gettext_lazy("the title of the day"), lambda context: context["day"].title),
            "module": MODULE,
            "day": _of(gettext_lazy("its date"), lambda context: in_words(context["day"].day)),
        },
    ),
    Wordable(
        "emails/learning/result_recorded",
        "result_recorded",
        gettext_lazy("A result was recorded"),
        examples.assignment,
        {"assignment": ASSIGNMENT, "module": MODULE},
    ),
    Wordable(
        "emails/learning/extension_asked",
        "waiting_for_you",
        gettext_lazy("A fellow asks for more time: to tutors"),
        examples.assignment,
        {"fellow": FELLOW, "assignment": _plain("title", gettext_lazy("the title of the assignment"))},
    ),
    Wordable(
        "emails/learning/extension_decided",
        "result_recorded",
        gettext_lazy("A request for more time was decided"),
        examples.assignment,
        {"assignment": ASSIGNMENT},
    ),
    Wordable(
        "emails/home/programme_reminder",
        "programme_reminder",
        gettext_lazy("The programme team reminds a fellow of what is open"),
        examples.reminder,
        {
            "number": _of(gettext_lazy("how many things are open"), lambda context: len(context["things"])),
            "by": _plain("by", gettext_lazy("who asked for the reminder")),
        },
    ),
    Wordable(
        "emails/home/dates_moved",
        "dates_moved",
        gettext_lazy("Dates of a fellow were moved by the programme team"),
        examples.dates_moved,
        {"number": _plain("in_all", gettext_lazy("how many dates have moved"))},
    ),
    Wordable(
        "emails/home/dates_as_before",
        "dates_moved",
        gettext_lazy("Dates of a fellow are as before, because the change was undone"),
        examples.dates_as_before,
    ),
    Wordable(
        "emails/cohorts/new_mentor",
        "pairing",
        gettext_lazy("A fellow has a new mentor: to the fellow"),
        examples.pairing,
        {"mentor": MENTOR, "start": START},
    ),
    Wordable(
        "emails/cohorts/new_fellow",
        "pairing",
        gettext_lazy("A mentor has a new fellow: to the mentor"),
        examples.pairing,
        {"fellow": NEW_FELLOW, "start": START},
    ),
    Wordable(
        "emails/cohorts/invitation",
        "invitation",
        gettext_lazy("Invitation to join"),
        examples.invitation,
        {
            "programme": _of(
                gettext_lazy("the programme’s name"), lambda context: context["invitation"].programme.name
            ),
            "role": _of(
                gettext_lazy("the role"), lambda context: ", ".join(map(str, context["roles"])).lower()
            ),
        },
    ),
    Wordable(
        "emails/notifications/digest",
        "digest",
        gettext_lazy("Daily summary"),
        examples.summary,
        {"day": _day("day", gettext_lazy("the day of the summary"))},
    ),
    Wordable(
        "emails/mentoring/session_proposed",
        "session",
        gettext_lazy("Times for a session were proposed"),
        examples.session,
        {"other": OTHER},
    ),
    Wordable(
        "emails/mentoring/session_agreed",
        "session_agreed",
        gettext_lazy("A session is agreed, moved or cancelled"),
        examples.session,
        {"other": OTHER, "when": WHEN},
    ),
    Wordable(
        "emails/mentoring/session_due",
        "session_due",
        gettext_lazy("A session is tomorrow"),
        examples.session,
        {"other": OTHER, "when": WHEN},
    ),
    Wordable(
        "emails/mentoring/set_meeting",
        "session_agreed",
        gettext_lazy("A learning set meets, or its date changes"),
        examples.session,
        {"set": _plain("name", gettext_lazy("the name of the learning set")), "when": WHEN},
    ),
    Wordable(
        "emails/mentoring/set_left",
        "session_agreed",
        gettext_lazy("Somebody is no longer in a learning set"),
        examples.session,
        {"set": _plain("name", gettext_lazy("the name of the learning set")), "when": WHEN},
    ),
    Wordable(
        "emails/mentoring/set_due",
        "set_due",
        gettext_lazy("A learning set meets tomorrow"),
        examples.session,
        {"set": _plain("name", gettext_lazy("the name of the learning set")), "when": WHEN},
    ),
    Wordable(
        "emails/mentoring/action_due",
        "action_due",
        gettext_lazy("Something agreed in a session is due"),
        examples.action,
        {"due": DUE},
    ),
    Wordable(
        "emails/cohorts/wishes",
        "wishes",
        gettext_lazy("Fellows are asked for their wishes before matching"),
        examples.wishes,
        {"until": UNTIL},
    ),
    Wordable(
        "emails/cohorts/mentor_asked",
        "wishes",
        gettext_lazy("Mentors are asked for places and interests before matching"),
        examples.wishes,
        {"until": UNTIL},
    ),
]


_ACCOUNT = [
    "address_changed",
    "address_in_use",
    "address_removed",
    "app_added",
    "app_removed",
    "confirm_address",
    "passkey_added",
    "passkey_removed",
    "password_changed",
    "password_reset",
    "recovery_codes_made",
]
FIXED = [
    Fixed(
        gettext_lazy("Sign-in and security"),
        gettext_lazy(
            "They are about a person’s account, which belongs to no one programme, and say the same to "
            "everybody, so that a forged one is noticed."
        ),
        tuple(f"emails/people/{name}" for name in _ACCOUNT),
    ),
    Fixed(
        gettext_lazy("A message from the programme team"),
        gettext_lazy("All of its words are the programme’s own, written each time it is sent."),
        ("emails/cohorts/programme_message",),
    ),
]
