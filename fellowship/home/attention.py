"""Who needs somebody's attention, as one table of rules on dates and counts, never on what was written.

The overview filters and sorts by these rules in the database and explains them in words on the page;
both read this table. An administrator's day begins here, so the thresholds are in one place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class State(TextChoices):
    """In the order in which the overview lists them."""

    NEEDS_CALL = "needs_call", gettext_lazy("Needs a call")
    WATCH = "watch", gettext_lazy("Keep an eye on")
    ON_TRACK = "on_track", gettext_lazy("On track")
    NOT_STARTED = "not_started", gettext_lazy("Not started yet")
    PAUSED = "paused", gettext_lazy("Paused")
    COMPLETED = "completed", gettext_lazy("Completed")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


# What a place is measured by. Each is a number of things or of days, or None where there is nothing.
OVERDUE = "overdue"  # milestones past their date and with the fellow
DAYS_OVERDUE = "days_overdue"  # of the one that is overdue longest
DAYS_SILENT = "days_silent"  # since the last shared log entry, or since the start
DAYS_WAITING = "days_waiting"  # for the mentor, of what waits longest

WAITS_TOO_LONG = 15  # days with the mentor: “over 14 days”

# state, measure, from which number on. The first state with a rule that holds is the fellow's.
RULES: list[tuple[State, str, int]] = [
    (State.NEEDS_CALL, OVERDUE, 2),
    (State.NEEDS_CALL, DAYS_OVERDUE, 22),
    (State.NEEDS_CALL, DAYS_SILENT, 42),
    (State.NEEDS_CALL, DAYS_WAITING, 29),
    (State.WATCH, OVERDUE, 1),
    (State.WATCH, DAYS_SILENT, 28),
    (State.WATCH, DAYS_WAITING, WAITS_TOO_LONG),
]


@dataclass(frozen=True)
class Attention:
    state: State
    reasons: tuple[str, ...] = ()


def attention(status: str, started: bool, measures: Mapping[str, int | None]) -> Attention:
    """State and reasons of one place; `status` is the place's own, `measures` by the names above."""
    if status != "active":
        return Attention(State(status))
    if not started:
        return Attention(State.NOT_STARTED)
    for state in (State.NEEDS_CALL, State.WATCH):
        holds = [
            measure
            for at, measure, least in RULES
            if at == state and (number := measures[measure]) is not None and number >= least
        ]
        if holds:
            return Attention(state, tuple(_in_words(measure, measures) for measure in _told_once(holds)))
    return Attention(State.ON_TRACK)


def _told_once(holds: list[str]) -> list[str]:
    """How long the oldest is overdue says more than that two are; both together say it twice."""
    return [measure for measure in holds if measure != DAYS_OVERDUE or OVERDUE not in holds]


def _in_words(measure: str, measures: Mapping[str, int | None]) -> str:
    return WORDS[measure](measures[measure] or 0)


def _overdue(number: int) -> str:
    return ngettext("%(n)d milestone overdue", "%(n)d milestones overdue", number) % {"n": number}


def _days_overdue(days: int) -> str:
    return _("A milestone is %(n)d days overdue") % {"n": days}


def _silent(days: int) -> str:
    return _("No log for %(n)d weeks") % {"n": days // 7}


def _waiting(days: int) -> str:
    return _("Waiting for the mentor for %(n)d days") % {"n": days}


WORDS: dict[str, Callable[[int], str]] = {
    OVERDUE: _overdue,
    DAYS_OVERDUE: _days_overdue,
    DAYS_SILENT: _silent,
    DAYS_WAITING: _waiting,
}


def state_in_sql() -> str:
    """The same decision as a CASE over columns named like the measures."""

    def rules(state: State) -> str:
        return " OR ".join(f"{measure} >= {least}" for at, measure, least in RULES if at == state)

    return (
        "CASE WHEN status <> 'active' THEN status"
        f" WHEN NOT started THEN '{State.NOT_STARTED.value}'"
        f" WHEN {rules(State.NEEDS_CALL)} THEN '{State.NEEDS_CALL.value}'"
        f" WHEN {rules(State.WATCH)} THEN '{State.WATCH.value}'"
        f" ELSE '{State.ON_TRACK.value}' END"
    )
