"""“Needs you”: what a fellow has to do, the most pressing first."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.models import Challenge
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.home.services.answers import Answers, Brief, Returned
from fellowship.home.services.year_dates import Dated
from fellowship.lib.dates import in_words, relative_in_words
from fellowship.nhsuk.words import clock
from mentoring.services.meeting_needs import MeetingNeeds

SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class Need:
    """Named as components/lists.jinja `task_list` reads it."""

    title: str
    url: str
    hint: str
    status: str
    status_text: str = ""


def needs_of(
    challenge: Challenge | None,
    answers: Answers,
    dates: list[Dated],
    *,
    meetings: MeetingNeeds,
    drafts: int,
    chased: bool,
    today: dt.date,
) -> list[Need]:
    """In this order: a session that is going on, returned by the mentor, sessions to answer, what is due and
    agreed actions by date, so that overdue ones come first, the brief, drafts.

    While nothing is `chased` (a paused year) only sessions, what came back and the drafts are listed.
    """
    if challenge is None:
        actions = in_order_of_date(_actions(meetings, today))
        return [*_going_on(meetings), *_sessions(meetings), *actions, *_drafts(drafts)]
    brief = answers.brief
    returned = [
        *_going_on(meetings),
        *_returned_brief(challenge, brief),
        *_returned_milestones(dates, today),
        *_returned(answers.returned),
        *_sessions(meetings),
    ]
    if not chased:
        return [*returned, *_drafts(drafts)]
    return [
        *returned,
        *in_order_of_date([*_due(dates, today), *_actions(meetings, today)]),
        *_brief_to_send(challenge, brief),
        *_drafts(drafts),
    ]


Due = tuple[dt.date, Need]


def in_order_of_date(dues: list[Due]) -> list[Need]:
    return [need for _day, need in sorted(dues, key=lambda due: due[0])]


def due_words(on: dt.date, today: dt.date) -> str:
    """“due in 3 days, 25 November 2026”."""
    return _("due %(when)s, %(day)s") % {"when": relative_in_words(on, today), "day": in_words(on)}


def _returned_brief(challenge: Challenge, brief: Brief | None) -> list[Need]:
    if brief is None or brief.status != BriefStatus.CHANGES_ASKED:
        return []
    url = reverse("brief_edit", args=[challenge.pk])
    return [Need(_("Brief of your challenge"), url, _("Your mentor asked for changes"), "changes_asked")]


def _returned_milestones(dates: list[Dated], today: dt.date) -> list[Need]:
    return [
        Need(
            dated.title,
            dated.url,
            _("Milestone, %(due)s") % {"due": due_words(dated.on, today)},
            "changes_asked",
        )
        for dated in dates
        if dated.status == MilestoneStatus.CHANGES_ASKED
    ]


def _returned(things: list[Returned]) -> list[Need]:
    return [
        Need(thing.name, thing.url, _("Your mentor asked for changes"), "changes_asked") for thing in things
    ]


def _due(dates: list[Dated], today: dt.date) -> list[Due]:
    """What came back is listed already."""
    return [
        (dated.on, Need(dated.title, dated.url, _hint(dated, today), _tag(dated.on, today)))
        for dated in dates
        if dated.todo and dated.status != MilestoneStatus.CHANGES_ASKED and dated.on <= today + SOON
    ]


def _hint(dated: Dated, today: dt.date) -> str:
    due = {"due": due_words(dated.on, today)}
    return _("Milestone, %(due)s") % due if dated.kind == "milestone" else _("Assignment, %(due)s") % due


def _tag(on: dt.date, today: dt.date) -> str:
    if on == today:
        return "due_today"
    return "overdue" if on < today else "due_soon"


def _going_on(meetings: MeetingNeeds) -> list[Need]:
    """The way to the link, for whoever is a minute late."""
    return [
        Need(
            _("Session with %(name)s") % {"name": session.pairing.mentor.full_name},
            session.get_absolute_url(),
            _("now, until %(time)s") % {"time": clock(session.ends_at)},
            f"session_{session.status}",
        )
        for session in meetings.going_on
    ]


def _sessions(meetings: MeetingNeeds) -> list[Need]:
    """Times to accept, and sessions whose time has passed."""
    answer = [
        Need(
            _("Accept a time for a session"),
            session.get_absolute_url(),
            _("%(name)s proposed times") % {"name": session.pairing.mentor.full_name},
            "to_do",
        )
        for session in meetings.to_answer
    ]
    mark = [
        Need(
            _("Say whether your session took place"),
            session.get_absolute_url(),
            _("It was agreed for %(day)s") % {"day": in_words(session.day)},
            "to_do",
        )
        for session in meetings.to_mark
        if session.day
    ]
    return [*answer, *mark]


def _actions(meetings: MeetingNeeds, today: dt.date) -> list[Due]:
    """What one agreed to do."""
    return [
        (
            action.due_on,
            Need(
                action.words,
                action.get_absolute_url(),
                _("You agreed to do this, %(due)s") % {"due": due_words(action.due_on, today)},
                _tag(action.due_on, today) if action.due_on <= today + SOON else "to_do",
            ),
        )
        for action in meetings.actions
    ]


def _brief_to_send(challenge: Challenge, brief: Brief | None) -> list[Need]:
    url = reverse("brief_edit", args=[challenge.pk])
    if brief is None or (brief.number == 1 and brief.status == BriefStatus.DRAFT):
        title = (
            _("Write the brief of your challenge") if brief is None else _("Send your brief to your mentor")
        )
        return [Need(title, url, _("You and your mentor agree it in the first month"), "to_do")]
    if brief.status == BriefStatus.DRAFT:
        hint = _("The version agreed before stays until your mentor agrees this one")
        return [Need(_("Send the changed brief to your mentor"), url, hint, "to_do")]
    return []


def _drafts(count: int) -> list[Need]:
    if not count:
        return []
    title = ngettext(
        "You have %(count)d draft nobody else can see",
        "You have %(count)d drafts nobody else can see",
        count,
    )
    hint = (
        _("Share it, keep it to yourself or throw it away")
        if count == 1
        else _("Share them, keep them or throw them away")
    )
    return [Need(title % {"count": count}, reverse("drafts"), hint, "draft")]
