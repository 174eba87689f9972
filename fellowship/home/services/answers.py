"""What of a challenge is with the mentor, and what came back from there."""

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from fellowship.lib.dates import in_words
from fellowship.lib.statements import Statement

MOST_RETURNED = 50

# One statement instead of three, because every fellow's day begins with it. Of the brief its state only:
# the words are long, and not on that page.
ANSWERS = """
(SELECT 'brief' AS kind, id, number, status, NULL::date AS day, sent_at AS since, '' AS name
 FROM challenges_briefversion WHERE challenge_id = %(challenge)s ORDER BY number DESC LIMIT 1)
UNION ALL
(SELECT 'entry', id, 0, status, happened_on, NULL, ''
 FROM challenges_logentry WHERE challenge_id = %(challenge)s AND status = 'changes_asked'
 ORDER BY happened_on, id LIMIT %(most)s)
UNION ALL
(SELECT 'piece', id, 0, status, NULL, NULL, name
 FROM challenges_piece
 WHERE challenge_id = %(challenge)s AND status = 'changes_asked' AND removed_at IS NULL
 ORDER BY id LIMIT %(most)s)
UNION ALL
SELECT 'entries', NULL, count(*), '', NULL, min(waiting_since), ''
FROM challenges_logentry WHERE challenge_id = %(challenge)s AND waiting_since IS NOT NULL
UNION ALL
SELECT 'pieces', NULL, count(*), '', NULL, min(sent_at), ''
FROM challenges_piece WHERE challenge_id = %(challenge)s AND status = 'sent'
"""


@dataclass(frozen=True)
class Brief:
    """The newest version."""

    number: int
    status: str
    sent_at: dt.datetime | None


@dataclass(frozen=True)
class Returned:
    """A log entry or a piece of the workspace that the mentor asked to change."""

    name: str
    url: str


@dataclass(frozen=True)
class WithMentor:
    number: int = 0
    since: dt.datetime | None = None  # the oldest


@dataclass
class Answers:
    brief: Brief | None = None
    returned: list[Returned] = field(default_factory=list)
    entries: WithMentor = WithMentor()
    pieces: WithMentor = WithMentor()


def answers_of(challenge_id: int) -> Answers:
    """The caller has reached the challenge as its fellow."""
    answers = Answers()
    found = Statement(ANSWERS, {"most": MOST_RETURNED}).fetch(challenge=challenge_id)
    for kind, key, number, status, day, since, name in found:
        if kind == "brief":
            answers.brief = Brief(number, status, since)
        elif kind == "entry":
            called = _("Log entry of %(day)s") % {"day": in_words(day)}
            answers.returned.append(Returned(called, reverse("log_entry", args=[key])))
        elif kind == "piece":
            answers.returned.append(Returned(name, reverse("piece", args=[key])))
        else:
            setattr(answers, kind, WithMentor(number, since))
    return answers
