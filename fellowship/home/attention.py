"""Who needs somebody's attention: one table of rules on dates and results, never on what was written.

The overview filters and sorts by these rules in the database and explains them in words on the page;
both read this table. Which rules count, and from which number on, each programme sets (`CallRules`).

A call that was noted (`Call`) quiets what had arisen by its day: that stands there as called about and asks
for no other call, until something new arises.
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
# Days since the newest thing of a kind: what is newer than a call makes its reason a new one.
NEWEST_OVERDUE = "newest_overdue"
NEWEST_LATE = "newest_late"
NEWEST_FAILED = "newest_failed"
NEWEST_BOUNCED = "newest_bounced"
DAYS_CALLED = "days_called"  # since the last call that was noted
NO_MILESTONES = "no_milestones"  # 1 where there is none, or all are dropped: nothing can become overdue

WAITS_TOO_LONG = 15  # days with the mentor, for the card: “over 14 days”
SHORTEST_WAIT = 7  # days: a rule about mentors begins after these


Measures = Mapping[str, int | None]


@dataclass(frozen=True)
class Rule:
    """`state` holds from a number of `measure` on: `least`, or times the programme's `number`, and more.

    `newest` and `begins` say when the reason arose last: so many days after the newest thing of its kind; of
    a measure in days, when it reached its number.
    """

    state: State
    measure: str
    least: int = 0
    number: str = ""  # a field of CallRules; 0 there switches the rule off
    times: int = 1
    newest: str = ""
    begins: int | None = None  # None: `measure` is in days

    def from_on(self, rules: CallRules) -> int | None:
        if not self.number:
            return self.least
        number = getattr(rules, self.number)
        return number * self.times + self.least if number else None

    def holds(self, measures: Measures, rules: CallRules) -> bool:
        found, least = measures[self.measure], self.from_on(rules)
        return found is not None and least is not None and found >= least

    def arose(self, measures: Measures, rules: CallRules) -> int | None:
        """How many days ago, of a rule that holds."""
        newest = measures[self.newest] if self.newest else None
        if self.begins is not None:
            return None if newest is None else newest - self.begins
        begins, found = self.from_on(rules), measures[self.measure]
        if begins is None or found is None:
            return None
        return (newest if newest is not None and newest >= begins else found) - begins

    def called_about(self, measures: Measures, rules: CallRules) -> bool:
        """Whether somebody has called since it arose."""
        called, arose = measures[DAYS_CALLED], self.arose(measures, rules)
        return called is not None and arose is not None and arose >= called

    def from_on_in_sql(self) -> str:
        if not self.number:
            return str(self.least)
        default = getattr(CallRules(), self.number)
        return f"(nullif(coalesce({self.number}, {default}), 0) * {self.times} + {self.least})"

    def in_sql(self) -> str:
        """Over columns named like the measures, and `call_rules` with the fields of CallRules or nothing."""
        return f"{self.measure} >= {self.from_on_in_sql()}"

    def called_about_in_sql(self) -> str:
        if self.begins is not None:
            arose = f"{self.newest} - {self.begins}"
        else:
            begins = self.from_on_in_sql()
            newest = f"CASE WHEN {self.newest} >= {begins} THEN {self.newest} END" if self.newest else "NULL"
            arose = f"coalesce({newest}, {self.measure}) - {begins}"
        return f"coalesce({arose} >= {DAYS_CALLED}, false)"


# The first state with a rule that holds is the fellow's.
RULES = [
    Rule(State.NEEDS_CALL, OVERDUE, number="overdue_count", newest=NEWEST_OVERDUE, begins=1),
    Rule(State.NEEDS_CALL, DAYS_OVERDUE, number="overdue_days", least=1, newest=NEWEST_OVERDUE),
    Rule(State.NEEDS_CALL, DAYS_SILENT, number="silent_weeks", times=7),
    Rule(State.NEEDS_CALL, DAYS_WAITING, number="mentor_days", least=1),
    Rule(State.NEEDS_CALL, DAYS_LATE, number="assignment_days", least=1, newest=NEWEST_LATE),
    Rule(State.NEEDS_CALL, FAILED, number="assignments_failed", newest=NEWEST_FAILED, begins=0),
    Rule(State.NEEDS_CALL, BOUNCED, number="bounces", newest=NEWEST_BOUNCED, begins=0),
    Rule(State.WATCH, OVERDUE, least=1),
    Rule(State.NO_MILESTONES, NO_MILESTONES, least=1),
]
JUDGED = list(dict.fromkeys(rule.state for rule in RULES))
BY_STATE = {state: [rule for rule in RULES if rule.state == state] for state in JUDGED}
CALL_RULES = BY_STATE[State.NEEDS_CALL]
NUMBERS = [rule.number for rule in RULES if rule.number]


@dataclass(frozen=True)
class Attention:
    state: State
    reasons: tuple[str, ...] = ()


def attention(
    status: str, started: bool, measures: Measures, rules: CallRules, called_by: str = ""
) -> Attention:
    """State and reasons of one place; `status` is the place's own, `measures` by the names above.

    `called_by`: the name of who called last.
    """
    if status != "active":
        return Attention(State(status))
    if not started:
        return Attention(State.NOT_STARTED)
    calls = {
        rule.measure: rule.called_about(measures, rules) for rule in _holding(CALL_RULES, measures, rules)
    }
    if not all(calls.values()):
        return Attention(State.NEEDS_CALL, _reasons(calls, measures, called_by))
    for state in JUDGED[1:]:
        found = dict.fromkeys((rule.measure for rule in _holding(BY_STATE[state], measures, rules)), False)
        if state == State.WATCH:
            found = calls if calls.keys() & {OVERDUE, DAYS_OVERDUE} else calls | found
        if found:
            return Attention(state, _reasons(found, measures, called_by))
    return Attention(State.ON_TRACK)


def _holding(rules_of_state: list[Rule], measures: Measures, rules: CallRules) -> list[Rule]:
    return [rule for rule in rules_of_state if rule.holds(measures, rules)]


def _reasons(found: dict[str, bool], measures: Measures, called_by: str) -> tuple[str, ...]:
    """`found`: measures, and whether somebody has called about each."""
    return tuple(
        _called_about(measure, measures, called_by) if found[measure] else _in_words(measure, measures)
        for measure in _told_once(found)
    )


def _called_about(measure: str, measures: Measures, called_by: str) -> str:
    called = timezone.localdate() - dt.timedelta(days=measures[DAYS_CALLED] or 0)
    return _("%(reason)s (%(name)s called on %(day)s)") % {
        "reason": _in_words(measure, measures),
        "name": called_by,
        "day": in_words(called),
    }


def _told_once(found: dict[str, bool]) -> list[str]:
    """How long the oldest is overdue says more than that two are; both together say it twice."""
    if OVERDUE in found and found[OVERDUE] == found.get(DAYS_OVERDUE):
        return [measure for measure in found if measure != DAYS_OVERDUE]
    return list(found)


def _in_words(measure: str, measures: Measures) -> str:
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
        if state == State.NEEDS_CALL:
            return " OR ".join(f"{rule.in_sql()} AND NOT {rule.called_about_in_sql()}" for rule in CALL_RULES)
        also = (
            CALL_RULES if state == State.WATCH else []
        )  # called about, or they would be in the state before
        return " OR ".join(rule.in_sql() for rule in [*also, *BY_STATE[state]])

    judged = "".join(f" WHEN {rules(state)} THEN '{state.value}'" for state in JUDGED)
    return (
        "CASE WHEN status <> 'active' THEN status"
        f" WHEN NOT started THEN '{State.NOT_STARTED.value}'"
        f"{judged} ELSE '{State.ON_TRACK.value}' END"
    )
