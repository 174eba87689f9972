"""Invented facts for each letter: for the preview of a programme's own words, and a test to oneself."""

import datetime as dt
from types import SimpleNamespace as Facts
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.home.services.cohort_dates import MovedDate
from fellowship.home.services.dates_moved import moved_context
from fellowship.notifications.services.digests import Line


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def milestone() -> dict[str, Any]:
    return challenge() | {"title": _("Baseline measured"), "due_on": in_days(3)}


def late_milestone() -> dict[str, Any]:
    return milestone() | {"due_on": in_days(-10)}


def challenge() -> dict[str, Any]:
    return {
        "fellow": "Dr Amina Example",
        "challenge": _("Better sleep on the wards"),
        "due_on": in_days(1),
        "since": in_days(-7),
        "today": in_days(0),
        "title": "",
        "headline": _("Dr Amina Example shared a log entry with you"),
        "is_mentor": True,
        "act": "agreed",
        "path": "/",
    }


def answered() -> dict[str, Any]:
    return challenge() | {"headline": _("Dr Hugh Example agreed your log entry")}


def comment() -> dict[str, Any]:
    return challenge() | {"author": "Dr Hugh Example", "thing": _("log entry"), "address": "/"}


def assignment(due_in: int = 3) -> dict[str, Any]:
    return {
        "assignment": Facts(title=_("Reflective essay"), pk=0),
        "module": Facts(title=_("Innovating systems")),
        "fellow": "Dr Amina Example",
        "title": _("Reflective essay"),
        "due_on": in_days(due_in),
        "today": in_days(0),
        "again": None,
        "granted": True,
        "request": Facts(pk=0, asked_at=timezone.now(), granted_to=in_days(14)),
    }


def late_assignment() -> dict[str, Any]:
    return assignment(-10)


def taught_day() -> dict[str, Any]:
    day = Facts(
        title=_("Leading change"),
        day=in_days(3),
        starts_at=dt.time(9, 30),
        ends_at=dt.time(16),
        venue=_("Room 4"),
    )
    return {"day": day, "module": Facts(title=_("Innovating systems"))}


def pairing() -> dict[str, Any]:
    place = Facts(person=Facts(full_name="Dr Amina Example"), cohort=Facts(name="2026 to 2027"))
    return {"pairing": Facts(mentor=Facts(full_name="Dr Hugh Example"), place=place, starts_on=in_days(7))}


def invitation() -> dict[str, Any]:
    invitation = Facts(
        programme=Facts(name=_("Our programme")),
        cohort=Facts(name="2026 to 2027"),
        invited_by=Facts(full_name="Robin Example"),
        expires_at=timezone.now() + dt.timedelta(days=14),
    )
    return {"invitation": invitation, "roles": [_("Fellow")], "link": reverse("home")}


def summary() -> dict[str, Any]:
    return {"lines": [Line("", _("Dr Hugh Example agreed your log entry"), "/")], "day": in_days(0)}


def session() -> dict[str, Any]:
    when = _("Thursday 3 December 2026, 2pm to 3pm")
    line = _("Session with %(other)s, %(when)s") % {"other": "Dr Hugh Example", "when": when}
    return {
        "other": "Dr Hugh Example",
        "name": _("Learning set 2"),
        "when": when,
        "agreed": when,
        "times": [when],
        "status": "proposed",
        "is_cancelled": False,
        "moved": False,
        "was": "",
        "line": line,
        "path": "/",
    }


def action() -> dict[str, Any]:
    return {"due_on": in_days(1), "today": in_days(0), "path": "/"}


def wishes() -> dict[str, Any]:
    return {"round": Facts(until=in_days(14)), "cohort": Facts(name="2026 to 2027"), "link": "/"}


def reminder() -> dict[str, Any]:
    things = [
        Facts(title=_("Baseline measured"), due_on=in_days(-2), url="/"),
        Facts(title=_("Reflective essay"), due_on=in_days(5), url="/"),
    ]
    return {"things": things, "today": in_days(0), "by": "Robin Example"}


def dates_moved() -> dict[str, Any]:
    dates = [
        MovedDate("milestone", _("Baseline measured"), in_days(7), in_days(35)),
        MovedDate("assignment", _("Reflective essay"), in_days(21), in_days(49)),
    ]
    return moved_context(dates, (in_days(180), in_days(208)))


def dates_as_before() -> dict[str, Any]:
    return {"path": "/"}
