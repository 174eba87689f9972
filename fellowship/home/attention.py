"""Who needs somebody's attention: one table of rules on dates and results, never on what was written.

The overview filters and sorts by these rules in the database and explains them in words on the page;
both read this table. Which rules count, and from which number on, each programme sets (`CallRules`).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fellowship.cohorts.models import CallRules
from fellowship.lib.dates import in_words


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
DAYS_SILENT = "days_silent"  # since the last shared log entry, or since the start; None after the last day
DAYS_WAITING = "days_waiting"  # of what has been with the mentor longest
DAYS_LATE = "days_late"  # of the assignment that is overdue longest
FAILED = "failed"  # assignments with the result refer or fail
BOUNCED = "bounced"  # 1 where email to the person comes back
NO_MILESTONES = "no_milestones"  # 1 where there is none, or all are dropped: nothing can become overdue

WAITS_TOO_LONG = 15  # days with the mentor, for the card: “over 14 days”
SHORTEST_WAIT = 7  # days: a rule about mentors begins after these


@dataclass(frozen=True)
class Rule:
    """`state` holds from a number of `measure` on: `least`, or times the programme's `number`, and more."""

    state: State
    measure: str
    least: int = 0
    number: str = ""  # a field of CallRules; 0 there switches the rule off
    times: int = 1

    def holds(self, measures: Mapping[str, int | None], rules: CallRules) -> bool:
        found = measures[self.measure]
        if found is None:
            return False
        if not self.number:
            return found >= self.least
        number = getattr(rules, self.number)
        return bool(number) and found >= number * self.times + self.least

    def in_sql(self) -> str:
        """Over columns named like the measures, and `call_rules` with the fields of CallRules or nothing."""
        if not self.number:
            return f"{self.measure} >= {self.least}"
        default = getattr(CallRules(), self.number)
        number = f"nullif(coalesce({self.number}, {default}), 0)"
        return f"{self.measure} >= {number} * {self.times} + {self.least}"


# The first state with a rule that holds is the fellow's.
RULES = [
    Rule(State.NEEDS_CALL, OVERDUE, number="overdue_count"),
    Rule(State.NEEDS_CALL, DAYS_OVERDUE, number="overdue_days", least=1),
    Rule(State.NEEDS_CALL, DAYS_SILENT, number="silent_weeks", times=7),
    Rule(State.NEEDS_CALL, DAYS_WAITING, number="mentor_days", least=1),
    Rule(State.NEEDS_CALL, DAYS_LATE, number="assignment_days", least=1),
    Rule(State.NEEDS_CALL, FAILED, number="assignments_failed"),
    Rule(State.NEEDS_CALL, BOUNCED, number="bounces"),
    Rule(State.WATCH, OVERDUE, least=1),
    Rule(State.NO_MILESTONES, NO_MILESTONES, least=1),
]
JUDGED = list(dict.fromkeys(rule.state for rule in RULES))
NUMBERS = [rule.number for rule in RULES if rule.number]


@dataclass(frozen=True)
class Attention:
    state: State
    reasons: tuple[str, ...] = ()


def attention(status: str, started: bool, measures: Mapping[str, int | None], rules: CallRules) -> Attention:
    """State and reasons of one place; `status` is the place's own, `measures` by the names above."""
    if status != "active":
        return Attention(State(status))
    if not started:
        return Attention(State.NOT_STARTED)
    for state in JUDGED:
        holds = [rule.measure for rule in RULES if rule.state == state and rule.holds(measures, rules)]
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
    return ngettext("A milestone is %(n)d day overdue", "A milestone is %(n)d days overdue", days) % {
        "n": days
    }


def _days_silent(days: int) -> str:
    weeks = days // 7
    return ngettext("No log for %(n)d week", "No log for %(n)d weeks", weeks) % {"n": weeks}


def _days_waiting(days: int) -> str:
    """It is the mentor's matter, and the sentence says so."""
    since = timezone.localdate() - dt.timedelta(days=days)
    return _("Waiting on the mentor since %(day)s") % {"day": in_words(since)}


def _days_late(days: int) -> str:
    return ngettext("An assignment is %(n)d day overdue", "An assignment is %(n)d days overdue", days) % {
        "n": days
    }


def _failed(number: int) -> str:
    return ngettext("%(n)d assignment referred or failed", "%(n)d assignments referred or failed", number) % {
        "n": number
    }


def _bounced(_one: int) -> str:
    return _("Email to them comes back")


def _no_milestones(_one: int) -> str:
    return _("No date to measure the year by")


WORDS: dict[str, Callable[[int], str]] = {
    OVERDUE: _overdue,
    DAYS_OVERDUE: _days_overdue,
    DAYS_SILENT: _days_silent,
    DAYS_WAITING: _days_waiting,
    DAYS_LATE: _days_late,
    FAILED: _failed,
    BOUNCED: _bounced,
    NO_MILESTONES: _no_milestones,
}


def unpaired(status: str, started: bool, mentored: bool) -> bool:
    """Whether a fellow who should have a mentor today has none; the same rows as the card counts."""
    return status == "active" and started and not mentored


def state_in_sql() -> str:
    """The same decision as a CASE."""

    def rules(state: State) -> str:
        return " OR ".join(rule.in_sql() for rule in RULES if rule.state == state)

    judged = "".join(f" WHEN {rules(state)} THEN '{state.value}'" for state in JUDGED)
    return (
        "CASE WHEN status <> 'active' THEN status"
        f" WHEN NOT started THEN '{State.NOT_STARTED.value}'"
        f"{judged} ELSE '{State.ON_TRACK.value}' END"
    )
