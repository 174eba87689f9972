"""What waits for a mentor's answer, across fellows, oldest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from challenges.models import BriefVersion, Challenge
from fellowship.cohorts.models import Pairing, Place
from fellowship.people.models import Organisation, User
from mentoring.services.then import NAME_OF_RAMP
from mentoring.statements import ANYBODY, NAME, ROW, Statement, columns, statement_of, take
from mentoring.things import in_ramp

OF_HOST = ("id", "name")
LETTERS_IN_A_WORD = 6
WORDS_A_MINUTE = 200
LETTERS_OF_A_PIECE = 600  # a chart or a plan takes about a minute to read

# What was changed after the end of a pairing a former mentor may not read (`unchanged_since`), nor answer.
CHANGED_SINCE = """CASE kind
    WHEN 'entry' THEN EXISTS (SELECT FROM challenges_logentryversion
        WHERE entry_id = item AND (written_at AT TIME ZONE %(zone)s)::date > until)
    WHEN 'milestone' THEN EXISTS (SELECT FROM challenges_milestonechange
        WHERE milestone_id = item AND act <> 'change_workstream' AND (at AT TIME ZONE %(zone)s)::date > until)
    WHEN 'piece' THEN EXISTS (SELECT FROM challenges_piecechange
        WHERE piece_id = item AND act NOT IN ('link', 'unlink') AND (at AT TIME ZONE %(zone)s)::date > until)
    ELSE false END"""

RAMP_THEN = NAME_OF_RAMP.format(since="(change.at AT TIME ZONE %(zone)s)::date > mentored.until")
# By hand, as the ORM takes longer to put it together than the database to answer. `{mentored}`: challenges,
# and until when; what came after the end of a pairing waits for somebody else.
WAITING = f"""
SELECT mentored.challenge, waiting.* FROM ({{mentored}}) AS mentored CROSS JOIN LATERAL (
    SELECT 'entry' AS kind, id AS item, waiting_since AS since, happened_on::text AS called,
           length(what_happened) + length(so_what) + length(now_what) AS letters,
           NULL::int AS number, NULL AS ramp
    FROM challenges_logentry WHERE waiting_since IS NOT NULL AND challenge_id = mentored.challenge
  UNION ALL
    SELECT 'milestone', id, sent_at, title, length(evidence), NULL, NULL
    FROM challenges_milestone WHERE status = 'sent' AND challenge_id = mentored.challenge
  UNION ALL
    SELECT 'piece', piece.id, sent_at, piece.name, {LETTERS_OF_A_PIECE}, cycle.number, {RAMP_THEN}
    FROM challenges_piece piece
    LEFT JOIN challenges_cycle cycle ON cycle.piece_ptr_id = piece.id
    LEFT JOIN challenges_ramp ramp ON ramp.id = cycle.ramp_id
    WHERE status = 'sent' AND piece.challenge_id = mentored.challenge
  UNION ALL
    SELECT 'brief', id, sent_at, number::text,
           {" + ".join(f"length({field})" for field in BriefVersion.TEXT_FIELDS)}, NULL, NULL
    FROM challenges_briefversion WHERE status = 'sent' AND challenge_id = mentored.challenge
) AS waiting
WHERE until IS NULL OR (since AT TIME ZONE %(zone)s)::date <= until AND NOT {CHANGED_SINCE}"""  # noqa: S608
THESE = "SELECT * FROM unnest(%(challenges)s::bigint[], %(until)s::date[]) AS these (challenge, until)"
OLDEST = "ORDER BY since, kind, item LIMIT %(limit)s"


@dataclass(frozen=True)
class Waiting:
    """One thing with the mentor. `kind` is entry, milestone, piece or brief."""

    challenge_id: int
    challenge_title: str
    fellow: str
    kind: str
    item: int
    since: dt.datetime
    called: str  # the entry's date (ISO), the milestone's or piece's name, the brief's number
    letters: int
    number: int | None  # of a cycle
    ramp: str | None  # in which it is

    @property
    def name(self) -> str:
        """Of a milestone or piece; a cycle with its ramp."""
        return in_ramp(self.called, self.number, self.ramp) if self.number and self.ramp else self.called

    @property
    def happened_on(self) -> dt.date:
        """An entry's own date."""
        return dt.date.fromisoformat(self.called)

    @property
    def minutes(self) -> int:
        """About how long an answer takes: reading, and a minute to write."""
        return 1 + ceil(self.letters / LETTERS_IN_A_WORD / WORDS_A_MINUTE)

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.item}"

    @property
    def url(self) -> str:
        return f"{reverse('review', args=[self.challenge_id])}#{self.anchor}"


