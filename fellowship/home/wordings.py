"""The letters whose words a programme can make its own, what these words may name, and invented examples.

No placeholder is ever something a fellow wrote in reflection, a comment or a mark.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from types import SimpleNamespace as Facts
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.lib.dates import in_words
from fellowship.notifications.services.digests import Line
from fellowship.notifications.wordable import Placeholder, Wordable

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


def _in(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def _milestone() -> dict[str, Any]:
    return _challenge() | {"title": _("Baseline measured"), "due_on": _in(3)}


def _late_milestone() -> dict[str, Any]:
    return _milestone() | {"due_on": _in(-10)}


def _challenge() -> dict[str, Any]:
    return {
        "fellow": "Dr Amina Example",
        "challenge": _("Better sleep on the wards"),
        "due_on": _in(1),
        "since": _in(-7),
        "today": _in(0),
        "title": "",
        "headline": _("Dr Amina Example shared a log entry with you"),
        "is_mentor": True,
        "act": "agreed",
        "path": "/",
    }


def _answered() -> dict[str, Any]:
    return _challenge() | {"headline": _("Dr Hugh Example agreed your log entry")}


def _comment() -> dict[str, Any]:
    return _challenge() | {"author": "Dr Hugh Example", "thing": _("log entry"), "address": "/"}


def _assignment(due_in: int = 3) -> dict[str, Any]:
    return {
        "assignment": Facts(title=_("Reflective essay"), pk=0),
        "module": Facts(title=_("Innovating systems")),
        "fellow": "Dr Amina Example",
        "title": _("Reflective essay"),
        "due_on": _in(due_in),
        "today": _in(0),
        "again": None,
        "granted": True,
        "request": Facts(pk=0, asked_at=timezone.now(), granted_to=_in(14)),
    }


def _late_assignment() -> dict[str, Any]:
    return _assignment(-10)


def _taught_day() -> dict[str, Any]:
    day = Facts(
        title=_("Leading change"),
        day=_in(3),
        starts_at=dt.time(9, 30),
        ends_at=dt.time(16),
        venue=_("Room 4"),
    )
    return {"day": day, "module": Facts(title=_("Innovating systems"))}


def _pairing() -> dict[str, Any]:
    place = Facts(person=Facts(full_name="Dr Amina Example"), cohort=Facts(name="2026 to 2027"))
    return {"pairing": Facts(mentor=Facts(full_name="Dr Hugh Example"), place=place, starts_on=_in(7))}


def _invitation() -> dict[str, Any]:
    invitation = Facts(
        programme=Facts(name=_("Our programme")),
        cohort=Facts(name="2026 to 2027"),
        invited_by=Facts(full_name="Robin Example"),
        get_role_display=lambda: _("Fellow"),
        expires_at=timezone.now() + dt.timedelta(days=14),
    )
    return {"invitation": invitation, "link": reverse("home")}


def _summary() -> dict[str, Any]:
    return {"lines": [Line("", _("Dr Hugh Example agreed your log entry"), "/")], "day": _in(0)}


WORDABLE = [
    Wordable(
        "emails/challenges/milestone",
        "milestone_due",
        gettext_lazy("A milestone is coming up or overdue: to the fellow"),
        _milestone,
        {"milestone": MILESTONE, "challenge": CHALLENGE, "due": DUE},
    ),
    Wordable(
        "emails/challenges/milestone_of_fellow",
        "milestone_overdue",
        gettext_lazy("A milestone is overdue: to mentor and programme team"),
        _late_milestone,
        {"fellow": FELLOW, "milestone": MILESTONE, "challenge": CHALLENGE, "due": DUE},
    ),
    Wordable(
        "emails/challenges/reading_due",
        "reading_due",
        gettext_lazy("A reading of a measure is due"),
        _challenge,
        {"challenge": CHALLENGE, "due": DUE},
    ),
    Wordable(
        "emails/challenges/waiting_for_you",
        "waiting_for_you",
        gettext_lazy("Something is waiting for the mentor’s answer"),
        _challenge,
        {"fellow": FELLOW, "challenge": CHALLENGE, "since": SINCE},
    ),
    Wordable(
        "emails/challenges/answer_overdue",
        "answer_overdue",
        gettext_lazy("A mentor’s answer is overdue: to mentor and programme team"),
        _challenge,
        {"fellow": FELLOW, "challenge": CHALLENGE, "since": SINCE},
    ),
    Wordable(
        "emails/challenges/answered",
        "answered",
        gettext_lazy("The mentor answered"),
        _answered,
        {"fellow": FELLOW, "challenge": CHALLENGE},
    ),
    Wordable(
        "emails/mentoring/comment",
        "comment",
        gettext_lazy("Somebody commented"),
        _comment,
        {"author": _plain("author", gettext_lazy("who commented")), "challenge": CHALLENGE},
    ),
    Wordable(
        "emails/learning/assignment_due",
        "assignment_due",
        gettext_lazy("An assignment is coming up"),
        _assignment,
        {"assignment": ASSIGNMENT, "module": MODULE, "due": DUE},
    ),
    Wordable(
        "emails/learning/assignment_overdue",
        "assignment_overdue",
        gettext_lazy("An assignment is overdue: to the fellow"),
        _late_assignment,
        {"assignment": ASSIGNMENT, "module": MODULE, "due": DUE},
    ),
    Wordable(
        "emails/learning/assignment_of_fellow",
        "assignment_overdue",
        gettext_lazy("An assignment is overdue: to mentor and programme team"),
        _late_assignment,
        {"fellow": FELLOW, "assignment": ASSIGNMENT, "module": MODULE, "due": DUE},
    ),
    Wordable(
        "emails/learning/taught_day",
        "taught_day",
        gettext_lazy("A taught day is coming up"),
        _taught_day,
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
        _assignment,
        {"assignment": ASSIGNMENT, "module": MODULE},
    ),
    Wordable(
        "emails/learning/extension_asked",
        "waiting_for_you",
        gettext_lazy("A fellow asks for more time: to tutors"),
        _assignment,
        {"fellow": FELLOW, "assignment": _plain("title", gettext_lazy("the title of the assignment"))},
    ),
    Wordable(
        "emails/learning/extension_decided",
        "result_recorded",
        gettext_lazy("A request for more time was decided"),
        _assignment,
        {"assignment": ASSIGNMENT},
    ),
    Wordable(
        "emails/cohorts/new_mentor",
        "pairing",
        gettext_lazy("A fellow has a new mentor: to the fellow"),
        _pairing,
        {"mentor": MENTOR, "start": START},
    ),
    Wordable(
        "emails/cohorts/new_fellow",
        "pairing",
        gettext_lazy("A mentor has a new fellow: to the mentor"),
        _pairing,
        {"fellow": NEW_FELLOW, "start": START},
    ),
    Wordable(
        "emails/cohorts/invitation",
        "invitation",
        gettext_lazy("Invitation to join"),
        _invitation,
        {
            "programme": _of(
                gettext_lazy("the programme’s name"), lambda context: context["invitation"].programme.name
            ),
            "role": _of(
                gettext_lazy("the role"), lambda context: context["invitation"].get_role_display().lower()
            ),
        },
    ),
    Wordable(
        "emails/notifications/digest",
        "digest",
        gettext_lazy("Daily summary"),
        _summary,
        {"day": _day("day", gettext_lazy("the day of the summary"))},
    ),
]
