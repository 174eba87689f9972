"""What of a challenge is with the mentor, and what came back from there."""

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse

from fellowship.lib.statements import Statement

MOST_RETURNED = 50

# One statement instead of three, because every fellow's day begins with it. Of the brief its state only:
# the words are long, and not on that page.
ANSWERS = """
(SELECT 'brief' AS kind, id, number, status, NULL::date AS day, sent_at AS since
 FROM challenges_briefversion WHERE challenge_id = %(challenge)s ORDER BY number DESC LIMIT 1)
UNION ALL
(SELECT 'returned', id, 0, status, happened_on, NULL
 FROM challenges_logentry WHERE challenge_id = %(challenge)s AND status = 'changes_asked'
 ORDER BY happened_on, id LIMIT %(most)s)
UNION ALL
SELECT 'waiting', NULL, count(*), '', NULL, min(waiting_since)
FROM challenges_logentry WHERE challenge_id = %(challenge)s AND waiting_since IS NOT NULL
"""


@dataclass(frozen=True)
class Brief:
    """The newest version."""

    number: int
    status: str
    sent_at: dt.datetime | None


@dataclass(frozen=True)
class Returned:
    """A log entry that the mentor asked to change."""

    happened_on: dt.date
    url: str


@dataclass
class Answers:
    brief: Brief | None = None
    returned: list[Returned] = field(default_factory=list)
    waiting: int = 0  # log entries
    waiting_since: dt.datetime | None = None


def answers_of(challenge_id: int) -> Answers:
    """The caller has reached the challenge as its fellow."""
    answers = Answers()
    found = Statement(ANSWERS, {"most": MOST_RETURNED}).fetch(challenge=challenge_id)
    for kind, key, number, status, day, since in found:
        if kind == "brief":
            answers.brief = Brief(number, status, since)
        elif kind == "returned":
            answers.returned.append(Returned(day, reverse("log_entry", args=[key])))
        else:
            answers.waiting, answers.waiting_since = number, since
    return answers