@dataclass(frozen=True)
class Mentored:
    """A challenge a mentor answers on. `until` is the last day, where the pairing has ended."""

    challenge: Challenge
    until: dt.date | None

    @property
    def fellow(self) -> User:
        return self.challenge.place.person


def mentored_by(user: User) -> list[Mentored]:
    """Every challenge this mentor answers on, also as second mentor or cover, by the fellows' names."""
    found: dict[Challenge, dt.date | None] = {}
    for until, *row in _mentored_statement(timezone.localdate()).fetch(user=user.pk):
        challenge, challenge.place = take(Challenge, row), take(Place, row)
        challenge.place.person, challenge.place.host = take(User, row, NAME), take(Organisation, row, OF_HOST)
        found[challenge] = until
    return [Mentored(challenge, until) for challenge, until in found.items()]


@lru_cache(maxsize=8)
def _mentored_statement(today: dt.date) -> Statement:
    """The pairings of a mentor that are open `today`; of several with one fellow the last one counts."""
    pairings = Pairing.objects.open_to(ANYBODY).filter(place__challenge__isnull=False)
    named = pairings.order_by(
        "place__person__family_name",
        "place__person__given_name",
        "place__challenge",
        F("ends_on").asc(nulls_last=True),
    )
    return statement_of(
        named.values_list(
            "ends_on",
            *columns(Challenge, "place__challenge"),
            *columns(Place, "place"),
            *columns(User, "place__person", NAME),
            *columns(Organisation, "place__host", OF_HOST),
        )
    )


def waiting_for(mentored: Sequence[Mentored], *, limit: int | None = None) -> tuple[list[Waiting], int]:
    """What waits on these challenges, oldest first, and how much it is in all (`limit` cuts the list).

    An answer by one mentor clears a thing for all.
    """
    waiting = WAITING.format(mentored=THESE)
    query = f"SELECT *, count(*) OVER () FROM ({waiting}) AS waiting {OLDEST}"  # noqa: S608
    rows = Statement(query, {}).fetch(
        challenges=[one.challenge.pk for one in mentored],
        until=[one.until for one in mentored],
        zone=timezone.get_current_timezone_name(),
        limit=limit,
    )
    by_challenge = {one.challenge.pk: one for one in mentored}
    found = []
    for challenge_id, *facts, _in_all in rows:
        one = by_challenge[challenge_id]
        found.append(Waiting(challenge_id, one.challenge.title, one.fellow.full_name, *facts))
    return found, rows[0][-1] if rows else 0


def next_for(user: User, *, after: int) -> Waiting | None:
    """The oldest waiting thing on any challenge but `after`, in one statement."""
    zone = timezone.get_current_timezone_name()
    rows = _next_statement(timezone.localdate()).fetch(user=user.pk, row=after, zone=zone, limit=1)
    if not rows:
        return None
    challenge_id, *facts, title, person_title, given_name, family_name = rows[0]
    fellow = User(title=person_title, given_name=given_name, family_name=family_name)
    return Waiting(challenge_id, title, fellow.full_name, *facts)


@lru_cache(maxsize=8)
def _next_statement(today: dt.date) -> Statement:
    """On the challenges of `mentored_by`, as it is `today`, but for one; with the names to show."""
    pairings = Pairing.objects.open_to(ANYBODY).filter(place__challenge__isnull=False)
    last = F("ends_on").desc(nulls_first=True)  # of several with one fellow the last one counts
    others = pairings.exclude(place__challenge=ROW).order_by("place__challenge", last)
    mentored = statement_of(others.distinct("place__challenge").values_list("place__challenge", "ends_on"))
    named = f"SELECT * FROM ({mentored.sql}) AS others (challenge, until)"  # noqa: S608
    waiting = WAITING.format(mentored=named)
    query = f"""
        SELECT oldest.*, challenge.title, person.title, person.given_name, person.family_name
        FROM (SELECT * FROM ({waiting}) AS waiting {OLDEST}) AS oldest
        JOIN challenges_challenge challenge ON challenge.id = oldest.challenge
        JOIN cohorts_place place ON place.id = challenge.place_id
        JOIN people_user person ON person.id = place.person_id"""  # noqa: S608
    return Statement(query, mentored.values)
