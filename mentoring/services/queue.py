"""What waits for a mentor's answer, across fellows, oldest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone
from challenges.models.challenge import ChallengeQuerySet
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models import Pairing
from fellowship.people.models import User

LETTERS_IN_A_WORD = 6
WORDS_A_MINUTE = 200


# By hand, as the ORM takes longer to put it together than the database to answer. The first lines are the
# challenges of `mentored_by`; what came after the end of a pairing waits for somebody else.
WAITING = f"""
WITH mentored AS (
    SELECT * FROM unnest(%(challenges)s::bigint[], %(until)s::date[]) AS mentored (challenge_id, until)
), waiting AS (
    SELECT challenge_id, 'entry' AS kind, id AS item, waiting_since AS since, happened_on::text AS called,
           length(what_happened) + length(so_what) + length(now_what) AS letters
    FROM challenges_logentry WHERE waiting_since IS NOT NULL AND challenge_id = ANY(%(challenges)s)
  UNION ALL
    SELECT challenge_id, 'milestone', id, sent_at, title, length(evidence)
    FROM challenges_milestone WHERE status = 'sent' AND challenge_id = ANY(%(challenges)s)
  UNION ALL
    SELECT challenge_id, 'brief', id, sent_at, number::text,
           {" + ".join(f"length({field})" for field in BriefVersion.TEXT_FIELDS)}
    FROM challenges_briefversion WHERE status = 'sent' AND challenge_id = ANY(%(challenges)s)
)
SELECT waiting.* FROM waiting JOIN mentored USING (challenge_id)
WHERE until IS NULL OR (since AT TIME ZONE %(zone)s)::date <= until"""  # noqa: S608


@dataclass(frozen=True)
class Waiting:
    """One thing with the mentor. `kind` is entry, milestone or brief."""

    kind: str
    item: int
    since: dt.datetime
    called: str  # the entry's date (ISO), the milestone's title, the brief's number
    letters: int
    challenge_id: int
    challenge_title: str
    fellow: str

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
    pairings = (
        Pairing.objects.open_to(user)
        .filter(place__challenge__isnull=False)
        .select_related("place__challenge", "place__person", "place__host", "place__cohort")
        .order_by(
            "place__person__family_name",
            "place__person__given_name",
            "place__challenge",
            F("ends_on").asc(nulls_last=True),  # of several with one fellow the last one counts
        )
    )
    found = {pairing.place.challenge: pairing.ends_on for pairing in pairings}
    return [Mentored(challenge, until) for challenge, until in found.items()]


def waiting_for(mentored: Sequence[Mentored], *, limit: int | None = None) -> tuple[list[Waiting], int]:
    """What waits on these challenges, oldest first, and how much it is in all (`limit` cuts the list).

    An answer by one mentor clears a thing for all.
    """
    values: dict[str, Any] = {
        "challenges": [one.challenge.pk for one in mentored],
        "until": [one.until for one in mentored],
        "zone": timezone.get_current_timezone_name(),
        "limit": limit,
    }
    query = f"""SELECT *, count(*) OVER () FROM ({WAITING}) AS waiting
        ORDER BY since, kind, item LIMIT %(limit)s"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = cursor.fetchall()
    by_challenge = {one.challenge.pk: one for one in mentored}
    found = [_as_waiting(by_challenge[challenge], *row) for challenge, *row, _in_all in rows]
    return found, rows[0][-1] if rows else 0


def next_for(user: User, *, after: int) -> Waiting | None:
    """The oldest waiting thing on any challenge but `after`."""
    others = [one for one in mentored_by(user) if one.challenge.pk != after]
    found, _in_all = waiting_for(others, limit=1)
    return found[0] if found else None


def with_waiting_since(challenges: ChallengeQuerySet) -> ChallengeQuerySet:
    """Adds `waiting_since`: since when the oldest unanswered thing is with the mentor, or None."""
    of_challenge = {"challenge": OuterRef("pk")}
    entries = LogEntry.objects.filter(**of_challenge, waiting_since__isnull=False)
    milestones = Milestone.objects.filter(**of_challenge, status=MilestoneStatus.SENT)
    briefs = BriefVersion.objects.filter(**of_challenge, status=BriefStatus.SENT)
    return challenges.annotate(  # Postgres' LEAST passes over NULL
        waiting_since=Least(
            Subquery(entries.order_by("waiting_since").values("waiting_since")[:1]),
            Subquery(milestones.order_by("sent_at").values("sent_at")[:1]),
            Subquery(briefs.order_by("sent_at").values("sent_at")[:1]),
        )
    )


def _as_waiting(
    one: Mentored, kind: str, item: int, since: dt.datetime, called: str, letters: int
) -> Waiting:
    return Waiting(
        kind=kind,
        item=item,
        since=since,
        called=called,
        letters=letters,
        challenge_id=one.challenge.pk,
        challenge_title=one.challenge.title,
        fellow=one.fellow.full_name,
    )
