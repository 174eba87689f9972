"""Who needs somebody's attention: one table of rules on milestones, never on logs or what was written.

The overview filters and sorts by these rules in the database and explains them in words on the page;
both read this table. An administrator's day begins here, so the thresholds are in one place. A silent
log and a slow mentor are marked in their own columns, from their own thresholds, and judge nobody.
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
    NO_MILESTONES = "no_milestones", gettext_lazy("No milestones yet")
    ON_TRACK = "on_track", gettext_lazy("On track")
    NOT_STARTED = "not_started", gettext_lazy("Not started yet")
    PAUSED = "paused", gettext_lazy("Paused")
    COMPLETED = "completed", gettext_lazy("Completed")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


# What a place is measured by. Each is a number of things or of days, or None where there is nothing.
OVERDUE = "overdue"  # milestones past their date and with the fellow
DAYS_OVERDUE = "days_overdue"  # of the one that is overdue longest

NO_MILESTONES = "no_milestones"  # 1 where there is none, or all are dropped: nothing can become overdue

# What is marked without being part of the state.
SILENT_TOO_LONG = 42  # days since the last shared log entry, or since the start
WAITS_TOO_LONG = 15  # days with the mentor: “over 14 days”

# state, measure, from which number on. The first state with a rule that holds is the fellow's.
RULES: list[tuple[State, str, int]] = [
    (State.NEEDS_CALL, OVERDUE, 2),
    (State.NEEDS_CALL, DAYS_OVERDUE, 22),
    (State.WATCH, OVERDUE, 1),
    (State.NO_MILESTONES, NO_MILESTONES, 1),
]
JUDGED = list(dict.fromkeys(state for state, _measure, _least in RULES))


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
    for state in JUDGED:
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


def _no_milestones(_one: int) -> str:
    return _("No date to measure the year by")


WORDS: dict[str, Callable[[int], str]] = {
    OVERDUE: _overdue,
    DAYS_OVERDUE: _days_overdue,
    NO_MILESTONES: _no_milestones,
}


def silence(status: str, started: bool, days_silent: int | None) -> str:
    """What to say of a log that has been silent for long; nothing of who is not expected to write."""
    if status != "active" or not started or days_silent is None or days_silent < SILENT_TOO_LONG:
        return ""
    return _("No log for %(n)d weeks") % {"n": days_silent // 7}


def unpaired(status: str, started: bool, mentored: bool) -> bool:
    """Whether a fellow who should have a mentor today has none; the same rows as the card counts."""
    return status == "active" and started and not mentored


def long_wait(status: str, days_waiting: int | None) -> str:
    """What to say of a mentor's answer that is long in coming; the same rows as the card counts."""
    if status != "active" or days_waiting is None or days_waiting < WAITS_TOO_LONG:
        return ""
    return _("Over %(n)d days") % {"n": WAITS_TOO_LONG - 1}


def state_in_sql() -> str:
    """The same decision as a CASE over columns named like the measures."""

    def rules(state: State) -> str:
        return " OR ".join(f"{measure} >= {least}" for at, measure, least in RULES if at == state)

    judged = "".join(f" WHEN {rules(state)} THEN '{state.value}'" for state in JUDGED)
    return (
        "CASE WHEN status <> 'active' THEN status"
        f" WHEN NOT started THEN '{State.NOT_STARTED.value}'"
        f"{judged} ELSE '{State.ON_TRACK.value}' END"
    )
