"""Two things of one's own that want the same days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fellowship.home.services.calendar import Entry

# Closer together than this, one of the two will suffer.
TOO_CLOSE = dt.timedelta(days=2)


@dataclass(frozen=True)
class Clash:
    assignment: Entry
    milestone: Entry


def clashes_of(entries: Sequence[Entry]) -> list[Clash]:
    """Each of one's own assignments with each of one's own milestones due within two days of it."""
    own = [entry for entry in entries if entry.own]
    return [
        Clash(assignment, milestone)
        for assignment in own
        if assignment.uid.startswith("assignment-")
        for milestone in own
        if milestone.uid.startswith("milestone-") and abs(assignment.day - milestone.day) <= TOO_CLOSE
    ]
